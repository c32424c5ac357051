import { setTimeout as delay } from 'node:timers/promises';

/** What hangs is named before the test's own minute is over; how fast it comes is another promise. */
const patienceMs = 45_000;
const shortestPauseMs = 5;
const longestPauseMs = 100;

/**
 * Waits for what comes by itself: asks again and again, at first often, until the answer is not undefined.
 * @throws Error naming `what` when it does not come
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + patienceMs;
  for (let pause = shortestPauseMs; performance.now() < end; pause = Math.min(pause * 1.4, longestPauseMs)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(pause);
  }
  throw new Error(`waited in vain for ${what}`);
}
