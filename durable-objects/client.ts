import { DurableObject } from 'cloudflare:workers';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import type { Client } from '../src/domain/client';
import { ledgerShardOf } from '../src/domain/ledger-hand-over';
import { endOfTable, isOver, type SeenAssertion, tableOf } from '../src/domain/seen-assertions';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';
import { appendRow, createOutbox, drainOutbox, nextOutboxDue, type OutboxRoutes } from './outbox';

/** A change of the record. `version` of the client is `expectedVersion` + 1; 0 is expected of a service not there yet. */
export interface ClientWrite {
  readonly client: Client;
  readonly expectedVersion: number;
  /** Names this change: a retry of the same call is answered as before. */
  readonly op: string;
}
export type ClientWritten = { readonly outcome: 'stored' } | { readonly outcome: 'conflict'; readonly version: number };

export type ClientRead =
  | { readonly outcome: 'none' }
  /** The caller holds this version. */
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'client'; readonly client: Client };

export type Noted = { readonly outcome: 'fresh' | 'replayed' };
export type ClientAdmission =
  | { readonly outcome: 'unknown' }
  | (Noted & { readonly version: number; readonly status: Client['status'] });

interface Held {
  readonly client: Client;
  readonly op: string;
}

const sweepAfterSeconds = 86_400;
const spreadSeconds = 7200;

/**
 * One connected service, or one of its shards: the record with version and status, and the ids of assertions seen.
 * Shard 0 judges changes and tells the book of record; the others follow it. An object asked in vain stores nothing.
 */
