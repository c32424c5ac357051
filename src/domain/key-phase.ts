import { type EpochSeconds, epochSeconds } from './brands';
import { limits } from './limits';

/** The four moments of a signing key's life, in this order. */
export interface KeyTimes {
  /** Services are told of the key. */
  readonly publishFrom: EpochSeconds;
  /** Tokens are signed with it, as long as no later key signs. */
  readonly signFrom: EpochSeconds;
  /** A successor should sign. */
  readonly retireFrom: EpochSeconds;
  /** Nothing it signed is valid any more: it is no longer published, and its private half is destroyed. */
  readonly goneFrom: EpochSeconds;
}

/** A key with its name in its ring. */
export interface TimedKey extends KeyTimes {
  readonly kid: string;
}

export type KeyPhase = 'hidden' | 'next' | 'active' | 'retiring' | 'gone';

/** How long services and what lies between may cache the published keys, in seconds. */
export const publishedKeysAgeSeconds = 3600;

const beforeSigning = limits.keyPublishBefore.value + publishedKeysAgeSeconds;
/** A successor is made so early that it is published in time, with a day to spare. */
const lookAhead = beforeSigning + limits.keyPublishBefore.value;

/** The phase of a key, by the clock of whoever asks. */
export function keyPhase(times: KeyTimes, now: EpochSeconds): KeyPhase {
  if (now < times.publishFrom) return 'hidden';
  if (now < times.signFrom) return 'next';
  if (now < times.retireFrom) return 'active';
  return now < times.goneFrom ? 'retiring' : 'gone';
}

/** The key to sign with: the latest that may sign. One without a successor signs on until it is gone. */
export function signingKey<Key extends TimedKey>(ring: readonly Key[], now: EpochSeconds): Key | undefined {
  return ring.filter((key) => key.signFrom <= now && now < key.goneFrom).toSorted((a, b) => b.signFrom - a.signFrom)[0];
}

/** The keys that services must know: next, active and retiring. */
export function publishedKeys<Key extends TimedKey>(ring: readonly Key[], now: EpochSeconds): readonly Key[] {
  return ring.filter((key) => key.publishFrom <= now && now < key.goneFrom);
}

/** Whether a ring wants a further key now: it has none, or its last one retires soon. */
export function wantsSuccessor(ring: readonly TimedKey[], now: EpochSeconds): boolean {
  const last = lastKey(ring, now);
  return last === undefined || last.retireFrom - lookAhead <= now;
}

/**
 * The ring with one more key. The first key of a ring publishes and signs at once; a successor is published now and
 * signs when services have had time to see it, and the key before it signs until then.
 * @param startsBy `plan`: when the last key retires · `soon`: as soon as services know it
 */
export function addKey(
  ring: readonly TimedKey[],
  kid: string,
  now: EpochSeconds,
  startsBy: 'plan' | 'soon',
): readonly TimedKey[] {
  const last = lastKey(ring, now);
  if (last === undefined) return [...ring, timed(kid, now, now)];
  const earliest = now + beforeSigning;
  const signFrom = epochSeconds(startsBy === 'plan' ? Math.max(earliest, last.retireFrom) : earliest);
  return [...ring.map((key) => (key === last ? { ...key, ...retiring(signFrom) } : key)), timed(kid, now, signFrom)];
}

/**
 * The ring after an emergency: `revoked` is gone at once, and what it signed fails. If no other key may sign,
 * `replacement` does from this moment, although services have not seen it yet.
 */
export function revokeKey(
  ring: readonly TimedKey[],
  revoked: string,
  replacement: string,
  now: EpochSeconds,
): readonly TimedKey[] {
  const rest = ring.map((key) => (key.kid === revoked ? { ...key, goneFrom: now } : key));
  return signingKey(rest, now) === undefined ? [...rest, timed(replacement, now, now)] : rest;
}

function lastKey(ring: readonly TimedKey[], now: EpochSeconds): TimedKey | undefined {
  return ring.filter((key) => now < key.goneFrom).toSorted((a, b) => b.signFrom - a.signFrom)[0];
}

function timed(kid: string, publishFrom: EpochSeconds, signFrom: EpochSeconds): TimedKey {
  return { kid, publishFrom, signFrom, ...retiring(epochSeconds(signFrom + limits.keySignFor.value)) };
}

function retiring(retireFrom: EpochSeconds): Pick<KeyTimes, 'retireFrom' | 'goneFrom'> {
  return { retireFrom, goneFrom: epochSeconds(retireFrom + limits.keyKeepAfter.value) };
}
