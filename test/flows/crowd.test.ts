import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppContext } from '../../src/context';
import { limits } from '../../src/domain/limits';
import { noCrowd } from '../../src/http/crowd';

const most = limits.requestsAtOncePerNetwork.value;
let end: () => void;
let app: Hono<AppContext>;
let network = 0;
beforeEach(() => {
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  // What an isolate remembers stays: each test comes from networks of its own.
  network += 10;
  app = new Hono<AppContext>()
    .use(async (c, next) => {
      c.set('address', c.req.header('from') ?? '');
      await next();
    })
    .use(noCrowd)
    .get('/slow', async (c) => {
      await ended;
      return c.text('done');
    })
    .get('/quick', (c) => c.text('done'))
    .get('/broken', () => {
      throw new Error('broken');
    })
    .onError((_thrown, c) => c.text('', 500));
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

const ask = async (path: string, from = `192.0.2.${network}`): Promise<Response> =>
  app.request(
    path,
    { headers: { from } },
    {},
    { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} },
  );
const fill = (): readonly Promise<Response>[] => Array.from({ length: most }, () => ask('/slow'));

it('who asks for more at once than one network may is told when to come back, and others are answered', async () => {
  const slow = fill();
  const away = await ask('/quick');
  expect([away.status, Number(away.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect(await away.json()).toMatchObject({ error: 'temporarily_unavailable' });
  expect((await ask('/quick', `192.0.2.${network + 1}`)).status).toBe(200);
  end();
  expect((await Promise.all(slow)).every(({ status }) => status === 200)).toBe(true);
  expect((await ask('/quick')).status).toBe(200);
});

it('the last that one network may ask at once is answered', async () => {
  for (let begun = 1; begun < most; begun += 1) void ask('/slow');
  expect((await ask('/quick')).status).toBe(200);
});

it('a request that failed is not counted on', async () => {
  for (let turn = 0; turn <= most; turn += 1) expect((await ask('/broken')).status).toBe(500);
  expect((await ask('/quick')).status).toBe(200);
});

it('what the platform has cut off is forgotten after half a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  fill();
  expect((await ask('/quick')).status).toBe(429);
  vi.setSystemTime(Date.now() + 30_001);
  expect((await ask('/quick')).status).toBe(200);
});
