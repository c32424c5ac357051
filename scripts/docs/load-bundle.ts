import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from '../check/part.ts';

/**
 * Imports a module of the product, whose imports carry no extension, by bundling it in memory.
 * The caller names the type, as `loadBundle<typeof import('../../src/domain/limits')>('src/domain/limits.ts')`.
 */
export async function loadBundle<Module>(path: string, plugins: Plugin[] = []): Promise<Module> {
  const { outputFiles } = await build({
    entryPoints: [join(projectRoot, path)],
    bundle: true,
    format: 'esm',
    mainFields: ['module', 'main'],
    platform: 'neutral',
    plugins,
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) {
    throw new Error(`${path} gave no bundle`);
  }
  return import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);
}
