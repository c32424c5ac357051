import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { changePassword } from '../src/flows/change-password';
import { openPasswordChange } from '../src/flows/open-password-change';
import { smallBody } from '../src/http/body';
import { readCookie, writeCookie } from '../src/http/cookies';
import { formOnly, refuseForm, sameOriginOnly } from '../src/http/forms';
import { noPrefetch } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { signedInForm } from '../src/http/signed-in-form';
import type { FieldError, PageLife } from '../src/ui/page-context';
import { ChangePasswordPage } from '../src/ui/pages/account/password';
import { sessionLife } from './account';
import { goOnErrand, tooMany } from './errand';
import { problemError } from './journey/problem-words';

/** Changing the password: for who has just signed in; everybody else signs in anew and comes back. */
export const accountPassword = new Hono<AppContext>()
  .get('/account/password', noPrefetch, async (c) => {
    const session = readCookie(c, 'session');
    const opened = await openPasswordChange(c.var.ports, { session });
    if (opened.kind === 'stale' || session === undefined) return goOnErrand(c, 'change-password');
    return passwordPage(c, {
      session,
      email: opened.email,
      hasPassword: opened.hasPassword,
      life: sessionLife(c, opened.sessionUntil),
    });
  })
  .post('/account/password', smallBody, formOnly, sameOriginOnly, async (c) => {
    const form = await signedInForm(c);
    if (form.kind === 'no-session') return goOnErrand(c, 'change-password');
    if (form.kind === 'foreign') return refuseForm(c);
    const { session, fields, caller } = form;
    const outcome = await changePassword(c.var.ports, {
      session,
      device: readCookie(c, 'device'),
      password: fields.get('password') ?? '',
      caller,
    });
    if (outcome.kind === 'stale') return goOnErrand(c, 'change-password');
    if (outcome.kind === 'locked') return tooMany(c, outcome);
    if (outcome.kind === 'retry')
      return passwordPage(c, { session, ...outcome, errors: [problemError(outcome.problem)] });
    writeCookie(c, 'session', outcome.session);
    return c.redirect('/account/security?changed', 303);
  });

async function passwordPage(
  c: Context<AppContext>,
  {
    session,
    email,
    hasPassword,
    life,
    errors = [],
  }: {
    readonly session: string;
    readonly email: string;
    readonly hasPassword: boolean;
    readonly life?: PageLife;
    readonly errors?: readonly FieldError[];
  },
): Promise<Response> {
  const page = { ...pageContext(c, await c.var.ports.formTokens.issue(session)), signOutHref: '/sign-out', life };
  const back = '/account/security';
  return answerPage(
    c,
    <ChangePasswordPage
      page={page}
      action="/account/password"
      email={email}
      isFirst={!hasPassword}
      backHref={back}
      errors={errors}
    />,
    { status: errors.length > 0 ? 400 : 200 },
  );
}
