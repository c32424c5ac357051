import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A local world of a test's own: free ports, a home that is thrown away. */
export interface RunningWorld {
  readonly issuer: string;
  readonly demo: string;
  readonly console: string;
  readonly home: string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** Runs a script of the project under its own Node. */
export function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(join(root, 'node_modules/.bin/node'), args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts a world, as `npm start` does. @throws Error with what it printed, when it does not get ready */
export async function startRunningWorld(): Promise<RunningWorld> {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-world-'));
  const child = runNode(['dev/start.ts', '--port', '0', '--home', home, '--test']);
  const [issuer = '', demo = '', console = ''] = await readyLine(child);
  return {
    issuer,
    demo,
    console,
    home,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The origins that the world says it is ready at. */
function readyLine(child: ChildProcess): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
  let printed = '';
  const read = (chunk: Buffer) => {
    printed += chunk.toString();
    const ready = /^ready (\S+) (\S+) (\S+)$/m.exec(printed);
    if (ready !== null) resolve(ready.slice(1));
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('exit', () => reject(new Error(`The world did not get ready:\n${printed}`)));
  return promise;
}
