import { DurableObject } from 'cloudflare:workers';
import { type EpochSeconds, epochSeconds } from '../src/domain/brands';
import type { PublicJwk } from '../src/domain/client';
import { addKey, revokeKey, type TimedKey, wantsSuccessor } from '../src/domain/key-phase';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';

/** A new key pair, its private half sealed by the caller: the atom cannot open it. */
export interface KeyCandidate {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly sealedPrivateJwk: string;
}

/** A key of the ring with the moments of its life. */
export type RingKey = KeyCandidate & TimedKey;

/** The same private half, sealed anew. */
export interface Reseal {
  readonly kid: string;
  readonly from: string;
  readonly sealedPrivateJwk: string;
}

/** `kept`: the candidate is in the ring. `declined`: the ring wants none now, or another one came first. */
export interface RingAnswer {
  readonly outcome: 'kept' | 'declined';
  readonly keys: readonly RingKey[];
}

/** The signing keys of one issuer, algorithm and use. Who reads them judges their phase by the clock. */
export function keyRingAtom({ clock }: { readonly clock: AtomClock }) {
  return class KeyRingAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS ring_key (kid TEXT PRIMARY KEY, gone_from INTEGER NOT NULL, value TEXT NOT NULL) WITHOUT ROWID',
      );
    }

    /** Every key that is not gone; of those that are, the private half is destroyed here. */
    read(): { readonly outcome: 'ring'; readonly keys: readonly RingKey[] } {
      return { outcome: 'ring', keys: this.#readKeys(this.#now()) };
    }

    /** Offers a key to a ring that may want one. Of simultaneous offers the first is kept; the same offer again is kept too. */
    offer(candidate: KeyCandidate): RingAnswer {
      const now = this.#now();
      const keys = this.#readKeys(now);
      if (keys.some(({ kid }) => kid === candidate.kid)) return { outcome: 'kept', keys };
      if (!wantsSuccessor(keys, now)) return { outcome: 'declined', keys };
      return this.#write(addKey(keys, candidate.kid, now, 'plan'), keys, candidate, now);
    }

    /** Adds a key that signs as soon as services know it. Declined while an earlier successor still waits. */
    rotate(candidate: KeyCandidate): RingAnswer {
      const now = this.#now();
      const keys = this.#readKeys(now);
      if (keys.some(({ kid }) => kid === candidate.kid)) return { outcome: 'kept', keys };
      if (keys.some(({ signFrom }) => now < signFrom)) return { outcome: 'declined', keys };
      return this.#write(addKey(keys, candidate.kid, now, 'soon'), keys, candidate, now);
    }

    /** Ends a key at once; the candidate takes its place if no other key may sign. */
    revoke({ kid, candidate }: { readonly kid: string; readonly candidate: KeyCandidate }): RingAnswer {
      const now = this.#now();
      const keys = this.#readKeys(now);
      if (!keys.some((key) => key.kid === kid)) return { outcome: 'declined', keys };
      return this.#write(revokeKey(keys, kid, candidate.kid, now), keys, candidate, now);
    }

    /** Keeps a private half under a newer master key, if it is still the one that the caller opened. */
    reseal({ kid, from, sealedPrivateJwk }: Reseal): { readonly outcome: 'resealed' | 'changed' } {
      const key = this.#readKeys(this.#now()).find((one) => one.kid === kid);
      if (key?.sealedPrivateJwk !== from) return { outcome: 'changed' };
      this.#sql.exec('UPDATE ring_key SET value = ? WHERE kid = ?', JSON.stringify({ ...key, sealedPrivateJwk }), kid);
      return { outcome: 'resealed' };
    }

    #now(): EpochSeconds {
      return epochSeconds(clock.now() / 1000);
    }

    #readKeys(now: EpochSeconds): readonly RingKey[] {
      this.#sql.exec('DELETE FROM ring_key WHERE gone_from <= ?', now);
      return this.#sql
        .exec<{ value: string }>('SELECT value FROM ring_key')
        .toArray()
        .map(({ value }) => JSON.parse(value) as RingKey);
    }

    #write(
      planned: readonly TimedKey[],
      held: readonly RingKey[],
      candidate: KeyCandidate,
      now: EpochSeconds,
    ): RingAnswer {
      for (const times of planned) {
        const key: RingKey = { ...(held.find(({ kid }) => kid === times.kid) ?? candidate), ...times };
        this.#sql.exec(
          'INSERT INTO ring_key (kid, gone_from, value) VALUES (?1, ?2, ?3) ON CONFLICT (kid) DO UPDATE SET gone_from = ?2, value = ?3',
          key.kid,
          key.goneFrom,
          JSON.stringify(key),
        );
      }
      const keys = this.#readKeys(now);
      return { outcome: keys.some(({ kid }) => kid === candidate.kid) ? 'kept' : 'declined', keys };
    }
  };
}
