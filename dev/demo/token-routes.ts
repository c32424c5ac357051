import { type Context, Hono } from 'hono';
import type { Exchange } from './exchanges.ts';
import { noteVisit, type Party, refreshVisit, type Visit } from './relying-party.ts';
import type { DemoParts } from './sign-in-routes.ts';
import { troubleOf } from './trouble.ts';

type Step = (party: Party, visit: Visit, exchanges: Exchange[]) => Promise<Visit>;

/** What a service does with the tokens it holds, while the person is elsewhere. */
export function tokenRoutes({ house, sessions, membership }: DemoParts): Hono {
  const app = new Hono();

  /** Does one step for whoever is signed in here, and shows what was sent and answered. */
  async function take(c: Context, step: Step): Promise<Response> {
    const [member, session] = [await membership(), sessions.of(c)];
    if (member.kind === 'member' && session?.visit !== undefined) {
      const exchanges: Exchange[] = [];
      session.exchanges = exchanges;
      try {
        session.visit = await step(member.party, session.visit, exchanges);
        // What was done stands far down the page; what went wrong, at its top.
        return c.redirect(`${house.home}#wire`, 303);
      } catch (thrown) {
        session.notice = { kind: 'trouble', trouble: troubleOf(thrown) };
      }
    }
    return c.redirect(house.home, 303);
  }

  app.post('/refresh', async (c) => {
    const { scope } = await c.req.parseBody();
    const asked = typeof scope === 'string' && scope !== '' ? { scope } : {};
    return take(c, (party, visit, exchanges) => refreshVisit(party, visit, { ...asked, exchanges }));
  });

  app.post('/note', async (c) => {
    const { note, auto } = await c.req.parseBody();
    const text = typeof auto === 'string' ? auto : typeof note === 'string' ? note : '';
    return take(c, (party, visit, exchanges) => noteVisit(party, visit, { note: text, exchanges }));
  });
  return app;
}
