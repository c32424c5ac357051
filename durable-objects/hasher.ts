import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../src/env';

/** What a `hasher` atom is given: the password hash of `src/crypto`, which blocks the thread while it runs. */
export interface HasherParts {
  /** The machine's time in milliseconds: how long a hash takes is no matter of another clock. */
  readonly machineNow: () => number;
  /** @returns the hash with its parameters */
  readonly hash: (password: string) => string;
  readonly verify: (password: string, stored: string) => boolean;
}

/** What a hasher says. */
export type HasherAnswer =
  | { readonly outcome: 'hashed'; readonly stored: string }
  | { readonly outcome: 'match' | 'mismatch' };

/** After a hash its thread is left to others for this share of what the hash took: enough to answer what waited. */
const restShare = 0.5;
/** Who waited longer has been told to come back: the caller gives up a little later. */
const patienceMillis = 8000;
const lookEveryMillis = 20;
/** What a hash is taken to last before one was seen, and at most. */
const usualMillis = 200;
const longestMillis = 2000;

/**
 * Runs one password hash at a time, away from where tokens are issued: a hash blocks its thread. Keeps nothing.
 * The caller chooses one of 256, and waits nine seconds at most.
 * Hashers that share an isolate share its thread, and on one's own machine so does everything else: between two hashes it
 * rests, whatever the number of passwords that arrive at once.
 */
export function hasherAtom({ machineNow: now, hash, verify }: HasherParts) {
  let [restsUntil, lasts] = [0, usualMillis];

  /** @throws Error when it is not this call's turn in time */
  async function inTurn<Answer>(work: () => Answer): Promise<Answer> {
    const giveUpAt = now() + patienceMillis;
    for (let at = now(); at < restsUntil || at >= giveUpAt; at = now()) {
      if (at >= giveUpAt) throw new Error('too many passwords at once');
      await scheduler.wait(lookEveryMillis);
    }
    const began = now();
    // The clock stands still while code runs: how long this one took is seen after it, until then it is as the one before.
    restsUntil = began + lasts * (1 + restShare);
    const answer = work();
    await scheduler.wait(1);
    lasts = Math.min(now() - began, longestMillis);
    restsUntil = now() + lasts * restShare;
    return answer;
  }

  return class HasherAtom extends DurableObject<Env> {
    /** Hashes a password with a new salt. */
    hash({ password }: { readonly password: string }): Promise<Extract<HasherAnswer, { outcome: 'hashed' }>> {
      return inTurn(() => ({ outcome: 'hashed', stored: hash(password) }));
    }

    /** Compares a password with a stored hash. A hash of an unknown form matches nothing. */
    verify({ password, stored }: { readonly password: string; readonly stored: string }): Promise<HasherAnswer> {
      return inTurn(() => ({ outcome: verify(password, stored) ? 'match' : 'mismatch' }));
    }
  };
}
