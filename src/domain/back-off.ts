/** The waits between tries, from the first to the longest, in seconds. */
const usual = { least: 1, most: 60 };

/**
 * How long to wait before the next try, in whole seconds: doubling from 1 to 60, or between other bounds, of which up to half is taken off at
 * random, so that those who failed together do not come back together.
 * @param failures consecutive failures, from 1
 * @param random a number from 0 up to, not including, 1
 */
export function backOffSeconds(failures: number, random: number, { least, most } = usual): number {
  const full = Math.min(most, least * 2 ** Math.min(failures - 1, 30));
  return Math.max(1, Math.ceil(full * (1 - random / 2)));
}
