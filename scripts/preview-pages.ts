/**
 * Takes pictures of every page at the width of a phone and of a desk, for people to look at, and runs axe on each:
 * `node scripts/preview-pages.ts <folder> [part of a name]`. Needs a Chromium (CHROMIUM, or /usr/bin/chromium)
 * and assets built before (scripts/build-assets.ts).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import type { SamplePage } from '../test/ui/sample-pages.tsx';

const root = join(import.meta.dirname, '..');
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
const [folder = 'dist/pictures', part = ''] = process.argv.slice(2);

/** The sample pages, bundled first: Node cannot run JSX. */
const loadPages = async (): Promise<readonly SamplePage[]> => {
  const outfile = join(tmpdir(), `sample-pages-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, 'test/ui/sample-pages.tsx')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  });
  const { samplePages }: { samplePages: readonly SamplePage[] } = await import(pathToFileURL(outfile).href);
  return samplePages.filter(({ name }) => name.includes(part));
};

const types: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };

const serve = (pages: readonly SamplePage[]) =>
  createServer((request, response) => {
    const path = request.url ?? '/';
    const page = pages.find(({ name }) => path === `/${name}`);
    if (page) {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page.html);
      return;
    }
    try {
      const file = readFileSync(join(root, 'dist/assets', path));
      response.setHeader('content-type', types[path.split('.').pop() ?? ''] ?? 'application/octet-stream').end(file);
    } catch {
      response.writeHead(404).end();
    }
  });

/** What axe finds wrong, and whether the page is wider than the screen (WCAG 2.2 §1.4.10). */
const check = async (tab: Page): Promise<readonly string[]> => {
  await tab.addScriptTag({ content: axe });
  return tab.evaluate(`axe.run().then(({ violations }) => [
    ...violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).join(' ')),
    ...(document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : []),
  ])`);
};

const pages = await loadPages();
const server = serve(pages);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
mkdirSync(folder, { recursive: true });
const problems: string[] = [];
for (const width of [375, 1280]) {
  const tab = await browser.newPage({ viewport: { width, height: 700 } });
  for (const { name } of pages) {
    await tab.goto(`http://127.0.0.1:${port}/${name}`);
    await tab.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    problems.push(...(await check(tab)).map((problem) => `${name} at ${width}: ${problem}`));
  }
  await tab.close();
}
await browser.close();
server.close();
for (const problem of problems) console.error(problem);
console.log(`${pages.length * 2} pictures in ${folder}, ${problems.length} accessibility problems`);
if (problems.length > 0) process.exitCode = 1;
