import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../src/env';

/** What a `hasher` atom is given: the password hash of `src/crypto`. Both block the thread while they run. */
export interface HasherParts {
  /** @returns the hash with its parameters */
  readonly hash: (password: string) => string;
  readonly verify: (password: string, stored: string) => boolean;
}

/** What a hasher says. */
export type HasherAnswer =
  | { readonly outcome: 'hashed'; readonly stored: string }
  | { readonly outcome: 'match' | 'mismatch' };

/**
 * Runs one password hash at a time, away from where tokens are issued: a hash blocks its thread. Keeps nothing.
 * The caller chooses one of 256 and does not wait longer than a second.
 */
export function hasherAtom({ hash, verify }: HasherParts) {
  return class HasherAtom extends DurableObject<Env> {
    /** Hashes a password with a new salt. */
    hash({ password }: { readonly password: string }): Extract<HasherAnswer, { outcome: 'hashed' }> {
      return { outcome: 'hashed', stored: hash(password) };
    }

    /** Compares a password with a stored hash. A hash of an unknown form matches nothing. */
    verify({ password, stored }: { readonly password: string; readonly stored: string }): HasherAnswer {
      return { outcome: verify(password, stored) ? 'match' : 'mismatch' };
    }
  };
}
