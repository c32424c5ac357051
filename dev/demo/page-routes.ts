import { type Context, Hono } from 'hono';
import { type Html, page } from './pages/frame.ts';
import { welcome } from './pages/home.ts';
import { lost, privacyNotice, terms } from './pages/papers.ts';
import { visitPage } from './pages/visit.ts';
import type { DemoParts } from './sign-in-routes.ts';
import { stylesheet } from './stylesheet.ts';

/** The pages of one service. */
export function pageRoutes({ world, house, neighbour, sessions, membership }: DemoParts): Hono {
  const app = new Hono();
  const show = (c: Context, title: string, main: Html, status: 200 | 404 = 200) =>
    c.html(page({ title, house, isSignedIn: sessions.of(c)?.visit !== undefined }, main), status);

  app.get('/', async (c) => {
    const member = await membership();
    const session = sessions.of(c);
    const problem = member.kind === 'not-yet' ? member.problem : undefined;
    const visit = session?.visit;
    const main =
      session === undefined || visit === undefined
        ? welcome(house, session, problem)
        : visitPage({ house, neighbour, session, visit });
    const answer = show(c, visit !== undefined ? `Your ${house.visitsName.toLowerCase()}` : 'Welcome', main);
    if (session !== undefined) delete session.notice;
    return answer;
  });
  app.get('/privacy', (c) => show(c, 'Privacy', privacyNotice(house)));
  app.get('/terms', (c) => show(c, 'Terms', terms(house)));
  app.get('/gatehouse-account', (c) => c.redirect(`${world.issuer}/account`, 303));
  app.get('/demo.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.all('*', (c) => show(c, 'Not found', lost(house), 404));
  return app;
}
