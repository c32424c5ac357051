import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A shell that outlives the launcher just long enough to end what it left behind, even after `kill -9`:
 * it learns each child's process id through a pipe, and acts when the pipe closes.
 */
const script = `
trap '' INT TERM HUP QUIT
pids=' '
while read -r verb pid; do
  case $verb in
    start) pids="$pids$pid " ;;
    end) pids=$(printf '%s' "$pids" | sed "s/ $pid / /") ;;
  esac
done
alive() { for p in $pids; do kill -0 "$p" 2>/dev/null && return 0; done; return 1; }
for p in $pids; do kill -INT "$p" 2>/dev/null; done
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do alive || exit 0; sleep 0.1; done
for p in $pids; do kill -KILL "$p" 2>/dev/null; done
`;

const patienceMs = 1_000;

/** The children of this process. */
export interface Guarded {
  /** Ends what still runs, and the guardian with it; resolves when they have gone. */
  endAll(): Promise<void>;
}

type Spawn = (this: ChildProcess, options: object) => number;

/** Calls `seen` with every child process that is started from now on, by whatever library. */
function watchSpawns(seen: (child: ChildProcess) => void): void {
  const prototype = ChildProcess.prototype as unknown as { spawn: Spawn };
  const original = prototype.spawn;
  prototype.spawn = function spawnGuarded(options) {
    const result = original.call(this, options);
    if (this.pid !== undefined) seen(this);
    return result;
  };
}

/** From now on no child process of this one survives it. Must be called before anything is spawned. */
export function guardChildren(): Guarded {
  if (process.platform === 'win32') return { endAll: async () => undefined };
  const guardian = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  guardian.on('error', () => undefined);
  guardian.stdin.on('error', () => undefined);
  guardian.unref();

  const living = new Set<ChildProcess>();
  watchSpawns((child) => {
    living.add(child);
    guardian.stdin.write(`start ${child.pid}\n`);
    child.once('exit', () => {
      living.delete(child);
      guardian.stdin.write(`end ${child.pid}\n`);
    });
  });
  return {
    async endAll() {
      const gone = [...living].map((child) => once(child, 'exit'));
      for (const child of living) child.kill('SIGTERM');
      await Promise.race([Promise.all(gone), delay(patienceMs)]);
      const guardianGone = once(guardian, 'exit');
      guardian.stdin.end();
      await Promise.race([guardianGone, delay(patienceMs * 3)]);
    },
  };
}
