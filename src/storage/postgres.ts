import { neon, neonConfig } from '@neondatabase/serverless';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/neon-http';
import { Unavailable } from '../domain/unavailable';
import type { Config } from '../env';
import * as schema from './schema';

/** How to reach the book of record. */
export interface PostgresAddress {
  readonly url: string;
  /** The endpoint of the local world; Neon's own when left out. */
  readonly fetchEndpoint: string | undefined;
  /** How long one call may take. */
  readonly deadlineMillis: number;
}

/** What Postgres says of a statement it refused. @see PostgreSQL documentation, appendix A */
export interface SqlFault {
  readonly sqlState: string;
  readonly constraint: string | undefined;
}

/** How long a read of an operator's request may take. */
const READ_DEADLINE_MILLIS = 5000;
/** A Postgres that does not answer the least question so soon is away, whatever the read itself may need. */
const PULSE_MILLIS = 900;
/** After an answer its pulse is not felt for so long, in the machine's time. */
const PULSE_HOLDS_MILLIS = 250;

let answeredAtMillis = Number.NEGATIVE_INFINITY;

/**
 * Opens the database for one call or batch: over HTTP there is no connection to keep, and the deadline starts here.
 * Interactive transactions are not to be had this way; `batch` is one transaction.
 */
export function openPostgres({ url, fetchEndpoint, deadlineMillis }: PostgresAddress) {
  if (fetchEndpoint !== undefined) neonConfig.fetchEndpoint = fetchEndpoint;
  const client = neon(url, { fetchOptions: { signal: AbortSignal.timeout(deadlineMillis) } });
  return drizzle({ client, schema });
}

/** An open database. */
export type Postgres = ReturnType<typeof openPostgres>;

/**
 * Reads with the role that answers requests. An operator is told within a second that Postgres is away: the pulse is felt
 * first, and a read that may take longer is not begun on a silent server.
 * @throws Unavailable when Postgres does not answer
 */
export async function readPostgres<Answer>(
  { postgres }: Pick<Config, 'postgres'>,
  read: (db: Postgres) => Promise<Answer>,
): Promise<Answer> {
  const { url, fetchEndpoint } = postgres;
  const open = (deadlineMillis: number) => openPostgres({ url, fetchEndpoint, deadlineMillis });
  try {
    if (Date.now() - answeredAtMillis > PULSE_HOLDS_MILLIS) await open(PULSE_MILLIS).execute(sql`select 1`);
    const answer = await read(open(READ_DEADLINE_MILLIS));
    answeredAtMillis = Date.now();
    return answer;
  } catch (thrown) {
    // What was thrown holds the statement and its values, which belong in no log: its SQLSTATE says enough.
    const why = sqlFaultOf(thrown)?.sqlState ?? 'not reached';
    throw new Unavailable(`Postgres did not answer: ${why}`);
  }
}

/** The SQLSTATE of what was thrown; undefined when Postgres was not reached. */
export function sqlFaultOf(thrown: unknown): SqlFault | undefined {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    const { code, constraint } = at as { readonly code?: unknown; readonly constraint?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
      return { sqlState: code, constraint: typeof constraint === 'string' ? constraint : undefined };
    }
  }
  return undefined;
}
