import { type LimitName, limits } from './limits';

/** A counter over a window. When `most` is exceeded the key is refused until the window ends, or for `lockSeconds`. */
export interface RateWindow {
  readonly most: LimitName;
  readonly windowSeconds: number;
  readonly lockSeconds?: number;
  /**
   * Each use counts for `windowSeconds` by itself, so that no span of that length has more than the most; and one that came
   * to nothing can be given back. Other windows begin with their first use, and all uses end together.
   */
  readonly sliding?: true;
  /** What is refused is counted too, and told with the refusal. */
  readonly countsRefused?: true;
}

const hour = 3600;

/** Which uses are counted, by which key: `key` is a keyed hash of what the name says, never the thing itself. */
export const rateWindows = {
  'email-code-sends-by-email': {
    most: 'codeSends',
    windowSeconds: limits.lockShort.value,
    lockSeconds: limits.lockShort.value,
  },
  'email-codes-by-email-and-network': {
    most: 'emailCodesFromNetworkPerDay',
    windowSeconds: 24 * hour,
    sliding: true,
  },
  'email-codes-by-email': { most: 'emailCodesPerDay', windowSeconds: 24 * hour, sliding: true },
  'reset-mails-by-email': {
    most: 'codeSends',
    windowSeconds: limits.lockShort.value,
    lockSeconds: limits.lockShort.value,
  },
  // Asked for by workers of a release before, and by no other: an account counts these mails itself.
  'reset-mails-by-email-in-a-day': { most: 'resetMailsPerDay', windowSeconds: 24 * hour },
  'code-attempts-by-target-and-network': {
    most: 'codeAttemptsPerHour',
    windowSeconds: hour,
    lockSeconds: limits.lockLong.value,
    sliding: true,
  },
  'phone-code-sends-by-number': { most: 'sendsPerNumberPerDay', windowSeconds: 24 * hour, sliding: true },
  'phone-code-sends-by-unproved-number': {
    most: 'sendsToUnprovedNumberPerDay',
    windowSeconds: 24 * hour,
    sliding: true,
  },
  'undeliverable-by-number': { most: 'undeliverableReceipts', windowSeconds: 24 * hour },
  'sends-by-wide-network': { most: 'sendsPerWideNetworkPerHour', windowSeconds: hour },
  'proved-sends-by-address': { most: 'sendsPerAddressPerHour', windowSeconds: hour, sliding: true },
  'proved-sends-by-wide-network': { most: 'sendsPerWideNetworkPerHour', windowSeconds: hour },
  'passwords-by-address': { most: 'passwordsPerNetwork', windowSeconds: 600 },
  'passkeys-by-address': { most: 'passwordsPerNetwork', windowSeconds: 600 },
  'sends-by-address': { most: 'sendsPerAddressPerHour', windowSeconds: hour },
  'interactions-by-address': { most: 'requestsPerAddressPerMinute', windowSeconds: 60 },
  'traces-by-claim': { most: 'tracesOfOnePerDay', windowSeconds: 24 * hour, sliding: true },
  'traces-by-claim-and-account': { most: 'tracesOfOneByAccountPerDay', windowSeconds: 24 * hour, sliding: true },
  'traces-by-claim-and-network': { most: 'tracesOfOneByNetworkPerDay', windowSeconds: 24 * hour, sliding: true },
  'traces-by-claim-of-newcomers': { most: 'tracesOfOneByNewcomersPerDay', windowSeconds: 24 * hour, sliding: true },
  'traces-by-address': { most: 'tracesPerAddressPerHour', windowSeconds: hour },
  'registrations-by-address': { most: 'registrationsPerAddressPerHour', windowSeconds: hour },
  'passwords-by-wide-network': { most: 'passwordsPerWideNetwork', windowSeconds: 600 },
  'passkeys-by-wide-network': { most: 'passwordsPerWideNetwork', windowSeconds: 600 },
  'interactions-by-wide-network': { most: 'requestsPerWideNetworkPerMinute', windowSeconds: 60 },
  'registrations-by-wide-network': { most: 'registrationsPerWideNetworkPerHour', windowSeconds: hour },
  'refusals-by-network': { most: 'refusalsRecordedPerHour', windowSeconds: hour, countsRefused: true },
} as const satisfies Record<string, RateWindow>;
export type RateWindowName = keyof typeof rateWindows;
/** What is counted for a network is counted for the /48 around it too, where there is one. */
export const wideWindowOf: Readonly<Partial<Record<RateWindowName, RateWindowName>>> = {
  'passwords-by-address': 'passwords-by-wide-network',
  'passkeys-by-address': 'passkeys-by-wide-network',
  'interactions-by-address': 'interactions-by-wide-network',
  'registrations-by-address': 'registrations-by-wide-network',
};

