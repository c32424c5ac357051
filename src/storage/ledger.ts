import { and, between, eq, inArray, lt } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LedgerBacklog } from '../../durable-objects/ledger';
import { epochSeconds } from '../domain/brands';
import type { Client } from '../domain/client';
import { type LedgerAcceptance, type LedgerHandOver, ledgerShards } from '../domain/ledger-hand-over';
import type { ChainedAuditEvent, LedgerBatch, LedgerOutcome } from '../domain/ledger-row';
import { type Config, type Env, readConfig } from '../env';
import type { BacklogReading } from '../ports/backlog';
import { writeAccountChange } from './account-rows';
import { raiseAlert } from './alerts';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { openPostgres, type Postgres, sqlFaultOf } from './postgres';
import { account, auditEvent, client } from './schema';

/** One row of a batch; a batch counts its audit events first, then its changes. */
type Row =
  | { readonly kind: 'audit'; readonly link: ChainedAuditEvent }
  | { readonly kind: 'change'; readonly change: LedgerBatch['changes'][number] };

const DEADLINE_MILLIS = 10_000;
/** Classes of SQLSTATE that say the row is wrong, not the moment: data exception, integrity constraint violation. */
const wrongRow = /^2[23]/;

/** The name of a ledger's chain: a new generation of atoms begins new chains. */
export const chainName = (generation: string, shard: number): string => `g${generation}.${shard}`;

/** Whether a chain is written by the ledgers of a generation. */
export const isChainOf = (generation: string, chain: string): boolean => chain.startsWith(`g${generation}.`);

/** Gives rows to a ledger; for the outboxes of atoms and for lone events. @throws Unavailable when it is away */
export function handOverToLedger(env: Env, shard: number, handOver: LedgerHandOver): Promise<LedgerAcceptance> {
  const chain = chainName(readConfig(env).generation, shard);
  return callAtom(atomStub(env, 'LEDGER', String(shard)), 'accept', { chain, ...handOver });
}

/** What has not reached Postgres yet, of all ledgers together. @param generation of the atoms that are asked */
export async function readBacklog(env: Env, generation = readConfig(env).generation): Promise<BacklogReading> {
  const all = await Promise.all(
    Array.from({ length: ledgerShards }, (_, shard) =>
      callAtom<LedgerBacklog>(atomStub(env, 'LEDGER', String(shard), generation), 'undelivered', {}),
    ),
  );
  const oldest = all.flatMap(({ oldestAt }) => oldestAt ?? []);
  // An older ledger does not tell them apart: where nothing is parked, the oldest waits.
  const waiting = all.flatMap(
    ({ waitingSince, oldestAt, parked }) => waitingSince ?? (parked > 0 ? [] : (oldestAt ?? [])),
  );
  // What keeps rows for good matters more than a try that failed on the way.
  const reasons = all.toSorted((one, other) => other.parked - one.parked).flatMap(({ why }) => why ?? []);
  return {
    undelivered: all.reduce((sum, { undelivered }) => sum + undelivered, 0),
    parked: all.reduce((sum, { parked }) => sum + parked, 0),
    ...(oldest.length > 0 && { oldestAt: epochSeconds(Math.min(...oldest)) }),
    ...(waiting.length > 0 && { waitingSince: epochSeconds(Math.min(...waiting)) }),
    ...(reasons[0] !== undefined && { why: reasons[0] }),
  };
}

/** Lets every ledger try its parked rows again. */
export async function unparkLedgers(env: Env): Promise<void> {
  await Promise.all(
    Array.from({ length: ledgerShards }, (_, shard) => callAtom(atomStub(env, 'LEDGER', String(shard)), 'unpark', {})),
  );
}

/** `deliver.ledger` over the configuration of the worker. Never throws. A row that is parked is told to a person. */
export async function deliverToPostgres(env: Env, batch: LedgerBatch): Promise<LedgerOutcome> {
  const outcome = await applyBatch(readConfig(env), batch);
  if (outcome.outcome === 'poisoned') raiseAlert('ledger_rows_parked', { chain: batch.chain, why: outcome.why });
  return outcome;
}

/**
 * Applies a batch in one transaction; what was applied before stays as it is. If Postgres refuses a row, halves of the
 * batch are tried until the row is found; those before it are applied by then, and all may be sent again without it.
 * @returns `poisoned` with the index of the row, audit events counted first, then changes
 */
export async function applyBatch({ postgres }: Pick<Config, 'postgres'>, batch: LedgerBatch): Promise<LedgerOutcome> {
  const open = (): Postgres =>
    openPostgres({ url: postgres.ledgerUrl, fetchEndpoint: postgres.fetchEndpoint, deadlineMillis: DEADLINE_MILLIS });
  const rows: readonly Row[] = [
    ...batch.audit.map((link) => ({ kind: 'audit' as const, link })),
    ...batch.changes.map((change) => ({ kind: 'change' as const, change })),
  ];
  try {
    return (await findRefused(open, rows)) ?? (await findConflict(open(), rows)) ?? { outcome: 'applied' };
  } catch (thrown) {
    return { outcome: 'failed', why: sqlFaultOf(thrown)?.sqlState ?? 'Postgres was not reached' };
  }
}

