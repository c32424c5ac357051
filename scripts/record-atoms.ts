import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readShapes, type Shapes } from './atoms/shapes.ts';
import { projectRoot } from './check/part.ts';

/**
 * Records what this release's atoms and workers say to each other and store, for the releases after it to be held to:
 * `npm run record-atoms -- <release>`, where `<release>` names the files. Fixtures older than two releases are deleted.
 */
const [release = ''] = process.argv.slice(2);
if (!/^[\w.-]+$/.test(release)) {
  console.error('Write: npm run record-atoms -- <release>, for example 0.1.0');
  process.exit(2);
}
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
