import { generatedPages, stalePages } from '../docs/pages.ts';
import type { Part } from './part.ts';

/** The pages made from tables of the product read as they would be made now. */
export const documents: Part = {
  name: 'documents',
  promise: 'generated pages',
  run: async () => {
    const pages = await generatedPages();
    const planted = await stalePages(new Map([['docs/planted.md', '']]));
    const faults = planted.length === 0 ? ['a missing page was not found'] : await stalePages(pages);
    return {
      summary: faults.length === 0 ? `${pages.size} are current` : 'run `npm run docs`',
      faults: faults.map((path) => `${path} is stale`),
    };
  },
};
