import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readShapes, type Shapes } from './atoms/shapes.ts';
import { projectRoot } from './check/part.ts';
import { readCommandLine, refuseCommandLine } from './command-line.ts';

const usage = `Records what this release's atoms and workers say to each other and store, for the releases after it to be held to.
Usage: npm run record-atoms -- <release>, for example 0.1.0

<release> names the files in test/durable-objects/fixtures. Those older than two releases are deleted.`;

const { positionals } = readCommandLine(usage, () =>
  parseArgs({ options: { help: { type: 'boolean', short: 'h' } }, allowPositionals: true }),
);
const [release = '', ...more] = positionals;
if (!/^\w[\w.-]*$/.test(release) || more.length > 0) refuseCommandLine('Name one release, for example 0.1.0.');
const folder = join(projectRoot, 'test/durable-objects/fixtures');

/** A line for each verb, so that a change of one is a change of one line. */
function linesOf(shapes: Shapes): string {
  const atoms = Object.entries(shapes).map(([atom, verbs]) => {
    const lines = Object.entries(verbs).map(([verb, shape]) => `    ${JSON.stringify(verb)}: ${JSON.stringify(shape)}`);
    return `  ${JSON.stringify(atom)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${atoms.join(',\n')}\n}\n`;
}

writeFileSync(join(folder, `${release}.shapes.json`), linesOf(readShapes()));
const recorded = spawnSync(
  process.execPath,
  [
    join(projectRoot, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'workerd',
    'test/durable-objects/releases.test.ts',
    '--update',
  ],
  { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, RECORD_RELEASE: release } },
);
process.exitCode = recorded.status ?? 1;
