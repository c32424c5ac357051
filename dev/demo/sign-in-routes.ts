import { Hono } from 'hono';
import type { BrowserSessions } from './browser-session.ts';
import type { Exchange } from './exchanges.ts';
import type { Membership } from './membership.ts';
import type { AskName } from './pages/home.ts';
import type { DemoWorld } from './registration.ts';
import { type Ask, beginSignIn, completeSignIn, firstAsk, type Pending } from './relying-party.ts';
import { expectAnswer } from './sessions.ts';
import { troubleOf, unexpectedAnswer } from './trouble.ts';

/** What the demo's routes work with. */
export interface DemoParts {
  readonly world: DemoWorld;
  readonly sessions: BrowserSessions;
  membership(): Promise<Membership>;
}

const asks: Readonly<Record<AskName, Ask>> = {
  start: firstAsk,
  again: firstAsk,
  none: { ...firstAsk, prompt: 'none' },
  login: { ...firstAsk, prompt: 'login' },
};
const isAskName = (name: unknown): name is AskName => typeof name === 'string' && Object.hasOwn(asks, name);

/** The way to the issuer and back, and out. */
export function signInRoutes({ world, sessions, membership }: DemoParts): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const origin = c.req.header('origin');
    if (c.req.method === 'POST' && origin !== world.origin) return c.text('This form is not from this clinic.', 403);
    return next();
  });

  app.post('/sign-in', async (c) => {
    const member = await membership();
    if (member.kind === 'not-yet') return c.redirect('/', 303);
    const { ask } = await c.req.parseBody();
    const session = sessions.of(c) ?? sessions.renew(c);
    try {
      const pending = await beginSignIn(world, member.identity, isAskName(ask) ? asks[ask] : firstAsk);
      expectAnswer(session, pending);
      return c.redirect(pending.url, 303);
    } catch (thrown) {
      session.notice = { kind: 'trouble', trouble: troubleOf(thrown) };
      return c.redirect('/', 303);
    }
  });

  app.get('/callback', async (c) => {
    const url = new URL(c.req.url);
    const [member, session] = [await membership(), sessions.of(c)];
    const pending = session?.pending.get(url.searchParams.get('state') ?? '');
    if (member.kind === 'not-yet' || session === undefined || pending === undefined) {
      const trouble = { ...unexpectedAnswer, raw: [...url.searchParams] };
      (session ?? sessions.renew(c)).notice = { kind: 'trouble', trouble };
      return c.redirect('/', 303);
    }
    session.pending.delete(pending.state);
    const exchanges = [askedAndAnswered(pending, url)];
    try {
      const visit = await completeSignIn(world, member.identity, { pending, url, exchanges });
      // A new session for a new sign-in, so that an id planted before it is worth nothing.
      Object.assign(sessions.renew(c), { visit, exchanges });
    } catch (thrown) {
      Object.assign(session, { exchanges, notice: { kind: 'trouble', trouble: troubleOf(thrown) } });
    }
    return c.redirect('/', 303);
  });

  app.post('/sign-out', (c) => {
    const session = sessions.renew(c);
    session.notice = { kind: 'signed-out' };
    return c.redirect('/', 303);
  });
  return app;
}

/** The part of the exchange that went through the browser. */
function askedAndAnswered({ url }: Pending, answer: URL): Exchange {
  const asked = new URL(url);
  return {
    title: 'Authorization: please sign this person in',
    method: 'GET',
    url: `${asked.origin}${asked.pathname}`,
    sent: [...asked.searchParams],
    answered: [...answer.searchParams],
  };
}
