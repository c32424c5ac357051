import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Unstable_Config } from 'wrangler';
import { messageOf, StartFailure } from './failure.ts';
import { projectRoot } from './options.ts';

/** What the worker is given for this world. */
export interface ServiceOptions {
  readonly port: number;
  /** Folder of the Durable Objects' files. */
  readonly persist: string;
  readonly watch: boolean;
  readonly log: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Called when the process that listens for it has died, and it must be started again. */
  readonly onLost: () => void;
}

/** The service, running in workerd. */
export interface Service {
  stop(): Promise<void>;
  /** The same worker on empty storage, with these variables. */
  restartEmpty(vars: ServiceOptions['vars']): Promise<void>;
  /** The same worker on the same storage, with these variables. */
  restart(vars: ServiceOptions['vars']): Promise<void>;
}

/** Durable Object of `dev/worker` that knows who is to be woken when. */
const alarmRegistry = { binding: 'DEV_ALARMS', className: 'AlarmRegistry' } as const;

const readyPatienceMs = 30_000;

/** Keeps wrangler from calling home, drawing banners and asking questions; it reads these when it is loaded. */
function silenceWrangler(): void {
  Object.assign(process.env, {
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_WRITE_LOGS: 'false',
    WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
    WRANGLER_LOG: process.env.WRANGLER_LOG ?? 'error',
    // Its recorder would keep the address of each request, and so the secrets of links, in files beside the atoms'.
    X_LOCAL_OBSERVABILITY: 'false',
    X_LOCAL_EXPLORER: 'false',
    CI: process.env.CI ?? '1',
  });
}

type Wrangler = typeof import('wrangler');

/** Loads wrangler, which takes longer than anything else: begin early, in the shadow of other work. */
export function loadWrangler(): Promise<Wrangler> {
  silenceWrangler();
  const loading = import('wrangler').catch((thrown: unknown) => {
    throw new StartFailure(`The service's runtime is not installed: ${messageOf(thrown)} Run npm ci.`);
  });
  // Whoever waits for it hears of the failure.
  loading.catch(() => undefined);
  return loading;
}

function bindings({ vars, secrets }: ServiceOptions) {
  const named = (values: Readonly<Record<string, string>>, type: 'plain_text' | 'secret_text') =>
    Object.entries(values).map(([name, value]) => [name, { type, value }] as const);
  return {
    ...Object.fromEntries(named(vars, 'plain_text')),
    ...Object.fromEntries(named(secrets, 'secret_text')),
    [alarmRegistry.binding]: { type: 'durable_object_namespace' as const, class_name: alarmRegistry.className },
  };
}

function withRegistry(migrations: Unstable_Config['migrations']): Unstable_Config['migrations'] {
  return [...migrations, { tag: 'local-world', new_sqlite_classes: [alarmRegistry.className] }];
}

function keepLog(file: string) {
  return ({ level, message }: { readonly level: string; readonly message: string }) => {
    void appendFile(file, `${new Date().toISOString()} ${level} ${message}\n`);
    if (level === 'error' || level === 'warn') process.stderr.write(`[service] ${message}\n`);
  };
}

async function startWorker(wrangler: Wrangler, config: string, options: ServiceOptions) {
  const { migrations } = wrangler.unstable_readConfig({ config });
  const worker = await wrangler.unstable_startWorker({
    name: 'gatehouse',
    config,
    entrypoint: join(projectRoot, 'dev/worker/index.ts'),
    bindings: bindings(options),
    migrations: withRegistry(migrations),
    // An empty list: a .dev.vars or .env file of the person does not reach this world.
    envFiles: [],
    sendMetrics: false,
    dev: {
      server: { hostname: 'localhost', port: options.port },
      // Behind a TLS proxy that keeps the Host header, wrangler would else rewrite the browser's Origin to http.
      origin: { secure: options.vars['ORIGIN']?.startsWith('https:') ?? false },
      persist: options.persist,
      inspector: false,
      logLevel: 'error',
      watch: options.watch,
      remote: false,
      inferOriginFromRoutes: false,
      generateTypes: false,
      structuredLogsHandler: keepLog(options.log),
    },
  });
  try {
    await whenReady(worker);
    return worker;
  } catch (thrown) {
    await worker.dispose();
    throw thrown;
  }
}

/** Resolves when the worker's server listens. @throws StartFailure when its code cannot be built, or too much time has passed */
async function whenReady({ ready, raw }: Awaited<ReturnType<Wrangler['unstable_startWorker']>>): Promise<void> {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const fail = (event: { readonly cause?: unknown; readonly reason?: string }) => {
    reject(new StartFailure(`The service did not start: ${messageOf(event.cause ?? event.reason ?? event)}`));
  };
  const tooLate = setTimeout(() => fail({ reason: 'nothing happened for 30 seconds' }), readyPatienceMs);
  raw.once('buildFailed', fail).once('error', fail);
  try {
    const built = new Promise((resolve) => raw.once('reloadComplete', resolve));
    await Promise.race([Promise.all([ready, built]), failed]);
  } finally {
    clearTimeout(tooLate);
    raw.off('buildFailed', fail).off('error', fail);
  }
}

/** The process that listens for the service; undefined where the system's table of processes cannot be read. */
async function listenerOf(port: number): Promise<number | undefined> {
  const table = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args=']).catch(() => ({ stdout: '' }));
  const line = table.stdout.split('\n').find((one) => one.includes(`--socket-addr=entry=localhost:${port} `));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/**
 * Tells when the process that listens for the service has died. Wrangler starts that one again too, but does not tell it what lies
 * behind it: whoever asks it then waits for ever.
 * @returns what ends the watch
 */
async function watchListener({ port, onLost }: ServiceOptions): Promise<() => void> {
  const pid = await listenerOf(port);
  if (pid === undefined) return () => undefined;
  const watch = setInterval(() => {
    if (lives(pid)) return;
    clearInterval(watch);
    onLost();
  }, 250).unref();
  return () => clearInterval(watch);
}

/** Starts the worker with its development entry. @throws StartFailure with the first line of what is wrong */
export async function startService(options: ServiceOptions): Promise<Service> {
  const config = join(projectRoot, 'wrangler.toml');
  if (!existsSync(config)) throw new StartFailure(`${config} is missing.`);
  const wrangler = await loadWrangler();
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined;
  let endWatch = () => {};
  const start = async (vars: ServiceOptions['vars']) => {
    worker = await startWorker(wrangler, config, { ...options, vars });
    endWatch = await watchListener(options);
  };
  const stop = async () => {
    endWatch();
    const running = worker;
    worker = undefined;
    await running?.dispose();
  };
  await start(options.vars);
  return {
    stop,
    async restartEmpty(vars) {
      await stop();
      rmSync(options.persist, { recursive: true, force: true });
      mkdirSync(options.persist, { recursive: true });
      await start(vars);
    },
    async restart(vars) {
      await stop();
      await start(vars);
    },
  };
}
