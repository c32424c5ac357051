import { DurableObject } from 'cloudflare:workers';
import { type AccountId, epochSeconds } from '../src/domain/brands';
import type { BlindIndex } from '../src/domain/ledger-row';
import { limits } from '../src/domain/limits';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';

/** The keyed values of one address, one for each live version of the index key. */
export interface FindInput {
  readonly indexes: readonly BlindIndex[];
}
export type FindAnswer =
  | { readonly tag: 'owned'; readonly account: AccountId; readonly op: string }
  | { readonly tag: 'free' };

export interface ReserveInput extends FindInput {
  /** Proposed owner; an earlier reservation by the same operation keeps its own. */
  readonly account: AccountId;
  readonly op: string;
}
export type ReserveAnswer = { readonly tag: 'reserved'; readonly account: AccountId } | { readonly tag: 'taken' };

export interface CommitInput extends FindInput {
  readonly op: string;
}
export type CommitAnswer = { readonly tag: 'owned' } | { readonly tag: 'lapsed' };

export interface ReleaseInput extends FindInput {
  readonly account: AccountId;
}
export type ReleaseAnswer = { readonly tag: 'free' };

export interface ReindexInput extends FindInput {
  readonly account: AccountId;
}
export type ReindexAnswer = { readonly tag: 'owned' | 'free' | 'taken' };

interface Row extends Record<string, SqlStorageValue> {
  readonly value: string;
  readonly account: string;
  readonly op: string;
  /** Epoch seconds; null once owned. */
  readonly reserved_until: number | null;
}

const daySeconds = 86_400;

/**
 * A shard of the directory: who owns an address. Uniqueness is decided here, also in a race; the unique index in Postgres
 * is the second line. All versions of a value are in one object, so one stretch checks them all.
 */
export function directoryAtom({ clock }: { readonly clock: AtomClock }) {
  return class DirectoryAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS owner (value TEXT PRIMARY KEY, version INTEGER NOT NULL, account TEXT NOT NULL, op TEXT NOT NULL, reserved_until INTEGER) WITHOUT ROWID',
      );
    }

    /** Whose address it is. A reservation owns nothing yet. */
    async find({ indexes }: FindInput): Promise<FindAnswer> {
      const row = this.#rows(indexes).find((one) => one.reserved_until === null);
      return row === undefined ? { tag: 'free' } : { tag: 'owned', account: row.account as AccountId, op: row.op };
    }

    /** Keeps an address for one operation for 15 minutes. */
    async reserve({ indexes, account, op }: ReserveInput): Promise<ReserveAnswer> {
      const now = epochSeconds(clock.now() / 1000);
      const answer = this.ctx.storage.transactionSync((): ReserveAnswer => {
        const held = this.#rows(indexes).filter((row) => row.reserved_until === null || row.reserved_until > now);
        const mine = held.find((row) => row.op === op);
        if (mine !== undefined) return { tag: 'reserved', account: mine.account as AccountId };
        if (held.length > 0) return { tag: 'taken' };
        for (const { version, value } of indexes) {
          this.#sql.exec(
            'INSERT OR REPLACE INTO owner (value, version, account, op, reserved_until) VALUES (?, ?, ?, ?, ?)',
            value,
            version,
            account,
            op,
            now + limits.directoryReservation.value,
          );
        }
        return { tag: 'reserved', account };
      });
      await this.#planSweep();
      return answer;
    }

    /** Makes the reservation of this operation an ownership: the single commit point of a registration. */
    async commit({ indexes, op }: CommitInput): Promise<CommitAnswer> {
      const now = epochSeconds(clock.now() / 1000);
      return this.ctx.storage.transactionSync((): CommitAnswer => {
        const mine = this.#rows(indexes).filter(
          (row) => row.op === op && (row.reserved_until === null || row.reserved_until > now),
        );
        if (mine.length === 0) return { tag: 'lapsed' };
        for (const row of mine) this.#sql.exec('UPDATE owner SET reserved_until = NULL WHERE value = ?', row.value);
        return { tag: 'owned' };
      });
    }

    /** Gives an owned address the keyed values that it lacks: those of index keys that are newer than its registration. */
    async reindex({ indexes, account }: ReindexInput): Promise<ReindexAnswer> {
      const now = epochSeconds(clock.now() / 1000);
      return this.ctx.storage.transactionSync((): ReindexAnswer => {
        const held = this.#rows(indexes).filter((row) => row.reserved_until === null || row.reserved_until > now);
        // Ensure that nobody is given a value that another account holds or is being given.
        if (held.some((row) => row.account !== account)) return { tag: 'taken' };
        const mine = held.find((row) => row.reserved_until === null);
        if (mine === undefined) return { tag: 'free' };
        for (const { version, value } of indexes)
          this.#sql.exec(
            'INSERT OR REPLACE INTO owner (value, version, account, op, reserved_until) VALUES (?, ?, ?, ?, NULL)',
            value,
            version,
            account,
            mine.op,
          );
        return { tag: 'owned' };
      });
    }

    /** Forgets that an account owns this, if it does. */
    async release({ indexes, account }: ReleaseInput): Promise<ReleaseAnswer> {
      for (const { value } of indexes)
        this.#sql.exec('DELETE FROM owner WHERE value = ? AND account = ?', value, account);
      return { tag: 'free' };
    }

    /** Forgets reservations that lapsed. Never throws. */
    override async alarm(): Promise<void> {
      this.#sql.exec('DELETE FROM owner WHERE reserved_until <= ?', Math.floor(clock.now() / 1000));
      if (this.#sql.exec('SELECT 1 FROM owner WHERE reserved_until IS NOT NULL LIMIT 1').toArray().length > 0)
        await this.#planSweep();
    }

    #rows(indexes: readonly BlindIndex[]): readonly Row[] {
      return indexes.flatMap(({ value }) =>
        this.#sql.exec<Row>('SELECT value, account, op, reserved_until FROM owner WHERE value = ?', value).toArray(),
      );
    }

    async #planSweep(): Promise<void> {
      // The alarm that is set stays: a new instance of a busy shard must not put it off for ever.
      if ((await this.ctx.storage.getAlarm()) !== null) return;
      await clock.wakeAt(this.ctx, 'Directory', clock.now() + daySeconds * 1000);
    }
  };
}
