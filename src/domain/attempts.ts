import { limits } from './limits';

/**
 * Attempts at one factor of one account, over all routes (or of one address that has no account).
 * Times in epoch seconds; `failures` of the last hour and `locks` of the last day only.
 */
export interface Attempts {
  /** Wrong ones that no right one took back. */
  readonly consecutive: number;
  /** From where they came, and when the last did: a right one takes back those that came from the same place. */
  readonly sources?: Readonly<Record<string, Wrong>>;
  readonly failures: readonly number[];
  readonly locks: readonly number[];
  readonly lockedUntil: number;
}

interface Wrong {
  readonly wrong: number;
  readonly at: number;
}

/** Of a counter that nobody has tried. */
export const noAttempts: Attempts = { consecutive: 0, failures: [], locks: [], lockedUntil: 0 };

/** What is guessed at; each has its own counters. */
export type Factor = 'password' | 'passcode';

/** How many wrong ones in a row lock the factor. */
const lockingFailure: Readonly<Record<Factor, number>> = {
  password: limits.passwordAttempts.value + 1,
  passcode: limits.codeAttempts.value,
};

const day = 86_400;
const hour = 3600;

/** Whether a factor is off until it is set anew, however long one waits. */
export const isOff = ({ consecutive }: Attempts): boolean => consecutive >= limits.factorDisabledAfter.value;

/** A factor that was off is on again; what was failed within the hour and the locks of the day stay. */
export const turnOn = (held: Attempts): Attempts => (isOff(held) ? { ...held, consecutive: 0, sources: {} } : held);

/**
 * Until when a reset must wait that would turn a factor on.
 * @param turnedOnAt when a reset did so last @returns undefined where it need not wait
 */
export function resetWaitsUntil(off: boolean, turnedOnAt: number | undefined, now: number): number | undefined {
  const next = (turnedOnAt ?? Number.NEGATIVE_INFINITY) + limits.resetTurnsOnEvery.value;
  return off && now < next ? next : undefined;
}

export type AttemptVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'locked'; readonly until: number }
  | { readonly kind: 'off' };

/**
 * Counts one attempt as failed, before it is looked at; `refundAttempt` takes it back when it was right.
 * So simultaneous guesses never get more looks than consecutive ones. What came from elsewhere a day ago and before locks
 * nobody any more; it counts towards turning the factor off.
 * @param source where it came from, as a keyed hash; one place where that does not matter
 * @returns what to store and whether the attempt may be looked at
 */
export function countAttempt(
  factor: Factor,
  held: Attempts,
  now: number,
  source = '',
): { readonly attempts: Attempts; readonly verdict: AttemptVerdict } {
  if (isOff(held)) return { attempts: held, verdict: { kind: 'off' } };
  if (now < held.lockedUntil) return { attempts: held, verdict: { kind: 'locked', until: held.lockedUntil } };
  const consecutive = held.consecutive + 1;
  const others = Object.entries(held.sources ?? {}).filter(([from]) => from !== source);
  const own = (held.sources?.[source]?.wrong ?? 0) + 1;
  const sources = { ...Object.fromEntries(others), [source]: { wrong: own, at: now } };
  const past = others.filter(([, { at }]) => at <= now - day).reduce((sum, [, { wrong }]) => sum + wrong, 0);
  const failures = [...held.failures.filter((at) => at > now - hour), now].slice(-limits.codeAttemptsPerHour.value);
  const locks = held.locks.filter((at) => at > now - day);
  const manyInAnHour = factor === 'passcode' && failures.length >= limits.codeAttemptsPerHour.value;
  const counted = { consecutive, sources, failures };
  if ((consecutive - past) % lockingFailure[factor] !== 0 && !manyInAnHour) {
    return { attempts: { ...counted, locks, lockedUntil: 0 }, verdict: { kind: 'allowed' } };
  }
  const long = factor === 'passcode' && (manyInAnHour || locks.length + 1 >= limits.locksPerDay.value);
  const lockedUntil = now + (long ? limits.lockLong.value : limits.lockShort.value);
  return { attempts: { ...counted, locks: [...locks, now], lockedUntil }, verdict: { kind: 'allowed' } };
}

/**
 * What the book of record keeps of attempts at a factor: the locks of the day, how long it is locked, whether it is off. It
 * changes when a lock comes or goes, not with each attempt.
 * @returns undefined where there is nothing to keep
 */
export function keptAttempts(factor: Factor, held: Attempts): Attempts | undefined {
  const { consecutive, locks, lockedUntil } = held;
  const counted = isOff(held) ? consecutive : consecutive - (consecutive % lockingFailure[factor]);
  if (counted === 0 && locks.length === 0 && lockedUntil === 0) return undefined;
  return { consecutive: counted, failures: [], locks, lockedUntil };
}

/**
 * A right attempt forgets the wrong ones from the same place and the lock that it set itself; the day's other locks stay. What
 * came from elsewhere stays too: else whoever guesses from there would see, by a lock that does not come, that somebody has
 * signed in. @param source as it was counted
 */
export function refundAttempt(held: Attempts, countedAt: number, source = ''): Attempts {
  const others = Object.entries(held.sources ?? {}).filter(([from]) => from !== source);
  const ownLock = held.locks.includes(countedAt);
  return {
    consecutive: others.reduce((sum, [, { wrong }]) => sum + wrong, 0),
    sources: Object.fromEntries(others),
    failures: held.failures.toSpliced(held.failures.lastIndexOf(countedAt), held.failures.includes(countedAt) ? 1 : 0),
    locks: held.locks.filter((at) => at !== countedAt),
    lockedUntil: ownLock || others.length === 0 ? 0 : held.lockedUntil,
  };
}

/**
 * An attempt that nobody could look at, for what looks was overloaded or away, is as if it had not been made: whoever tries
 * again is not locked for it, and learns nothing by it. What was counted beside it stays. @param source as it was counted
 */
export function withdrawAttempt(held: Attempts, countedAt: number, source = ''): Attempts {
  const { [source]: own, ...others } = held.sources ?? {};
  const failures = held.failures.toSpliced(
    held.failures.lastIndexOf(countedAt),
    held.failures.includes(countedAt) ? 1 : 0,
  );
  // A right one from the same place has forgotten it already.
  if (own === undefined) return { ...held, failures };
  const left = own.wrong > 1 ? { [source]: { ...own, wrong: own.wrong - 1 } } : {};
  return {
    consecutive: Math.max(0, held.consecutive - 1),
    sources: { ...others, ...left },
    failures,
    locks: held.locks.filter((at) => at !== countedAt),
    lockedUntil: held.locks.includes(countedAt) ? 0 : held.lockedUntil,
  };
}
