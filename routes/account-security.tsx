import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import { endAccess } from '../src/flows/end-access';
import { readSecurity } from '../src/flows/read-security';
import { smallBody } from '../src/http/body';
import { readCookie } from '../src/http/cookies';
import { formOnly, refuseForm, sameOriginOnly } from '../src/http/forms';
import { answerPage, pageContext } from '../src/http/page';
import { signedInForm } from '../src/http/signed-in-form';
import { ActivityPage } from '../src/ui/pages/account/activity';
import { SecurityPage } from '../src/ui/pages/account/security';
import { sessionLife } from './account';

/** By what a person gets in, where they are signed in, and what happened lately. */
export const accountSecurity = new Hono<AppContext>()
  .get('/account/security', async (c) => {
    const session = readCookie(c, 'session');
    const security = await readSecurity(c.var.ports, { session, device: readCookie(c, 'device') });
    if (security === undefined || session === undefined) return c.redirect('/account', 303);
    const { events: _events, sessionUntil, ...shown } = security;
    const csrf = await c.var.ports.formTokens.issue(session);
    const page = { ...pageContext(c, csrf), signOutHref: '/sign-out', life: sessionLife(c, sessionUntil) };
    return answerPage(
      c,
      <SecurityPage
        page={page}
        {...shown}
        action="/account/security"
        changePasswordHref="/account/password"
        activityHref="/account/activity"
        backHref="/account"
        done={doneOf(c)}
      />,
    );
  })
  .post('/account/security', smallBody, formOnly, sameOriginOnly, async (c) => {
    const form = await signedInForm(c);
    if (form.kind === 'no-session') return c.redirect('/account', 303);
    if (form.kind === 'foreign') return refuseForm(c);
    const { session, fields, caller } = form;
    const browser = { session, device: readCookie(c, 'device') };
    const decision = fields.get('decision') ?? '';
    const outcome = await endAccess(c.var.ports, { browser, decision, caller });
    return c.redirect(outcome === 'done' ? `/account/security?${nameOf(decision)}` : '/account/security', 303);
  })
  .get('/account/activity', async (c) => {
    const [session, device] = [readCookie(c, 'session'), readCookie(c, 'device')];
    const security = await readSecurity(c.var.ports, { session, device });
    if (security === undefined) return c.redirect('/account', 303);
    const page = { ...pageContext(c), signOutHref: '/sign-out', life: sessionLife(c, security.sessionUntil) };
    return answerPage(c, <ActivityPage page={page} events={security.events} backHref="/account/security" />);
  });

const kinds = ['changed', 'ended', 'forgotten', 'others'] as const;
type Done = (typeof kinds)[number];

/** What a button does, for the address that it leads to. */
const nameOf = (decision: string): Done => {
  if (decision === 'others') return 'others';
  return decision.startsWith('device:') ? 'forgotten' : 'ended';
};

/** What was just done, by the address that it led to. */
const doneOf = (c: Context<AppContext>): Done | undefined => kinds.find((kind) => c.req.query(kind) !== undefined);
