import {
  type Attempts,
  type AttemptVerdict,
  countAttempt,
  type Factor,
  isOff,
  noAttempts,
  refundAttempt,
  turnOn,
  withdrawAttempt,
} from '../../src/domain/attempts';
import { type EpochSeconds, epochSeconds } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';
import { boundKind, deleteEntry, listEntries, readEntry, writeEntry } from '../entries';
import { readHead, type Turn } from './head';

/** What is off stays so until it is turned on. Ten years, and not for ever, for a decoy forgets first what would end first. */
const OFF_SECONDS = 315_360_000;
const MOST_DECOY_COUNTERS = 10_000;

/** The counter of a factor over all routes of an account; the password of a remembered device has one of its own. */
export const counterOf = (factor: Factor, of = ''): string => `${factor}:${of}`;

/** Forgets the oldest counters of a decoy that too many addresses share; at the sweep, so that no guess takes longer for it. */
export const boundDecoy = (sql: SqlStorage): void => boundKind(sql, 'attempts', MOST_DECOY_COUNTERS);

const readCounter = ({ sql, now }: Pick<Turn, 'sql' | 'now'>, counter: string): Attempts | undefined =>
  readEntry<Attempts>(sql, 'attempts', counter, now);

/** Alike for an account and an address without one. A remembered device's counter ends with the device at the latest. */
export function writeCounter({ sql, now }: Turn, counter: string, attempts: Attempts): void {
  const isDevices = readHead(sql) !== undefined && !counter.endsWith(':');
  const off = isDevices ? limits.rememberedDeviceLife.value : OFF_SECONDS;
  writeEntry(sql, 'attempts', counter, attempts, now + (isOff(attempts) ? off : limits.attemptsForgottenAfter.value));
}

/** Counts an attempt as failed before it is looked at. @param source where it came from, where that matters */
export function takeAttempt(turn: Turn, factor: Factor, counter: string, source?: string): AttemptVerdict {
  const { attempts, verdict } = countAttempt(factor, readCounter(turn, counter) ?? noAttempts, turn.now, source);
  writeCounter(turn, counter, attempts);
  return verdict;
}

/** Until when a counter lets nobody try; undefined when it does not. */
export function lockedUntil(turn: Turn, counter: string): EpochSeconds | undefined {
  const held = readCounter(turn, counter);
  return held !== undefined && held.lockedUntil > turn.now ? epochSeconds(held.lockedUntil) : undefined;
}

/** The attempt was right: it is taken back. */
export function refund(turn: Turn, counter: string, countedAt: number, source?: string): void {
  const held = readCounter(turn, counter);
  if (held !== undefined) writeCounter(turn, counter, refundAttempt(held, countedAt, source));
}

/** Nobody could look at the attempt: it is as if it had not been made. */
export function withdraw(turn: Turn, counter: string, countedAt: number, source?: string): void {
  const held = readCounter(turn, counter);
  if (held !== undefined) writeCounter(turn, counter, withdrawAttempt(held, countedAt, source));
}

/** The factors of an account that guessing can turn off; a remembered device's own counter ends with the device. */
const factors = [counterOf('password'), counterOf('passcode')];

/** Whether fifty failures in a row have turned a factor of the account off. */
export const guessingTurnedOff = (turn: Pick<Turn, 'sql' | 'now'>): boolean =>
  factors.some((counter) => isOff(readCounter(turn, counter) ?? noAttempts));

/** What guessing turned off is on again; the locks of the day stay, for the codes are guessed by who knows the password. */
export function turnFactorsOn(turn: Turn): void {
  for (const counter of factors) {
    const held = readCounter(turn, counter);
    if (held !== undefined) writeCounter(turn, counter, turnOn(held));
  }
}

/**
 * There is a new password: what was guessed at the one before says nothing any more.
 * @param stayOff where guessing has turned the password off, it stays so for all who have no counter of their own
 */
export function clearPasswordCounters(turn: Turn, { stayOff = false }: { readonly stayOff?: boolean } = {}): void {
  const kept = stayOff && isOff(readCounter(turn, counterOf('password')) ?? noAttempts);
  for (const { id } of listEntries(turn.sql, 'attempts', turn.now))
    if (id.startsWith(counterOf('password')) && !(kept && id === counterOf('password')))
      deleteEntry(turn.sql, 'attempts', id);
}

/** What was guessed at an address while it had no account, kept by its decoy. */
export function readGuesses(turn: Pick<Turn, 'sql' | 'now'>, addressKey: string): { readonly attempts?: Attempts } {
  const attempts = readHead(turn.sql) === undefined ? readCounter(turn, counterOf('password', addressKey)) : undefined;
  return attempts === undefined ? {} : { attempts };
}
