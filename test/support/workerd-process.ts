import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const binary: string = createRequire(import.meta.url)('workerd').default;

/** A process of workerd that can be ended and started again. */
export interface WorkerdProcess {
  /** What it printed so far, in all its lives. */
  output(): string;
  /** @param env all of its environment: what is missing here would be missing at an operator's */
  start(env: Readonly<Record<string, string>>): void;
  /** @throws Error with what it printed, when it has ended by itself */
  mustRun(): void;
  signal(name: NodeJS.Signals): void;
  /** Whether its disk takes what it writes from now on. */
  letWrite(writes: boolean): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** @param args what follows `workerd serve` */
export function workerdProcess(cwd: string, args: readonly string[]): WorkerdProcess {
  let child: ChildProcess | undefined;
  let said = '';
  process.once('exit', () => child?.kill('SIGKILL'));
  return {
    output: () => said,
    start(env) {
      // What may not be written is then an error, as on a full disk, and no signal that ends it.
      const started = spawn('sh', ['-c', 'trap "" XFSZ; exec "$0" "$@"', binary, 'serve', ...args], {
        cwd,
        env: env as NodeJS.ProcessEnv,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
    },
    mustRun() {
      if (child?.exitCode !== null) throw new Error(`workerd ended: ${said}`);
    },
    signal: (name) => void child?.kill(name),
    letWrite: (writes) =>
      void execFileSync('prlimit', [`--pid=${child?.pid}`, `--fsize=${writes ? 'unlimited' : '0'}:`]),
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
