import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { limits } from '../domain/limits';
import { turnAway } from './problem';

/** When each request that an isolate works on began, by the network it came from; the machine's time in milliseconds. */
const working = new Map<string, Set<{ readonly began: number }>>();
/** What has not ended by then has been cut off by the platform, and its end is not heard of. */
const longestMillis = 30_000;
/** Networks that an isolate works for at once are few: what is beyond that has been cut off. */
const mostNetworks = 10_000;

/**
 * Turns away who asks for too much at once, before any work is done: an isolate that works on everything that one network
 * sends answers nobody else. There is no such limit for all networks together: a few that send slowly would close the door.
 */
export const noCrowd = createMiddleware<AppContext>(async (c, next) => {
  const { address } = c.var;
  const here = working.get(address) ?? new Set();
  if (here.size >= limits.requestsAtOncePerNetwork.value) {
    forgetCutOff(here);
    if (here.size >= limits.requestsAtOncePerNetwork.value) return turnAway(c);
  }
  if (working.size > mostNetworks) sweep();
  const ticket = { began: Date.now() };
  working.set(address, here.add(ticket));
  const work = next().finally(() => {
    here.delete(ticket);
    if (here.size === 0) working.delete(address);
  });
  // Who hangs up is worked for to the end, so that the end is heard of.
  c.executionCtx.waitUntil(work.catch(() => undefined));
  return work;
});

function sweep(): void {
  for (const [address, here] of working) {
    forgetCutOff(here);
    if (here.size === 0) working.delete(address);
  }
}

function forgetCutOff(here: Set<{ readonly began: number }>): void {
  const before = Date.now() - longestMillis;
  for (const ticket of here) if (ticket.began < before) here.delete(ticket);
}
