import { DurableObject } from 'cloudflare:workers';
import { type ChainHead, chainEvent, emptyChain, headAfter, type TextHash } from '../src/domain/audit-chain';
import { backOffSeconds } from '../src/domain/back-off';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import type { LedgerAcceptance, LedgerHandOver } from '../src/domain/ledger-hand-over';
import type { ChainedAuditEvent, LedgerBatch, LedgerRow } from '../src/domain/ledger-row';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';
import type { Deliver } from './deliver';

/** What a `ledger` atom is given. `sha256` answers at once: nothing may come between reading and writing the head. */
export interface LedgerParts {
  readonly clock: AtomClock;
  readonly deliver: Pick<Deliver, 'ledger'>;
  readonly sha256: TextHash;
}

/** How much waits for Postgres, since when (epoch seconds), and how many rows it will never take as they are. */
export interface LedgerBacklog {
  readonly outcome: 'backlog';
  readonly undelivered: number;
  readonly oldestAt?: number;
  readonly parked: number;
  /** Since when the oldest waits that is not parked. An older release does not tell. */
  readonly waitingSince?: number;
  /** Why the last batch failed, or the last row was parked. */
  readonly why?: string;
}

/** Changes of one account that wait for Postgres; `parked` ones among them wait for a person. */
export interface LedgerChanges {
  readonly outcome: 'changes';
  readonly changes: number;
  readonly parked: number;
}

/** A chain as its ledger knows it; empty before the first event. `waitingFrom`: the first link Postgres may lack. */
export interface LedgerHeads {
  readonly outcome: 'heads';
  readonly head?: ChainHead;
  readonly waitingFrom?: number;
}

interface LedgerState {
  readonly head: ChainHead | undefined;
  readonly next: number;
  readonly failures: number;
  readonly retryAt: number;
  readonly why?: string;
}

type Change = LedgerBatch['changes'][number];
type Waiting =
  | { readonly position: number; readonly kind: 'audit'; readonly link: ChainedAuditEvent }
  | { readonly position: number; readonly kind: 'change'; readonly change: Change };

const rowsAtOnce = 500;
const batchesAtOnce = 20;
const gatherSeconds = 1;
/** A lone event is not sent again later than this. */
const onceSeconds = 3600;
const empty: LedgerState = { head: undefined, next: 1, failures: 0, retryAt: 0 };

const schema = `
  CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY, kind TEXT NOT NULL, owner TEXT, parked INTEGER NOT NULL, at INTEGER NOT NULL, value TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS waiting_parked ON waiting (parked, position);
  CREATE TABLE IF NOT EXISTS mark (sender TEXT PRIMARY KEY, position INTEGER NOT NULL, expires_at INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS state (only INTEGER PRIMARY KEY CHECK (only = 1), value TEXT NOT NULL);
`;

/**
 * One of 64: takes rows from atoms, puts audit events in a chain whose only writer it is, and carries all to Postgres.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html "Event data protection"
 */
