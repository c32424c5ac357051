import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A local world of its own, on free ports. */
export interface TestWorld {
  /** Origin of the service. */
  readonly issuer: string;
  /** Origin of the demo connected service. */
  readonly demo: string;
  /** Origin of the console. */
  readonly console: string;
  /** Folder with its secrets, the operator's key and all state. */
  readonly home: string;
  /** Process id of the launcher. */
  readonly pid: number;
  /** Everything that the launcher printed so far. */
  output(): string;
  /** Ends all of it; the home goes too, unless it was given. */
  stop(): Promise<void>;
}

/** How the world is to differ from any other. */
export interface TestWorldOptions {
  /** State to go on from, kept after `stop`. */
  readonly home?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const root = resolve(import.meta.dirname, '../..');
const readyPatienceMs = 60_000;
const stopPatienceMs = 10_000;

/** The launcher as a child process, with its output. */
export interface Launch {
  readonly process: ChildProcess;
  output(): string;
  errors(): string;
  readonly ended: Promise<number | null>;
}

/** A folder for a world's state that the database server can pass through, whatever user it runs as. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-world-'));
  chmodSync(home, 0o711);
  return home;
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(GATEHOUSE_|VITEST|DATABASE_URL$|REDIS_)/.test(name)) Reflect.deleteProperty(env, name);
  }
  return env;
}

/** Runs `dev/start.ts`; it ends with this process, however this process ends. */
export function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}): Launch {
  const bundled = join(root, 'node_modules/.bin/node');
  const child = spawn(existsSync(bundled) ? bundled : process.execPath, [join(root, 'dev/start.ts'), ...args], {
    cwd: root,
    env: { ...cleanEnvironment(), ...env },
    // The channel is there to be closed: that tells the launcher that we are gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return { process: child, output: () => output, errors: () => errors, ended };
}

async function readyLine(world: Launch): Promise<readonly string[]> {
  const line = () => /^ready (\S+) (\S+) (\S+)\n/m.exec(world.output());
  const { promise, resolve: found, reject } = Promise.withResolvers<readonly string[]>();
  const look = () => {
    const match = line();
    if (match !== null) found(match.slice(1));
  };
  world.process.stdout?.on('data', look);
  void world.ended.then((code) => reject(new Error(`The local world ended (${code}): ${world.errors()}`)));
  const tooLate = setTimeout(
    () => reject(new Error(`The local world is not ready: ${world.errors()}`)),
    readyPatienceMs,
  );
  return promise.finally(() => clearTimeout(tooLate));
}

async function stopLaunch(world: Launch): Promise<void> {
  world.process.kill('SIGTERM');
  const tooLate = setTimeout(() => world.process.kill('SIGKILL'), stopPatienceMs);
  await world.ended;
  clearTimeout(tooLate);
}

/** Starts a local world for one test file; call `stop` in `afterAll`. */
export async function startWorld({ home: given, args = [], env = {} }: TestWorldOptions = {}): Promise<TestWorld> {
  const home = given ?? makeHome();
  const world = launch(['--test', '--port', '0', '--home', home, ...args], env);
  const forget = () => given === undefined && rmSync(home, { recursive: true, force: true });
  try {
    const [issuer = '', demo = '', consoleOrigin = ''] = await readyLine(world);
    return {
      issuer,
      demo,
      console: consoleOrigin,
      home,
      pid: world.process.pid ?? 0,
      output: () => world.output() + world.errors(),
      async stop() {
        await stopLaunch(world);
        forget();
      },
    };
  } catch (thrown) {
    await stopLaunch(world);
    forget();
    throw thrown;
  }
}
