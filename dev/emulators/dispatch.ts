import { setTimeout as delay } from 'node:timers/promises';
import type { WorldClock } from '../clock.ts';
import { type Faults, isSystem, restSeconds, type System, slowMs } from '../faults.ts';
import type { Answer } from '../http-server.ts';
import { type RequestLog, withoutSecrets } from '../requests.ts';

/** An emulator sees the path below its own prefix, as the real system would. */
export type Emulator = (request: Request) => Promise<Response>;

/** What each request to an emulator passes through before and after it. */
export interface Surroundings {
  readonly clock: WorldClock;
  readonly faults: Faults;
  readonly requests: RequestLog;
}

/** All emulators live below this path of the console's origin, each under its system's name. */
export const emulatorPrefix = '/emulators/';

function garbage(): Response {
  return new Response('<!doctype html><title>502</title>\u0000{"half": ', { headers: { 'content-type': 'text/html' } });
}

/** What stands before a system answers so, whatever its own errors look like. */
function busy(): Response {
  return new Response('Too Many Requests', { status: 429, headers: { 'retry-after': String(restSeconds) } });
}

function withoutPrefix(request: Request, prefix: string): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(prefix.length) || '/';
  return new Request(url, request);
}

/** Hands a request below `emulatorPrefix` to its emulator: switched faults apply, and both sides are recorded. */
export function createDispatch(emulators: Partial<Record<System, Emulator>>, world: Surroundings) {
  return async (request: Request): Promise<Answer> => {
    const { pathname, search } = new URL(request.url);
    const system = pathname.split('/')[2];
    const emulator = isSystem(system) ? emulators[system] : undefined;
    if (!isSystem(system) || emulator === undefined)
      return Response.json({ error: 'no such emulator' }, { status: 404 });
    const prefix = `${emulatorPrefix}${system}`;
    const settle = world.requests.record({
      at: new Date(world.clock.now()).toISOString(),
      system,
      method: request.method,
      path: pathname.slice(prefix.length) + search,
      headers: withoutSecrets(request.headers),
      body: await request.clone().text(),
    });
    const mode = world.faults.take(system);
    if (mode === 'down') return 'hang up';
    if (mode === 'slow') await delay(slowMs);
    const answer =
      mode === 'garbage' ? garbage() : mode === 'busy' ? busy() : await emulator(withoutPrefix(request, prefix));
    if (mode === 'dropped') {
      // Only what was carried out to its end is dropped.
      await answer.arrayBuffer();
      return 'hang up';
    }
    settle({ status: answer.status, body: await answer.clone().text() });
    return answer;
  };
}
