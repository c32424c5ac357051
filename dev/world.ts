import { buildAssetsIfNeeded } from './assets.ts';
import { openClock } from './clock.ts';
import { createConsole } from './console/server.ts';
import type { Addresses, World } from './context.ts';
import { startDemo } from './demo-starter.ts';
import { emulatorPrefix } from './emulators/dispatch.ts';
import { createHealthSystems } from './emulators/health.ts';
import { createMessageSuppliers } from './emulators/messages.ts';
import { createQueryCounter } from './emulators/neon/queries.ts';
import { createSqlEndpoint } from './emulators/neon/sql-over-http.ts';
import { createWebSocketProxy, type WebSocketProxy } from './emulators/neon/websocket-proxy.ts';
import { messageOf } from './failure.ts';
import { createFaults } from './faults.ts';
import { readGeneration, writeGeneration } from './generation.ts';
import { type Home, readOperatorKeys, readSecrets } from './home.ts';
import { type Listening, listenOnLoopback } from './http-server.ts';
import { openInbox } from './inbox.ts';
import type { WorldOptions } from './options.ts';
import { productRoles } from './postgres/database.ts';
import { type Database, openDatabase } from './postgres/open-database.ts';
import { createRecordChanges } from './record-changes.ts';
import { checkRedis, openRedis } from './redis.ts';
import { relayFromIpv6 } from './relay.ts';
import { createRequestLog } from './requests.ts';
import { loadWrangler, type Service, startService } from './service.ts';
import { serviceSecrets, serviceVars } from './service-environment.ts';
import { createTurns } from './turns.ts';
import { createWorkerTime } from './worker-time.ts';

