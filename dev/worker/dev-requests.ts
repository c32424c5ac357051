import { alarmRegistry, devEnv } from './dev-env.ts';
import type { Newcomer } from './residents.ts';
import { setOffset } from './world-time.ts';

/** Paths that only the development entry has; the product never sees them. */
const devPrefix = '/__dev/';

/** What the launcher may ask of the product past its own doors. */
export interface DevAccess {
  /** What a deployment does each hour. */
  hourly(): Promise<void>;
  /** What waits for Postgres. */
  backlog(): Promise<object>;
  /** Who of some people has an account. */
  residents(people: readonly Newcomer[]): Promise<readonly object[]>;
}

/** Answers the launcher's own requests; undefined for everything that is meant for the product. */
export async function answerDevRequest(request: Request, product: DevAccess): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith(devPrefix)) return undefined;
  if (request.headers.get('x-dev-secret') !== devEnv.DEV_SECRET) return undefined;
  switch (pathname.slice(devPrefix.length)) {
    case 'clock':
      return moveClock(request);
    case 'hourly':
      await product.hourly();
      return new Response(null, { status: 204 });
    case 'backlog':
      return Response.json(await product.backlog());
    case 'residents':
      return Response.json(await product.residents(await request.json()));
    case 'alarms':
      return Response.json(await alarmRegistry().list());
    default:
      return undefined;
  }
}

async function moveClock(request: Request): Promise<Response> {
  const { offsetSeconds }: { offsetSeconds: number } = await request.json();
  setOffset(offsetSeconds);
  return Response.json({ woken: await alarmRegistry().wakeDue() });
}
