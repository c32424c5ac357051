/**
 * Takes pictures of every page at the width of a phone and of a desk, for people to look at:
 * `node scripts/preview-pages.ts <folder> [part of a name]`. Needs a Chromium (CHROMIUM, or /usr/bin/chromium)
 * and assets built before (scripts/build-assets.ts).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { SamplePage } from '../test/ui/sample-pages.tsx';

const root = join(import.meta.dirname, '..');
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
for (const width of [375, 1280]) {
  const tab = await browser.newPage({ viewport: { width, height: 700 } });
  for (const { name } of pages) {
    await tab.goto(`http://127.0.0.1:${port}/${name}`);
    await tab.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  await tab.close();
}
await browser.close();
server.close();
console.log(`${pages.length * 2} pictures in ${folder}`);
