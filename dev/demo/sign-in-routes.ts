import { type Context, Hono } from 'hono';
import { askNamed, firstAsk } from './asks.ts';
import type { BrowserSessions } from './browser-session.ts';
import type { Exchange } from './exchanges.ts';
import type { House } from './houses.ts';
import type { Membership } from './membership.ts';
import type { DemoWorld } from './registration.ts';
import { type Ask, assertLogin, beginSignIn, completeSignIn, type Pending, readToken } from './relying-party.ts';
import { type DemoSession, expectAnswer } from './sessions.ts';
import { troubleOf, unexpectedAnswer } from './trouble.ts';

/** What the routes of one service of the demo work with. */
export interface DemoParts {
  readonly world: DemoWorld;
  readonly house: House;
  /** The service to which this one may assert a login. */
  readonly neighbour?: House;
  readonly sessions: BrowserSessions;
  membership(): Promise<Membership>;
}

/** The name under which native apps hand a login over in an address. */
const handOverName = 'assertedLoginIdentity';

/** The way to the issuer and back, and out. */
export function signInRoutes({ world, house, neighbour, sessions, membership }: DemoParts): Hono {
  const app = new Hono();
  const { home } = house;
  app.use(async (c, next) => {
    // Every browser names the origin of a form: who names none is a program, which acts for nobody but itself.
    const origin = c.req.header('origin');
    if (c.req.method === 'POST' && origin !== undefined && origin !== world.origin)
      return c.text(`This form is not from this ${house.kind}.`, 403);
    return next();
  });

  async function leave(c: Context, ask: Ask, handedOver?: Parameters<typeof beginSignIn>[2]): Promise<Response> {
    const member = await membership();
    if (member.kind === 'not-yet') return c.redirect(home, 303);
    const session = sessions.of(c) ?? sessions.renew(c);
    try {
      const pending = await beginSignIn(member.party, ask, handedOver);
      expectAnswer(session, pending);
      return c.redirect(pending.url, 303);
    } catch (thrown) {
      session.notice = { kind: 'trouble', trouble: troubleOf(thrown) };
      return c.redirect(home, 303);
    }
  }

  app.post('/sign-in', async (c) => leave(c, askNamed((await c.req.parseBody())['ask'])));

  /** The person comes with another service's word for their login: on to the issuer with it. */
  app.get('/arrive', (c) => {
    const { [handOverName]: jwt, prompt } = c.req.query();
    if (jwt === undefined) return leave(c, firstAsk);
    const ask: Ask = prompt === 'none' ? askNamed('none') : firstAsk;
    return leave(c, ask, { jwt, before: [handOver(`${world.origin}${house.path}/arrive`, jwt)] });
  });

  app.get('/callback', async (c) => {
    const url = new URL(c.req.url);
    const [member, session] = [await membership(), sessions.of(c)];
    const pending = session?.pending.get(url.searchParams.get('state') ?? '');
    if (member.kind === 'not-yet' || session === undefined || pending === undefined) {
      const trouble = { ...unexpectedAnswer, raw: [...url.searchParams] };
      (session ?? sessions.renew(c)).notice = { kind: 'trouble', trouble };
      return c.redirect(home, 303);
    }
    session.pending.delete(pending.state);
    const exchanges = [...pending.before, askedAndAnswered(pending, url)];
    try {
      const visit = await completeSignIn(member.party, { pending, url, exchanges });
      // A new session for a new sign-in, so that an id planted before it is worth nothing.
      Object.assign(sessions.renew(c), { visit, exchanges });
    } catch (thrown) {
      Object.assign(session, { exchanges, notice: { kind: 'trouble', trouble: troubleOf(thrown) } });
    }
    return c.redirect(home, 303);
  });

  app.post('/hand-over', async (c) => {
    const [member, session] = [await membership(), sessions.of(c)];
    if (neighbour === undefined || member.kind === 'not-yet' || session?.visit === undefined)
      return c.redirect(home, 303);
    const { how } = await c.req.parseBody();
    const { jwt } = await assertLogin(member.party, session.visit);
    const silent = how === 'none' ? 'prompt=none&' : '';
    return c.redirect(`${world.origin}${neighbour.path}/arrive?${silent}${handOverName}=${jwt}`, 303);
  });

  app.post('/sign-out', (c) => {
    const session: DemoSession = sessions.renew(c);
    session.notice = { kind: 'signed-out' };
    return c.redirect(home, 303);
  });
  return app;
}

/** What one service gave the other: the JWT as it went, and what it says. */
function handOver(url: string, jwt: string): Exchange {
  return {
    title: 'Hand-over: this login is known here, says the other service',
    method: 'GET',
    url,
    sent: [[handOverName, jwt]],
    answer: JSON.stringify(readToken(jwt), null, 2),
  };
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
