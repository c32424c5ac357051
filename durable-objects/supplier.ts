import { DurableObject } from 'cloudflare:workers';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import {
  type CircuitLease,
  type CircuitState,
  closedCircuit,
  leaseCircuit,
  reportCircuit,
} from '../src/domain/circuit';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';

/** A lease is good for one second; `troubled`: a success should be reported, for failures were counted. */
export interface SupplierLease {
  readonly outcome: CircuitLease;
  readonly troubled: boolean;
}

/** What all isolates must agree on about one outside system: whether it is worth calling now. */
export function supplierAtom({ clock }: { readonly clock: AtomClock }) {
  return class SupplierAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS circuit (only INTEGER PRIMARY KEY CHECK (only = 1), value TEXT NOT NULL)',
      );
    }

    /** Says whether the system may be called in the next second. A `probe` is given to one caller only. */
    lease(): SupplierLease {
      const held = this.#read();
      const { state, lease } = leaseCircuit(held, this.#now());
      if (state !== held) this.#write(state);
      return { outcome: lease, troubled: state.failures > 0 || state.opened > 0 };
    }

    /** Counts what became of a call. Told twice, a failure counts twice: the circuit only opens a little early. */
    report({ succeeded }: { readonly succeeded: boolean }): { readonly outcome: 'noted' } {
      const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
      this.#write(reportCircuit(this.#read(), succeeded, this.#now(), random / 2 ** 32));
      return { outcome: 'noted' };
    }

    #now(): EpochSeconds {
      return epochSeconds(clock.now() / 1000);
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
