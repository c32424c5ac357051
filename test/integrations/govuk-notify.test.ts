import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NotifyAccount } from '../../dev/emulators/govuk-notify/account';
import { listenOnLoopback } from '../../dev/http-server';
import { findFreePort } from '../../dev/ports';
import type { Message } from '../../src/domain/message';
import { type NotifyParts, readUnreachable, sendByNotify } from '../../src/integrations/govuk-notify';
import { until } from '../support/until';
import { answering, brokenOff, watched } from './support/post';
import { notifyKey, openSuppliers, type Suppliers } from './support/suppliers';

const otherKey = 'gatehouse-6e0f1c1c-59a9-4f5c-8a0c-0d7a5b3f1a01-00000000-52f1-4d2b-9c92-44c1a2a4d502';

let world: Suppliers;
beforeEach(async () => {
  world = await openSuppliers();
});
afterEach(() => world.close());

const parts = (
  changes: { readonly apiKey?: string; readonly fetch?: typeof fetch; readonly skew?: number } = {},
): NotifyParts => ({
  notify: { ...world.config.notify, apiKey: changes.apiKey ?? notifyKey },
  host: 'auth.gatehouse.example',
  now: () => (world.now() + (changes.skew ?? 0)) as ReturnType<NotifyParts['now']>,
  ...(changes.fetch === undefined ? {} : { fetch: changes.fetch }),
});
const send = (message: Message, changes: Parameters<typeof parts>[0] = {}, id = 'm') =>
  sendByNotify(parts(changes), id, message);
const accepted = { outcome: 'accepted', supplierIsWell: true };
const refused = { outcome: 'refused', supplierIsWell: true };
const declined = { outcome: 'not-accepted', supplierIsWell: true };
const notAccepted = { outcome: 'not-accepted', supplierIsWell: false };
const unknown = { outcome: 'unknown', supplierIsWell: false };