/** A world that runs. */
export interface RunningWorld {
  readonly addresses: Addresses;
  /** Sentences that a person should read. */
  readonly notes: readonly string[];
  /** Resolves with a sentence when a part that cannot be missed ends by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** The parts that come into being one after another, as far as they exist. */
interface Parts {
  database?: Database;
  service?: Service;
  demo?: Listening;
  console?: Listening;
  relay?: Listening;
}

export function addressesAt(firstPort: number, origin: string | undefined): Addresses {
  const at = (offset: number) => `http://localhost:${firstPort + offset}`;
  return { issuer: origin ?? at(0), service: at(0), demo: at(1), console: at(2) };
}

async function stopParts(parts: Parts): Promise<void> {
  await parts.demo?.close();
  await parts.relay?.close();
  await parts.service?.stop();
  await parts.console?.close();
  await parts.database?.stop();
}

/** Starts everything; what has started is stopped again when a later part fails. */
export async function startWorld(options: WorldOptions, home: Home, firstPort: number): Promise<RunningWorld> {
  const parts: Parts = {};
  try {
    return await assemble(options, home, firstPort, parts);
  } catch (thrown) {
    await stopParts(parts);
    throw thrown;
  }
}

/** What a world is made of before anything of it runs. */
function openTools(options: WorldOptions, home: Home, addresses: Addresses) {
  const secrets = readSecrets(home);
  const [clock, inbox] = [openClock(home.clock), openInbox(home.inbox)];
  const [faults, requests, queries] = [createFaults(), createRequestLog(), createQueryCounter(productRoles)];
  return {
    addresses,
    home,
    secrets,
    clock,
    inbox,
    faults,
    requests,
    queries,
    records: createRecordChanges(),
    cache: openRedis(options, secrets, clock, addresses.console),
    sql: createSqlEndpoint(queries),
    workerTime: createWorkerTime(addresses.service, secrets.DEV_SECRET, clock),
  };
}
type Tools = ReturnType<typeof openTools>;

const varsOf = ({ addresses, home }: Tools, generation: number) =>
  serviceVars(addresses, readOperatorKeys(home), String(generation));

function createEmulators({ addresses, clock, inbox, secrets, records, sql, cache }: Tools) {
  const baseUrl = (system: string) => `${addresses.console}${emulatorPrefix}${system}`;
  return {
    postgres: sql.answer,
    ...createMessageSuppliers({ clock, inbox, secrets, service: addresses.service, baseUrl }),
    ...createHealthSystems({ clock, secrets, records, baseUrl }),
    ...(cache.endpoint && { redis: cache.endpoint.answer }),
  };
}

/** The world as the console moves it. What is not there yet, or is being started again, is not asked. */
function createWorld(
  tools: Tools,
  parts: Parts & { readonly database: Database },
  proxy: Pick<WebSocketProxy, 'close'>,
): World & { setReady(): void; restartService(): Promise<void> } {
  const { addresses, home, clock, inbox, faults, requests, queries, records, cache, sql, workerTime } = tools;
  const { database } = parts;
  let isReady = false;
  // What moves the whole world is done one after the other: two resets at once would empty what the other is filling.
  const inTurn = createTurns();
  const restart = async (generation: number) => {
    isReady = false;
    await parts.service?.restart(varsOf(tools, generation));
    await workerTime.tell();
    isReady = true;
  };
  return {
    addresses,
    clock,
    faults,
    inbox,
    records,
    requests,
    queries,
    redis: cache.endpoint,
    databasePort: database.embedded ? database.port : undefined,
    isReady: () => isReady,
    setReady: () => {
      isReady = true;
    },
    backlog: async () => (isReady ? workerTime.backlog() : undefined),
    residents: async () => (isReady ? workerTime.residents() : undefined),
    advance: (seconds) =>
      inTurn(async () => {
        clock.advance(seconds);
        const fired = await workerTime.tell();
        await workerTime.keepHours();
        return fired;
      }),
    raiseGeneration: () =>
      inTurn(async () => {
        const next = readGeneration(home) + 1;
        writeGeneration(home, next);
        await restart(next);
        return next;
      }),
    restartService: () => inTurn(() => restart(readGeneration(home))),
    reset: () =>
      inTurn(async () => {
        isReady = false;
        writeGeneration(home, 1);
        await parts.demo?.close();
        // Nobody may hold or ask for a table while all of them go.
        await parts.service?.stop();
        proxy.close();
        await sql.close();
        clock.reset();
        workerTime.reset();
        faults.clear();
        await Promise.all([database.reset(), cache.endpoint?.clear()]);
        inbox.clear();
        records.clear();
        requests.clear();
        await parts.service?.restartEmpty(varsOf(tools, 1));
        parts.demo = await startDemo(addresses, home);
        queries.clear();
        isReady = true;
      }),
  };
}

async function assemble(options: WorldOptions, home: Home, firstPort: number, parts: Parts): Promise<RunningWorld> {
  const addresses = addressesAt(firstPort, options.origin);
  const tools = openTools(options, home, addresses);
  const { secrets, cache, queries, faults, workerTime } = tools;
  void loadWrangler();
  const assets = buildAssetsIfNeeded();
  assets.catch(() => undefined);
  await checkRedis(options);
  const database = await openDatabase(home, options, secrets);
  parts.database = database;
  await assets;
  const proxy = createWebSocketProxy(database, queries, faults);
  const world = createWorld(tools, Object.assign(parts, { database }), proxy);
  parts.console = await listenOnLoopback(firstPort + 2, {
    answer: createConsole(world, createEmulators(tools)),
    upgrade: proxy.upgrade,
  });
  const { promise: broken, resolve } = Promise.withResolvers<string>();
  const lost = (thrown: unknown) => resolve(`The service ended and did not start again: ${messageOf(thrown)}`);
  void database.ended.then(() => resolve('The embedded PostgreSQL ended by itself.'));
  parts.service = await startService({
    port: firstPort,
    persist: home.worker,
    watch: !options.test,
    log: home.log,
    vars: varsOf(tools, readGeneration(home)),
    secrets: serviceSecrets(secrets, database.urls, cache),
    onLost: () => void world.restartService().catch(lost),
  });
  parts.relay = await relayFromIpv6(firstPort);
  // The worker's proxy is ready before the worker is: the first answer tells.
  await workerTime.tell();
  parts.demo = await startDemo(addresses, home);
  world.setReady();
  setInterval(() => void workerTime.keepHours().catch(() => undefined), 60_000).unref();
  return {
    addresses,
    notes: database.note === undefined ? [] : [database.note],
    broken,
    stop: () => stopParts(parts),
  };
}
