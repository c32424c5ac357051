import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { readFormEncoded } from '../protocol/form-encoding';
import { readCookie } from './cookies';
import { problem } from './problem';

/** What is sent is of this type. @see RFC 9110 §15.5.16 */
const only = (type: string) =>
  createMiddleware<AppContext>(async (c, next) => {
    const sent = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
    if (sent === type) return next();
    const description = `send ${type}`;
    return problem(c, { status: 415, error: 'invalid_request', description, heading: 'serviceProblem' });
  });

export const formOnly = only('application/x-www-form-urlencoded');
export const jsonOnly = only('application/json');
export const reportsOnly = only('application/reports+json');

/** The fields of a form in the order sent, repetitions included; what is no UTF-8 is not well formed. */
export const formPairs = (c: Context<AppContext>): Promise<Pairs> => readPairs(c.req);

type Pairs = readonly (readonly [string, string])[];
/** The fields of a form in whatever was sent. */
export const readPairs = async (sent: Pick<Body, 'arrayBuffer'>): Promise<Pairs> =>
  readFormEncoded(bytesAsText(await sent.arrayBuffer()));

/** The query in the order sent, repetitions included; what is no UTF-8 is not well formed. */
export const queryPairs = (c: Context<AppContext>): readonly (readonly [string, string])[] =>
  readFormEncoded(new URL(c.req.url).search.slice(1));

/** One character for each byte. */
const bytesAsText = (body: ArrayBuffer): string =>
  Array.from(new Uint8Array(body), (byte) => String.fromCharCode(byte)).join('');

/** Whether somebody who has a session shows more of who they are. */
const isStepUp = async (c: Context<AppContext>): Promise<boolean> =>
  /^\/journey\/[^/]+\/sign-in\/./.test(c.req.path) && readCookie(c, 'session') !== undefined && !(await turnsBack(c));

/** Whether a page that asks for a passkey is left without one: nothing is shown, and the way back must not end there. */
async function turnsBack(c: Context<AppContext>): Promise<boolean> {
  if (!/\/sign-in\/(add-)?passkey$/.test(c.req.path)) return false;
  return new Map(await formPairs(c)).get('decision') === 'leave';
}

/**
 * Ensures that a form was sent from one of our own pages: by `Origin`, or `Sec-Fetch-Site` where a browser sends no Origin.
 * A browser too old for either is told from others by the form's token alone, which is not enough to strengthen a session.
 * And that it says each thing once, as our pages do: what is said twice is not what a person saw.
 * @see OWASP CSRF prevention cheat sheet
 */
export const sameOriginOnly = createMiddleware<AppContext>(async (c, next) =>
  c.req.method === 'POST' && ((await isForeign(c)) || saysTwice(await formPairs(c))) ? refuseForm(c) : next(),
);

/** The lists of which several boxes may be ticked. */
const lists: readonly string[] = ['passkeys', 'also'];

function saysTwice(pairs: Pairs): boolean {
  const names = pairs.map(([name]) => name).filter((name) => !lists.includes(name));
  return new Set(names).size < names.length;
}

async function isForeign(c: Context<AppContext>): Promise<boolean> {
  const origin = c.req.header('origin');
  if (origin !== undefined) return origin !== c.var.config.origin;
  const site = c.req.header('sec-fetch-site');
  return site === undefined ? isStepUp(c) : site !== 'same-origin' && site !== 'none';
}

/** A form that was not sent from our page, or whose page is too old. */
export const refuseForm = (c: Context<AppContext>): Response =>
  problem(c, {
    status: 403,
    error: 'access_denied',
    description: 'the form was not sent from our page',
    heading: 'formExpired',
  });