describe('a message through GOV.UK Notify', () => {
  it('arrives by e-mail and by text with its code', async () => {
    expect(await send(world.email())).toEqual(accepted);
    expect(await send(world.sms())).toEqual(accepted);
    expect(world.inbox.list({ to: 'ada@example.org' })).toMatchObject([{ channel: 'email', code: '123456' }]);
    expect(world.inbox.list({ to: '07700 900123' })).toMatchObject([
      { channel: 'sms', code: '123456', provider: 'govuk-notify' },
    ]);
  });

  it('has, as a text, the same words as those of the other suppliers, and the line for this host last', async () => {
    await send(world.sms());
    const [message] = world.inbox.list({});
    expect(message?.body).toBe(world.text(world.sms(), 'auth.gatehouse.example'));
    expect(message?.body.split('\n').at(-1)).toBe('@auth.gatehouse.example #123456');
  });

  it('carries its id as the reference, and no name of the person outside the body', async () => {
    const { requests, fetch } = watched();
    await send(world.email(), { fetch }, 'm1');
    const [request] = requests;
    expect(await request?.json()).toMatchObject({ reference: 'm1' });
    expect([request?.url, ...(request?.headers.values() ?? [])].join()).not.toContain('ada');
  });

  it('has links and Markdown taken out of what a browser said, and out of nothing else', async () => {
    const personalisation = {
      when: 'noon',
      device: '# [Win](https://evil.example/now)',
      link: 'https://auth.example/x',
    };
    const notice = { ...world.email(), template: 'new-sign-in', personalisation } as Message;
    const { requests, fetch } = watched();
    expect(await send(notice, { fetch })).toEqual(accepted);
    await send(world.email(), { fetch });
    const bodies = await Promise.all(requests.map(async (request) => (await request.json()) as object));
    expect(bodies[0]).toMatchObject({ sanitise_content_for: ['device'] });
    expect(bodies[1]).not.toHaveProperty('sanitise_content_for');
    const [, seen] = world.inbox.list({ to: 'ada@example.org' });
    expect([seen?.body.includes('evil.example'), seen?.body.includes(personalisation.link)]).toEqual([false, true]);
  });

  it('is signed so that Notify accepts it within half a minute, before or after, and not beyond', async () => {
    expect(await send(world.email(), { skew: 29 })).toEqual(accepted);
    expect(await send(world.email(), { skew: -29 })).toEqual(accepted);
    expect(await send(world.email(), { skew: 32 })).toEqual(notAccepted);
    expect(await send(world.email(), { skew: -32 })).toEqual(notAccepted);
  });

  it('is not accepted under another key', async () => {
    expect(await send(world.email(), { apiKey: otherKey })).toEqual(notAccepted);
    expect(await send(world.email(), { apiKey: notifyKey.replace('6e0f', '0000') })).toEqual(notAccepted);
  });

  it.each([
    ['not enough digits', '+4477009'],
    ['too many digits', '+4477009001234'],
    ['not a UK mobile number', '+441632960123'],
    ['letters', '+44770090012x'],
    ['no country prefix', '+8371234567'],
  ])('is refused for good, which says nothing against Notify: %s', async (_what, to) => {
    expect(await send(world.sms(to))).toEqual(refused);
  });

  it('is refused for good at what is no e-mail address', async () => {
    expect(await send(world.email('ada'))).toEqual(refused);
  });

  it.each<[what: string, account: NotifyAccount]>([
    ['the service is in trial mode', { trial: true }],
    ['the key is for the team only', { key: 'team' }],
  ])('may be given to another supplier: %s', async (_what, account) => {
    const bound = await openSuppliers({ notify: account });
    const sent = await sendByNotify({ ...parts(), notify: bound.config.notify }, 'm', bound.sms());
    await bound.close();
    expect(sent).toEqual(declined);
  });

  it('may be given to another supplier when Notify may not send abroad; in the country it goes on', async () => {
    const bound = await openSuppliers({ notify: { international: false } });
    const to = (number: string) => sendByNotify({ ...parts(), notify: bound.config.notify }, 'm', bound.sms(number));
    const [abroad, here] = [await to('+33612345678'), await to('+447700900123')];
    await bound.close();
    expect([abroad, here]).toEqual([declined, accepted]);
  });

  it.each<[what: string, account: NotifyAccount]>([
    ['the service is archived', { archived: true }],
    ['the texts of the day are spent', { daily: { sms: 0 } }],
    ['an internal fault', { fault: 'internal' }],
  ])('is certainly not accepted: %s', async (_what, account) => {
    const bound = await openSuppliers({ notify: account });
    const sent = await sendByNotify({ ...parts(), notify: bound.config.notify }, 'm', bound.sms());
    await bound.close();
    expect(sent).toEqual(notAccepted);
  });

  it('is not accepted for a template that Notify does not know, or that was never set up', async () => {
    const templates = { 'email-code': crypto.randomUUID() };
    const notify = { ...world.config.notify, templates };
    expect(await sendByNotify({ ...parts(), notify }, 'm', world.email())).toEqual(declined);
    expect(await sendByNotify({ ...parts(), notify }, 'm', world.sms())).toEqual(declined);
  });

  it.each([
    ['no answer', () => Promise.reject(new TypeError('connection refused'))],
    ['too many requests', answering(() => Response.json({ errors: [] }, { status: 429 }))],
    ['a fault of theirs', answering(() => Response.json({ errors: [] }, { status: 500 }))],
    ['a bad request that is a page', answering(() => new Response('<!doctype html>', { status: 400 }))],
    ['a fault that breaks off at its head', answering(() => new Response('<', { status: 502 }))],
    [
      'a redirect, which is not followed',
      answering(() => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } })),
    ],
  ])('was certainly not taken: %s', async (_what, post) => {
    expect(await send(world.email(), { fetch: post })).toEqual(notAccepted);
  });

  it.each([
    ['somebody else', answering(() => new Response('<!doctype html>', { status: 200 }))],
    ['a created page', answering(() => new Response('<!doctype html>', { status: 201 }))],
    ['an answer that breaks off', answering(() => brokenOff(201))],
    [
      'an answer about another message',
      answering(() => Response.json({ id: crypto.randomUUID(), reference: 'other' }, { status: 201 })),
    ],
  ])('may have been taken, and is never held for delivered: %s', async (_what, post) => {
    expect(await send(world.email(), { fetch: post })).toEqual(unknown);
  });
});

