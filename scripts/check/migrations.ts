import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readColumns, schemaColumns, schemaFile } from '../docs/columns-page.ts';
import { loadBundle } from '../docs/load-bundle.ts';
import { linesOf, type Part, projectRoot, runPackage } from './part.ts';

const configFile = 'drizzle.config.ts';

async function sqlFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql'));
}

/** Lets drizzle-kit compare the schema with a copy of the migrations; what it would write is the fault. */
async function ungenerated(): Promise<string[]> {
  const folder = await mkdtemp(join(projectRoot, 'node_modules/.migrations-'));
  try {
    const copy = join(folder, 'migrations');
    await cp(join(projectRoot, 'migrations'), copy, { recursive: true });
    const before = await sqlFiles(copy);
    const config = join(folder, 'drizzle.config.ts');
    await writeFile(
      config,
      `import config from '${join(projectRoot, configFile)}';\n` +
        `export default { ...config, schema: './${schemaFile}', out: './${relative(projectRoot, copy)}' };\n`,
    );
    const { code, stdout, stderr } = await runPackage('drizzle-kit/bin.cjs', ['generate', '--config', config]);
    if (code !== 0) {
      return linesOf(stderr, stdout);
    }
    const added = (await sqlFiles(copy)).filter((name) => !before.includes(name));
    return added.map((name) => `a migration is missing: drizzle-kit would write ${name}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Columns of the schema without `// sensitive=true|false`. */
async function unmarked(): Promise<string[]> {
  const columns = await schemaColumns();
  if (columns.length === 0) {
    return [`${schemaFile} has no table that this check can read`];
  }
  return columns
    .filter(({ sensitive }) => sensitive === undefined)
    .map(({ table, column }) => `${table}.${column} is not marked // sensitive=true or // sensitive=false`);
}

/** The schema with every mark taken out, in which each column must be found unmarked. */
async function isBlind(): Promise<boolean> {
  const columns = readColumns(Object.values(await loadBundle<Record<string, unknown>>(schemaFile)), '');
  return columns.some(({ sensitive }) => sensitive !== undefined);
}

/** Every change of the schema has its migration, and every column says whether it is about a person. */
export const migrations: Part = {
  name: 'migrations',
  promise: 'migrations current, columns marked',
  run: async () => {
    if (!existsSync(join(projectRoot, schemaFile)) || !existsSync(join(projectRoot, configFile))) {
      return { summary: 'missing', faults: [`${schemaFile} or ${configFile} is missing`] };
    }
    const faults = (await isBlind())
      ? ['marks are found where none are']
      : [...(await ungenerated()), ...(await unmarked())];
    const count = (await sqlFiles(join(projectRoot, 'migrations'))).length;
    return { summary: `${count} migrations, ${(await schemaColumns()).length} columns`, faults };
  },
};
