import { parseAccept } from 'hono/utils/accept';
import type { World } from '../context.ts';
import { createDispatch, type Emulator, emulatorPrefix } from '../emulators/dispatch.ts';
import type { System } from '../faults.ts';
import type { Answer } from '../http-server.ts';
import { jsonRoutes } from './json-routes.ts';
import { pageRoutes } from './page-routes.ts';

/** Paths that only people ask for. */
const pagesOnly = new Set(['/', '/inbox', '/inbox.js', '/console.css']);

/** Paths that have two faces: a page for those who say that they read HTML, JSON for everybody else. */
const twoFaced = new Set(['/people', '/clock', '/faults', '/requests']);

/** The console may be spoken to from this machine under its own names only: no page of the web reaches it by DNS rebinding. */
const ownHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

function isForeign(request: Request): boolean {
  const { host } = new URL(request.url);
  if (!ownHosts.test(host)) return true;
  const origin = request.headers.get('origin');
  // Ensure that no other site's form or script moves the clock or empties the world.
  return origin !== null && request.method !== 'GET' && URL.parse(origin)?.host !== host;
}

function isForPeople(request: Request, pathname: string): boolean {
  if (pagesOnly.has(pathname)) return true;
  if (!twoFaced.has(pathname)) return false;
  if (request.method === 'GET') return readsPages(request);
  return (
    request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true &&
    // curl -d sends JSON under this type as well; a browser's form comes with a wish for HTML.
    readsPages(request)
  );
}

/** Whether HTML was asked for by name, and JSON not rather. */
function readsPages(request: Request): boolean {
  const wishes = parseAccept(request.headers.get('accept') ?? '');
  const weightOf = (type: string) => wishes.find((wish) => wish.type === type)?.q ?? 0;
  return weightOf('text/html') > 0 && weightOf('text/html') >= weightOf('application/json');
}

function withoutSuffix(request: Request): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(0, -'.json'.length);
  return new Request(url, request);
}

/** What the console's port answers: emulators, pages for people, JSON for programs. */
export function createConsole(world: World, emulators: Partial<Record<System, Emulator>>) {
  const dispatch = createDispatch(emulators, world);
  const json = jsonRoutes(world);
  const pages = pageRoutes(world);
  return async (request: Request): Promise<Answer> => {
    const { pathname } = new URL(request.url);
    if (isForeign(request)) return Response.json({ error: 'The console answers this machine only.' }, { status: 403 });
    if (pathname.startsWith(emulatorPrefix)) return dispatch(request);
    if (pathname.endsWith('.json')) return json.fetch(withoutSuffix(request));
    return isForPeople(request, pathname) ? pages.fetch(request) : json.fetch(request);
  };
}
