/**
 * Builds what the pages and the password rule load, into dist/assets (the Worker's ASSETS binding):
 *
 * - assets/app.<hash>.css and .js: the stylesheet and the browser script; their names change with their contents,
 *   so they may be cached for ever. src/ui/assets.generated.ts, which is committed, tells the pages their names.
 * - favicon, icons, manifest: from public/, under their own names.
 * - images/: the pictures that the stylesheet names, from nhsuk-frontend.
 * - blocklist/<prefix>.txt: the common passwords, hashed; the format is described in scripts/assets/blocklist.ts.
 * - _headers: how all of these are served.
 *
 * What has not changed stays in its place: worlds that run on these files may look at them at any moment.
 *
 * `--check` writes nothing and fails when src/ui/assets.generated.ts is not what this would write.
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buildBlocklist } from './assets/blocklist.ts';
import { headersFile } from './assets/headers.ts';
import { buildScript } from './assets/script.ts';
import { buildStylesheet } from './assets/styles.ts';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist/assets');
const namesFile = join(root, 'src/ui/assets.generated.ts');

const hashedName = (extension: 'css' | 'js', text: string) => `app.${hash('sha256', text).slice(0, 12)}.${extension}`;

const namesSource = (stylesheet: string, script: string) => `/** Written by scripts/build-assets.ts; do not edit. */
export const assets = { stylesheet: '/assets/${stylesheet}', script: '/assets/${script}' } as const;
`;

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const written = new Set<string>();
const write = (path: string, contents: string | Buffer) => {
  written.add(path);
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(contents))) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
};

const stylesheet = buildStylesheet();
const script = await buildScript();
const stylesheetName = hashedName('css', stylesheet);
const scriptName = hashedName('js', script);
const names = namesSource(stylesheetName, scriptName);
const namesAreCurrent = readFileSync(namesFile, 'utf8') === names;

if (process.argv.includes('--check')) {
  if (!namesAreCurrent) {
    console.error('src/ui/assets.generated.ts is out of date: run node scripts/build-assets.ts and commit it');
    process.exit(1);
  }
  process.exit(0);
}

if (!namesAreCurrent) writeFileSync(namesFile, names);
for (const path of filesIn(join(root, 'public')))
  write(join(output, relative(join(root, 'public'), path)), readFileSync(path));
write(join(output, 'assets', stylesheetName), stylesheet);
write(join(output, 'assets', scriptName), script);
for (const [, image] of stylesheet.matchAll(/url\("?(\/images\/[^")]+)"?\)/g))
  if (image)
    write(join(output, image), readFileSync(join(root, 'node_modules/nhsuk-frontend/dist/nhsuk/assets', image)));
for (const [prefix, lines] of buildBlocklist()) write(join(output, 'blocklist', `${prefix}.txt`), lines);
written.add(join(output, '_headers'));
for (const path of filesIn(output)) if (!written.has(path)) rmSync(path);
// The last one, and always: its time says when all of this was built.
writeFileSync(join(output, '_headers'), headersFile);
