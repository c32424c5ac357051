import { backOffSeconds } from '../src/domain/back-off';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import type { LedgerAcceptance, LedgerHandOver, PositionedRow } from '../src/domain/ledger-hand-over';
import type { LedgerRow } from '../src/domain/ledger-row';
import type { SealedMessage } from '../src/domain/message';
import type { Env } from '../src/env';
import type { Deliver } from './deliver';

/**
 * A drawer for what an atom has decided and others must hear of: rows for the book of record, messages to people.
 * Its functions write in the atom's own transaction, so a decision and its news are kept together or not at all.
 * One table, for each table costs a page in each of millions of objects. Position 0 is the drawer's own state.
 */
interface OutboxState {
  /** The next position; never given twice, also when the drawer is empty. */
  readonly next: number;
  readonly failures: number;
  /** Rows are not handed over before. Epoch seconds. */
  readonly retryAt: number;
  /** Nothing leaves while held: the account is being prepared. */
  readonly held: boolean;
}

interface KeptMessage {
  readonly message: SealedMessage;
  readonly tries: number;
  readonly keepUntil: number;
}

/** Gives rows to ledger 0–63; bound to the factories from wiring, for atoms make no addresses. Rejects when it is away. */
export type HandOver = (env: Env, shard: number, handOver: LedgerHandOver) => Promise<LedgerAcceptance>;

/** What an atom's factory is given when the atom has an outbox. */
export interface OutboxRoutes {
  readonly deliver: Pick<Deliver, 'message'>;
  readonly handOver: HandOver;
}

/** What `drainOutbox` needs to know. */
export interface OutboxDrain extends OutboxRoutes {
  readonly sql: SqlStorage;
  readonly env: Env;
  /** The sender for life: `ctx.id.toString()`. */
  readonly from: string;
  /** 0–63, by `ledgerShardOf` for an account. */
  readonly ledgerShard: number;
  readonly now: EpochSeconds;
}

const rowsAtOnce = 100;
const messagesAtOnce = 20;
const messageLeaseSeconds = 30;
const messageKeepSeconds = 3600;
const fresh: OutboxState = { next: 1, failures: 0, retryAt: 0, held: false };

/** Makes the drawer's table; does nothing when it is there. */
export function createOutbox(sql: SqlStorage): void {
  sql.exec(
    'CREATE TABLE IF NOT EXISTS outbox (position INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT, due INTEGER NOT NULL, value TEXT NOT NULL)',
  );
}

/** Adds a row for the book of record, behind all rows before it. */
export function appendRow(sql: SqlStorage, row: LedgerRow): void {
  append(sql, 'row', null, 0, JSON.stringify(row));
}

/**
 * Adds a message that the worker itself tries to send until `leaseUntil`; the alarm takes over then.
 * A message with the same id is added once.
 * @param keepUntil when a message still undelivered is dropped, for its code is of no use any more; one hour if not said
 */
export function appendMessage(
  sql: SqlStorage,
  message: SealedMessage,
  leaseUntil: EpochSeconds,
  keepUntil: EpochSeconds = epochSeconds(leaseUntil + messageKeepSeconds),
): void {
  if (sql.exec("SELECT 1 FROM outbox WHERE kind = 'message' AND id = ?", message.id).toArray().length > 0) return;
  const kept: KeptMessage = { message, tries: 0, keepUntil };
  append(sql, 'message', message.id, leaseUntil, JSON.stringify(kept));
}

/** Keeps everything in the drawer until `releaseOutbox`: an account that is only prepared tells nobody. */
export function holdOutbox(sql: SqlStorage): void {
  writeState(sql, { ...readState(sql), held: true });
}

/** Lets a held drawer go on. */
export function releaseOutbox(sql: SqlStorage): void {
  writeState(sql, { ...readState(sql), held: false });
}

/** The oldest rows, in order. */
export function pendingRows(sql: SqlStorage, limit: number): readonly PositionedRow[] {
  return sql
    .exec<{ position: number; value: string }>(
      "SELECT position, value FROM outbox WHERE kind = 'row' ORDER BY position LIMIT ?",
      limit,
    )
    .toArray()
    .map(({ position, value }) => ({ position, row: JSON.parse(value) as LedgerRow }));
}

/** How many changes of an account wait to be handed over; what only tells of what happened is none. */
export const pendingChanges = (sql: SqlStorage): number =>
  sql
    .exec<{ count: number }>(
      `SELECT count(*) AS count FROM outbox WHERE kind = 'row' AND value LIKE '{"kind":"account"%'`,
    )
    .one().count;

/** Forgets the rows that the ledger has accepted. */
export function acknowledgeRows(sql: SqlStorage, uptoPosition: number): void {
  sql.exec("DELETE FROM outbox WHERE kind = 'row' AND position <= ?", uptoPosition);
}

/** Takes the messages that are due under a new lease, so that a second caller does not send them too. */
export function takeDueMessages(sql: SqlStorage, now: EpochSeconds, leaseSeconds: number): readonly SealedMessage[] {
  return dueMessages(sql, now).flatMap(({ position, kept }) => {
    if (kept.keepUntil <= now) {
      sql.exec('DELETE FROM outbox WHERE position = ?', position);
      return [];
    }
    const tries = kept.tries + 1;
    rewriteMessage(sql, position, { ...kept, tries }, now + leaseSeconds);
    // The worker tried before: whoever may have taken it already is not the first to be asked again.
    return [{ ...kept.message, turn: (kept.message.turn ?? 0) + tries, mayBeTaken: true }];
  });
}

