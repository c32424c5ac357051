import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, projectFiles, projectRoot } from './part.ts';

interface Scan {
  readonly name: string;
  readonly pattern: RegExp;
  /** A text that the pattern must find; written in pieces, so that the scan does not find this file. */
  readonly planted: string;
  /** Files in which the pattern may stand. */
  readonly allowed?: RegExp;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const plantedUuid = '8b3c6c1e-52f0-4d0c-9a4e-0d6a6c1f2b3d';

const inTheTree: readonly Scan[] = [
  {
    name: 'private key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\w/,
    planted: `-----BEGIN ${'PRIVATE'} KEY-----\nMII`,
  },
  {
    name: 'private JWK',
    pattern: /["']?\bd["']?\s*:\s*["'][\w-]{40,}["']/,
    planted: `"d": ${'"'}${'x'.repeat(43)}"`,
    allowed: /^test\//,
  },
  { name: 'AWS access key', pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, planted: `AKI${'A'}ABCDEFGHIJKLMNOP` },
  { name: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/, planted: `gh${'p'}_${'a'.repeat(36)}` },
  {
    name: 'GOV.UK Notify key',
    pattern: new RegExp(`\\b[\\w-]+-${uuid}-${uuid}\\b`),
    planted: ['team', plantedUuid, plantedUuid].join('-'),
    allowed: /^(test|dev)\//,
  },
  {
    name: 'database password',
    pattern:
      /\bpostgres(ql)?:\/\/[^:\s/"'`]+:[^@\s"'`$]{6,}@(?!localhost\b|host\b|127\.0\.0\.1|\[::1\]|[$]\{|[a-z.-]+\.(example|test|invalid|local)\b)/,
    planted: `postgres:${'//'}gatehouse:secret@db.neon.tech/gatehouse`,
  },
  {
    name: 'postponement',
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    planted: `// ${'TO'}DO: later`,
    allowed: /^(package-lock\.json|scripts\/check\/leaks\.ts|test\/boundaries-fixture\/)/,
  },
  { name: 'switched-off compiler', pattern: /@ts-(ignore|expect-error|nocheck)\b/, planted: `// @ts-${'ignore'}` },
  {
    name: 'switched-off linter',
    pattern: /biome-(?:ignore)(?!\s+[\w/]+: \w{3})/,
    planted: `// biome-${'ignore'} lint`,
  },
  {
    name: 'licensed font',
    pattern: /assets\.nhs\.uk|frutiger[\w-]*\.(woff2?|ttf|eot)/i,
    planted: `https://assets.${'nhs'}.uk/fonts/Frutiger`,
  },
];

/** What a browser is given: styles, scripts and pictures that were built. */
const inTheAssets: readonly Scan[] = [
  { name: 'licensed font', pattern: /frutiger/i, planted: 'font-family: "Frutiger W01"' },
  {
    name: 'address of another host',
    pattern: /url\(\s*["']?(https?:)?\/\//i,
    planted: 'src: url(https://example.com/font.woff2)',
  },
  { name: 'NHS logo', pattern: /nhs(uk)?-logo[\w-]*\.(svg|png|gif)/i, planted: 'url(/assets/nhsuk-logo.svg)' },
];

/** Every hit of the scans in one text, as `path:line name`. */
function findings(scans: readonly Scan[], path: string, text: string): string[] {
  return scans
    .filter(({ allowed }) => !allowed?.test(path))
    .flatMap(({ name, pattern }) => {
      const at = text.search(pattern);
      return at < 0 ? [] : [`${path}:${text.slice(0, at).split('\n').length} ${name}`];
    });
}

function assertSeeing(scans: readonly Scan[]) {
  const blind = scans.filter(({ pattern, planted }) => !pattern.test(planted));
  if (blind.length > 0) {
    throw new Error(`planted text not found: ${blind.map(({ name }) => name).join(', ')}`);
  }
}

async function scan(scans: readonly Scan[], paths: readonly string[]): Promise<string[]> {
  assertSeeing(scans);
  const found = paths.map(async (path) => {
    const text = await readFile(join(projectRoot, path), 'utf8');
    return text.includes('\0') ? [] : findings(scans, path, text);
  });
  return (await Promise.all(found)).flat();
}

/** What stands in dist/assets and may not be given to a browser. */
export async function assetLeaks(): Promise<{ readonly count: number; readonly faults: readonly string[] }> {
  const paths = await readdir(join(projectRoot, 'dist/assets'), { recursive: true });
  const texts = paths.filter((path) => /\.(css|js|svg|html|json)$/.test(path)).map((path) => join('dist/assets', path));
  return { count: texts.length, faults: await scan(inTheAssets, texts) };
}

/** Nothing secret, postponed or not ours stands in the tree. */
export const leaks: Part = {
  name: 'leaks',
  promise: 'secrets, postponements, borrowed brand',
  run: async () => {
    const paths = await projectFiles();
    return { summary: `${paths.length} files, ${inTheTree.length} scans`, faults: await scan(inTheTree, paths) };
  },
};
