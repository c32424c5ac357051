import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { type StepName, stepNamed } from '../domain/journey';
import { limits } from '../domain/limits';
import { wideNetworkOf } from '../domain/network-address';
import { readPairs } from './forms';
import { turnAway } from './problem';

/** When each request that an isolate works on began, by what is counted together; the machine's time in milliseconds. */
type Working = Map<string, Set<{ readonly began: number }>>;
/** What has not ended by then has been cut off by the platform, and its end is not heard of. */
const longestMillis = 30_000;
/** Networks that an isolate works for at once are few: what is beyond that has been cut off. */
const mostNetworks = 10_000;

interface Crowd {
  /** What is counted together; undefined for a request that is not counted. */
  readonly of: (c: Context<AppContext>) => string | undefined | Promise<string | undefined>;
  /** @param crowds how many are being worked for now, this one among them */
  readonly most: (crowds: number) => number;
  /** Of all of them together, where that is bounded. */
  readonly mostOfAll?: number;
  readonly status: 429 | 503;
}

const { requestsAtOncePerNetwork: alone, requestsAtOnceLeftToEach: least } = limits;

/**
 * Turns away who asks for too much at once, before any work is done: an isolate that works on everything that one network
 * sends answers nobody else. The networks that are worked for at the same time share what one alone may have, for everybody
 * waits behind all that is being worked on; a small share is left to each, however many they are. There is no such limit for
 * all networks together: a few that send slowly would close the door.
 */
export const noCrowd = noMoreThan({
  of: (c) => c.var.address,
  most: (networks) => Math.max(least.value, Math.floor(alone.value / networks)),
  status: 429,
});

/** The pages of a journey that ask for a password. */
const steps: readonly StepName[] = ['sign-in-credential', 'sign-in-password', 'set-password', 'register-password'];

/**
 * Where a form brings a password: it is hashed, which is never quick. Each address is that of its route: with a pattern in its
 * place the router would look for every address of the service one part after the other.
 */
export const passwordForms: readonly string[] = [
  ...steps.map((step) => `/journey/:interaction/${stepNamed(step).page}`),
  '/account/password',
  '/reset/link/:token',
];

const { passwordsAtOnce, passwordsAtOnceOfAll } = limits;

/**
 * Turns away forms with a password while as many are worked on as could be hashed in time: the others would be refused by the
 * hashers, after all the work of a sign-in, which tokens would have waited for. Networks share the places, and who has none is
 * given one while there are any: else one that keeps sending would let nobody sign in. By /48, for that has 65,536 networks.
 * A form comes here whole: what is sent slowly takes up no place.
 */
export const noPasswordCrowd = noMoreThan({
  of: async (c) => {
    if (c.req.method !== 'POST' || (await bringsPasskey(c))) return undefined;
    return wideNetworkOf(c.var.address) ?? c.var.address;
  },
  most: (networks) => Math.max(1, Math.floor(passwordsAtOnce.value / networks)),
  mostOfAll: passwordsAtOnceOfAll.value,
  status: 503,
});

/** The ends of the addresses where a form brings either a passkey or a password. */
const eitherPages = (['sign-in-credential', 'register-password'] satisfies readonly StepName[]).map(
  (step) => `/${stepNamed(step).page}`,
);

/** Whether a form that takes a passkey or a password brings a passkey, which is quick: whatever passwords there are, it is let in. */
const bringsPasskey = async (c: Context<AppContext>): Promise<boolean> =>
  eitherPages.some((page) => c.req.path.endsWith(page)) &&
  ((await readPairs(c.req.raw.clone())).find(([name]) => name === 'passkey')?.[1] ?? '') !== '';

function noMoreThan({ of, most, mostOfAll, status }: Crowd) {
  const working: Working = new Map();
  return createMiddleware<AppContext>(async (c, next) => {
    const key = await of(c);
    if (key === undefined) return next();
    const here = working.get(key) ?? new Set();
    const isOver = () =>
      here.size >= most(working.size + (working.has(key) ? 0 : 1)) ||
      (mostOfAll !== undefined && sizeOf(working) >= mostOfAll);
    if (isOver()) {
      forgetCutOff(here);
      if (mostOfAll !== undefined) sweep(working);
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

/** How many are worked on in all. */
const sizeOf = (working: Working): number => [...working.values()].reduce((sum, { size }) => sum + size, 0);

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
