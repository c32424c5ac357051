import type { Context } from 'hono';
import type { AppContext } from '../../src/context';
import { addressBinding, shownBinding, stepNamed } from '../../src/domain/journey';
import type { StepOutcome, StepView } from '../../src/domain/step-outcome';
import { dropCookie, interactionCookie, readCookie, writeCookie } from '../../src/http/cookies';
import { refuseForm } from '../../src/http/forms';
import { journeyFormAction } from '../../src/http/headers';
import { answerPage, pageContext } from '../../src/http/page';
import type { FieldError, PageContext } from '../../src/ui/page-context';
import { FactorOffPage } from '../../src/ui/pages/factor-off';
import { AccountDisabledPage, JourneyLostPage, UnknownServicePage } from '../../src/ui/pages/known-errors';
import { TooManyPage } from '../../src/ui/pages/too-many';
import { leavePath } from './leave-path';
import { passkeyOptionsPath } from './passkey-address';
import { problemError } from './problem-words';
import type { DrawStep } from './step-page';

/** Answers what came of a step, in one place: the page, the page again, on to the next, back to the service, or the end. */
export async function answerStep(c: Context<AppContext>, outcome: StepOutcome, draw: DrawStep): Promise<Response> {
  switch (outcome.kind) {
    case 'page':
      return drawStep(c, draw, { view: outcome.view, resent: outcome.resent === true });
    case 'retry':
      return drawStep(c, draw, {
        view: outcome.view,
        errors: [outcome.problem, ...(outcome.further ?? [])].map(problemError),
        ...(outcome.typed === undefined ? {} : { typed: outcome.typed }),
        ...(outcome.unknownPasskey === undefined ? {} : { unknownPasskey: outcome.unknownPasskey }),
      });
    case 'onward':
      if (outcome.session !== undefined) writeCookie(c, 'session', outcome.session);
      if (outcome.device !== undefined) writeCookie(c, 'device', outcome.device);
      return c.redirect(`/journey/${outcome.interaction}${outcome.page === undefined ? '' : `/${outcome.page}`}`, 303);
    case 'locked':
      return locked(c, outcome);
    case 'off': {
      const resetHref = `/reset?journey=${outcome.view.interaction}`;
      const page = <FactorOffPage page={servicePage(c, outcome.view, '')} resetHref={resetHref} />;
      return answerPage(c, page, { status: 403 });
    }
    case 'disabled':
      return disabled(c, outcome.view);
    case 'to-service':
      if (outcome.interaction !== undefined) dropCookie(c, interactionCookie(outcome.interaction));
      // As it was built: a redirect helper would normalise it.
      c.header('Location', outcome.location);
      return c.body(null, 303);
    case 'lost':
      return answerPage(c, <JourneyLostPage page={pageContext(c)} requestId={c.var.requestId} />, { status: 400 });
    case 'foreign':
      return refuseForm(c);
    case 'no-service':
      return answerPage(c, <UnknownServicePage page={pageContext(c)} requestId={c.var.requestId} />, { status: 400 });
    default:
      return outcome satisfies never;
  }
}

/** Whoever came for their own account has no service to go back to. */
async function disabled(c: Context<AppContext>, view: StepView): Promise<Response> {
  const { requestId } = c.var;
  if (view.errand)
    return answerPage(c, <AccountDisabledPage page={pageContext(c)} {...{ requestId }} />, { status: 403 });
  // The token of this browser alone: nobody is signed in.
  const csrf = await c.var.ports.formTokens.issue(readCookie(c, interactionCookie(view.interaction)) ?? '');
  const page = servicePage(c, view, csrf);
  return answerPage(c, <AccountDisabledPage page={page} leave={leavePath(view.interaction)} {...{ requestId }} />, {
    status: 403,
    formAction: journeyFormAction(view.service.redirectUri, c.var.config.loopback),
  });
}

