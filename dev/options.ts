import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure } from './failure.ts';

/** How one local world is to be run. */
export interface WorldOptions {
  /** The service listens here, the demo on the next port, the console on the one after; 0 = any three free ones. */
  readonly port: number;
  /** Absolute path of the folder that holds all state. */
  readonly home: string;
  /** Forget all state first. */
  readonly fresh: boolean;
  /** Throw-away data: speed before durability, no watching of source files. */
  readonly test: boolean;
  /** Another origin that the service states as its own (behind a TLS proxy). */
  readonly origin: string | undefined;
  /** A real PostgreSQL in place of the embedded one. */
  readonly databaseUrl: string | undefined;
  /** A real Redis (`redis://`) or Upstash (`https://`) in place of the emulator. */
  readonly redisUrl: string | undefined;
  /** The token of an `https://` Redis. */
  readonly redisToken: string | undefined;
}

/** The folder of the project, wherever it was started from. */
export const projectRoot = resolve(import.meta.dirname, '..');

export const usage = `Usage: npm start -- [--fresh] [--home <folder>] [--port <number>] [--test]

  --fresh   forget everything that was registered, sent or moved before
  --home    where the state is kept (default .gatehouse, or GATEHOUSE_HOME)
  --port    first of three ports (default 8787, or GATEHOUSE_PORT; 0 finds free ones)
  --test    throw-away data: no disk syncs, no watching of source files

GATEHOUSE_ORIGIN, DATABASE_URL and REDIS_URL are described in the README.`;

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || (port !== 0 && port < 1024) || port > 65533) {
    throw new StartFailure(`"${text}" is not a port: give a number from 1024 to 65533, or 0 for any free ones.`);
  }
  return port;
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  if (!isOrigin)
    throw new StartFailure(`GATEHOUSE_ORIGIN must be an origin such as https://login.example, not "${text}".`);
  return url.origin;
}

/**
 * Reads the command line and the environment.
 * @throws StartFailure naming the first thing that is not understood
 */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): WorldOptions | 'help' {
  const { values } = readArguments(argv);
  if (values.help) return 'help';
  return {
    port: readPort(values.port ?? env.GATEHOUSE_PORT ?? '8787'),
    home: resolve(projectRoot, values.home ?? (env.GATEHOUSE_HOME || '.gatehouse')),
    fresh: values.fresh ?? false,
    test: values.test ?? false,
    origin: env.GATEHOUSE_ORIGIN ? readOrigin(env.GATEHOUSE_ORIGIN) : undefined,
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    redisToken: env.REDIS_TOKEN || undefined,
  };
}

function readArguments(argv: readonly string[]) {
  const options = {
    fresh: { type: 'boolean' },
    home: { type: 'string' },
    port: { type: 'string' },
    test: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, strict: true });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new StartFailure(`${reason} (try npm start -- --help)`);
  }
}
