import type { Context } from 'hono';
import type { AppContext } from '../context';
import { Unavailable } from '../domain/unavailable';
import { bearerChallenge, OAuthError } from '../protocol/oauth-error';
import type { ErrorPageKey } from '../ui/content';
import { ErrorPage } from '../ui/pages/error';
import { ServiceUnavailablePage } from '../ui/pages/service-unavailable';
import { describeFault, log } from './log';
import { answerPage, pageContext } from './page';

/** A fault to tell: as a page to a person, as JSON to a program. */
export interface Problem {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415;
  readonly error: string;
  readonly description: string;
  readonly heading: ErrorPageKey;
  readonly reference?: string;
  /** The service it is about, where it may be named. */
  readonly service?: string | undefined;
}

/** Whether the caller is a person's browser; endpoints for programs never answer with a page. */
function wantsPage(c: Context<AppContext>): boolean {
  const forPrograms = /^\/(token|userinfo|operator|trustmark|\.well-known)(\/|$)/.test(c.req.path);
  return !forPrograms && (c.req.header('accept') ?? '').includes('text/html');
}

/** Tells a fault in the form that the caller reads. Input is never echoed. */
export function problem(c: Context<AppContext>, told: Problem): Response {
  const { status, error, description, ...shown } = told;
  if (!wantsPage(c)) return c.json({ error, error_description: description }, status);
  const page = <ErrorPage page={pageContext(c)} {...shown} requestId={c.var.requestId} />;
  return answerPage(c, page, { status });
}

/** The one error handler: the service's fault, or ours. A fault never grants. */
export function answerFault(thrown: Error, c: Context<AppContext>): Response {
  if (thrown instanceof OAuthError) return answerOAuthError(thrown, c);
  log('error', { ...describeFault(thrown), requestId: c.var.requestId, unavailable: thrown instanceof Unavailable });
  c.header('Retry-After', '5');
  // Nothing is known of the brand either when the configuration could not be read.
  if (!wantsPage(c) || c.var.config === undefined)
    return c.json(
      { error: 'temporarily_unavailable', error_description: 'try again shortly', request_id: c.var.requestId },
      503,
    );
  return answerPage(c, <ServiceUnavailablePage page={pageContext(c)} requestId={c.var.requestId} />, { status: 503 });
}

/** Too much at once: from one network (429), or of what takes long (503). Costs next to nothing, for that is when it is said. */
export function turnAway(c: Context<AppContext>, status: 429 | 503): Response {
  c.header('Retry-After', '1');
  if (!wantsPage(c))
    return c.json({ error: 'temporarily_unavailable', error_description: 'too many requests at once' }, status);
  return answerPage(c, <ServiceUnavailablePage page={pageContext(c)} requestId={c.var.requestId} />, { status });
}

function answerOAuthError(fault: OAuthError, c: Context<AppContext>): Response {
  log('info', { event: 'oauth_error', requestId: c.var.requestId, code: fault.code, reason: fault.reason });
  const body = { error: fault.code, error_description: fault.description };
  switch (fault.deliver) {
    case 'json':
      if (fault.challenge !== undefined) c.header('WWW-Authenticate', fault.challenge);
      c.header('Pragma', 'no-cache');
      return c.json(body, fault.status as 400);
    case 'bearer':
      c.header('WWW-Authenticate', bearerChallenge(fault));
      return c.json(body, fault.status as 401);
    case 'page':
    case 'redirect':
      return problem(c, {
        status: 400,
        error: fault.code,
        description: fault.description,
        service: fault.service,
        ...pageOf(fault),
      });
    default:
      return fault.deliver satisfies never;
  }
}

function pageOf({ reason }: OAuthError): { readonly heading: ErrorPageKey; readonly reference?: string } {
  if (reason === 'client_disabled') return { heading: 'serviceDisabled', reference: 'CID1004' };
  if (reason.startsWith('client_')) return { heading: 'unknownService', reference: 'CID1004' };
  return { heading: 'serviceProblem', reference: 'CID1004' };
}
