import { limits } from './limits';

/**
 * The refresh tokens of one grant: each use gives a successor. Only hashes are kept, and the successor sealed under a key
 * that the bearer of the previous token holds. Times in epoch seconds.
 */
export interface RefreshFamily {
  readonly generation: number;
  readonly currentHash: string;
  readonly previous?: { readonly hash: string; readonly sealedSuccessor: string; readonly at: number };
  readonly endsAt: number;
}

/** A refresh token that this issuer made; whether it is the latest is judged here. */
export interface PresentedRefresh {
  readonly generation: number;
  readonly secretHash: string;
}

export type RefreshVerdict =
  /** The latest one: it gets a successor. */
  | { readonly kind: 'rotate' }
  /** The one before, its answer having been lost: it gets the same successor again. */
  | { readonly kind: 'repeat'; readonly sealedSuccessor: string }
  /** One that was replaced and should not be seen again: the family ends. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' };

/**
 * Judges a refresh token. The previous one counts as a repetition until 60 s have passed or its successor is first used,
 * whichever comes first; after that it is reuse.
 * @param same compares two hashes in constant time
 * @see RFC 9700 §4.14.2; NHS login Federation §3.5 (only the latest is valid)
 */
export function judgeRefresh(
  family: RefreshFamily,
  shown: PresentedRefresh,
  now: number,
  same: (a: string, b: string) => boolean,
): RefreshVerdict {
  if (now >= family.endsAt) return { kind: 'expired' };
  if (shown.generation === family.generation) {
    return same(family.currentHash, shown.secretHash) ? { kind: 'rotate' } : { kind: 'unknown' };
  }
  // A generation that was never given out is none of ours.
  if (shown.generation > family.generation || shown.generation < 1) return { kind: 'unknown' };
  const { previous } = family;
  const repeated =
    previous !== undefined &&
    shown.generation === family.generation - 1 &&
    same(previous.hash, shown.secretHash) &&
    now < previous.at + limits.refreshGrace.value;
  return repeated ? { kind: 'repeat', sealedSuccessor: previous.sealedSuccessor } : { kind: 'reused' };
}

/** The family after its latest token was used. */
export function rotateFamily(
  family: RefreshFamily,
  next: { readonly secretHash: string; readonly sealedSuccessor: string },
  now: number,
): RefreshFamily {
  return {
    generation: family.generation + 1,
    currentHash: next.secretHash,
    previous: { hash: family.currentHash, sealedSuccessor: next.sealedSuccessor, at: now },
    endsAt: family.endsAt,
  };
}
