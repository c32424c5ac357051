import { type Context, Hono } from 'hono';
import type { AppContext } from '../src/context';
import type { EpochSeconds } from '../src/domain/brands';
import { openSignOut } from '../src/flows/open-sign-out';
import { readOverview } from '../src/flows/read-overview';
import { signOut } from '../src/flows/sign-out';
import { smallBody } from '../src/http/body';
import { dropCookie, interactionCookies, readCookie, writeCookie } from '../src/http/cookies';
import { formOnly, refuseForm, sameOriginOnly } from '../src/http/forms';
import { noPrefetch } from '../src/http/methods';
import { answerPage, pageContext } from '../src/http/page';
import { signedInForm } from '../src/http/signed-in-form';
import type { PageLife } from '../src/ui/page-context';
import { AccountPage } from '../src/ui/pages/account';
import { SignOutPage } from '../src/ui/pages/sign-out';
import { SignedOutPage } from '../src/ui/pages/signed-out';
import { goOnErrand } from './errand';

/** What a person sees of their account, and the ways out of it. */
export const account = new Hono<AppContext>()
  .get('/account', noPrefetch, async (c) => {
    const session = readCookie(c, 'session');
    const overview = await readOverview(c.var.ports, session);
    if (overview === undefined || session === undefined) return goOnErrand(c, 'account');
    const page = {
      ...pageContext(c, await c.var.ports.formTokens.issue(session)),
      signOutHref: '/sign-out',
      life: sessionLife(c, overview.sessionUntil),
    };
    const services = overview.services.map(({ homeUri: homeUrl, ...service }) => ({ ...service, homeUrl }));
    return answerPage(
      c,
      <AccountPage
        page={page}
        action="/sign-out"
        maskedEmail={overview.maskedEmail}
        services={services}
        identity={overview.identity}
        securityHref="/account/security"
      />,
    );
  })
  .get('/sign-out', async (c) => {
    const session = readCookie(c, 'session');
    const owner = await openSignOut(c.var.ports, session);
    // A browser without a session may be on the way to a service with a login from elsewhere: that is left by a button too.
    if (owner === undefined && interactionCookies(c).length > 0)
      return answerPage(c, <SignOutPage page={pageContext(c)} action="/sign-out" />);
    if (owner === undefined || session === undefined) return c.redirect('/signed-out', 303);
    const life = sessionLife(c, owner.sessionUntil);
    const page = { ...pageContext(c, await c.var.ports.formTokens.issue(session)), life };
    return answerPage(
      c,
      <SignOutPage page={page} action="/sign-out" maskedEmail={owner.maskedEmail} stayHref="/account" />,
    );
  })
  .post('/sign-out', smallBody, formOnly, sameOriginOnly, async (c) => {
    const form = await signedInForm(c);
    if (form.kind === 'foreign') return refuseForm(c);
    if (form.kind === 'no-session') {
      leaveJourneys(c);
      return c.redirect('/signed-out', 303);
    }
    const { session, fields, caller } = form;
    const everywhere = fields.get('decision') === 'everywhere';
    const device = readCookie(c, 'device');
    const ended = await signOut(c.var.ports, { session, device, everywhere, caller });
    if (ended.kind === 'more') return goOnErrand(c, 'account');
    dropCookie(c, 'session');
    leaveJourneys(c);
    if (ended.device === undefined) dropCookie(c, 'device');
    else writeCookie(c, 'device', ended.device);
    c.header('Clear-Site-Data', '"cache"');
    return c.redirect(everywhere ? '/signed-out?everywhere' : '/signed-out', 303);
  })
  .get('/signed-out', (c) =>
    answerPage(
      c,
      <SignedOutPage
        page={pageContext(c)}
        everywhere={c.req.query('everywhere') !== undefined}
        signInHref="/account"
      />,
    ),
  );

/** Forgets every journey of this browser: whoever comes next goes on with none, and reads no address on one. */
function leaveJourneys(c: Context<AppContext>): void {
  for (const name of interactionCookies(c)) dropCookie(c, name);
}

/** How long the page of a signed-in person is good for: looking at the account again makes it longer. */
export const sessionLife = (c: Context<AppContext>, until: EpochSeconds): PageLife => ({
  of: 'session',
  secondsLeft: until - c.var.ports.clock.now(),
  href: '/account',
});
