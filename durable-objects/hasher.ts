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

/** What a hasher says; `busy` where it could not look at the password in time, and did not. */
export type HasherAnswer =
  | { readonly outcome: 'hashed'; readonly stored: string }
  | { readonly outcome: 'match' | 'mismatch' }
  | { readonly outcome: 'busy' };

/** After a hash its thread is left to others for this share of what the hash took: enough to answer what waited. */
const restShare = 0.5;
/** A hash that took longer was itself kept waiting. */
const longestRestMillis = 250;
/** Who would wait longer for their hash to end is told so at once. */
const patienceMillis = 1000;
const lookEveryMillis = 20;
/** What a hash is taken to last before one was seen. */
const usualMillis = 200;
/** What has not ended by then was cut off by the platform, and its end is not heard of. */
const longestMillis = 10_000;

type Network = string | symbol;
interface Waiting {
  /** The network it is for. */
  readonly of: Network;
  readonly giveUpAt: number;
}
interface Turn {
  readonly of: Network;
  readonly share: number;
}

interface For {
  /** A keyed hash of the network that it is for. Absent where the worker is of an older release: then it is one by itself. */
  readonly of?: string;
}

/**
 * Runs one password hash at a time, away from where tokens are issued: a hash blocks its thread. Keeps nothing.
 * The caller chooses one of 256, and waits a second at most: what cannot be done in that time is refused at once. Networks
 * take turns, so that one that keeps asking makes another wait for one hash, and not for all that it has asked for.
 * Hashers that share an isolate share its thread, and in a process that is alone so does everything else: between two hashes
 * it rests, whatever the number of passwords that arrive at once. With `HASHER_THREAD` `own` nobody else waits for the thread.
 */
export function hasherAtom({ machineNow: now, hash, verify }: HasherParts) {
  let [restsUntil, worksUntil, lasts] = [0, 0, usualMillis];
  /** The calls that have been let in. One that was cut off meanwhile counts no longer than it would have waited. */
  const waiting = new Set<Waiting>();
  /** For whom the last hash was. */
  let served: Network = Symbol();

  const isFree = (at: number) => at >= restsUntil && at >= worksUntil;

  /** Whether a call lets others go first: its network had the last turn. */
  const yields = ({ of }: Waiting) => of === served && [...waiting].some((call) => call.of !== served);

  /** How many have their turn before a call of this network: all, or once each of the others where it has none here. */
  function ahead(of: Network, at: number): number {
    for (const call of waiting) if (call.giveUpAt <= at) waiting.delete(call);
    const networks = new Set([...waiting].map((call) => call.of));
    if (of === served || networks.has(of)) return waiting.size;
    networks.delete(served);
    return networks.size;
  }

  const restAfter = (share: number) => Math.min(lasts * share, longestRestMillis);
  /** How long a hash may be put off and end in time, as the last one took; on a slow machine it begins in the first half second. */
  const mostWaitMillis = () => patienceMillis - Math.min(lasts, patienceMillis / 2);

  /** Whether whoever comes now will have their turn in time. */
  function isInTime(of: Network, at: number, share: number): boolean {
    const before = ahead(of, at) * (lasts + restAfter(share) + lookEveryMillis);
    return Math.max(0, restsUntil - at) + before <= mostWaitMillis();
  }

  async function inTurn<Answer>(
    { of, share }: Turn,
    work: () => Answer,
  ): Promise<Answer | { readonly outcome: 'busy' }> {
    const asked = now();
    if (!isInTime(of, asked, share)) return { outcome: 'busy' };
    const call = { of, giveUpAt: asked + patienceMillis };
    waiting.add(call);
    for (let at = asked; (!isFree(at) || yields(call)) && waiting.has(call); at = now()) {
      // Ensure that those before took no longer than was thought: the caller would not hear the end of it.
      if (at - asked > mostWaitMillis()) waiting.delete(call);
      else await scheduler.wait(lookEveryMillis);
    }
    if (!waiting.delete(call)) return { outcome: 'busy' };
    served = of;
    return runNow(share, work);
  }

  async function runNow<Answer>(share: number, work: () => Answer): Promise<Answer> {
    const began = now();
    // The clock stands still while code runs: how long this one took is seen after it, until then it is as the one before.
    [restsUntil, worksUntil] = [began + lasts + restAfter(share), began + longestMillis];
    try {
      return work();
    } finally {
      await scheduler.wait(1);
      lasts = now() - began;
      [restsUntil, worksUntil] = [now() + restAfter(share), 0];
    }
  }

  return class HasherAtom extends DurableObject<Env> {
    readonly #restShare = this.env.HASHER_THREAD === 'own' ? 0 : restShare;

    /** Hashes a password with a new salt. */
    hash({
      password,
      of,
    }: { readonly password: string } & For): Promise<Exclude<HasherAnswer, { outcome: 'match' | 'mismatch' }>> {
      return inTurn({ of: of ?? Symbol(), share: this.#restShare }, () => ({
        outcome: 'hashed',
        stored: hash(password),
      }));
    }

    /** Compares a password with a stored hash. A hash of an unknown form matches nothing. */
    verify({
      password,
      stored,
      of,
    }: { readonly password: string; readonly stored: string } & For): Promise<HasherAnswer> {
      return inTurn({ of: of ?? Symbol(), share: this.#restShare }, () => ({
        outcome: verify(password, stored) ? 'match' : 'mismatch',
      }));
    }
  };
}