/** Forgets a message that was delivered, or that its supplier will never take. */
export function acknowledgeMessage(sql: SqlStorage, id: string): void {
  sql.exec("DELETE FROM outbox WHERE kind = 'message' AND id = ?", id);
}

/** When the alarm must ring for this drawer, 0 for at once; undefined when nothing waits. */
export function nextOutboxDue(sql: SqlStorage): EpochSeconds | undefined {
  const { held, retryAt } = readState(sql);
  if (held) return undefined;
  const [earliest] = sql
    .exec<{ due: number | null }>(
      "SELECT min(CASE kind WHEN 'row' THEN max(due, ?) ELSE due END) AS due FROM outbox WHERE kind <> 'state'",
      retryAt,
    )
    .toArray();
  return earliest?.due == null ? undefined : epochSeconds(earliest.due);
}

/**
 * Hands what waits to the ledger and to the suppliers; for an atom's alarm. Never throws: what did not go is tried again,
 * after 1 to 60 seconds. The caller re-arms its alarm by `nextOutboxDue` afterwards.
 */
export async function drainOutbox(drain: OutboxDrain): Promise<void> {
  const { held, retryAt } = readState(drain.sql);
  if (held) return;
  // Messages are what a person waits for: they do not stand behind a slow ledger.
  await Promise.all([drainMessages(drain), retryAt <= drain.now && drainRows(drain)]);
}

async function drainRows({ sql, env, handOver, from, ledgerShard, now }: OutboxDrain): Promise<void> {
  for (let rows = pendingRows(sql, rowsAtOnce); rows.length > 0; rows = pendingRows(sql, rowsAtOnce)) {
    const accepted = await handOver(env, ledgerShard, { from, rows }).catch(() => undefined);
    const reached = accepted?.outcome === 'accepted' ? accepted.upto : 0;
    if (reached < (rows[0]?.position ?? 0)) return putOff(sql, now);
    acknowledgeRows(sql, reached);
    const state = readState(sql);
    if (state.failures > 0) writeState(sql, { ...state, failures: 0, retryAt: 0 });
  }
}

function putOff(sql: SqlStorage, now: EpochSeconds): void {
  const state = readState(sql);
  const failures = state.failures + 1;
  writeState(sql, { ...state, failures, retryAt: now + backOffSeconds(failures, randomFraction()) });
}

async function drainMessages({ sql, env, deliver, now }: OutboxDrain): Promise<void> {
  const messages = takeDueMessages(sql, now, messageLeaseSeconds);
  await Promise.all(
    messages.map(async (message) => {
      const outcome = await deliver.message(env, message).catch(() => 'failed' as const);
      return outcome === 'failed' ? putOffMessage(sql, message.id, now) : acknowledgeMessage(sql, message.id);
    }),
  );
}

function putOffMessage(sql: SqlStorage, id: string, now: EpochSeconds): void {
  const rows = sql
    .exec<MessageRow>("SELECT position, value FROM outbox WHERE kind = 'message' AND id = ?", id)
    .toArray();
  for (const { position, kept } of rows.map(parseMessage)) {
    rewriteMessage(sql, position, kept, now + backOffSeconds(kept.tries, randomFraction()));
  }
}

type MessageRow = Record<'position', number> & Record<'value', string>;

function dueMessages(sql: SqlStorage, now: EpochSeconds) {
  return sql
    .exec<MessageRow>(
      "SELECT position, value FROM outbox WHERE kind = 'message' AND due <= ? ORDER BY due LIMIT ?",
      now,
      messagesAtOnce,
    )
    .toArray()
    .map(parseMessage);
}

function parseMessage({ position, value }: MessageRow): { readonly position: number; readonly kept: KeptMessage } {
  return { position, kept: JSON.parse(value) as KeptMessage };
}

function rewriteMessage(sql: SqlStorage, position: number, kept: KeptMessage, due: number): void {
  sql.exec('UPDATE outbox SET due = ?, value = ? WHERE position = ?', due, JSON.stringify(kept), position);
}

function append(sql: SqlStorage, kind: 'row' | 'message', id: string | null, due: number, value: string): void {
  const state = readState(sql);
  sql.exec(
    'INSERT INTO outbox (position, kind, id, due, value) VALUES (?, ?, ?, ?, ?)',
    state.next,
    kind,
    id,
    due,
    value,
  );
  writeState(sql, { ...state, next: state.next + 1 });
}

function readState(sql: SqlStorage): OutboxState {
  const [row] = sql.exec<{ value: string }>('SELECT value FROM outbox WHERE position = 0').toArray();
  return row === undefined ? fresh : (JSON.parse(row.value) as OutboxState);
}

function writeState(sql: SqlStorage, state: OutboxState): void {
  sql.exec(
    "INSERT INTO outbox (position, kind, due, value) VALUES (0, 'state', 0, ?) ON CONFLICT (position) DO UPDATE SET value = excluded.value",
    JSON.stringify(state),
  );
}

/** A number from 0 up to, not including, 1. */
export function randomFraction(): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return random / 2 ** 32;
}
