import { type Context, Hono } from 'hono';
import type { World } from '../context.ts';
import { inboxPage } from './inbox-page.ts';
import { inboxScript } from './inbox-script.ts';
import { changeRecord, moveClock, peopleNow, switchSystem } from './json-routes.ts';
import { clockPage, faultsPage, homePage, peoplePage, requestsPage } from './pages.ts';
import { stylesheet } from './stylesheet.ts';

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async function readForm(c: Context): Promise<Record<string, string>> {
  const form = await c.req.formData();
  return Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
}

/** Shows the page again, or says what is wrong with what was sent. */
function back(c: Context, outcome: object | string): Response {
  return typeof outcome === 'string' ? c.text(outcome, 400) : c.redirect(c.req.path, 303);
}

/** The console for people. */
export function pageRoutes(world: World): Hono {
  return new Hono()
    .use(async (c, next) => {
      await next();
      c.header('content-security-policy', contentSecurityPolicy);
      c.header('cache-control', 'no-store');
      c.header('x-content-type-options', 'nosniff');
    })
    .get('/', (c) => c.html(homePage(world)))
    .post('/', async (c) => {
      if ((await readForm(c)).action === 'reset') await world.reset();
      return back(c, {});
    })
    .get('/inbox', (c) => c.html(inboxPage(world, c.req.query('to'))))
    .post('/inbox', (c) => {
      world.inbox.clear();
      return back(c, {});
    })
    .get('/people', async (c) => c.html(peoplePage(await peopleNow(world))))
    .post('/people', async (c) => back(c, changeRecord(world, await readForm(c))))
    .get('/clock', (c) => c.html(clockPage(world)))
    .post('/clock', async (c) => {
      const { preset, advanceSeconds } = await readForm(c);
      return back(c, await moveClock(world, Number(preset ?? advanceSeconds)));
    })
    .get('/faults', (c) => c.html(faultsPage(world)))
    .post('/faults', async (c) => {
      const { action, system, mode } = await readForm(c);
      if (action === 'clear') world.faults.clear();
      return back(c, action === 'clear' ? {} : switchSystem(world, { system, mode }));
    })
    .get('/requests', (c) => c.html(requestsPage(world, c.req.query('system'))))
    .get('/inbox.js', (c) => c.body(inboxScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/console.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
}
