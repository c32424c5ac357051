import { once } from 'node:events';
import { StartFailure } from '../failure.ts';
import type { Home, Secrets } from '../home.ts';
import type { WorldOptions } from '../options.ts';
import { startCluster } from './cluster.ts';
import {
  type DatabaseUrls,
  databaseUrls,
  embeddedOwnerUrl,
  emptyDatabase,
  migrateDatabase,
  prepareEmbedded,
} from './database.ts';

/** The book of record of a world, ready to be asked. */
export interface Database {
  readonly urls: DatabaseUrls;
  /** Where the server listens. */
  readonly host: string;
  readonly port: number;
  readonly embedded: boolean;
  /** A sentence when its files are not where they were asked to be. */
  readonly note: string | undefined;
  /** Resolves when the embedded server ends by itself. */
  readonly ended: Promise<void>;
  /** Empty tables, newest schema. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether a host is this machine or a neighbour in a container network: there a reset cannot hit anything dear. */
export function isNearby(host: string): boolean {
  return !host.includes('.') || /^(127\.|10\.|192\.168\.)/.test(host) || host === '[::1]';
}

async function openEmbedded(home: Home, test: boolean, password: string): Promise<Database> {
  const cluster = await startCluster(home.postgres, test);
  const urls = databaseUrls(embeddedOwnerUrl(cluster.port, password), password);
  try {
    await prepareEmbedded(cluster.port, password);
    await migrateDatabase(urls.owner, password);
  } catch (thrown) {
    await cluster.stop();
    throw thrown;
  }
  return {
    urls,
    host: '127.0.0.1',
    port: cluster.port,
    embedded: true,
    note:
      cluster.folder === home.postgres
        ? undefined
        : `The database's files are in ${cluster.folder}: the user it runs as cannot reach ${home.postgres}.`,
    ended: once(cluster.process, 'exit').then(() => undefined),
    async reset() {
      await emptyDatabase(urls.owner);
      await migrateDatabase(urls.owner, password);
    },
    stop: () => cluster.stop(),
  };
}

async function openReal(address: string, fresh: boolean, password: string): Promise<Database> {
  if (!URL.canParse(address))
    throw new StartFailure('DATABASE_URL is not a connection string (postgres://user:password@host/database).');
  const { hostname, port } = new URL(address);
  const urls = databaseUrls(address, password);
  const empty = async () => {
    if (!isNearby(hostname))
      throw new StartFailure(`The database on ${hostname} is not emptied from here: it is not on this machine.`);
    await emptyDatabase(urls.owner);
  };
  if (fresh) await empty();
  await migrateDatabase(urls.owner, password);
  return {
    urls,
    host: hostname,
    port: Number(port || 5432),
    embedded: false,
    note: undefined,
    ended: new Promise(() => undefined),
    async reset() {
      await empty();
      await migrateDatabase(urls.owner, password);
    },
    stop: async () => undefined,
  };
}

/** Opens the embedded PostgreSQL, or the real one of `DATABASE_URL`, with the newest schema. */
export function openDatabase(home: Home, options: WorldOptions, secrets: Secrets): Promise<Database> {
  const password = secrets.DATABASE_PASSWORD;
  return options.databaseUrl === undefined
    ? openEmbedded(home, options.test, password)
    : openReal(options.databaseUrl, options.fresh, password);
}
