import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../../dev/postgres/cluster';
import { migrateDatabase, ownerRole, prepareEmbedded } from '../../dev/postgres/database';
import { makeHome } from '../support/world';
import { openCuttingProxy } from './support/cutting-proxy';

const home = makeHome();
let cluster: Cluster;
let databases = 0;

beforeAll(async () => {
  cluster = await startCluster(join(home, 'postgres'), true);
  await prepareEmbedded(cluster.port, 'trusted');
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(home, { recursive: true, force: true });
});

const urlOf = (role: string, database: string) => `postgres://${role}:trusted@127.0.0.1:${cluster.port}/${database}`;

async function rowsOf(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function newDatabase(): Promise<string> {
  databases += 1;
  const name = `cut_${databases}`;
  await rowsOf(urlOf('postgres', 'postgres'), `create database ${name} owner ${ownerRole}`);
  return urlOf(ownerRole, name);
}

/** Tables, columns, indexes, what each role may do, and which migrations count as done. */
async function shapeOf(url: string) {
  return Promise.all(
    [
      "select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public' order by 1, 2",
      "select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1",
      "select table_name, grantee, privilege_type from information_schema.table_privileges where table_schema = 'public' order by 1, 2, 3",
      'select hash, created_at from drizzle.__drizzle_migrations order by created_at',
    ].map((statement) => rowsOf(url, statement)),
  );
}

/** Migrates a new database until so many statements were sent, and then what is left. */
async function migrateCut(
  cutAfter: number,
): Promise<{ readonly url: string; readonly wasCut: boolean; readonly statements: number }> {
  const url = await newDatabase();
  const proxy = await openCuttingProxy(cluster.port, cutAfter);
  const wasCut = await migrateDatabase(proxy.through(url), 'trusted').then(
    () => false,
    () => true,
  );
  const { statements } = proxy;
  await proxy.close();
  return { url, wasCut, statements };
}

describe('a migration of Postgres that is killed', () => {
  it('after one of its statements is completed by the next start, and leaves what one without a kill would', async () => {
    const whole = await migrateCut(Number.POSITIVE_INFINITY);
    expect([whole.wasCut, whole.statements > 20]).toEqual([false, true]);
    const wanted = await shapeOf(whole.url);
    expect(wanted.map((rows) => rows.length > 0)).toEqual([true, true, true, true]);
    // Every third, and the last: it is done, though nobody may have been told.
    for (let cutAfter = whole.statements; cutAfter > 0; cutAfter -= 3) {
      const { url, wasCut } = await migrateCut(cutAfter);
      expect([cutAfter, wasCut || cutAfter === whole.statements]).toEqual([cutAfter, true]);
      await migrateDatabase(url, 'trusted');
      expect([cutAfter, await shapeOf(url)]).toEqual([cutAfter, wanted]);
    }
  });

  it('with its server is completed when that stands again', async () => {
    const url = await newDatabase();
    const proxy = await openCuttingProxy(cluster.port, Number.POSITIVE_INFINITY);
    const running = migrateDatabase(proxy.through(url), 'trusted').catch(() => 'cut');
    await expect.poll(() => proxy.statements, { interval: 1 }).toBeGreaterThan(10);
    cluster.process.kill('SIGKILL');
    await running;
    await proxy.close();
    cluster = await startCluster(join(home, 'postgres'), true);
    const again = urlOf(ownerRole, `cut_${databases}`);
    await migrateDatabase(again, 'trusted');
    expect((await shapeOf(again)).map((rows) => rows.length > 0)).toEqual([true, true, true, true]);
  });

  it('by two starts at the same time is done once', async () => {
    const url = await newDatabase();
    await Promise.all([migrateDatabase(url, 'trusted'), migrateDatabase(url, 'trusted')]);
    const [, , , done] = await shapeOf(url);
    expect(new Set(done?.map(({ hash }) => hash)).size).toBe(done?.length);
  });
});