export function ledgerAtom({ clock, deliver, sha256 }: LedgerParts) {
  return class LedgerAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;
    #armedFor = Number.POSITIVE_INFINITY;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      this.#sql.exec(schema);
    }

    /** Takes rows that it has not taken from this sender before. `refused` when it is the ledger of another chain. */
    async accept({ chain, from, rows }: LedgerHandOver & { readonly chain: string }): Promise<LedgerAcceptance> {
      const now = this.#now();
      const state = this.#readState();
      if (state.head !== undefined && state.head.chain !== chain) return { outcome: 'refused', why: 'not this chain' };
      const [mark] = this.#sql.exec<{ position: number }>('SELECT position FROM mark WHERE sender = ?', from).toArray();
      const fresh = rows
        .filter(({ position }) => position > (mark?.position ?? 0))
        .toSorted((a, b) => a.position - b.position);
      const upto = fresh.at(-1)?.position ?? mark?.position ?? 0;
      if (fresh.length > 0) {
        this.#append(
          chain,
          fresh.map(({ row }) => row),
          now,
        );
        const expiresAt = from.startsWith('once:') ? now + onceSeconds : null;
        this.#sql.exec(
          'INSERT INTO mark (sender, position, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT (sender) DO UPDATE SET position = ?2',
          from,
          upto,
          expiresAt,
        );
        await this.#arm(now);
      }
      return { outcome: 'accepted', upto };
    }

    /** The last link of this chain, and from which link on it may not have reached Postgres. */
    heads(): LedgerHeads {
      const { head } = this.#readState();
      const [first] = this.#sql
        .exec<{ value: string }>("SELECT value FROM waiting WHERE kind = 'audit' ORDER BY position LIMIT 1")
        .toArray();
      if (head === undefined) return { outcome: 'heads' };
      const waitingFrom = first === undefined ? head.seq + 1 : (JSON.parse(first.value) as ChainedAuditEvent).seq;
      return { outcome: 'heads', head, waitingFrom };
    }

    /** How much has not reached Postgres. */
    undelivered(): LedgerBacklog {
      const { count, oldest } = this.#sql
        .exec<{ count: number; oldest: number | null }>('SELECT count(*) AS count, min(at) AS oldest FROM waiting')
        .one();
      const { parked } = this.#sql
        .exec<{ parked: number }>('SELECT count(*) AS parked FROM waiting WHERE parked = 1')
        .one();
      const { since } = this.#sql
        .exec<{ since: number | null }>('SELECT min(at) AS since FROM waiting WHERE parked = 0')
        .one();
      const { why } = this.#readState();
      return {
        outcome: 'backlog',
        undelivered: count,
        parked,
        ...(since !== null && { waitingSince: since }),
        ...(oldest !== null && { oldestAt: oldest }),
        ...(why !== undefined && { why }),
      };
    }

    /** How many changes of one account have not reached Postgres, and how many of them never will as they are. */
    changesOf({ account }: { readonly account: string }): LedgerChanges {
      const { changes, parked } = this.#sql
        .exec<{ changes: number; parked: number }>(
          'SELECT count(*) AS changes, coalesce(sum(parked), 0) AS parked FROM waiting WHERE owner = ?',
          account,
        )
        .one();
      return { outcome: 'changes', changes, parked };
    }

    /** Tries parked rows again, when a person has removed what stood in their way. */
    async unpark(): Promise<{ readonly outcome: 'unparked' }> {
      this.#sql.exec('UPDATE waiting SET parked = 0 WHERE parked = 1');
      await this.#arm(this.#now());
      return { outcome: 'unparked' };
    }

    /** Carries what waits to Postgres. Never throws: the platform gives up on an alarm that does. */
    override async alarm(): Promise<void> {
      this.#armedFor = Number.POSITIVE_INFINITY;
      const now = this.#now();
      this.#sql.exec('DELETE FROM mark WHERE expires_at <= ?', now);
      try {
        for (let batches = 0; batches < batchesAtOnce && (await this.#deliverBatch(now)); batches += 1);
      } catch (thrown) {
        this.#putOff(now, thrown instanceof Error ? thrown.message : 'unknown');
      }
      await this.#arm(now);
    }

    /** @returns whether more may be delivered now */
    async #deliverBatch(now: EpochSeconds): Promise<boolean> {
      const waiting = this.#readWaiting();
      const last = waiting.at(-1);
      const chain = this.#readState().head?.chain ?? '';
      if (last === undefined) return false;
      const audit = waiting.flatMap((row) => (row.kind === 'audit' ? [row] : []));
      const changes = waiting.flatMap((row) => (row.kind === 'change' ? [row] : []));
      const outcome = await deliver.ledger(this.env, {
        chain,
        audit: audit.map(({ link }) => link),
        changes: changes.map(({ change }) => change),
      });
      switch (outcome.outcome) {
        case 'applied':
          this.#sql.exec('DELETE FROM waiting WHERE parked = 0 AND position <= ?', last.position);
          this.#writeState({ ...this.#readState(), failures: 0, retryAt: 0 });
          return true;
        case 'poisoned':
          return this.#park([...audit, ...changes][outcome.index], outcome.why);
        case 'failed':
          this.#putOff(now, outcome.why);
          return false;
      }
    }

    /** Sets aside a row that Postgres will never take, and with it the later changes of the same account: they rest on it. */
    #park(row: Waiting | undefined, why: string): boolean {
      if (row === undefined) throw new Error('a row was refused that was not sent');
      this.#sql.exec('UPDATE waiting SET parked = 1 WHERE position = ?', row.position);
      this.#sql.exec(
        'UPDATE waiting SET parked = 1 WHERE position > ?1 AND owner = (SELECT owner FROM waiting WHERE position = ?1)',
        row.position,
      );
      this.#writeState({ ...this.#readState(), why });
      return true;
    }

    #putOff(now: EpochSeconds, why: string): void {
      const state = this.#readState();
      const failures = state.failures + 1;
      const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
      this.#writeState({ ...state, failures, retryAt: now + backOffSeconds(failures, random / 2 ** 32), why });
    }

    #append(chain: string, rows: readonly LedgerRow[], now: EpochSeconds): void {
      const held = this.#readState();
      let head = held.head ?? emptyChain(chain, sha256);
      let next = held.next;
      for (const row of rows) {
        const owner = row.kind === 'account' ? row.account : null;
        const link = row.kind === 'audit' ? chainEvent(head, row.event, sha256) : undefined;
        if (link !== undefined) head = headAfter(link);
        this.#sql.exec(
          `INSERT INTO waiting (position, kind, owner, parked, at, value)
           VALUES (?1, ?2, ?3, EXISTS (SELECT 1 FROM waiting WHERE parked = 1 AND owner = ?3), ?4, ?5)`,
          next,
          link === undefined ? 'change' : 'audit',
          owner,
          now,
          JSON.stringify(link ?? row),
        );
        next += 1;
      }
      this.#writeState({ ...held, head, next });
    }

    #readWaiting(): readonly Waiting[] {
      return this.#sql
        .exec<{ position: number; kind: string; value: string }>(
          'SELECT position, kind, value FROM waiting WHERE parked = 0 ORDER BY position LIMIT ?',
          rowsAtOnce,
        )
        .toArray()
        .map(({ position, kind, value }) =>
          kind === 'audit'
            ? { position, kind, link: JSON.parse(value) as ChainedAuditEvent }
            : { position, kind: 'change', change: JSON.parse(value) as Change },
        );
    }

    async #arm(now: EpochSeconds): Promise<void> {
      const { count } = this.#sql
        .exec<{ count: number }>(
          `SELECT count(*) AS count FROM (SELECT 1 FROM waiting WHERE parked = 0 LIMIT ${rowsAtOnce})`,
        )
        .one();
      if (count === 0) return;
      const due = Math.max(this.#readState().retryAt, count < rowsAtOnce ? now + gatherSeconds : now);
      if (due >= this.#armedFor) return;
      this.#armedFor = due;
      await clock.wakeAt(this.ctx, 'Ledger', due * 1000);
    }

    #now(): EpochSeconds {
      return epochSeconds(clock.now() / 1000);
    }

    #readState(): LedgerState {
      const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM state').toArray();
      return row === undefined ? empty : (JSON.parse(row.value) as LedgerState);
    }

    #writeState(state: LedgerState): void {
      this.#sql.exec(
        'INSERT INTO state (only, value) VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET value = ?1',
        JSON.stringify(state),
      );
    }
  };
}
