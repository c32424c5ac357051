import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { limits } from '../src/domain/limits';
import { completeReset } from '../src/flows/complete-reset';
import { type ForgottenOn, openReset } from '../src/flows/open-reset';
import { openResetLink } from '../src/flows/open-reset-link';
import { requestReset } from '../src/flows/request-reset';
import { smallBody } from '../src/http/body';
import { interactionCookie, readCookie, writeCookie } from '../src/http/cookies';
import { formOnly, formPairs, sameOriginOnly } from '../src/http/forms';
import { noPrefetch } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { callerOf } from '../src/http/request-facts';
import type { DeadLink } from '../src/ports/account-security';
import type { InteractionRef } from '../src/ports/interactions';
import type { FieldError } from '../src/ui/page-context';
import { ErrorPage } from '../src/ui/pages/error';
import { ResetAddressPage } from '../src/ui/pages/reset/address';
import { ResetDonePage } from '../src/ui/pages/reset/done';
import { ResetPasswordPage } from '../src/ui/pages/reset/password';
import { ResetSentPage } from '../src/ui/pages/reset/sent';
import { tooMany } from './errand';
import { problemError } from './journey/problem-words';

type Page = Context<AppContext>;

const refOf = (c: Page, id: string): InteractionRef => ({ id, secret: readCookie(c, interactionCookie(id)) });
const credentialPage = (journey: string): string => `/journey/${journey}/sign-in/credential`;
const journeyOf = (c: Page, id: string | undefined) =>
  openReset(c.var.ports, { ref: refOf(c, id ?? ''), session: readCookie(c, 'session') });
const withService = (c: Page, from: ForgottenOn | undefined) => {
  const page = pageContext(c);
  if (from === undefined) return page;
  const name = from.errand ? page.content.common.ownAccount(page.brand.name) : from.service.name;
  return { ...page, service: { name, homeUrl: from.service.homeUri } };
};

/**
 * Getting back in with a forgotten password: a link is asked for, and the page behind it takes a new one. Asking needs no
 * form token: anybody may ask for any address, and nothing of the browser counts. The page behind a link is as good as its
 * secret, which no other site knows.
 */
export const reset = new Hono<AppContext>()
  .get('/reset', noPrefetch, async (c) => addressPage(c, await journeyOf(c, c.req.query('journey'))))
  .post('/reset', smallBody, formOnly, sameOriginOnly, async (c) => {
    const fields = new Map(await formPairs(c));
    const [email = '', journey = ''] = [fields.get('email'), fields.get('journey')];
    const asked = await requestReset(c.var.ports, { ref: refOf(c, journey), email, caller: callerOf(c) });
    if (asked.kind === 'noted') return c.redirect(`/reset/sent${fromQuery(journey)}`, 303);
    const from = await journeyOf(c, journey);
    if (asked.kind === 'retry') return addressPage(c, from, { typed: email, errors: [problemError(asked.problem)] });
    const again = `/reset${fromQuery(from?.interaction ?? '')}`;
    return tooMany(c, asked, { page: withService(c, from), of: 'links', againHref: again });
  })
  .get('/reset/sent', async (c) => {
    const from = await journeyOf(c, c.req.query('journey'));
    const backHref = from && credentialPage(from.interaction);
    const minutes = limits.resetLinkLife.value / 60;
    return answerPage(c, <ResetSentPage page={withService(c, from)} minutes={minutes} backHref={backHref} />);
  })
  .get('/reset/done', (c) => answerPage(c, <ResetDonePage page={pageContext(c)} />))
  .get('/reset/link/:token', noPrefetch, async (c) => {
    const link = await openResetLink(c.var.ports, { token: c.req.param('token') });
    if (link.outcome !== 'live') return deadResetLink(c, link.outcome);
    if (link.waits) return deadResetLink(c, 'too-soon');
    return link.choosesPassword ? passwordPage(c, link) : c.redirect(`${c.req.path}/passkeys`, 303);
  })
  .post('/reset/link/:token', smallBody, formOnly, sameOriginOnly, async (c) => {
    const fields = new Map(await formPairs(c));
    const outcome = await completeReset(c.var.ports, {
      token: c.req.param('token'),
      password: fields.get('password') ?? '',
      session: readCookie(c, 'session'),
      device: readCookie(c, 'device'),
      refOf: (interaction) => refOf(c, interaction),
      caller: callerOf(c),
    });
    if (outcome.kind === 'retry') return passwordPage(c, outcome, [problemError(outcome.problem)]);
    if (outcome.kind === 'locked') return tooMany(c, outcome, { againHref: c.req.path });
    if (outcome.kind !== 'done') return deadResetLink(c, outcome.kind);
    if (outcome.device !== undefined) writeCookie(c, 'device', outcome.device);
    return c.redirect(
      outcome.interaction === undefined ? '/reset/done' : `${credentialPage(outcome.interaction)}?reset`,
      303,
    );
  });

/** The journey goes along in the address only as its id: the browser's cookie opens it, or nothing does. */
const fromQuery = (journey: string): string => (/^[\w-]{1,40}$/.test(journey) ? `?journey=${journey}` : '');

function addressPage(
  c: Page,
  from: ForgottenOn | undefined,
  { typed, errors = [] }: { readonly typed?: string; readonly errors?: readonly FieldError[] } = {},
): Response {
  const page = (
    <ResetAddressPage
      page={withService(c, from)}
      action="/reset"
      email={typed ?? from?.email}
      journey={from?.interaction}
      backHref={from && credentialPage(from.interaction)}
      errors={errors}
    />
  );
  return answerPage(c, page, { status: errors.length > 0 ? 400 : 200 });
}

function passwordPage(
  c: Page,
  { email, hasPasskeys }: { readonly email: string; readonly hasPasskeys: boolean },
  errors: readonly FieldError[] = [],
): Response {
  const page = (
    <ResetPasswordPage
      page={pageContext(c)}
      action={c.req.path}
      email={email}
      passkeysHref={hasPasskeys ? `${c.req.path}/passkeys` : undefined}
      errors={errors}
    />
  );
  return answerPage(c, page, { status: errors.length > 0 ? 400 : 200 });
}

const dead = {
  expired: { heading: 'resetExpired', reference: 'CID2021' },
  used: { heading: 'resetUsed', reference: 'CID2022' },
  broken: { heading: 'resetBroken', reference: 'CID2023' },
  'too-soon': { heading: 'resetTooSoon', reference: undefined },
} as const;

export function deadResetLink(c: Page, why: DeadLink | 'too-soon'): Response {
  const page = <ErrorPage page={pageContext(c)} {...dead[why]} requestId={c.var.requestId} />;
  return answerPage(c, page, { status: 400 });
}
