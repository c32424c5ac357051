import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { StartFailure } from './failure.ts';
import type { Home } from './home.ts';

function isAlive(pid: number): boolean {
  try {
    return pid > 1 && pid !== process.pid && process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function isLauncher(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = `/proc/${pid}/cmdline`;
  // Ensure that the number was not given to another program since, where the system tells.
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('dev/start');
}

/** Notes that this process uses the home. @throws StartFailure when another one does */
export function lockHome(home: Home): void {
  if (existsSync(home.lock)) {
    const pid = Number(readFileSync(home.lock, 'utf8'));
    if (isLauncher(pid)) {
      throw new StartFailure(
        `Another local world (process ${pid}) runs from ${home.path}. Stop it, or start with --home <folder>.`,
      );
    }
  }
  writeFileSync(home.lock, `${process.pid}\n`);
}

export function unlockHome(home: Home): void {
  rmSync(home.lock, { force: true });
}
