import type { Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { AppContext } from '../context';
import { problem } from './problem';

/** What a route of ours may take, in the order in which it is told. */
const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'] as const;

/** Documents that change nothing and know nobody: read by HEAD too. */
const isDocument = (path: string): boolean => /^\/(\.well-known|trustmark)\/|^\/robots\.txt$/.test(path);

/**
 * Refuses every method that the site map does not take at an address, and says which it takes. The framework would answer
 * HEAD by running the GET handler, which may mint a code or show a page: HEAD is for documents only.
 * @see RFC 9110 §9.3.2, §15.5.6
 */
export const onlyTakenMethods = (app: Hono<AppContext>) =>
  createMiddleware<AppContext>(async (c, next) => {
    const { method } = c.req.raw;
    if (method !== 'HEAD' && matchedRoutes(c).some((route) => route.method === method)) return next();
    const taken = takenAt(app, c.req.path);
    if (taken.length === 0 || taken.includes(method)) return next();
    c.header('Allow', taken.join(', '));
    return problem(c, {
      status: 405,
      error: 'invalid_request',
      description: 'this method is not allowed here',
      heading: 'methodNotAllowed',
    });
  });

function takenAt(app: Hono<AppContext>, path: string): readonly string[] {
  const taken = methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return taken.includes('GET') && isDocument(path) ? [...taken, 'HEAD'] : taken;
}

/** A speculative load must change nothing; the browser asks again when the person goes there. */
export const noPrefetch = createMiddleware<AppContext>(async (c, next) => {
  const purpose = `${c.req.header('sec-purpose') ?? ''} ${c.req.header('purpose') ?? ''}`;
  if (!purpose.includes('prefetch') && !purpose.includes('prerender')) return next();
  c.header('Retry-After', '1');
  return c.body(null, 503);
});

/**
 * Whether a person goes to an address, and no page loads it as a picture, a frame or a script: a page of another site that did so
 * would begin a journey with each look, and use up the journeys of everybody behind the same address. Browsers say what they load
 * something for; who says nothing is no browser, or an old one. A silent request may come from a frame, for it begins no journey.
 * @see W3C Fetch Metadata Request Headers §2.1
 */
export function isNavigation(c: Context<AppContext>): boolean {
  const loadedFor = c.req.header('sec-fetch-dest') ?? 'document';
  // A page of ours that asks whether its session lives: it cannot be made to by another site.
  if (c.req.header('sec-fetch-site') === 'same-origin' && loadedFor === 'empty') return true;
  const isSilent = c.req.method === 'GET' && c.req.path === '/authorize' && c.req.query('prompt') === 'none';
  return loadedFor === 'document' || (loadedFor === 'iframe' && isSilent);
}

export const refuseEmbedding = (c: Context<AppContext>): Response =>
  problem(c, {
    status: 403,
    error: 'access_denied',
    description: 'a person goes to this address; it is no part of another page',
    heading: 'methodNotAllowed',
  });

export const onlyNavigations = createMiddleware<AppContext>(async (c, next) =>
  isNavigation(c) ? next() : refuseEmbedding(c),
);
