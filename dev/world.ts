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
import { createWebSocketProxy } from './emulators/neon/websocket-proxy.ts';
import { createFaults } from './faults.ts';
import { readGeneration, writeGeneration } from './generation.ts';
import { type Home, readOperatorKeys, readSecrets } from './home.ts';
import { type Listening, listenOnLoopback } from './http-server.ts';
import { openInbox } from './inbox.ts';
import type { WorldOptions } from './options.ts';
import { productRoles } from './postgres/database.ts';
import { type Database, openDatabase } from './postgres/open-database.ts';
import { createRecordChanges } from './record-changes.ts';
import { openRedis } from './redis.ts';
import { relayFromIpv6 } from './relay.ts';
import { createRequestLog } from './requests.ts';
import { loadWrangler, type Service, startService } from './service.ts';
import { serviceSecrets, serviceVars } from './service-environment.ts';
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

async function assemble(options: WorldOptions, home: Home, firstPort: number, parts: Parts): Promise<RunningWorld> {
  const addresses = addressesAt(firstPort, options.origin);
  const secrets = readSecrets(home);
  const [clock, inbox] = [openClock(home.clock), openInbox(home.inbox)];
  const [faults, requests, queries] = [createFaults(), createRequestLog(), createQueryCounter(productRoles)];
  const records = createRecordChanges();
  const cache = openRedis(options, secrets, clock, addresses.console);
  const sql = createSqlEndpoint(queries);
  const workerTime = createWorkerTime(addresses.service, secrets.DEV_SECRET, clock);

  const varsOf = (generation: number) => serviceVars(addresses, readOperatorKeys(home), String(generation));

  void loadWrangler();
  const assets = buildAssetsIfNeeded();
  assets.catch(() => undefined);
  const database = await openDatabase(home, options, secrets);
  parts.database = database;
  await assets;
  const proxy = createWebSocketProxy(database, queries, faults);
  let isReady = false;

  const world: World = {
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
    backlog: async () => (isReady ? workerTime.backlog() : undefined),
    residents: async () => (isReady ? workerTime.residents() : undefined),
    async advance(seconds) {
      clock.advance(seconds);
      const fired = await workerTime.tell();
      await workerTime.keepHours();
      return fired;
    },
    async raiseGeneration() {
      const next = readGeneration(home) + 1;
      isReady = false;
      writeGeneration(home, next);
      await service.restart(varsOf(next));
      await workerTime.tell();
      isReady = true;
      return next;
    },
    async reset() {
      isReady = false;
      writeGeneration(home, 1);
      await parts.demo?.close();
      clock.reset();
      faults.clear();
      proxy.close();
      await sql.close();
      await Promise.all([database.reset(), service.restartEmpty(varsOf(1)), cache.endpoint?.clear()]);
      inbox.clear();
      records.clear();
      requests.clear();
      parts.demo = await startDemo(addresses, home);
      queries.clear();
      isReady = true;
    },
  };
  const emulators = {
    postgres: sql.answer,
    ...createMessageSuppliers({
      clock,
      inbox,
      secrets,
      service: addresses.service,
      baseUrl: (supplier) => `${addresses.console}${emulatorPrefix}${supplier}`,
    }),
    ...createHealthSystems({
      clock,
      secrets,
      records,
      baseUrl: (system) => `${addresses.console}${emulatorPrefix}${system}`,
    }),
    ...(cache.endpoint && { redis: cache.endpoint.answer }),
  };
  parts.console = await listenOnLoopback(firstPort + 2, {
    answer: createConsole(world, emulators),
    upgrade: proxy.upgrade,
  });
  const service = await startService({
    port: firstPort,
    persist: home.worker,
    watch: !options.test,
    log: home.log,
    vars: varsOf(readGeneration(home)),
    secrets: serviceSecrets(secrets, database.urls, cache),
  });
  parts.service = service;
  parts.relay = await relayFromIpv6(firstPort);
  // The worker's proxy is ready before the worker is: the first answer tells.
  await workerTime.tell();
  parts.demo = await startDemo(addresses, home);
  isReady = true;
  setInterval(() => void workerTime.keepHours().catch(() => undefined), 60_000).unref();
  return {
    addresses,
    notes: database.note === undefined ? [] : [database.note],
    broken: database.ended.then(() => 'The embedded PostgreSQL ended by itself.'),
    stop: () => stopParts(parts),
  };
}
