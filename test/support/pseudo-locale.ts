import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/** The content file as an esbuild module whose every word has become a pseudo one. */
export const pseudoLocale: Plugin = {
  name: 'pseudo-locale',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]src[\\/]ui[\\/]content\.en\.ts$/ }, async ({ path }) => {
      const english = (await readFile(path, 'utf8')).replace('export const contentEn =', 'const english =');
      const words = JSON.stringify(join(import.meta.dirname, '../ui/pseudo-words.ts'));
      return {
        contents: `import { pseudoWords } from ${words};\n${english}\nexport const contentEn = pseudoWords(english);`,
        loader: 'ts',
        resolveDir: dirname(path),
      };
    }),
};
