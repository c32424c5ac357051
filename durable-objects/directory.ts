import { DurableObject } from 'cloudflare:workers';
import { type AccountId, epochSeconds } from '../src/domain/brands';
import type { BlindIndex } from '../src/domain/ledger-row';
import { limits } from '../src/domain/limits';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';

/** The keyed values of one address, one for each live version of the index key. */
export interface FindInput {
  readonly indexes: readonly BlindIndex[];
  /** These atoms took the place of others: nothing is answered before the shard was filled from the book of record. */
  readonly rebuilt?: boolean;
}
/** `waking`: accounts are still being built again, also this one perhaps. */
export type FindAnswer =
  | { readonly tag: 'owned'; readonly account: AccountId; readonly op: string; readonly waking?: true }
  | { readonly tag: 'free'; readonly waking?: true }
  | { readonly tag: 'closed' };

export interface ReserveInput extends FindInput {
  /** Proposed owner; an earlier reservation by the same operation keeps its own. */
  readonly account: AccountId;
  readonly op: string;
}
export type ReserveAnswer =
  | { readonly tag: 'reserved'; readonly account: AccountId }
  | { readonly tag: 'taken' }
  | { readonly tag: 'closed' };

/** Addresses and passkeys of one shard, as the book of record has them. */
export interface AdoptInput {
  readonly owners: readonly { readonly indexes: readonly BlindIndex[]; readonly account: AccountId }[];
}
/** `conflicts`: accounts that were not given a value, for another one has it. */
export interface AdoptAnswer {
  readonly tag: 'adopted';
  readonly conflicts: readonly AccountId[];
}

/** How far a shard is that takes the place of another: it opens when all shards are filled. It never goes back. */
const phases = ['closed', 'waking', 'done'] as const;
export type DirectoryPhase = (typeof phases)[number];
export interface OpenInput {
  readonly phase: DirectoryPhase;
}
export interface OpenAnswer {
  readonly tag: 'opened';
  readonly phase: DirectoryPhase;
}

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
    async find({ indexes, rebuilt = false }: FindInput): Promise<FindAnswer> {
      const phase = rebuilt ? this.#phase() : 'done';
      if (phase === 'closed') return { tag: 'closed' };
      const waking = phase === 'waking' ? { waking: true as const } : {};
      const row = this.#rows(indexes).find((one) => one.reserved_until === null);
      return row === undefined
        ? { tag: 'free', ...waking }
        : { tag: 'owned', account: row.account as AccountId, op: row.op, ...waking };
    }

    /** Keeps an address for one operation for 15 minutes. */
    async reserve({ indexes, account, op, rebuilt = false }: ReserveInput): Promise<ReserveAnswer> {
      if (rebuilt && this.#phase() === 'closed') return { tag: 'closed' };
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

    /** Takes over who owns what from the book of record; what another account has meanwhile stays with it. */
    async adopt({ owners }: AdoptInput): Promise<AdoptAnswer> {
      const now = epochSeconds(clock.now() / 1000);
      return this.ctx.storage.transactionSync((): AdoptAnswer => {
        const conflicts = owners.filter(({ indexes, account }) => !this.#adopt(indexes, account, now));
        return { tag: 'adopted', conflicts: conflicts.map(({ account }) => account) };
      });
    }

    /**
     * Opens a shard when all are filled, and closes the matter when everything is built again. One object keeps how far all
     * of them are; a shard learns it from there when it is first asked, and asks no more after the end.
     */
    async open({ phase }: OpenInput): Promise<OpenAnswer> {
      const held = this.#phase();
      const reached = phases[Math.max(phases.indexOf(phase), phases.indexOf(held))] ?? 'closed';
      if (reached === held) return { tag: 'opened', phase: held };
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS phase (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL)',
      );
      this.#sql.exec(
        'INSERT INTO phase (only, name) VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET name = ?1',
        reached,
      );
      return { tag: 'opened', phase: reached };
    }

    /** Forgets reservations that lapsed. Never throws. */
    override async alarm(): Promise<void> {
      this.#sql.exec('DELETE FROM owner WHERE reserved_until <= ?', Math.floor(clock.now() / 1000));
      if (this.#sql.exec('SELECT 1 FROM owner WHERE reserved_until IS NOT NULL LIMIT 1').toArray().length > 0)
        await this.#planSweep();
    }

    #phase(): DirectoryPhase {
      const known = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'phase'").toArray();
      if (known.length === 0) return 'closed';
      const [row] = this.#sql.exec<{ name: DirectoryPhase }>('SELECT name FROM phase').toArray();
      return row?.name ?? 'closed';
    }

    /** @returns false when another account has one of the values */
    #adopt(indexes: readonly BlindIndex[], account: AccountId, now: number): boolean {
      const held = this.#rows(indexes).filter((row) => row.reserved_until === null || row.reserved_until > now);
      if (held.some((row) => row.account !== account)) return false;
      for (const { version, value } of indexes)
        this.#sql.exec(
          "INSERT OR REPLACE INTO owner (value, version, account, op, reserved_until) VALUES (?, ?, ?, 'rebuild', NULL)",
          value,
          version,
          account,
        );
      return true;
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
