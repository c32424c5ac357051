import { alarmRegistry, devEnv } from './dev-env.ts';
import { setOffset } from './world-time.ts';

/** Paths that only the development entry has; the product never sees them. */
const devPrefix = '/__dev/';

/** Answers the launcher's own requests; undefined for everything that is meant for the product. */
export async function answerDevRequest(request: Request): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith(devPrefix)) return undefined;
  if (request.headers.get('x-dev-secret') !== devEnv.DEV_SECRET) return undefined;
  if (pathname === `${devPrefix}clock`) return moveClock(request);
  if (pathname === `${devPrefix}alarms`) return Response.json(await alarmRegistry().list());
  return undefined;
}

async function moveClock(request: Request): Promise<Response> {
  const { offsetSeconds }: { offsetSeconds: number } = await request.json();
  setOffset(offsetSeconds);
  return Response.json({ woken: await alarmRegistry().wakeDue() });
}
