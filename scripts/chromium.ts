import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

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

/** The browser to work with: CHROMIUM_PATH if it is set, else what is installed. */
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

/** The browser's program; without one, says how to get it and ends. */
export function needChromium(): string {
  const chromium = findChromium();
  if (chromium !== undefined) return chromium;
  console.error(howToInstall());
  process.exit(1);
}
