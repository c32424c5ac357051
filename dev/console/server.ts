import type { World } from '../context.ts';
import { createDispatch, type Emulator, emulatorPrefix } from '../emulators/dispatch.ts';
import type { System } from '../faults.ts';
import type { Answer } from '../http-server.ts';
import { jsonRoutes } from './json-routes.ts';

const jsonSuffix = /\.json$/;

/** The console may be spoken to from this machine under its own names only: no page of the web reaches it by DNS rebinding. */
const ownHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

function isForeign(request: Request): boolean {
  if (!ownHosts.test(new URL(request.url).host)) return true;
  const origin = request.headers.get('origin');
  return origin !== null && request.method !== 'GET' && new URL(request.url).host !== URL.parse(origin)?.host;
}

/** What the console's port answers: emulators, pages for people, JSON for programs. */
export function createConsole(world: World, emulators: Partial<Record<System, Emulator>>) {
  const dispatch = createDispatch(emulators, world);
  const json = jsonRoutes(world);
  return async (request: Request): Promise<Answer> => {
    const url = new URL(request.url);
    if (isForeign(request)) return Response.json({ error: 'The console answers this machine only.' }, { status: 403 });
    if (url.pathname.startsWith(emulatorPrefix)) return dispatch(request);
    url.pathname = url.pathname.replace(jsonSuffix, '');
    return json.fetch(new Request(url, request));
  };
}
