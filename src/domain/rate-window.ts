import { type LimitName, limits } from './limits';

/** A counter over a window. When `most` is exceeded the key is refused until the window ends, or for `lockSeconds`. */
export interface RateWindow {
  readonly most: LimitName;
  readonly windowSeconds: number;
  readonly lockSeconds?: number;
}

const hour = 3600;

/** Which uses are counted, by which key: `key` is a keyed hash of what the name says, never the thing itself. */
export const rateWindows = {
  'email-code-sends-by-email': {
    most: 'codeSends',
    windowSeconds: limits.lockShort.value,
    lockSeconds: limits.lockShort.value,
  },
  'reset-mails-by-email': {
    most: 'codeSends',
    windowSeconds: limits.lockShort.value,
    lockSeconds: limits.lockShort.value,
  },
  // Asked for by workers of a release before, and by no other: an account counts these mails itself.
  'reset-mails-by-email-in-a-day': { most: 'resetMailsPerDay', windowSeconds: 24 * hour },
  'code-attempts-by-target': { most: 'codeAttemptsPerHour', windowSeconds: hour, lockSeconds: limits.lockLong.value },
  'phone-code-sends-by-number': { most: 'sendsPerNumberPerDay', windowSeconds: 24 * hour },
  'phone-code-sends-by-unproved-number': { most: 'sendsToUnprovedNumberPerDay', windowSeconds: 24 * hour },
  'undeliverable-by-number': { most: 'undeliverableReceipts', windowSeconds: 24 * hour },
  'sends-by-wide-network': { most: 'sendsPerWideNetworkPerHour', windowSeconds: hour },
  'passwords-by-address': { most: 'passwordsPerNetwork', windowSeconds: 600 },
  'passkeys-by-address': { most: 'passwordsPerNetwork', windowSeconds: 600 },
  'sends-by-address': { most: 'sendsPerAddressPerHour', windowSeconds: hour },
  'interactions-by-address': { most: 'requestsPerAddressPerMinute', windowSeconds: 60 },
  'registrations-by-address': { most: 'registrationsPerAddressPerHour', windowSeconds: hour },
} as const satisfies Record<string, RateWindow>;
export type RateWindowName = keyof typeof rateWindows;

/** What a counter holds: uses since `since`, refused until `lockedUntil`. Times in epoch seconds. */
export interface RateCount {
  readonly used: number;
  readonly since: number;
  readonly lockedUntil: number;
}

/** Counts one use. @returns the count to store, and whether the use is allowed or until when it is not */
export function takeRate(
  window: RateWindow,
  held: RateCount | undefined,
  now: number,
): { readonly count: RateCount; readonly limitedUntil?: number } {
  const fresh = held === undefined || (now >= held.since + window.windowSeconds && now >= held.lockedUntil);
  const count = fresh ? { used: 0, since: now, lockedUntil: 0 } : held;
  if (now < count.lockedUntil) return { count, limitedUntil: count.lockedUntil };
  if (count.used < limits[window.most].value) return { count: { ...count, used: count.used + 1 } };
  const lockedUntil = window.lockSeconds === undefined ? count.since + window.windowSeconds : now + window.lockSeconds;
  return { count: { ...count, lockedUntil }, limitedUntil: lockedUntil };
}
