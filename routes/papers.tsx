import { Hono } from 'hono';
import type { AppContext } from '../src/context';
import { type CookieName, cookieName, readCookie } from '../src/http/cookies';
import { answerPage, pageContext } from '../src/http/page';
import { brandOf } from '../src/ui/brand';
import { UnknownServicePage } from '../src/ui/pages/known-errors';
import {
  AccessibilityStatementPage,
  CookiesPage,
  HelpPage,
  PrivacyPage,
  TermsAndConditionsPage,
} from '../src/ui/pages/papers';

/** Papers that everyone may read, the front door, and the files that crawlers and researchers look for. */
export const papers = new Hono<AppContext>()
  .get('/', (c) =>
    readCookie(c, 'session') === undefined
      ? answerPage(c, <UnknownServicePage page={pageContext(c)} />)
      : c.redirect('/account', 303),
  )
  .get('/terms-and-conditions', (c) => answerPage(c, <TermsAndConditionsPage page={pageContext(c)} />))
  .get('/privacy', (c) => answerPage(c, <PrivacyPage page={pageContext(c)} />))
  .get('/cookies', (c) => {
    const name = (kind: CookieName) => cookieName(c.var.config, kind);
    // Each journey has a cookie of its own; the dots stand for its id.
    const names = { interaction: name('i-…'), session: name('session'), device: name('device') };
    return answerPage(c, <CookiesPage page={pageContext(c)} names={names} />);
  })
  .get('/accessibility-statement', (c) => answerPage(c, <AccessibilityStatementPage page={pageContext(c)} />))
  .get('/help', (c) => answerPage(c, <HelpPage page={pageContext(c)} />))
  .get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /\n'))
  // Password managers send people here. @see W3C A Well-Known URL for Changing Passwords
  .get('/.well-known/change-password', (c) => c.redirect('/account/password', 303))
  .get('/.well-known/security.txt', (c) => {
    const year = new Date(c.var.ports.clock.now() * 1000).getUTCFullYear() + 1;
    return c.text(
      `Contact: mailto:${brandOf(c.var.config.brand).helpEmail}\nExpires: ${year}-01-01T00:00:00Z\nPreferred-Languages: en\n`,
    );
  });
