import { type EpochSeconds, epochSeconds } from './brands';
import { limits } from './limits';

/** Ids of assertions are kept in tables by the ten minutes in which they end, and a table is dropped whole. */
const tableSeconds = 600;
/** The clock of an atom may be behind that of the worker that judged the assertion. */
const clockDifference = 60;
const longestAhead = limits.assertionLife.value + limits.clockSkew.value + clockDifference;
const mostIdCharacters = 64;

/** One assertion to take note of, once. */
export interface SeenAssertion {
  /** The `jti` as its SHA-256, base64url: of one length, whatever a service writes. */
  readonly jti: string;
  readonly exp: EpochSeconds;
  /** Names this use: a retry of the same call is answered as before. */
  readonly op: string;
}

/**
 * The table an assertion belongs to.
 * @returns its number, or undefined for an assertion that nobody can judge any more or should have accepted yet:
 *   its id could not be kept until it ends, so it counts as used
 * @see RFC 7523 §3 items 4 and 7
 */
export function tableOf({ jti, exp, op }: SeenAssertion, now: EpochSeconds): number | undefined {
  const isNamed = [jti, op].every((id) => typeof id === 'string' && id !== '' && id.length <= mostIdCharacters);
  if (!isNamed || !Number.isInteger(exp) || exp > now + longestAhead) return undefined;
  const table = Math.floor(exp / tableSeconds);
  return isOver(table, now) ? undefined : table;
}

/** When every assertion of a table has ended, skew included. */
export const endOfTable = (table: number): EpochSeconds =>
  epochSeconds((table + 1) * tableSeconds + limits.clockSkew.value + clockDifference);

/** Whether a table may be dropped. */
export const isOver = (table: number, now: EpochSeconds): boolean => endOfTable(table) <= now;
