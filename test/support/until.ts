import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 20_000;
const pauseMs = 40;

/**
 * Waits for what comes by itself: asks again and again until the answer is not undefined.
 * @throws Error naming `what` when it does not come
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(pauseMs);
  }
  throw new Error(`waited in vain for ${what}`);
}
