import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './check/part.ts';
import { generatedPages, stalePages } from './docs/pages.ts';

const pages = await generatedPages();
await mkdir(join(projectRoot, 'docs'), { recursive: true });
const stale = await stalePages(pages);
for (const path of stale) {
  await writeFile(join(projectRoot, path), pages.get(path) ?? '');
}
console.log(stale.length === 0 ? `${pages.size} generated pages are current` : `written: ${stale.join(', ')}`);
