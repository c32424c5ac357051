import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, StartFailure } from './failure.ts';
import { projectRoot } from './options.ts';

const built = join(projectRoot, 'dist/assets/_headers');

/** What the stylesheet, the browser script and the blocklist are made from. */
const sources = [
  'src/ui/styles',
  'src/ui/browser',
  'src/ui/brand.ts',
  'public',
  'scripts/assets',
  'scripts/build-assets.ts',
  'package-lock.json',
];

function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** Builds dist/assets when it is missing or older than what it is made from. @throws StartFailure with the first line of why not */
export async function buildAssetsIfNeeded(): Promise<void> {
  const newest = Math.max(...sources.map((path) => newestChange(join(projectRoot, path))));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  try {
    await promisify(execFile)(process.execPath, [join(projectRoot, 'scripts/build-assets.ts')], { cwd: projectRoot });
  } catch (thrown) {
    throw new StartFailure(`The pages' assets could not be built: ${messageOf(thrown)}`);
  }
}
