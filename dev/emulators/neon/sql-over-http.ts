import pg from 'pg';
import type { QueryCounter } from './queries.ts';

/** One statement as the Neon driver sends it. */
interface Statement {
  readonly query: string;
  readonly params?: readonly unknown[];
}

/** Neon's endpoint for single statements and batches. */
export interface SqlEndpoint {
  answer(request: Request): Promise<Response>;
  /** Closes all connections, for instance before the database is emptied. */
  close(): Promise<void>;
}

// The driver parses values itself, from PostgreSQL's text.
const textOnly = { getTypeParser: () => (text: string) => text };

function failure(thrown: unknown): Response {
  if (!(thrown instanceof pg.DatabaseError)) {
    return Response.json({ message: thrown instanceof Error ? thrown.message : String(thrown) }, { status: 400 });
  }
  const { message, code, detail, hint, position, severity, schema, table, column, constraint, where, routine } = thrown;
  const { internalPosition, internalQuery, dataType, file, line } = thrown;
  const where_ = { where, schema, table, column, dataType, constraint, file, line, routine };
  const fields = { message, code, detail, hint, position, internalPosition, internalQuery, severity, ...where_ };
  return Response.json(fields, { status: 400 });
}

async function run(client: pg.ClientBase, { query, params = [] }: Statement) {
  const config = { text: query, values: [...params], rowMode: 'array' as const, types: textOnly };
  const { command, rowCount, rows, fields } = await client.query(config);
  return { command, rowCount, rowAsArray: true, rows, fields };
}

function beginning(headers: Headers): string {
  const isolation = headers.get('neon-batch-isolation-level')?.replace(/([a-z])([A-Z])/g, '$1 $2');
  const parts = ['begin'];
  if (isolation !== undefined && /^[A-Za-z ]+$/.test(isolation)) parts.push(`isolation level ${isolation}`);
  if (headers.get('neon-batch-read-only') === 'true') parts.push('read only');
  if (headers.get('neon-batch-deferrable') === 'true') parts.push('deferrable');
  return parts.join(' ');
}

async function runBatch(client: pg.ClientBase, statements: readonly Statement[], headers: Headers) {
  await client.query(beginning(headers));
  try {
    const results: Awaited<ReturnType<typeof run>>[] = [];
    for (const statement of statements) results.push(await run(client, statement));
    await client.query('commit');
    return { results };
  } catch (thrown) {
    await client.query('rollback');
    throw thrown;
  }
}

/** An endpoint as `https://<host>/sql` of Neon: what the driver's `neon()` speaks to. */
export function createSqlEndpoint(counter: QueryCounter): SqlEndpoint {
  const pools = new Map<string, pg.Pool>();

  const poolFor = (connectionString: string): pg.Pool => {
    const known = pools.get(connectionString);
    if (known !== undefined) return known;
    const pool = new pg.Pool({ connectionString, max: 20, idleTimeoutMillis: 30_000, allowExitOnIdle: true });
    pool.on('error', () => undefined);
    pools.set(connectionString, pool);
    return pool;
  };

  return {
    async answer(request) {
      const connectionString = request.headers.get('neon-connection-string');
      if (connectionString === null) return Response.json({ message: 'no connection string given' }, { status: 400 });
      const body = (await request.json()) as Statement | { readonly queries: readonly Statement[] };
      const statements = 'queries' in body ? body.queries : [body];
      const role = decodeURIComponent(new URL(connectionString).username);
      for (const _ of statements) counter.count(role);
      try {
        const client = await poolFor(connectionString).connect();
        try {
          return Response.json(
            await ('queries' in body ? runBatch(client, statements, request.headers) : run(client, body)),
          );
        } finally {
          client.release();
        }
      } catch (thrown) {
        return failure(thrown);
      }
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((pool) => pool.end()));
    },
  };
}
