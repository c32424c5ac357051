import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { buildAssetsIfNeeded } from '../../dev/assets.ts';
import { openClock } from '../../dev/clock.ts';
import { createHealthSystems } from '../../dev/emulators/health.ts';
import { createMessageSuppliers } from '../../dev/emulators/messages.ts';
import { createQueryCounter } from '../../dev/emulators/neon/queries.ts';
import { createSqlEndpoint } from '../../dev/emulators/neon/sql-over-http.ts';
import { createRedisEndpoint } from '../../dev/emulators/upstash/rest.ts';
import { createMemoryRedis } from '../../dev/emulators/upstash/store.ts';
import { type Home, openHome, readOperatorKeys, readSecrets } from '../../dev/home.ts';
import { listenOnLoopback } from '../../dev/http-server.ts';
import { type Inbox, openInbox } from '../../dev/inbox.ts';
import { findFreePort } from '../../dev/ports.ts';
import { type DatabaseUrls, databaseUrls, migrateDatabase, ownerRole } from '../../dev/postgres/database.ts';
import { serviceSecrets, serviceVars } from '../../dev/service-environment.ts';
import { runPackage } from '../../scripts/check/part.ts';
import { isEvicting, makeEvicting } from './evicting-entry.ts';
import type { SharedWorld } from './shared-world.ts';
import { until } from './until.ts';
import { type WorkerdProcess, workerdProcess } from './workerd-process.ts';

const root = resolve(import.meta.dirname, '../..');

/** The variables of a deployment. */
export type Variables = Readonly<Record<string, string>>;

/**
 * The production bundle on plain workerd as runtimes/workerd/README.md says, nothing of `dev/` in it, with emulators of its
 * own around it.
 */
export interface ProductionWorker
  extends Pick<SharedWorld, 'issuer' | 'home' | 'now' | 'messages' | 'nextNumber' | 'rows'> {
  /** Where it is reached; its origin may be another. */
  readonly address: string;
  /** The folder of its atoms. */
  readonly atoms: string;
  /** What it printed so far. */
  output(): string;
  /** The process that hashes for it, where they are apart. */
  readonly hashers: WorkerdProcess | undefined;
  /** Ends the process as a power cut would, and starts it again on the same storage. */
  killAndRestart(): Promise<void>;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
  /** Whether its disk takes what its atoms write from now on. */
  letWrite(writes: boolean): void;
  /** Starts it on the same storage. @param changes variables that are others from now on */
  restart(changes?: Variables): Promise<void>;
  stop(): Promise<void>;
}

/** What a deployment of a test stands on: the PostgreSQL server of a local world, and a folder for the bundle. */
export interface Ground extends Pick<SharedWorld, 'home' | 'nextNumber' | 'bookPort'> {
  health(): Promise<{ readonly postgres: { readonly port: number } }>;
}

/** The files of the bundle as `wrangler deploy` would send them; made once for all test files of a run. */
async function bundleOf(world: Ground): Promise<string> {
  const folder = join(world.home, 'production-bundle');
  if (existsSync(folder)) return folder;
  await buildAssetsIfNeeded();
  const draft = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'));
  const { code, stdout, stderr } = await runPackage('wrangler/bin/wrangler.js', [
    'deploy',
    '--dry-run',
    '--env',
    'production',
    '--outdir',
    draft,
  ]);
  if (code !== 0) throw new Error(`the production bundle was not made:\n${stderr}${stdout}`);
  renameSync(draft, folder);
  return folder;
}

/** What lies around a deployment, with a database of its own on the server of the shared world. */
interface Outside {
  readonly variables: Variables;
  readonly inbox: Inbox;
  now(): number;
  rows: SharedWorld['rows'];
  close(): Promise<void>;
}

async function makeDatabase(port: number, name: string, password: string): Promise<DatabaseUrls> {
  await query(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`, `create database ${name} owner ${ownerRole}`);
  const urls = databaseUrls(`postgres://${ownerRole}:${password}@127.0.0.1:${port}/${name}`, password);
  await migrateDatabase(urls.owner, password);
  return urls;
}

async function query<Row extends Record<string, unknown>>(
  connectionString: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}

function below(request: Request, prefix: string): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(prefix.length) || '/';
  return new Request(url, request);
}

