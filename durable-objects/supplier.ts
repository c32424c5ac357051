import { DurableObject } from 'cloudflare:workers';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import {
  type CallReport,
  type CircuitLease,
  type CircuitState,
  closedCircuit,
  leaseCircuit,
  reportCircuit,
} from '../src/domain/circuit';
import { limits } from '../src/domain/limits';
import { countTaken, type Receipt, type ReceiptState, type SupplierReading } from '../src/domain/receipt';
import { type BudgetLease, type BudgetWish, leaseBudget, restBudget, unusedBudget } from '../src/domain/request-budget';
import { dropToken, type KeptToken, noToken, settleToken, type TokenTurn, takeToken } from '../src/domain/shared-token';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';

/** `unknown`: the system was never given such a message, or so long ago that it was forgotten. */
export interface SettleAnswer {
  readonly outcome: 'settled' | 'known' | 'unknown';
}

/** A lease is good for one second; `troubled`: a success should be reported, for failures were counted. */
export interface SupplierLease {
  readonly outcome: CircuitLease;
  readonly troubled: boolean;
}

const DAY_SECONDS = 86_400;

/** How a fetch of the shared token ended; without `fetched` it failed. */
export interface TokenSettlement {
  readonly ticket: string;
  readonly fetched?: Omit<KeptToken, 'id'>;
}

/** What all isolates must agree on about one outside system: whether it is worth calling now, how often, and by which token. */
export function supplierAtom({ clock }: { readonly clock: AtomClock }) {
  return class SupplierAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS circuit (only INTEGER PRIMARY KEY CHECK (only = 1), value TEXT NOT NULL)',
      );
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS message (reference TEXT PRIMARY KEY, accepted_at INTEGER NOT NULL, settled_at INTEGER, state TEXT) WITHOUT ROWID',
      );
      this.#sql.exec('CREATE INDEX IF NOT EXISTS message_accepted ON message (accepted_at)');
      this.#sql.exec('CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
    }

    /** Says whether the system may be called in the next second. A `probe` is given to one caller only. */
    lease(): SupplierLease {
      const held = this.#read();
      const { state, lease } = leaseCircuit(held, this.#now());
      if (state !== held) this.#write(state);
      return { outcome: lease, troubled: state.failures > 0 || state.opened > 0 };
    }

    /** Counts what became of a call. Told twice, a failure counts twice: the circuit only opens a little early. */
    report(of: CallReport): { readonly outcome: 'noted' } {
      const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
      this.#write(reportCircuit(this.#read(), of, this.#now(), random / 2 ** 32));
      return { outcome: 'noted' };
    }

    /** Gives out a slice of the requests that the whole deployment may send. Asked twice it gives two, and the rate is kept. */
    leaseBudget(wish: BudgetWish): BudgetLease {
      const { state, lease } = leaseBudget(this.#fact('budget', unusedBudget), wish, clock.now());
      if (lease.outcome === 'granted') this.#keepFact('budget', state);
      return lease;
    }

    /** Gives out nothing for so long: the system asked for it. */
    rest({ millis }: { readonly millis: number }): { readonly outcome: 'noted' } {
      this.#keepFact('budget', restBudget(this.#fact('budget', unusedBudget), millis, clock.now()));
      return { outcome: 'noted' };
    }

    /** The token of the deployment, or whose turn it is to fetch one. The same ticket gets the same answer. */
    takeToken({ ticket }: { readonly ticket: string }): TokenTurn {
      const held = this.#fact('token', noToken);
      const { state, turn } = takeToken(held, ticket, this.#now());
      if (state !== held) this.#keepFact('token', state);
      return turn;
    }

    /** Notes how a fetch ended; told twice it is noted once. */
    settleToken({ ticket, fetched }: TokenSettlement): { readonly outcome: 'noted' } {
      this.#keepFact('token', settleToken(this.#fact('token', noToken), ticket, fetched, this.#now()));
      return { outcome: 'noted' };
    }

    /** Forgets a token that the system refused, unless another one has taken its place. */
    dropToken({ id }: { readonly id: string }): { readonly outcome: 'noted' } {
      this.#keepFact('token', dropToken(this.#fact('token', noToken), id));
      return { outcome: 'noted' };
    }

    /** Notes a message that the system has taken; told twice it is noted once. What is too old for a receipt is forgotten. */
    accepted({ reference }: { readonly reference: string }): { readonly outcome: 'noted' } {
      const now = this.#now();
      this.#sql.exec('DELETE FROM message WHERE accepted_at <= ?', now - limits.receiptWait.value);
      this.#sql.exec('INSERT OR IGNORE INTO message (reference, accepted_at) VALUES (?, ?)', reference, now);
      return { outcome: 'noted' };
    }

    /** Notes what became of a message. The first word stands; a failure of the system's own counts for its circuit. */
    settle({ reference, state }: Pick<Receipt, 'reference' | 'state'>): SettleAnswer {
      const now = this.#now();
      const [row] = this.#sql
        .exec<{ state: string | null }>('SELECT state FROM message WHERE reference = ?', reference)
        .toArray();
      if (row === undefined) return { outcome: 'unknown' };
      if (row.state !== null) return { outcome: 'known' };
      this.#sql.exec('UPDATE message SET state = ?, settled_at = ? WHERE reference = ?', state, now, reference);
      if (state === 'technical-failure') this.report({ succeeded: false });
      return { outcome: 'settled' };
    }

    /** The messages about which nothing was said yet, the oldest first. */
    awaiting({ most }: { readonly most: number }): { readonly references: readonly string[] } {
      const rows = this.#sql
        .exec<{ reference: string }>(
          'SELECT reference FROM message WHERE state IS NULL AND accepted_at > ? ORDER BY accepted_at LIMIT ?',
          this.#now() - limits.receiptWait.value,
          most,
        )
        .toArray();
      return { references: rows.map(({ reference }) => reference) };
    }

    /** How the system carried the messages of the last day. */
    reading(): SupplierReading {
      const now = this.#now();
      const rows = this.#sql
        .exec<{ accepted_at: number; settled_at: number | null; state: ReceiptState | null }>(
          'SELECT accepted_at, settled_at, state FROM message WHERE accepted_at > ?',
          now - DAY_SECONDS,
        )
        .toArray();
      const messages = rows.map(({ accepted_at: acceptedAt, settled_at: settledAt, state }) => ({
        acceptedAt,
        ...(settledAt === null ? {} : { settledAt }),
        ...(state === null ? {} : { state }),
      }));
      const { lease } = leaseCircuit(this.#read(), now);
      const circuit = lease === 'closed' ? 'closed' : 'open';
      return { ...countTaken(messages, limits.messageInTime.value), circuit };
    }

    #now(): EpochSeconds {
      return epochSeconds(clock.now() / 1000);
    }

    #fact<State>(name: 'budget' | 'token', otherwise: State): State {
      const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM fact WHERE name = ?', name).toArray();
      return row === undefined ? otherwise : (JSON.parse(row.value) as State);
    }

    #keepFact(name: 'budget' | 'token', value: object): void {
      this.#sql.exec(
        'INSERT INTO fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2',
        name,
        JSON.stringify(value),
      );
    }

    #read(): CircuitState {
      const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM circuit').toArray();
      return row === undefined ? closedCircuit : (JSON.parse(row.value) as CircuitState);
    }

    #write(state: CircuitState): void {
      this.#sql.exec(
        'INSERT INTO circuit (only, value) VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET value = ?1',
        JSON.stringify(state),
      );
    }
  };
}