interface Drawing {
  readonly view: StepView;
  readonly errors?: readonly FieldError[];
  readonly typed?: string;
  readonly unknownPasskey?: string;
  readonly resent?: boolean;
}

async function drawStep(
  c: Context<AppContext>,
  draw: DrawStep,
  { view, errors = [], typed, unknownPasskey, resent = false }: Drawing,
): Promise<Response> {
  const binding = readCookie(c, interactionCookie(view.interaction)) ?? '';
  const progress = registrationProgress(view);
  const href = (step: StepView['step']): string => `/journey/${view.interaction}/${stepNamed(step).page}`;
  const page = {
    ...servicePage(c, view, await formToken(c, binding, view)),
    ...timesOf(view, c.var.ports.clock.now()),
    progress,
  };
  const passkeyUrl = passkeyOptionsPath(view.interaction);
  const reset = c.req.query('reset') !== undefined;
  const action = href(view.step);
  const drawn = draw({ page, action, view, errors, typed, resent, reset, href, passkeyUrl, unknownPasskey });
  return answerPage(c, drawn, {
    status: errors.length > 0 ? 400 : 200,
    formAction: journeyFormAction(view.service.redirectUri, c.var.config.loopback),
  });
}

/**
 * The token of a form, in parts: for this browser; once somebody is signed in for them alone; and where nobody is for the
 * address that was given.
 */
async function formToken(
  c: Context<AppContext>,
  binding: string,
  { shownTo, email }: Pick<StepView, 'shownTo' | 'email'>,
): Promise<string> {
  const { issue } = c.var.ports.formTokens;
  const own = issue(binding);
  if (shownTo !== undefined) return (await Promise.all([own, issue(shownBinding(binding, shownTo))])).join('.');
  return email === undefined ? own : (await Promise.all([own, '', issue(addressBinding(binding, email))])).join('.');
}

/** How long the page, and the code it asks for, are good for; then whoever has no password any more gives it again. */
function timesOf(
  { ends, codeUntil, interaction }: StepView,
  now: number,
): Pick<PageContext, 'life' | 'codeSecondsLeft'> {
  const href = ends.of === 'password' ? `/journey/${interaction}/sign-in` : `/journey/${interaction}`;
  const codeEnds = codeUntil === undefined ? undefined : Math.min(codeUntil, ends.at);
  return {
    life: { of: ends.of, secondsLeft: ends.at - now, href },
    ...(codeEnds === undefined ? {} : { codeSecondsLeft: codeEnds - now }),
  };
}

const registration: readonly StepView['step'][] = [
  'register-address',
  'register-email-code',
  'register-password',
  'register-phone',
  'register-phone-code',
  'terms',
];

/** How far somebody who sets up an account has got; those who have one see the terms alone. */
function registrationProgress({ step, signedIn }: StepView): PageContext['progress'] {
  const done = registration.indexOf(step);
  return signedIn || done < 0 ? undefined : { step: done + 1, of: registration.length };
}

function servicePage(c: Context<AppContext>, { service, errand }: StepView, csrf: string) {
  const page = pageContext(c, csrf);
  const { homeUri: homeUrl, privacyUri: privacyUrl, termsUri: termsUrl } = service;
  const name = errand ? page.content.common.ownAccount(page.brand.name) : service.name;
  return { ...page, service: { name, homeUrl, privacyUrl, termsUrl } };
}

function locked(c: Context<AppContext>, { of, until, now, view }: Extract<StepOutcome, { kind: 'locked' }>): Response {
  const seconds = Math.max(1, until - now);
  c.header('Retry-After', String(seconds));
  const page = (
    <TooManyPage
      page={servicePage(c, view, '')}
      of={of}
      minutes={Math.ceil(seconds / 60)}
      againHref={`/journey/${view.interaction}`}
      resetHref={`/reset?journey=${view.interaction}`}
    />
  );
  return answerPage(c, page, {
    status: 429,
    formAction: journeyFormAction(view.service.redirectUri, c.var.config.loopback),
  });
}
