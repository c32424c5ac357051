import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppContext } from '../context';
import { problem } from './problem';

/** Answers every method that the routes before it did not take. @see RFC 9110 §15.5.6 */
export const onlyMethods =
  (...allowed: readonly string[]) =>
  async (c: Context<AppContext>): Promise<Response> => {
    c.header('Allow', allowed.join(', '));
    return problem(c, {
      status: 405,
      error: 'invalid_request',
      description: 'this method is not allowed here',
      heading: 'methodNotAllowed',
    });
  };

/** HEAD must not run a GET handler that mints a code or shows a page: it is allowed where nothing but a document is read. */
export const noHead = createMiddleware<AppContext>(async (c, next) => {
  const reads = c.req.path.startsWith('/.well-known/') || c.req.path.startsWith('/trustmark/');
  return c.req.raw.method === 'HEAD' && !reads ? onlyMethods('GET', 'POST')(c) : next();
});

/** A speculative load must change nothing; the browser asks again when the person goes there. */
export const noPrefetch = createMiddleware<AppContext>(async (c, next) => {
  const purpose = `${c.req.header('sec-purpose') ?? ''} ${c.req.header('purpose') ?? ''}`;
  if (!purpose.includes('prefetch') && !purpose.includes('prerender')) return next();
  c.header('Retry-After', '1');
  return c.body(null, 503);
});
