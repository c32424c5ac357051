import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { startAuthorization } from '../src/flows/start-authorization';
import { smallBody } from '../src/http/body';
import { interactionCookie, readCookie, writeCookie } from '../src/http/cookies';
import { formOnly, formPairs, queryPairs } from '../src/http/forms';
import { noPrefetch, onlyNavigations } from '../src/http/methods';
import { callerOf } from '../src/http/request-facts';

/**
 * The authorization endpoint. A POST comes from another site, so it reads no cookie: it stores the request and sends the
 * browser on by a GET of our own, which does.
 */
async function answer(
  c: Context<AppContext>,
  parameters: readonly (readonly [string, string])[],
  storeOnly: boolean,
): Promise<Response> {
  const session = storeOnly ? undefined : readCookie(c, 'session');
  const outcome = await startAuthorization(c.var.ports, { parameters, session, storeOnly, caller: callerOf(c) });
  if (outcome.kind === 'to-service') return redirect(c, outcome.location);
  writeCookie(c, interactionCookie(outcome.interaction), outcome.secret);
  return redirect(c, `/journey/${outcome.interaction}${outcome.page === undefined ? '' : `/${outcome.page}`}`);
}

/** Sets the address as it was built: a redirect helper would normalise it. */
function redirect(c: Context<AppContext>, location: string): Response {
  c.header('Location', location);
  return c.body(null, 303);
}

export const authorize = new Hono<AppContext>()
  .get('/authorize', noPrefetch, onlyNavigations, (c) => answer(c, queryPairs(c), false))
  .post('/authorize', onlyNavigations, smallBody, formOnly, async (c) =>
    answer(c, [...queryPairs(c), ...(await formPairs(c))], true),
  );
