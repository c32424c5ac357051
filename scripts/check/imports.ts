import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Part, projectFiles, projectRoot, runPackage } from './part.ts';

const roots = ['src', 'routes', 'durable-objects', 'cli'];
const fixture = join(projectRoot, 'test/boundaries-fixture');

/** A rule of .dependency-cruiser.cjs, as far as it is read here. */
interface ImportRule {
  readonly name: string;
  readonly from: { readonly path?: string; readonly pathNot?: string | readonly string[] };
}

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
      readonly comment?: string;
    }[];
  };
}

/** The rules of the import law. */
export function importRules(): readonly ImportRule[] {
  const configuration: { forbidden: readonly ImportRule[] } = createRequire(import.meta.url)(
    join(projectRoot, '.dependency-cruiser.cjs'),
  );
  return configuration.forbidden;
}

/** Applies the import law to the rooms that exist under `folder`. */
async function cruise(folder: string): Promise<Cruise> {
  const { stdout, stderr } = await runPackage(
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    [
      '--config',
      join(projectRoot, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
      ...roots.filter((room) => existsSync(join(folder, room))),
    ],
    { cwd: folder },
  );
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`dependency-cruiser gave no answer: ${stderr}`, { cause });
  }
}

/** What a fixture file says of itself in its first line: `// breach: rule, rule`, or `// clean`. */
async function announcedBreaches(path: string): Promise<string[]> {
  const [firstLine = ''] = (await readFile(path, 'utf8')).split('\n');
  const announced = /^\/\/ breach: (.+)$/.exec(firstLine)?.[1];
  if (announced === undefined && !firstLine.startsWith('// clean')) {
    throw new Error(`${path}: the first line says neither "// breach: …" nor "// clean"`);
  }
  return announced?.split(', ').sort() ?? [];
}

/**
 * Applies the import law to the planted breaches.
 * Each fixture file must be judged exactly as its first line says, and each rule must have a breach of its own.
 */
export async function judgePlantedBreaches(): Promise<{ readonly found: number; readonly faults: readonly string[] }> {
  const { modules, summary } = await cruise(fixture);
  const faults: string[] = [];
  const seen = new Set<string>();
  let found = 0;
  for (const { source } of modules.filter((module) => existsSync(join(fixture, module.source)))) {
    if (source.includes('node_modules/')) {
      continue;
    }
    const expected = await announcedBreaches(join(fixture, source));
    const actual = summary.violations.filter((violation) => violation.from === source).map(({ rule }) => rule.name);
    actual.sort();
    if (expected.join() !== actual.join()) {
      faults.push(`planted ${source}: expected [${expected.join(', ')}], found [${actual.join(', ')}]`);
    }
    found += actual.length;
    for (const rule of actual) {
      seen.add(rule);
    }
  }
  for (const { name } of importRules()) {
    if (!seen.has(name)) {
      faults.push(`rule ${name} has no planted breach in test/boundaries-fixture`);
    }
  }
  return { found, faults };
}

/** Files of src that no `*-imports` rule governs: a new room needs a row in the import law first. */
function lawless(files: readonly string[]): string[] {
  const rooms = importRules().filter(({ name }) => name.endsWith('-imports'));
  return files.filter(
    (file) => file.startsWith('src/') && !rooms.some(({ from }) => new RegExp(from.path ?? '').test(file)),
  );
}

/** The import law of docs/design.md, after it has been seen to find each planted breach. */
export const imports: Part = {
  name: 'imports',
  promise: 'import rules',
  run: async () => {
    const planted = await judgePlantedBreaches();
    if (planted.faults.length > 0) {
      return { summary: 'the import rules are blind', faults: planted.faults };
    }
    const files = (await projectFiles(...roots)).filter((path) => /\.tsx?$/.test(path));
    const { modules, summary } = await cruise(projectRoot);
    const cruised = new Set(modules.map(({ source }) => source));
    const faults = [
      ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
      ...files.filter((file) => !cruised.has(file)).map((file) => `not seen by dependency-cruiser: ${file}`),
      ...lawless(files).map((file) => `${file} stands in no room of the import law`),
    ];
    return {
      summary: `${files.length} modules, ${faults.length} breaches; ${planted.found} planted breaches found`,
      faults,
    };
  },
};
