import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppContext } from '../../src/context';
import { type StepName, stepNamed } from '../../src/domain/journey';
import { limits } from '../../src/domain/limits';
import { wholeBody } from '../../src/http/body';
import { noCrowd, noPasswordCrowd, passwordForms } from '../../src/http/crowd';
import { drawnPages } from '../support/drawn-pages';

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
  const all = new Hono<AppContext>();
  app = all
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
  for (const path of passwordForms) all.use(path, wholeBody, noPasswordCrowd);
  all.all('*', async (c) => {
    if (c.req.header('slow') !== undefined) await ended;
    await c.req.arrayBuffer();
    return c.text('done');
  });
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

describe('networks that are worked for at the same time', () => {
  const least = limits.requestsAtOnceLeftToEach.value;
  const others = (count: number) =>
    Array.from({ length: count }, (_none, other) => ask('/slow', `198.51.100.${network}.${other}`));
  /** How many of a full crowd are worked for. */
  const workedFor = async () => {
    const all = fill();
    await Promise.resolve();
    end();
    return (await Promise.all(all)).filter(({ status }) => status === 200).length;
  };

  it.each([
    [1, most / 2],
    [3, most / 4],
  ])('share what one may have alone: beside %i others it is worked for %i times at once', async (count, share) => {
    others(count);
    expect(await workedFor()).toBe(share);
  });

  it('leave each a share, however many they are', async () => {
    others(most);
    expect(await workedFor()).toBe(least);
  });

  it('take nothing from each other when they are done', async () => {
    const done = others(3);
    end();
    await Promise.all(done);
    expect(await workedFor()).toBe(most);
  });
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

describe('forms with a password', () => {
  const mostPasswords = limits.passwordsAtOnce.value;
  const signIn = '/journey/an-interaction/sign-in/password';
  const send = async (path: string, method = 'POST', headers = {}, body?: ReadableStream | string): Promise<Response> =>
    app.request(
      path,
      { method, headers: { from: `192.0.2.${network}`, ...headers }, ...(body && { body, duplex: 'half' }) },
      {},
      { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} },
    );
  const crowd = (count: number) => Array.from({ length: count }, () => send(signIn, 'POST', { slow: 'yes' }));
  const steps: readonly StepName[] = ['sign-in-credential', 'sign-in-password', 'set-password', 'register-password'];
  const journeyForms = steps.map((step) => `/journey/x/${stepNamed(step).page}`);
  const forms = [...journeyForms, '/account/password', '/reset/link/token'];

  it('are all whose pages have a field for one', async () => {
    const pages = (await drawnPages()).filter(({ html }) => html.includes('type="password"'));
    const actions = pages.flatMap(({ html }) => /<form[^>]* action="([^"]*)"/.exec(html)?.[1] ?? []);
    const known = forms.map((form) => form.replace('/journey/x', ''));
    expect(actions.filter((action) => !known.includes(action))).toEqual([]);
    expect(new Set(actions).size).toBe(forms.length);
  });

  it.each(forms)('beyond those that can be hashed in time are told when to come back, at once: %s', async (form) => {
    const slow = crowd(mostPasswords);
    const away = await send(form);
    expect([away.status, Number(away.headers.get('retry-after')) > 0]).toEqual([503, true]);
    end();
    expect((await Promise.all(slow)).every(({ status }) => status === 200)).toBe(true);
    expect((await send(form)).status).toBe(200);
  });

  it('that are the last that can be are looked at', async () => {
    void crowd(mostPasswords - 1);
    expect((await send(signIn)).status).toBe(200);
  });

  it.each([
    ['the page itself', 'GET', signIn],
    ['a token request', 'POST', '/token'],
    ['the form that asks for an address', 'POST', '/journey/an-interaction/sign-in'],
    ['the form that takes a code', 'POST', '/journey/an-interaction/sign-in/passcode'],
  ])('never turn away %s', async (_what, method, path) => {
    void crowd(mostPasswords);
    expect((await send(path, method)).status).toBe(200);
  });

  describe('share the places by network', () => {
    const from = (address: string) => ({ from: address });
    const slowly = (address: string) => send(signIn, 'POST', { ...from(address), slow: 'yes' });

    it('so that one that keeps sending lets the others sign in', async () => {
      void crowd(mostPasswords);
      expect((await send(signIn)).status).toBe(503);
      expect((await send(signIn, 'POST', from(`198.51.100.${network}`))).status).toBe(200);
    });

    it('so that two have half of them each', async () => {
      const other = `198.51.100.${network}`;
      void slowly(other);
      void crowd(mostPasswords / 2);
      expect((await send(signIn)).status).toBe(503);
      for (let more = 1; more < mostPasswords / 2; more += 1) void slowly(other);
      expect((await send(signIn, 'POST', from(other))).status).toBe(503);
    });

    it('which a rented /48 is one of', async () => {
      for (let line = 0; line < mostPasswords; line += 1) void slowly(`2001:db8:${network}:${line}::/64`);
      expect((await send(signIn, 'POST', from(`2001:db8:${network}:ffff::/64`))).status).toBe(503);
      expect((await send(signIn, 'POST', from(`2001:db9:${network}:ffff::/64`))).status).toBe(200);
    });

    it('as far as there are any, for all of them together', async () => {
      const all = limits.passwordsAtOnceOfAll.value;
      for (let other = 1; other < all; other += 1) void slowly(`198.51.100.${network}.${other}`);
      expect((await send(signIn)).status).toBe(200);
      void slowly(`198.51.100.${network}.${all}`);
      expect((await send(signIn)).status).toBe(503);
    });
  });

  it.each(['sign-in/credential', 'register/password'])(
    'let a passkey in whatever passwords there are: %s',
    async (page) => {
      void crowd(mostPasswords);
      const give = (form: string) => send(`/journey/an-interaction/${page}`, 'POST', {}, form);
      expect((await give('csrf=x&passkey=%7B%7D')).status).toBe(200);
      expect((await give('passkey=&password=x&passkey=%7B%7D')).status).toBe(503);
    },
  );

  it('that bring a passkey which nobody asks for are counted as any other', async () => {
    void crowd(mostPasswords);
    expect((await send(signIn, 'POST', {}, 'passkey=%7B%7D&password=x')).status).toBe(503);
  });

  it('that are sent slowly take up no place', async () => {
    const endless = () => new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('password=')) });
    for (let slow = 0; slow < mostPasswords; slow += 1) void send(signIn, 'POST', {}, endless());
    await new Promise((resolve) => setTimeout(resolve));
    expect((await send(signIn)).status).toBe(200);
  });
});
