import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOf, type Part, projectRoot, runTool } from './part.ts';

const biome = join(projectRoot, 'node_modules/@biomejs/biome/bin/biome');
const pluginRules = 'scripts/check/rules';

/** A page with one breach of each rule that this project leans on. */
const plantedPage = `
import { it } from 'vitest';

it.only('a', () => {});
it.skip('b', () => {});
export default function planted(value: any) {
  console.log(value!.x, Math.random());
  return <p style={{ color: 'red' }}>x</p>;
}
`;
const expectedFindings = [
  'lint/style/noDefaultExport',
  'lint/style/noNonNullAssertion',
  'lint/suspicious/noConsole',
  'lint/suspicious/noExplicitAny',
  'lint/suspicious/noFocusedTests',
  'lint/suspicious/noSkippedTests',
  'No Math.random',
  'No style attribute',
];

/** The expected findings that Biome does not report on the planted page. */
async function missedBreaches(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-lint-'));
  try {
    const configuration: { vcs: { enabled: boolean } } = JSON.parse(
      await readFile(join(projectRoot, 'biome.json'), 'utf8'),
    );
    configuration.vcs.enabled = false;
    await writeFile(join(folder, 'biome.json'), JSON.stringify(configuration));
    await cp(join(projectRoot, pluginRules), join(folder, pluginRules), { recursive: true });
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src/planted.tsx'), plantedPage);
    const { stdout } = await runTool(process.execPath, [biome, 'lint', '--reporter=json', 'src'], { cwd: folder });
    return expectedFindings.filter((finding) => !stdout.includes(finding));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Format and lint, after the linter has been seen to find a planted breach of each rule. */
export const lint: Part = {
  name: 'lint',
  promise: 'format and lint',
  run: async () => {
    const missed = await missedBreaches();
    if (missed.length > 0) {
      return { summary: 'the linter is blind', faults: missed.map((rule) => `planted breach not found: ${rule}`) };
    }
    const { code, stdout, stderr } = await runTool(process.execPath, [
      biome,
      'ci',
      '--colors=off',
      '--reporter=concise',
      '--max-diagnostics=200',
      '--error-on-warnings',
    ]);
    if (code !== 0) {
      return { summary: 'Biome found faults; `npm run format` mends what can be', faults: linesOf(stderr, stdout) };
    }
    return { summary: `${linesOf(stdout)[0] ?? ''} ${expectedFindings.length} planted breaches found`, faults: [] };
  },
};
