import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { journey } from '../domain/journey';
import { limits } from '../domain/limits';
import { turnAway } from './problem';

/** When each request that an isolate works on began, by what is counted together; the machine's time in milliseconds. */
type Working = Map<string, Set<{ readonly began: number }>>;
/** What has not ended by then has been cut off by the platform, and its end is not heard of. */
const longestMillis = 30_000;
/** Networks that an isolate works for at once are few: what is beyond that has been cut off. */
const mostNetworks = 10_000;

interface Crowd {
  /** What is counted together; undefined for a request that is not counted. */
  readonly of: (c: Context<AppContext>) => string | undefined;
  /** @param crowds how many are being worked for now, this one among them */
  readonly most: (crowds: number) => number;
  readonly status: 429 | 503;
}

const { requestsAtOncePerNetwork: alone, requestsAtOnceLeftToEach: least } = limits;

/**
 * Turns away who asks for too much at once, before any work is done: an isolate that works on everything that one network
 * sends answers nobody else. The networks that are worked for at the same time share what one alone may have, for everybody
 * waits behind all that is being worked on; a small share is left to each, however many they are. There is no such limit for all networks together: a few that send slowly would close the door.
 */
export const noCrowd = noMoreThan({
  of: (c) => c.var.address,
  most: (networks) => Math.max(least.value, Math.floor(alone.value / networks)),
  status: 429,
});

/**
 * Where a form brings a password: it is hashed, which is never quick. Each address is that of its route: with a pattern in its
 * place the router would look for every address of the service one part after the other.
 */
export const passwordForms: readonly string[] = [
  ...journey.filter(({ page }) => page.endsWith('password')).map(({ page }) => `/journey/:interaction/${page}`),
  '/account/password',
  '/reset/link/:token',
];

/**
 * Turns away forms with a password, whoever sends them, while as many are worked on as could be hashed in time: the others
 * would be refused by the hashers, after all the work of a sign-in, which tokens would have waited for.
 */
export const noPasswordCrowd = noMoreThan({
  of: (c) => (c.req.method === 'POST' ? 'passwords' : undefined),
  most: () => limits.passwordsAtOnce.value,
  status: 503,
});

function noMoreThan({ of, most, status }: Crowd) {
  const working: Working = new Map();
  return createMiddleware<AppContext>(async (c, next) => {
    const key = of(c);
    if (key === undefined) return next();
    const here = working.get(key) ?? new Set();
    const isOver = () => here.size >= most(working.size + (working.has(key) ? 0 : 1));
    if (isOver()) {
      forgetCutOff(here);
      if (isOver()) return turnAway(c, status);
    }
    if (working.size > mostNetworks) sweep(working);
    const ticket = { began: Date.now() };
    working.set(key, here.add(ticket));
    const work = next().finally(() => {
      here.delete(ticket);
      if (here.size === 0) working.delete(key);
    });
    // Who hangs up is worked for to the end, so that the end is heard of.
    c.executionCtx.waitUntil(work.catch(() => undefined));
    return work;
  });
}

function sweep(working: Working): void {
  for (const [key, here] of working) {
    forgetCutOff(here);
    if (here.size === 0) working.delete(key);
  }
}

function forgetCutOff(here: Set<{ readonly began: number }>): void {
  const before = Date.now() - longestMillis;
  for (const ticket of here) if (ticket.began < before) here.delete(ticket);
}
