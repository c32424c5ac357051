import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { disownSignIn } from '../src/flows/disown-sign-in';
import { openNotice } from '../src/flows/open-notice';
import { smallBody } from '../src/http/body';
import { formOnly, sameOriginOnly } from '../src/http/forms';
import { noPrefetch } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { callerOf } from '../src/http/request-facts';
import type { DeadLink } from '../src/ports/account-security';
import { ErrorPage } from '../src/ui/pages/error';
import { NotMePage } from '../src/ui/pages/not-me/ask';
import { NotMeDonePage } from '../src/ui/pages/not-me/done';

/** Behind the link of a notice: a page, and a button that ends everything. The link's secret is what lets it act. */
export const notMe = new Hono<AppContext>()
  .get('/not-me/:token', noPrefetch, async (c) => {
    const verdict = await openNotice(c.var.ports, { token: c.req.param('token') });
    if (verdict !== 'live') return deadLink(c, verdict);
    return answerPage(c, <NotMePage page={pageContext(c)} action={c.req.path} />);
  })
  .post('/not-me/:token', smallBody, formOnly, sameOriginOnly, async (c) => {
    const outcome = await disownSignIn(c.var.ports, { token: c.req.param('token'), caller: callerOf(c) });
    if (outcome !== 'done') return deadLink(c, outcome);
    return answerPage(c, <NotMeDonePage page={pageContext(c)} resetHref="/reset" />);
  });

const dead = { expired: 'notMeExpired', used: 'notMeUsed', broken: 'notMeBroken' } as const;

function deadLink(c: Context<AppContext>, why: DeadLink): Response {
  const page = <ErrorPage page={pageContext(c)} heading={dead[why]} requestId={c.var.requestId} />;
  return answerPage(c, page, { status: 400 });
}