/** The windows of which a use can be given back. */
export type SlidingWindowName = {
  [Name in RateWindowName]: (typeof rateWindows)[Name] extends { readonly sliding: true } ? Name : never;
}[RateWindowName];

/** What a counter holds: uses since `since`, refused until `lockedUntil`. Times in epoch seconds. */
export interface RateCount {
  readonly used: number;
  readonly since: number;
  readonly lockedUntil: number;
  /** How many were refused since, where that is counted. */
  readonly refused?: number;
  /** Of a sliding window: each use by itself, the oldest first. */
  readonly uses?: readonly RateUse[];
}

interface RateUse {
  readonly at: number;
  /** Names the use, by which it is given back. */
  readonly operation: string;
}

/** The verdict on one use: what to store, and until when it is refused, if it is. */
interface RateTaken {
  readonly count: RateCount;
  readonly limitedUntil?: number;
  /** How many were refused by now, where that is counted. */
  readonly refused?: number;
}

/** Counts one use. @returns the count to store, and whether the use is allowed or until when it is not */
export function takeRate(window: RateWindow, held: RateCount | undefined, now: number, operation = ''): RateTaken {
  if (window.sliding === true) return takeSliding(window, held, now, operation);
  const fresh = held === undefined || (now >= held.since + window.windowSeconds && now >= held.lockedUntil);
  const count = fresh ? { used: 0, since: now, lockedUntil: 0 } : held;
  if (now < count.lockedUntil) return refuse(window, count);
  if (count.used < limits[window.most].value) return { count: { ...count, used: count.used + 1 } };
  const lockedUntil = window.lockSeconds === undefined ? count.since + window.windowSeconds : now + window.lockSeconds;
  return refuse(window, { ...count, lockedUntil });
}

function refuse(window: RateWindow, count: RateCount): RateTaken {
  if (window.countsRefused !== true) return { count, limitedUntil: count.lockedUntil };
  const refused = (count.refused ?? 0) + 1;
  return { count: { ...count, refused }, limitedUntil: count.lockedUntil, refused };
}

function takeSliding(window: RateWindow, held: RateCount | undefined, now: number, operation: string): RateTaken {
  const { windowSeconds, lockSeconds } = window;
  const live = usesOf(held).filter(({ at }) => now < at + windowSeconds);
  const lockedUntil = held?.lockedUntil ?? 0;
  if (now < lockedUntil) return { count: countOf(live, now, lockedUntil), limitedUntil: lockedUntil };
  if (live.length < limits[window.most].value) return { count: countOf([...live, { at: now, operation }], now, 0) };
  if (lockSeconds === undefined)
    return { count: countOf(live, now, 0), limitedUntil: (live[0]?.at ?? now) + windowSeconds };
  return { count: countOf(live, now, now + lockSeconds), limitedUntil: now + lockSeconds };
}

/** The uses of a count; an older release kept how many there were, and when the first was. */
const usesOf = (held: RateCount | undefined): readonly RateUse[] =>
  held?.uses ?? Array.from({ length: held?.used ?? 0 }, () => ({ at: held?.since ?? 0, operation: '' }));

const countOf = (uses: readonly RateUse[], now: number, lockedUntil: number): RateCount => ({
  used: uses.length,
  since: uses[0]?.at ?? now,
  lockedUntil,
  uses,
});

/** Takes a use back that came to nothing; one that is not counted, or no more, changes nothing. A lock stays. */
export function giveBackRate(held: RateCount, operation: string): RateCount {
  const uses = usesOf(held).filter((use) => operation === '' || use.operation !== operation);
  return countOf(uses, held.since, held.lockedUntil);
}

/** Whether something is counted still: the window has not ended, and not all of it was given back. */
export const isCounted = (window: RateWindow, count: RateCount, now: number): boolean =>
  count.used > 0 && now < rateEnds(window, count);

/** When a counter says nothing any more. */
export const rateEnds = ({ windowSeconds }: RateWindow, { uses, since, lockedUntil }: RateCount): number =>
  Math.max((uses?.at(-1)?.at ?? since) + windowSeconds, lockedUntil);
