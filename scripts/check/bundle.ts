import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { LOCAL_WORLD_MARKER } from '../../dev/marker.ts';
import { assetLeaks } from './leaks.ts';
import { linesOf, type Part, projectRoot, runPackage, runTool } from './part.ts';

const mostKib = 1024;
const tools = /(^|\/)(dev|cli|test|bench|scripts)\//;

interface Metafile {
  readonly inputs: Record<string, unknown>;
}

/** Modules of a bundle that belong to a developer's machine, and the marker of the local world if it is there. */
function strangers(metafile: Metafile, text: string): string[] {
  const modules = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/') && tools.test(path));
  return [
    ...modules.map((path) => `the production bundle contains ${path}`),
    ...(text.includes(LOCAL_WORLD_MARKER) ? ['the production bundle contains the marker of dev/marker.ts'] : []),
  ];
}

/** The bundle of the local world's entry, which must be found to contain both. */
async function isBlind(): Promise<boolean> {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(projectRoot, 'dev/worker/index.ts')],
    absWorkingDir: projectRoot,
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*', 'node:*'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'silent',
    metafile: true,
    write: false,
  });
  const found = strangers(metafile, outputFiles.map(({ text }) => text).join('\n'));
  return !found.some((fault) => fault.includes('marker')) || !found.some((fault) => fault.includes('dev/worker'));
}

/** Bundles the production entry as `wrangler deploy` would. */
async function dryRun(folder: string) {
  return runPackage('wrangler/bin/wrangler.js', [
    'deploy',
    '--dry-run',
    '--env',
    'production',
    '--outdir',
    folder,
    '--metafile',
    join(folder, 'bundle-meta.json'),
  ]);
}

async function judge(folder: string) {
  const names = (await readdir(folder)).filter((name) => !/\.map$|^README|^bundle-meta/.test(name));
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const kib = files.reduce((sum, file) => sum + gzipSync(file).length, 0) / 1024;
  const metafile: Metafile = JSON.parse(await readFile(join(folder, 'bundle-meta.json'), 'utf8'));
  const faults = strangers(metafile, files.map((file) => file.toString('utf8')).join('\n'));
  if (files.length === 0 || Object.keys(metafile.inputs).length === 0) {
    faults.push('the dry run wrote no bundle');
  }
  if (kib > mostKib) {
    faults.push(`${kib.toFixed(0)} KiB gzipped; ${mostKib} are allowed`);
  }
  return { summary: `${kib.toFixed(0)} KiB gzipped of ${mostKib}, nothing of dev/ in it`, faults };
}

/** `wrangler deploy --dry-run` for production passes, is small, and carries nothing of a developer's machine. */
export const bundle: Part = {
  name: 'bundle',
  promise: 'production bundle',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bundle-'));
    try {
      const assets = await runTool(process.execPath, ['scripts/build-assets.ts']);
      if (assets.code !== 0) {
        return { summary: 'the assets do not build', faults: linesOf(assets.stderr, assets.stdout) };
      }
      const { code, stdout, stderr } = await dryRun(folder);
      if (code !== 0) {
        return { summary: 'wrangler deploy --dry-run failed', faults: linesOf(stderr, stdout) };
      }
      if (await isBlind()) {
        return { summary: 'the search is blind', faults: ['dev/ was not found in the bundle of the local world'] };
      }
      const { summary, faults } = await judge(folder);
      const given = await assetLeaks();
      return { summary: `${summary}; ${given.count} assets`, faults: [...faults, ...given.faults] };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
