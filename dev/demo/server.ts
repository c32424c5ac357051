import { Hono } from 'hono';
import { type Listening, listenOnLoopback } from '../http-server.ts';
import { browserSessions } from './browser-session.ts';
import { createMembership, type MembershipParts } from './membership.ts';
import { pageRoutes } from './page-routes.ts';
import type { DemoWorld } from './registration.ts';
import { type DemoParts, signInRoutes } from './sign-in-routes.ts';

/** How the demo is started by the local world. */
export interface DemoOptions extends MembershipParts {
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

/** Starts the demo connected service, and registers it with the service. */
export async function startDemo(options: DemoOptions): Promise<Listening> {
  const { port, issuer, console: consoleOrigin, home, service = `http://localhost:${port - 1}` } = options;
  const world: DemoWorld = { origin: `http://localhost:${port}`, issuer, service, console: consoleOrigin, home };
  const membership = createMembership(world, options);
  await membership();
  const app = createDemo({ world, membership, sessions: browserSessions(port) });
  return listenOnLoopback(port, {
    answer: async (request) => app.fetch(request),
    upgrade: (_request, socket) => socket.destroy(),
  });
}

/** The demo as an app without a port. */
export function createDemo(parts: DemoParts): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const { origin, pathname, search } = new URL(c.req.url);
    // One name for the demo: a session of 127.0.0.1 would not be there when the answer comes to localhost.
    if (origin !== parts.world.origin && c.req.method === 'GET')
      return c.redirect(`${parts.world.origin}${pathname}${search}`);
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return undefined;
  });
  const pages = pageRoutes(parts);
  app.route('/', signInRoutes(parts));
  app.route('/', pages);
  app.notFound((c) => pages.fetch(c.req.raw));
  return app;
}