type Poisoned = Extract<LedgerOutcome, { outcome: 'poisoned' }>;

/** Writes all rows, or those before the first that Postgres will never take. */
async function findRefused(open: () => Postgres, rows: readonly Row[]): Promise<Poisoned | undefined> {
  let first = 0;
  for (let end = rows.length; first < rows.length; ) {
    const some = rows.slice(first, end);
    let why = await writeRows(open(), some);
    if (why !== undefined && some.length > 1) {
      end = first + Math.floor(some.length / 2);
      continue;
    }
    // The same row, written at the same moment by a call that was given up, is refused by its second unique index, whatever
    // ON CONFLICT says of the first. By now it is there, or it is gone: who is refused again is refused for good.
    if (why !== undefined) why = await writeRows(open(), some);
    if (why !== undefined) return { outcome: 'poisoned', index: first, why };
    [first, end] = [end, rows.length];
  }
  return undefined;
}

/** One transaction. @returns why Postgres will never take these rows; undefined when it has taken them */
async function writeRows(db: Postgres, rows: readonly Row[]): Promise<string | undefined> {
  const links = rows.flatMap((row) => (row.kind === 'audit' ? [row.link] : []));
  const changes = rows.flatMap((row) => (row.kind === 'change' ? [row.change] : []));
  const [first, ...rest] = [...writeLinks(db, links), ...changes.map((change) => writeChange(db, change))];
  if (first === undefined) return undefined;
  try {
    await db.batch([first, ...rest]);
    return undefined;
  } catch (thrown) {
    const fault = sqlFaultOf(thrown);
    if (fault === undefined || !wrongRow.test(fault.sqlState)) throw thrown;
    return [fault.sqlState, fault.constraint].filter(Boolean).join(' ');
  }
}

function writeLinks(db: Postgres, links: readonly ChainedAuditEvent[]): readonly BatchItem<'pg'>[] {
  if (links.length === 0) return [];
  const values = links.map(({ event: { id: eventId, ...event }, ...place }) => ({ ...place, ...event, eventId }));
  return [
    db
      .insert(auditEvent)
      .values(values)
      .onConflictDoNothing({ target: [auditEvent.chain, auditEvent.seq] }),
  ];
}

function writeChange(db: Postgres, row: Extract<Row, { kind: 'change' }>['change']): BatchItem<'pg'> {
  return row.kind === 'client' ? writeClient(db, row.client) : writeAccountChange(db, row);
}

function writeClient(db: Postgres, record: Client): BatchItem<'pg'> {
  const { clientId: id, version, status, name } = record;
  const newer = { version, status, name, record };
  return db
    .insert(client)
    .values({ id, ...newer })
    .onConflictDoUpdate({ target: client.id, set: newer, setWhere: lt(client.version, version) });
}

/** What was written without an error and yet is not there: a place in a chain that is taken, an account that is not known. */
async function findConflict(db: Postgres, rows: readonly Row[]): Promise<Poisoned | undefined> {
  const [hashes, accounts] = await Promise.all([heldHashes(db, rows), heldAccounts(db, rows)]);
  const index = rows.findIndex((row) => {
    if (row.kind === 'audit') return hashes.get(row.link.seq) !== row.link.hash;
    return row.change.kind === 'account' && !accounts.has(row.change.account);
  });
  if (index < 0) return undefined;
  return {
    outcome: 'poisoned',
    index,
    why: rows[index]?.kind === 'audit' ? 'another event has this place' : 'account unknown',
  };
}

async function heldHashes(db: Postgres, rows: readonly Row[]): Promise<ReadonlyMap<number, string>> {
  const links = rows.flatMap((row) => (row.kind === 'audit' ? [row.link] : []));
  const [first, last] = [links[0], links.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const held = await db
    .select({ seq: auditEvent.seq, hash: auditEvent.hash })
    .from(auditEvent)
    .where(and(eq(auditEvent.chain, first.chain), between(auditEvent.seq, first.seq, last.seq)));
  return new Map(held.map(({ seq, hash }) => [seq, hash]));
}

async function heldAccounts(db: Postgres, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const ids = rows.flatMap((row) =>
    row.kind === 'change' && row.change.kind === 'account' ? [row.change.account] : [],
  );
  if (ids.length === 0) return new Set();
  const held = await db
    .select({ id: account.id })
    .from(account)
    .where(inArray(account.id, [...new Set(ids)]));
  return new Set(held.map(({ id }) => id));
}