/** Starts the emulators, and names them to the worker as a deployment's settings would. */
async function startOutside(world: Ground, home: Home, issuer: string): Promise<Outside> {
  const port = await findFreePort();
  const address = `http://127.0.0.1:${port}`;
  const secrets = readSecrets(home);
  const urls = await makeDatabase(
    world.bookPort ?? (await world.health()).postgres.port,
    `production_${port}`,
    secrets.DATABASE_PASSWORD,
  );
  const [clock, inbox] = [openClock(home.clock), openInbox(home.inbox)];
  const endpoint = createRedisEndpoint(createMemoryRedis(clock), secrets.REDIS_TOKEN);
  const sql = createSqlEndpoint(createQueryCounter([]));
  const redisUrl = `${address}/redis`;
  const baseUrl = (name: string) => `${address}/${name}`;
  const suppliers = {
    ...createMessageSuppliers({ clock, inbox, secrets, baseUrl }),
    ...createHealthSystems({ clock, secrets, baseUrl }),
  };
  const server = await listenOnLoopback(port, {
    answer: async (request) => {
      const { pathname } = new URL(request.url);
      for (const [name, emulator] of Object.entries(suppliers))
        if (pathname.startsWith(`/${name}`)) return emulator(below(request, `/${name}`));
      return pathname.startsWith('/redis') ? endpoint.answer(below(request, '/redis')) : sql.answer(request);
    },
    upgrade: (_request, socket) => void socket.destroy(),
  });
  const vars = serviceVars({ issuer, service: issuer, demo: '', console: address }, readOperatorKeys(home));
  const held = serviceSecrets(secrets, urls, { url: redisUrl, token: secrets.REDIS_TOKEN, endpoint });
  const { DEV_CONSOLE: _console, DEV_SECRET: _secret, ...settings } = { ...vars, ...held };
  return {
    variables: {
      ...settings,
      ENVIRONMENT: 'staging',
      JURISDICTION: 'none',
      CLIENT_ADDRESS_FROM: 'cf-connecting-ip',
      NOTIFY_BASE_URL: `${address}/govuk-notify`,
      VOODOO_BASE_URL: `${address}/voodoo-sms`,
      SNS_BASE_URL: `${address}/amazon-sns`,
      PDS_BASE_URL: baseUrl('pds'),
      ODS_BASE_URL: `${baseUrl('ods')}/organisation-data-terminology-api/fhir`,
      NEON_FETCH_ENDPOINT: `${address}/sql`,
    },
    inbox,
    now: () => Math.floor(clock.now() / 1000),
    rows: (statement, values) => query(urls.owner, statement, values),
    async close() {
      await server.close();
      await sql.close();
    },
  };
}

/** Lays out the folders of a deployment. workerd embeds files that lie beside its configuration. */
async function layOut(
  world: Ground,
  home: string,
  { evicting, alter }: { readonly evicting: boolean; readonly alter: ((bundle: string) => string) | undefined },
): Promise<string> {
  cpSync(await bundleOf(world), join(home, 'dist/worker'), { recursive: true });
  const bundle = join(home, 'dist/worker/index.js');
  if (alter !== undefined) writeFileSync(bundle, alter(readFileSync(bundle, 'utf8')));
  cpSync(join(root, 'runtimes'), join(home, 'runtimes'), { recursive: true });
  if (evicting) makeEvicting(join(home, 'runtimes/workerd'));
  const atoms = join(home, 'atoms');
  mkdirSync(atoms);
  mkdirSync(join(home, 'heads'));
  return atoms;
}

interface Placed {
  readonly home: string;
  readonly atoms: string;
  readonly address: string;
  readonly variables: Variables;
}

/** The process of the product. */
function productAt({ home, atoms, address, variables }: Placed) {
  const places = { atoms, heads: join(home, 'heads'), files: join(root, 'dist/assets') };
  const folders = Object.entries(places).map(([name, path]) => `--directory-path=${name}=${path}`);
  // What is experimental is asked for by the evicting entry alone: production has no such flag.
  const experimental = isEvicting(join(home, 'runtimes/workerd')) ? ['--experimental'] : [];
  const args = ['runtimes/workerd/gatehouse.capnp', `--socket-addr=http=${new URL(address).host}`, ...folders];
  const { start, mustRun, output, kill, letWrite } = workerdProcess(home, [...experimental, ...args]);
  return {
    output,
    kill,
    letWrite,
    async restart(changes: Variables = {}) {
      start({ ...variables, ...changes });
      await until('the production worker to answer', async () => {
        mustRun();
        const answer = await fetch(`${address}/robots.txt`).catch(() => undefined);
        await answer?.text();
        return answer;
      });
    },
  };
}

/** The process that hashes for it, where they are apart. */
function hashersAt(home: string): WorkerdProcess {
  const hashers = workerdProcess(home, ['runtimes/workerd/hashers.capnp']);
  hashers.start({});
  return hashers;
}

/**
 * Starts the production bundle; call `stop` in `afterAll`.
 * @param origin what it states as its own origin; where it listens if not said
 * @param evicting every atom is put out of memory before each request
 * @param hashers whether passwords are hashed in a process of their own
 * @param variables beside or instead of those of a staging deployment that accepts the telephone numbers of tests
 * @param alter breaks the bundle, for a test that must be seen to fail
 */
export async function startProductionWorker(
  world: Ground,
  {
    origin,
    evicting = false,
    hashers = 'here',
    variables = {},
    alter,
  }: {
    readonly origin?: string;
    readonly evicting?: boolean;
    readonly hashers?: 'here' | 'apart';
    readonly variables?: Variables;
    readonly alter?: (bundle: string) => string;
  } = {},
): Promise<ProductionWorker> {
  const home = openHome(mkdtempSync(join(tmpdir(), 'gatehouse-production-')));
  const address = `http://localhost:${await findFreePort()}`;
  const issuer = origin ?? address;
  const outside = await startOutside(world, home, issuer);
  const atoms = await layOut(world, home.path, { evicting, alter });
  const apart = hashers === 'apart' ? hashersAt(home.path) : undefined;
  const all = { ...outside.variables, ...variables, ...(apart === undefined ? {} : { HASHERS: 'apart' }) };
  const { kill, letWrite, output, restart } = productAt({ home: home.path, atoms, address, variables: all });
  await restart();
  return {
    issuer,
    address,
    home: home.path,
    atoms,
    output,
    now: async () => outside.now(),
    messages: async (to) => outside.inbox.list({ to }),
    nextNumber: world.nextNumber,
    rows: outside.rows,
    hashers: apart,
    kill,
    letWrite,
    restart,
    async killAndRestart() {
      await kill();
      await restart();
    },
    async stop() {
      await Promise.all([kill(), apart?.kill()]);
      await outside.close();
      rmSync(home.path, { recursive: true, force: true });
    },
  };
}
