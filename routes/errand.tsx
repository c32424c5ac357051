import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { type Errand, errands } from '../src/domain/errand';
import { startErrand } from '../src/flows/start-errand';
import { interactionCookie, readCookie, writeCookie } from '../src/http/cookies';
import { isNavigation, noPrefetch, refuseEmbedding } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { callerOf } from '../src/http/request-facts';
import { TooManyPage, type TooManyPageProps } from '../src/ui/pages/too-many';

/** Sends a person on a journey to their own account: they sign in, or sign in anew, and come back. */
export async function goOnErrand(c: Context<AppContext>, errand: Errand): Promise<Response> {
  if (!isNavigation(c)) return refuseEmbedding(c);
  const session = readCookie(c, 'session');
  const outcome = await startErrand(c.var.ports, { errand, session, caller: callerOf(c) });
  if (outcome.kind === 'locked') return tooMany(c, outcome);
  writeCookie(c, interactionCookie(outcome.interaction), outcome.secret);
  return c.redirect(`/journey/${outcome.interaction}${outcome.page === undefined ? '' : `/${outcome.page}`}`, 303);
}

/** A network, or somebody who asks for links, did so too often: says how long to wait. */
export function tooMany(
  c: Context<AppContext>,
  { until, now }: { readonly until: number; readonly now: number },
  shown: Partial<Pick<TooManyPageProps, 'page' | 'of' | 'againHref'>> = {},
): Response {
  const { page = pageContext(c), of = 'requests', againHref = '/account' } = shown;
  const seconds = Math.max(1, until - now);
  c.header('Retry-After', String(seconds));
  const minutes = Math.ceil(seconds / 60);
  return answerPage(c, <TooManyPage page={page} of={of} minutes={minutes} againHref={againHref} />, { status: 429 });
}

/** The links of the account page that begin a journey. */
export const errand = new Hono<AppContext>().get(`/account/go/:errand{(?:${errands.join('|')})}`, noPrefetch, (c) =>
  goOnErrand(c, errands.find((one) => one === c.req.param('errand')) ?? 'account'),
);
