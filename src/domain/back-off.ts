/** The longest wait between two tries, in seconds. */
const longest = 60;

/**
 * How long to wait before the next try, in whole seconds: doubling from 1 to 60, of which up to half is taken off at
 * random, so that those who failed together do not come back together.
 * @param failures consecutive failures, from 1
 * @param random a number from 0 up to, not including, 1
 */
export function backOffSeconds(failures: number, random: number): number {
  const full = Math.min(longest, 2 ** Math.min(failures - 1, 6));
  return Math.max(1, Math.ceil(full * (1 - random / 2)));
}
