import { join } from 'node:path';
import { build } from 'esbuild';

/** The pages' one browser script, an ES module: what it adds is comfort, and no page needs it. */
export const buildScript = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '../../src/ui/browser/main.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote no script');
  return file.text;
};
