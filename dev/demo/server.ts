import { Hono } from 'hono';
import { type Listening, listenOnLoopback } from '../http-server.ts';
import { browserSessions } from './browser-session.ts';
import { type House, hillview, riverside } from './houses.ts';
import { createMembership, type Membership } from './membership.ts';
import { pageRoutes } from './page-routes.ts';
import { type DemoWorld, registerDemo } from './registration.ts';
import type { Party } from './relying-party.ts';
import { type DemoParts, signInRoutes } from './sign-in-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** How the demo is started by the local world. */
export interface DemoOptions {
  readonly port: number;
  readonly issuer: string;
  readonly console: string;
  readonly home: string;
  /** Where the service listens; by the local world's habit, on the port before this one. */
  readonly service?: string;
}

const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Starts the demo connected services, and registers them with the service. */
export async function startDemo(options: DemoOptions): Promise<Listening> {
  const { port, issuer, console: consoleOrigin, home, service = `http://localhost:${port - 1}` } = options;
  const world: DemoWorld = { origin: `http://localhost:${port}`, issuer, service, console: consoleOrigin, home };
  const clinic = createMembership(() => register(world, riverside));
  // The second takes the first one's word for a login, so it is told who that is.
  const pharmacy = createMembership(async () => register(world, hillview, [clientIdOf(await clinic())]));
  await clinic();
  await pharmacy();
  const app = createDemo(world.origin, [
    { world, house: riverside, neighbour: hillview, membership: clinic, sessions: browserSessions(port, riverside) },
    { world, house: hillview, membership: pharmacy, sessions: browserSessions(port, hillview) },
  ]);
  return listenOnLoopback(port, {
    answer: async (request) => app.fetch(request),
    upgrade: (_request, socket) => socket.destroy(),
  });
}

async function register(world: DemoWorld, house: House, ssoFrom?: readonly string[]): Promise<Party> {
  return { ...(await registerDemo(world, house, ssoFrom)), world, base: `${world.origin}${house.path}` };
}

function clientIdOf(member: Membership): string {
  if (member.kind === 'not-yet') throw new Error(member.problem);
  return member.party.clientId;
}

/** The services of the demo as an app without a port; the first one has the root. */
export function createDemo(origin: string, services: readonly DemoParts[]): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const { origin: asked, pathname, search } = new URL(c.req.url);
    // One name for the demo: a session of 127.0.0.1 would not be there when the answer comes to localhost.
    if (asked !== origin && c.req.method === 'GET') return c.redirect(`${origin}${pathname}${search}`);
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return undefined;
  });
  const deepestFirst = services.toSorted((a, b) => b.house.path.length - a.house.path.length);
  for (const parts of deepestFirst) app.route(parts.house.home, serviceApp(parts));
  return app;
}

function serviceApp(parts: DemoParts): Hono {
  const app = new Hono();
  const pages = pageRoutes(parts);
  app.route('/', signInRoutes(parts));
  app.route('/', tokenRoutes(parts));
  app.route('/', pages);
  return app;
}
