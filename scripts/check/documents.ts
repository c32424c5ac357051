import { generatedPages, stalePages } from '../docs/pages.ts';
import { linesOf, type Part, runTool } from './part.ts';

/** The pages made from tables of the product read as they would be made now. */
export const documents: Part = {
  name: 'documents',
  promise: 'generated pages',
  run: async () => {
    const pages = await generatedPages();
    const planted = await stalePages(new Map([['docs/planted.md', '']]));
    if (planted.length === 0) {
      return { summary: 'the comparison is blind', faults: ['a missing page was not found'] };
    }
    const stale = await stalePages(pages);
    const names = await runTool(process.execPath, ['scripts/build-assets.ts', '--check']);
    const faults = [
      ...stale.map((path) => `${path} is stale: run \`npm run docs\``),
      ...(names.code === 0 ? [] : linesOf(names.stderr, names.stdout)),
    ];
    return { summary: `${pages.size} pages and the names of the assets`, faults };
  },
};