describe('the emulator of GOV.UK Notify', () => {
  const ask = (path: string, init: RequestInit = {}) => fetch(`${world.baseUrl('govuk-notify')}${path}`, init);
  const secret = new TextEncoder().encode(notifyKey.slice(-36));
  const service = notifyKey.slice(-73, -37);
  const signed = async (changes: { readonly alg?: string; readonly iss?: unknown; readonly iat?: number } = {}) => {
    const { alg = 'HS256', iss = service, iat = world.now() } = changes;
    const jwt = await new SignJWT(iss === null ? { iat } : ({ iss, iat } as Record<string, unknown>))
      .setProtectedHeader({ alg })
      .sign(secret);
    return `Bearer ${jwt}`;
  };
  const errorOf = async (answer: Response) => {
    const body = (await answer.json()) as { status_code: number; errors: { error: string; message: string }[] };
    return [answer.status, body.status_code, body.errors[0]?.error];
  };

  it.each([
    ['no token', async () => undefined, 401],
    ['another scheme', async () => 'Basic eDp5', 401],
    ['what is no token', async () => 'Bearer x', 403],
    ['another algorithm', () => signed({ alg: 'HS512' }), 403],
    ['no issuer', () => signed({ iss: null }), 403],
    ['an issuer that is no id', () => signed({ iss: 'gatehouse' }), 403],
    ['another service', () => signed({ iss: crypto.randomUUID() }), 403],
    ['a token of the future', () => signed({ iat: world.now() + 31 }), 403],
    ['a stale token', () => signed({ iat: world.now() - 32 }), 403],
  ])('refuses %s', async (_what, authorization, status) => {
    const header = await authorization();
    const answer = await ask('/v2/notifications', header === undefined ? {} : { headers: { authorization: header } });
    expect(await errorOf(answer)).toEqual([status, status, 'AuthError']);
    expect((await ask('/v2/notifications', { headers: { authorization: await signed() } })).status).toBe(200);
  });

  it('takes links and Markdown out of what a person has typed, and says so', async () => {
    const answer = await ask('/v2/notifications/email', {
      method: 'POST',
      headers: { authorization: await signed() },
      body: JSON.stringify({
        email_address: 'ada@example.org',
        template_id: world.config.notify.templates['email-code'],
        personalisation: { code: '# Win https://evil.example/now', life: '1 hour' },
        sanitise_content_for: ['code'],
      }),
    });
    expect(answer.status).toBe(201);
    expect(JSON.stringify(await answer.json())).not.toContain('evil.example');
    expect(world.inbox.list({})[0]?.body).not.toMatch(/evil|(?<!\\)#/);
  });

  it('refuses a sender that the account does not have, and a message above 2 MB', async () => {
    const post = async (more: object) =>
      errorOf(
        await ask('/v2/notifications/email', {
          method: 'POST',
          headers: { authorization: await signed() },
          body: JSON.stringify({
            email_address: 'ada@example.org',
            template_id: world.config.notify.templates['email-code'],
            personalisation: { code: '1', life: '1 hour' },
            ...more,
          }),
        }),
      );
    expect(await post({ email_reply_to_id: crypto.randomUUID() })).toEqual([400, 400, 'BadRequestError']);
    const long = { code: 'x'.repeat(2_000_001), minutes: '1' };
    expect(await post({ personalisation: long })).toEqual([400, 400, 'BadRequestError']);
  });

  it.each([
    ['a missing property', { template_id: undefined }],
    ['a property too many', { surprise: true }],
    ['a template id that is none', { template_id: '1' }],
    ['personalisation that is none', { personalisation: 'x' }],
  ])('refuses %s', async (_what, change) => {
    const good = { phone_number: '+447700900123', template_id: world.config.notify.templates['sms-code'] };
    const personalisation = { code: '1', minutes: '5', domain: 'auth.gatehouse.example' };
    const post = async (body: object) => {
      const headers = { authorization: await signed() };
      return ask('/v2/notifications/sms', { method: 'POST', headers, body: JSON.stringify(body) });
    };
    expect(await errorOf(await post({ ...good, personalisation, ...change }))).toEqual([400, 400, 'ValidationError']);
    expect((await post({ ...good, personalisation })).status).toBe(201);
  });

  it('counts the messages of a day, abroad by themselves, and begins anew at midnight UTC', async () => {
    const bound = await openSuppliers({ notify: { daily: { sms: 3, international: 1 } } });
    const to = (number: string) =>
      sendByNotify({ ...parts(), now: bound.now, notify: bound.config.notify }, 'm', bound.sms(number));
    const [abroad, here] = ['+33612345678', '+447700900123'];
    const day = [await to(abroad), await to(abroad), await to(here), await to(here), await to(here)];
    bound.clock.advance(86_400 - (bound.now() % 86_400));
    const next = [await to(here), await to(abroad)];
    await bound.close();
    expect(day).toEqual([accepted, notAccepted, accepted, accepted, notAccepted]);
    expect(next).toEqual([accepted, accepted]);
  });

  it('has forgotten a message after seven days', async () => {
    const authorization = async () => ({ headers: { authorization: await signed() } });
    await send(world.sms(), {}, 'm7');
    const list = (await (await ask('/v2/notifications?reference=m7', await authorization())).json()) as {
      notifications: { id: string; status: string }[];
    };
    const [{ id, status } = { id: '', status: '' }] = list.notifications;
    expect(status).toBe('delivered');
    expect((await ask(`/v2/notifications/${id}`, await authorization())).status).toBe(200);
    world.clock.advance(7 * 86_400 + 1);
    expect(await errorOf(await ask(`/v2/notifications/${id}`, await authorization()))).toEqual([
      404,
      404,
      'NoResultFound',
    ]);
  });

  it('answers 429 above so many requests in a minute, and not a minute later', async () => {
    const bound = await openSuppliers({ notify: { perMinute: 3 } });
    const one = () => sendByNotify({ ...parts(), now: bound.now, notify: bound.config.notify }, 'm', bound.sms());
    const answers = [await one(), await one(), await one(), await one()];
    bound.clock.advance(61);
    const later = await one();
    await bound.close();
    expect(answers).toEqual([accepted, accepted, accepted, notAccepted]);
    expect(later).toEqual(accepted);
  });

  it.each([
    ['+447700900003', 'temporary-failure'],
    ['+447700900002', 'permanent-failure'],
    ['+447700900123', 'delivered'],
  ])('tells a test key that a text to %s is %s, and delivers nothing', async (to, status) => {
    const test = await openSuppliers({ notify: { key: 'test' } });
    await sendByNotify({ ...parts(), notify: test.config.notify }, 'm', test.sms(to));
    const answer = await fetch(`${test.baseUrl('govuk-notify')}/v2/notifications`, {
      headers: { authorization: await signed({ iat: test.now() }) },
    });
    const delivered = test.inbox.list({});
    await test.close();
    expect(await answer.json()).toMatchObject({ notifications: [{ status }] });
    expect(delivered).toEqual([]);
  });
});

describe('a receipt of GOV.UK Notify', () => {
  /** An account that notes the receipts it gets, and answers them so. */
  async function anAccount(status: () => number) {
    const port = await findFreePort();
    const got: { readonly bearer: string | null; readonly body: Record<string, unknown> }[] = [];
    const server = await listenOnLoopback(port, {
      answer: async (request) => {
        got.push({
          bearer: request.headers.get('authorization'),
          body: (await request.json()) as Record<string, unknown>,
        });
        return new Response(null, { status: status() });
      },
      upgrade: (_request, socket) => void socket.destroy(),
    });
    const of = await openSuppliers({ callback: { url: `http://localhost:${port}/receipts`, token: 'the token' } });
    return { of, got, close: () => Promise.all([server.close(), of.close()]) };
  }

  it.each([
    ['+447700900123', 'delivered'],
    ['+447700900990', 'permanent-failure'],
    ['+447700900991', 'temporary-failure'],
  ])('of a text to %s says %s, and bears the token that was set', async (to, status) => {
    const { of, got, close } = await anAccount(() => 204);
    await sendByNotify({ ...parts(), notify: of.config.notify, now: of.now }, 'm1', of.sms(to));
    await until('the receipt', async () => got[0]);
    const id = got[0]?.body['id'];
    const notify = { notify: of.config.notify, now: of.now };
    const again = await readUnreachable(notify, String(id), 'm1');
    const other = await readUnreachable(notify, String(id), 'm2');
    await close();
    expect(got).toMatchObject([{ bearer: 'Bearer the token', body: { reference: 'm1', to, status } }]);
    // What matters is read again, and of no other message.
    expect([again, other]).toEqual([status === 'permanent-failure' ? to : undefined, undefined]);
  });

  it('that is not taken comes again after five minutes, five times at most', async () => {
    const { of, got, close } = await anAccount(() => 503);
    await sendByNotify({ ...parts(), notify: of.config.notify, now: of.now }, 'm1', of.sms());
    for (let round = 1; round <= 6; round += 1) {
      await until(`receipt ${round}`, async () => got[round - 1]);
      // Half a minute is left for a machine that is slow: the world's clock goes on by itself.
      of.clock.advance(270);
      await new Promise((done) => setTimeout(done, 600));
      expect(got).toHaveLength(round);
      of.clock.advance(30);
    }
    await new Promise((done) => setTimeout(done, 700));
    await close();
    expect(got).toHaveLength(6);
  }, 60_000);

  it('cannot be read again while Notify is away, or says nonsense', async () => {
    for (const mode of ['down', 'garbage'] as const) {
      world.faults.set({ system: 'govuk-notify', mode });
      expect(await readUnreachable(parts(), crypto.randomUUID(), 'm')).toBeUndefined();
    }
  });
});
