import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createQueryCounter } from '../../../dev/emulators/neon/queries';
import { createSqlEndpoint } from '../../../dev/emulators/neon/sql-over-http';
import { listenOnLoopback } from '../../../dev/http-server';
import { findFreePort } from '../../../dev/ports';
import { startCluster } from '../../../dev/postgres/cluster';
import {
  databaseUrls,
  embeddedOwnerUrl,
  emptyDatabase,
  migrateDatabase,
  prepareEmbedded,
} from '../../../dev/postgres/database';
import type { Config } from '../../../src/env';
import { installedPostgres } from '../../support/installed-servers';

/** A real PostgreSQL with the product's schema, reached as the product reaches Neon. */
export interface Book {
  readonly config: Pick<Config, 'postgres'>;
  /** The same server under an address where nobody listens. */
  readonly away: Pick<Config, 'postgres'>;
  /** Asks as the owner of the tables, past the roles of the product. */
  ask<Row extends pg.QueryResultRow>(query: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Asks as one of the product's roles. */
  askAs(role: 'app' | 'ledger', query: string): Promise<readonly pg.QueryResultRow[]>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

const password = 'test';

export async function openBook(): Promise<Book> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-book-'));
  const cluster = await startCluster(join(folder, 'postgres'), true, installedPostgres());
  const urls = databaseUrls(embeddedOwnerUrl(cluster.port, password), password);
  await prepareEmbedded(cluster.port, password);
  await migrateDatabase(urls.owner, password);
  const sql = createSqlEndpoint(createQueryCounter([]));
  const port = await findFreePort();
  const server = await listenOnLoopback(port, { answer: (request) => sql.answer(request), upgrade: () => undefined });
  const fetchEndpoint = `http://127.0.0.1:${port}/sql`;

  const askAt = async <Row extends pg.QueryResultRow>(url: string, query: string, values: readonly unknown[] = []) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(query, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  return {
    config: { postgres: { url: urls.app, ledgerUrl: urls.ledger, fetchEndpoint } },
    away: { postgres: { url: urls.app, ledgerUrl: urls.ledger, fetchEndpoint: 'http://127.0.0.1:1/sql' } },
    ask: (query, values) => askAt(urls.owner, query, values),
    askAs: (role, query) => askAt(urls[role], query),
    async empty() {
      await emptyDatabase(urls.owner);
      await migrateDatabase(urls.owner, password);
    },
    async close() {
      await server.close();
      await sql.close();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
