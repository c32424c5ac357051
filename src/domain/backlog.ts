import type { EpochSeconds } from './brands';
import { limits } from './limits';

/** What has not reached the book of record. */
interface Backlog {
  readonly undelivered: number;
  readonly parked: number;
  /** Since when the oldest waits that is not parked. */
  readonly waitingSince?: EpochSeconds | undefined;
}

/**
 * Whether the book of record keeps up well enough to take on people. Rows that it will never take are told to a person, and
 * stop nobody: else whoever brings about one would close the door to all.
 */
export const admitsNewcomers = ({ undelivered, parked, waitingSince }: Backlog, now: number): boolean =>
  (waitingSince === undefined || now - waitingSince <= limits.backlogAge.value) &&
  undelivered - parked <= limits.backlogRows.value;

/** Whether rows have waited for the book of record for so long that a person should know. */
export const isLate = ({ oldestAt }: { readonly oldestAt?: EpochSeconds | undefined }, now: number): boolean =>
  oldestAt !== undefined && now - oldestAt > limits.backlogAlertAge.value;
