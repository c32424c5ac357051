import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { messageOf, StartFailure } from '../failure.ts';
import { projectRoot } from '../options.ts';

/** The roles that the product signs in as; the migrations say what each may do. */
export const productRoles = ['gatehouse_app', 'gatehouse_ledger'] as const;

/** The role that owns the tables of the embedded database and runs the migrations. */
export const ownerRole = 'gatehouse_owner';

const databaseName = 'gatehouse';
const migrationsFolder = join(projectRoot, 'migrations');

/** Connection strings of one database, for its owner and for each role of the product. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly app: string;
  readonly ledger: string;
}

/** The connection strings for a server of which `owner` is the one that may change tables. */
export function databaseUrls(owner: string, password: string): DatabaseUrls {
  const as = (role: string) => {
    const url = new URL(owner);
    url.username = role;
    url.password = password;
    return url.href;
  };
  return { owner, app: as('gatehouse_app'), ledger: as('gatehouse_ledger') };
}

/** The owner's connection string on the embedded server. */
export function embeddedOwnerUrl(port: number, password: string): string {
  return `postgres://${ownerRole}:${password}@127.0.0.1:${port}/${databaseName}`;
}

async function withClient<T>(connectionString: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  // A connection that breaks is told by the statement that it broke; untold it would end the whole process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

async function makeRole(client: pg.Client, role: string, password: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await client.query(`create role ${name} login`);
  await client.query(`alter role ${name} login password ${pg.escapeLiteral(password)}`);
}

/** Makes the owner and the database on a new embedded server; does nothing on a known one. */
export async function prepareEmbedded(port: number, password: string): Promise<void> {
  await withClient(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (rowCount !== 0) return;
    await makeRole(client, ownerRole, password);
    await client.query(`alter role ${ownerRole} createrole`);
    await client.query(`create database ${databaseName} owner ${ownerRole}`);
  });
}

/** Who migrates holds this lock: one at a time, and not before one that was cut off is undone. */
const migrationLock = 7_283_641;

/**
 * Brings a database to the newest schema, with the roles of the product in place before the first migration.
 * @throws StartFailure naming what PostgreSQL objects to
 */
export async function migrateDatabase(ownerUrl: string, password: string): Promise<void> {
  try {
    await withClient(ownerUrl, async (client) => {
      await client.query('select pg_advisory_lock($1)', [migrationLock]);
      for (const role of productRoles) await makeRole(client, role, password);
      if (!existsSync(join(migrationsFolder, 'meta', '_journal.json'))) return;
      await migrate(drizzle({ client }), { migrationsFolder });
    });
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
    throw new StartFailure(`The database could not be migrated: ${messageOf(cause)}`, { cause: thrown });
  }
}

/** Drops everything that migrations made, so that they can run again on an empty database. */
export async function emptyDatabase(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
    );
    for (const { name } of rows) await client.query(`drop schema ${pg.escapeIdentifier(name)} cascade`);
    await client.query('create schema public');
    await client.query('grant usage on schema public to public');
  });
}