export function clientAtom({ clock, deliver, handOver }: { readonly clock: AtomClock } & OutboxRoutes) {
  return class ClientAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;
    #held: Held | undefined;
    #hasOutbox: boolean;
    /** Numbers of the tables of ids. */
    #tables: ReadonlySet<number>;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      const names = this.#sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
      this.#tables = new Set(names.flatMap(({ name }) => (name.startsWith('seen_') ? [Number(name.slice(5))] : [])));
      this.#hasOutbox = names.some(({ name }) => name === 'outbox');
      if (names.some(({ name }) => name === 'service')) this.#held = this.#readHeld();
    }

    /** The record, or that it is still the version the caller holds. */
    read({ version }: { readonly version: number }): ClientRead {
      if (this.#held === undefined) return { outcome: 'none' };
      const { client } = this.#held;
      return client.version === version ? { outcome: 'unchanged' } : { outcome: 'client', client };
    }

    /** Shard 0: stores the next version and its news, if the version before is the one expected. */
    write({ client, expectedVersion, op }: ClientWrite): ClientWritten {
      if (this.#held?.op === op) return { outcome: 'stored' };
      const version = this.#held?.client.version ?? 0;
      if (version !== expectedVersion || client.version !== expectedVersion + 1)
        return { outcome: 'conflict', version };
      this.ctx.storage.transactionSync(() => {
        this.#store({ client, op });
        createOutbox(this.#sql);
        appendRow(this.#sql, { kind: 'client', client });
      });
      this.#held = { client, op };
      this.#hasOutbox = true;
      this.#wakeFor(this.#now());
      return { outcome: 'stored' };
    }

    /** Other shards: takes over what shard 0 has decided; an older version changes nothing. */
    follow({ client, op }: Omit<ClientWrite, 'expectedVersion'>): ClientWritten {
      if (client.version <= (this.#held?.client.version ?? 0)) return { outcome: 'stored' };
      this.#store({ client, op });
      this.#held = { client, op };
      return { outcome: 'stored' };
    }

    /** Takes note of an assertion of this service, and says how the service stands now. */
    admit(assertion: SeenAssertion): ClientAdmission {
      if (this.#held === undefined) return { outcome: 'unknown' };
      const { version, status } = this.#held.client;
      return { ...this.note(assertion), version, status };
    }

    /** Takes note of an assertion: `fresh` for one use, for ever after `replayed`. */
    note(assertion: SeenAssertion): Noted {
      const now = this.#now();
      const table = tableOf(assertion, now);
      if (table === undefined) return { outcome: 'replayed' };
      this.#makeTable(table, now);
      // Ensure that the id was not used with another end either.
      const seen = this.#findUse(assertion.jti, now);
      if (seen !== undefined) return { outcome: seen === assertion.op ? 'fresh' : 'replayed' };
      this.#sql.exec(`INSERT INTO seen_${table} (jti, op) VALUES (?, ?)`, assertion.jti, assertion.op);
      return { outcome: 'fresh' };
    }

    /** Tells the book of record what is new, and drops tables that are over. Never throws. */
    override async alarm(): Promise<void> {
      const now = this.#now();
      this.#dropTables(now);
      if (this.#held !== undefined && this.#hasOutbox) await this.#tellLedger(this.#held.client, now);
      this.#wakeFor(now);
    }

    #now(): EpochSeconds {
      return epochSeconds(clock.now() / 1000);
    }

    async #tellLedger({ clientId }: Client, now: EpochSeconds): Promise<void> {
      const [from, ledgerShard] = [this.ctx.id.toString(), ledgerShardOf(clientId)];
      await drainOutbox({ sql: this.#sql, env: this.env, deliver, handOver, from, ledgerShard, now });
    }

    #readHeld(): Held | undefined {
      const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM service').toArray();
      return row === undefined ? undefined : (JSON.parse(row.value) as Held);
    }

    #store(held: Held): void {
      this.#sql.exec('CREATE TABLE IF NOT EXISTS service (id INTEGER PRIMARY KEY CHECK (id = 0), value TEXT NOT NULL)');
      this.#sql.exec(
        'INSERT INTO service (id, value) VALUES (0, ?1) ON CONFLICT (id) DO UPDATE SET value = ?1',
        JSON.stringify(held),
      );
    }

    /** The operation by which an id was used, in whichever table. */
    #findUse(jti: string, now: EpochSeconds): string | undefined {
      for (const table of this.#tables) {
        if (isOver(table, now)) continue;
        const [row] = this.#sql.exec<{ op: string }>(`SELECT op FROM seen_${table} WHERE jti = ?`, jti).toArray();
        if (row !== undefined) return row.op;
      }
      return undefined;
    }

    #makeTable(table: number, now: EpochSeconds): void {
      if (this.#tables.has(table)) return;
      this.#dropTables(now);
      this.#sql.exec(`CREATE TABLE IF NOT EXISTS seen_${table} (jti TEXT PRIMARY KEY, op TEXT NOT NULL) WITHOUT ROWID`);
      const isFirst = this.#tables.size === 0;
      this.#tables = new Set([...this.#tables, table]);
      // While assertions come, a new table drops the old ones; the alarm is for a service that has fallen silent.
      if (isFirst) this.#wakeFor(now);
    }

    #dropTables(now: EpochSeconds): void {
      const over = [...this.#tables].filter((table) => isOver(table, now));
      for (const table of over) this.#sql.exec(`DROP TABLE IF EXISTS seen_${table}`);
      if (over.length > 0) this.#tables = new Set([...this.#tables].filter((table) => !over.includes(table)));
    }

    /** Sets the one alarm to what comes first: news for the ledger at once, the sweep a day after the newest table. */
    #wakeFor(now: EpochSeconds): void {
      const news = this.#hasOutbox ? nextOutboxDue(this.#sql) : undefined;
      const newest = Math.max(...this.#tables);
      const sweep =
        this.#tables.size === 0 ? undefined : endOfTable(newest) + sweepAfterSeconds + randomBelow(spreadSeconds);
      const due = Math.min(news ?? Number.POSITIVE_INFINITY, sweep ?? Number.POSITIVE_INFINITY);
      if (due === Number.POSITIVE_INFINITY) return;
      this.ctx.waitUntil(clock.wakeAt(this.ctx, 'Client', Math.max(due, now) * 1000));
    }
  };
}

function randomBelow(most: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return random % most;
}
