import { type AccountId, epochSeconds } from '../src/domain/brands';
import { limits } from '../src/domain/limits';
import { readEntry, writeEntry } from './entries';

/** What a passkey ceremony is for: a challenge of one never serves the other. */
export type CeremonyKind = 'create' | 'get';

/** A challenge that a browser was given. */
export interface Ceremony {
  /** 32 random bytes, base64url. */
  readonly challenge: string;
  /** Making a passkey: the handle by which authenticators are to know the person. */
  readonly userHandle: string;
  /** Making a passkey for somebody who is signed in: whose it will be. */
  readonly account?: AccountId;
}

/** `takenBy`: spent by this operation; kept so that the same call, repeated by the platform, gets its answer. */
interface Kept extends Ceremony {
  readonly takenBy?: string;
}

/** Keeps the challenge of a ceremony for five minutes; a new one replaces the one before. */
export function keepCeremony(sql: SqlStorage, slot: string, ceremony: Ceremony, now: number): void {
  writeEntry(sql, 'ceremony', slot, ceremony, epochSeconds(now + limits.passkeyChallengeLife.value));
}

/** Spends a challenge, once. @param op random per request */
export function takeCeremony(sql: SqlStorage, slot: string, op: string, now: number): Ceremony | undefined {
  const kept = readEntry<Kept>(sql, 'ceremony', slot, now);
  if (kept === undefined || (kept.takenBy !== undefined && kept.takenBy !== op)) return undefined;
  writeEntry(sql, 'ceremony', slot, { ...kept, takenBy: op }, epochSeconds(now + limits.settleWithin.value));
  return kept;
}
