import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './check/part.ts';
import { needChromium } from './chromium.ts';

const vitest = spawn(
  process.execPath,
  [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'browser', ...process.argv.slice(2)],
  { cwd: projectRoot, env: { ...process.env, CHROMIUM_PATH: needChromium() }, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => vitest.kill(signal));
}
vitest.on('close', (code) => process.exit(code ?? 1));
