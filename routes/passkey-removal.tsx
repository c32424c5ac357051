import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { decideRemoval } from '../src/flows/decide-removal';
import { openRemoval } from '../src/flows/open-removal';
import { openRemovalRequest, type RemovalRequestPage } from '../src/flows/open-removal-request';
import type { ShownPasskey } from '../src/flows/read-passkeys';
import { type RemovalRequested, requestRemoval } from '../src/flows/request-removal';
import { smallBody } from '../src/http/body';
import { readCookie, writeCookie } from '../src/http/cookies';
import { formOnly, formPairs, sameOriginOnly } from '../src/http/forms';
import { noPrefetch } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { callerOf } from '../src/http/request-facts';
import type { DeadLink } from '../src/ports/account-security';
import type { FieldError } from '../src/ui/page-context';
import { ErrorPage } from '../src/ui/pages/error';
import { FactorOffPage } from '../src/ui/pages/factor-off';
import { RemovalAskedPage } from '../src/ui/pages/passkey-removal/asked';
import { RemovalChoosePage } from '../src/ui/pages/passkey-removal/choose';
import { RemovalCodePage } from '../src/ui/pages/passkey-removal/code';
import { RemovalDonePage, RemovalStoppedPage } from '../src/ui/pages/passkey-removal/done';
import { RemovalLinkPage } from '../src/ui/pages/passkey-removal/link';
import { RemovalPhonePage } from '../src/ui/pages/passkey-removal/phone';
import { TooManyPage } from '../src/ui/pages/too-many';
import { problemError } from './journey/problem-words';
import { deadResetLink } from './reset';

type Page = Context<AppContext>;

/**
 * Getting rid of passkeys that are lost or somebody else's: asked for on a page behind a link to choose a password anew, stopped
 * or done on a page behind the link that told of it. Each page is as good as the secret of its link, which no other site knows.
 */
export const passkeyRemoval = new Hono<AppContext>()
  .get('/reset/link/:token/passkeys', noPrefetch, async (c) => requestPage(c, await openAt(c)))
  .post('/reset/link/:token/passkeys', smallBody, formOnly, sameOriginOnly, async (c) => {
    const pairs = await formPairs(c);
    const all = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
    const [decision = ''] = all('decision');
    const [code = ''] = all('code');
    const token = c.req.param('token');
    const outcome = await requestRemoval(c.var.ports, {
      ...{ token, decision, code, keys: all('passkeys'), browser: readCookie(c, browserCookie) },
      caller: callerOf(c),
    });
    return answerRequest(c, outcome);
  })
  .get('/passkey-removal/:token', noPrefetch, async (c) => {
    const link = await openRemoval(c.var.ports, { token: c.req.param('token') });
    if (link.outcome !== 'live') return deadLink(c, link.outcome);
    const isReady = link.state === 'ready';
    const page = (
      <RemovalLinkPage
        page={pageContext(c)}
        action={c.req.path}
        passkeys={listed(link)}
        mayRemove={isReady && link.may === 'remove'}
        from={isReady ? undefined : link.from}
      />
    );
    return answerPage(c, page);
  })
  .post('/passkey-removal/:token', smallBody, formOnly, sameOriginOnly, async (c) => {
    const decision = new Map(await formPairs(c)).get('decision') ?? '';
    const decided = await decideRemoval(c.var.ports, { token: c.req.param('token'), decision, caller: callerOf(c) });
    const page = pageContext(c);
    switch (decided.outcome) {
      case 'stopped':
        return answerPage(c, <RemovalStoppedPage page={page} />);
      case 'removed':
        return answerPage(c, <RemovalDonePage page={page} resetHref={decided.hasPassword ? undefined : '/reset'} />);
      case 'waiting':
        // As it was sent: what it says once it is decoded may be in no header.
        return c.redirect(new URL(c.req.url).pathname, 303);
      default:
        return deadLink(c, decided.outcome);
    }
  });

/** By which the browser is known again in which the code of the phone was entered. */
const browserCookie = 'i-removal';

const openAt = (c: Page) =>
  openRemovalRequest(c.var.ports, { token: c.req.param('token') ?? '', browser: readCookie(c, browserCookie) });

async function answerRequest(c: Page, outcome: RemovalRequested): Promise<Response> {
  switch (outcome.kind) {
    case 'onward':
      return c.redirect(outcome.resent ? `${c.req.path}?resent` : c.req.path, 303);
    case 'retry':
      return requestPage(c, await openAt(c), [problemError(outcome.problem)]);
    case 'locked': {
      const seconds = Math.max(1, outcome.until - outcome.now);
      c.header('Retry-After', String(seconds));
      const minutes = Math.ceil(seconds / 60);
      const page = <TooManyPage page={pageContext(c)} of={outcome.of} minutes={minutes} againHref={c.req.path} />;
      return answerPage(c, page, { status: 429 });
    }
    case 'off':
      return answerPage(c, <FactorOffPage page={pageContext(c)} resetHref="/reset" />, { status: 403 });
    default:
      return deadResetLink(c, outcome.kind);
  }
}

function requestPage(
  c: Page,
  at: RemovalRequestPage,
  errors: readonly FieldError[] = [],
): Response | Promise<Response> {
  const page = pageContext(c);
  const action = c.req.path;
  const status = errors.length > 0 ? 400 : 200;
  switch (at.outcome) {
    case 'phone': {
      const { phoneEnding, called, codeUntil, browser } = at;
      writeCookie(c, browserCookie, browser);
      if (codeUntil === undefined && errors.length === 0)
        return answerPage(c, <RemovalPhonePage {...{ page, action, phoneEnding, called }} />);
      const codeSecondsLeft = codeUntil === undefined ? 0 : codeUntil - c.var.ports.clock.now();
      const asks = { ...page, codeSecondsLeft };
      const resent = c.req.query('resent') !== undefined;
      return answerPage(c, <RemovalCodePage {...{ page: asks, action, phoneEnding, called, resent, errors }} />, {
        status,
      });
    }
    case 'choice': {
      return answerPage(c, <RemovalChoosePage {...{ page, action, passkeys: listed(at), errors }} />, { status });
    }
    case 'pending':
      return answerPage(c, <RemovalAskedPage page={page} from={at.from} passkeys={listed(at)} />);
    default:
      return deadResetLink(c, at.outcome);
  }
}

const listed = ({ passkeys }: { readonly passkeys: readonly ShownPasskey[] }) =>
  passkeys.map(({ shownName: name, ...passkey }) => ({ ...passkey, name }));

function deadLink(c: Page, why: DeadLink): Response {
  const heading = why === 'broken' ? 'resetBroken' : 'removalOver';
  return answerPage(c, <ErrorPage page={pageContext(c)} heading={heading} requestId={c.var.requestId} />, {
    status: 400,
  });
}
