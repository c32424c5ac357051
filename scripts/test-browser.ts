import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectRoot } from './check/part.ts';

const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const applications = [
  '/usr/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser to test with: CHROMIUM_PATH if it is set, else what is installed. */
function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    return runs(named) ? named : undefined;
  }
  const onThePath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => programs.map((program) => join(folder, program)));
  return [...applications, ...onThePath].find(runs);
}

function howToInstall(): string {
  if (process.env['CHROMIUM_PATH']) {
    return `CHROMIUM_PATH=${process.env['CHROMIUM_PATH']} is not a program that can be run.`;
  }
  const command =
    process.platform === 'darwin'
      ? 'brew install --cask chromium'
      : 'sudo apt-get install -y chromium fonts-liberation';
  return `No Chromium found. Install one:\n  ${command}\nor set CHROMIUM_PATH to the browser that you have.`;
}

const chromium = findChromium();
if (chromium === undefined) {
  console.error(howToInstall());
  process.exit(1);
}
const vitest = spawn(
  process.execPath,
  [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'browser', ...process.argv.slice(2)],
  { cwd: projectRoot, env: { ...process.env, CHROMIUM_PATH: chromium }, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => vitest.kill(signal));
}
vitest.on('close', (code) => process.exit(code ?? 1));
