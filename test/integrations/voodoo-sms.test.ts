import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountRefusals, segments } from '../../dev/emulators/voodoo-sms/emulator';
import type { PhoneMessage } from '../../src/domain/message';
import { readVoodooReport, sendByVoodoo, type VoodooParts } from '../../src/integrations/voodoo-sms';
import { answering, brokenOff, watched } from './support/post';
import { openSuppliers, type Suppliers, voodooKey } from './support/suppliers';

let world: Suppliers;
beforeEach(async () => {
  world = await openSuppliers();
});
afterEach(() => world.close());

const parts = (changes: { readonly apiKey?: string; readonly fetch?: typeof fetch; readonly of?: Suppliers } = {}) => {
  const { config, text, now } = changes.of ?? world;
  return {
    voodoo: { ...config.voodoo, apiKey: changes.apiKey ?? voodooKey },
    sender: 'Gatehouse',
    text: (message) => text(message, 'auth.gatehouse.example'),
    now,
    ...(changes.fetch === undefined ? {} : { fetch: changes.fetch }),
  } satisfies VoodooParts;
};
const send = (message: PhoneMessage, changes: Parameters<typeof parts>[0] = {}) =>
  sendByVoodoo(parts(changes), 'm1', message);
const accepted = { outcome: 'accepted', supplierIsWell: true };
const notAccepted = { outcome: 'not-accepted', supplierIsWell: false };
const declined = { outcome: 'not-accepted', supplierIsWell: true };
const unknown = { outcome: 'unknown', supplierIsWell: false };

describe('a message through Voodoo SMS', () => {
  it('arrives as a text, code first and the line for this host last', async () => {
    expect(await send(world.sms())).toEqual(accepted);
    const [message] = world.inbox.list({ to: '07700 900123' });
    expect(message).toMatchObject({ channel: 'sms', code: '123456', provider: 'voodoo-sms' });
    expect(message?.body).toMatch(/^123456 is your Gatehouse security code\..*\n\n@auth\.gatehouse\.example #123456$/s);
  });

  it('is read out to a landline, figure by figure and twice', async () => {
    expect(await send(world.voice())).toEqual(accepted);
    const [message] = world.inbox.list({ to: '01632 960123' });
    expect(message).toMatchObject({ channel: 'voice', code: '123456', provider: 'voodoo-sms' });
    expect(message?.body.match(/1, 2, 3, 4, 5, 6/g)).toHaveLength(2);
    expect(message?.body).not.toContain('@');
  });

  it('names the sender and itself, and lives no longer than its code', async () => {
    const { requests, fetch } = watched();
    await send({ ...world.sms(), expiresAt: (world.now() + 61) as PhoneMessage['expiresAt'] }, { fetch });
    const [request] = requests;
    expect(await request?.json()).toMatchObject({
      to: '447700900123',
      from: 'Gatehouse',
      external_reference: 'm1',
      validity: 2,
    });
    expect([request?.url, ...(request?.headers.values() ?? [])].join()).not.toContain('7700900123');
  });

  it('costs one message', () => {
    expect(segments(world.text(world.sms(), 'auth.gatehouse.example'))).toBe(1);
  });

  it('is not accepted under another key', async () => {
    expect(await send(world.sms(), { apiKey: 'another' })).toEqual(notAccepted);
    expect(world.inbox.list({})).toEqual([]);
  });

  it.each(Object.entries(accountRefusals))('is not accepted while the account is refused: %s, %s', async (code) => {
    const bound = await openSuppliers({ voodoo: Number(code) as keyof typeof accountRefusals });
    const sent = await send(bound.sms(), { of: bound });
    await bound.close();
    expect(sent).toEqual(notAccepted);
  });

  it('may be given to another supplier when the number or the text is not taken, which says nothing against it', async () => {
    expect(await send(world.sms('+0123'))).toEqual(declined);
    const long = { ...world.sms(), personalisation: { code: '1'.repeat(800), minutes: '5' } } as PhoneMessage;
    expect(await send(long)).toEqual(declined);
  });

  it.each([
    ['no answer', () => Promise.reject(new TypeError('connection refused'))],
    ['too many requests', answering(() => Response.json({}, { status: 429 }))],
    ['a fault of theirs', answering(() => new Response('', { status: 503 }))],
    ['a bad request that is a page', answering(() => new Response('<!doctype html>', { status: 400 }))],
    [
      'a redirect',
      answering(() => new Response(null, { status: 307, headers: { location: 'https://elsewhere.example' } })),
    ],
  ])('was certainly not taken: %s', async (_what, post) => {
    expect(await send(world.sms(), { fetch: post })).toEqual(notAccepted);
  });

  it.each([
    ['a page', answering(() => new Response('<!doctype html>'))],
    ['an answer that breaks off', answering(() => brokenOff(200))],
    ['no message in the answer', answering(() => Response.json({ count: 0, messages: [] }))],
    ['another state', answering(() => Response.json({ messages: [{ id: '1', status: 'REJECTED' }] }))],
  ])('may have been taken, and is never held for delivered: %s', async (_what, post) => {
    expect(await send(world.sms(), { fetch: post })).toEqual(unknown);
  });
});

describe('the emulator of Voodoo SMS', () => {
  const ask = (path: string, init: RequestInit = {}, key = voodooKey) =>
    fetch(`${world.baseUrl('voodoo-sms')}${path}`, { ...init, headers: { authorization: `Bearer ${key}` } });
  const sendBody = async (body: object) => {
    const answer = await ask('/sendsms', { method: 'POST', body: JSON.stringify(body) });
    return [answer.status, ((await answer.json()) as { error?: { code: number } }).error?.code];
  };

  it('asks for the key at every address', async () => {
    for (const path of ['/report', '/credits', '/balance', '/elsewhere']) {
      const answer = await ask(path, {}, 'another');
      expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: 10 } }]);
    }
    expect((await ask('/credits')).status).toBe(200);
  });

  it.each([
    ['no number', { to: '', from: 'G', msg: 'x' }, 3],
    ['a number with a plus', { to: '+447700900123', from: 'G', msg: 'x' }, 3],
    ['a sender of twelve letters', { to: '447700900123', from: 'GatehouseABC', msg: 'x' }, 4],
    ['no text', { to: '447700900123', from: 'G' }, 5],
    ['a text of 761 characters', { to: '447700900123', from: 'G', msg: 'x'.repeat(761) }, 6],
    ['no validity', { to: '447700900123', from: 'G', msg: 'x', validity: 0 }, 7],
  ])('refuses %s', async (_what, body, code) => {
    expect(await sendBody(body)).toEqual([400, code]);
    expect(await sendBody({ to: '447700900123', from: 'G', msg: 'x', validity: 5 })).toEqual([200, undefined]);
  });

  it('counts the parts of a text', () => {
    expect([160, 161, 304, 305].map((length) => segments('x'.repeat(length)))).toEqual([1, 2, 2, 3]);
    expect([
      segments('{'.repeat(80)),
      segments('{'.repeat(81)),
      segments('ж'.repeat(70)),
      segments('ж'.repeat(71)),
    ]).toEqual([1, 2, 1, 2]);
  });

  it.each([
    ['447700900123', 'Delivered', 1],
    ['447700900992', 'Undelivered', 0],
    ['447700900993', 'Expired', 0],
    ['447700900994', 'Rejected', 0],
    ['447700900995', 'Sent - Awaiting Delivery', 0],
  ])('reports a message to %s as %s', async (to, status, arrived) => {
    await sendBody({ to, from: 'G', msg: 'x', external_reference: 'r' });
    await sendBody({ to: '447700900124', from: 'G', msg: 'x', external_reference: 'other' });
    expect(await (await ask('/report?external_reference=r')).json()).toMatchObject({
      report: [{ recipient: to, status, external_reference: 'r' }],
    });
    expect(world.inbox.list({ to: `+${to}` })).toHaveLength(arrived);
  });
});

describe('what Voodoo SMS says of a message', () => {
  it.each([
    ['+447700900123', { kind: 'final', state: 'delivered', phone: '+447700900123' }],
    ['+447700900992', { kind: 'final', state: 'temporary-failure', phone: '+447700900992' }],
    ['+447700900993', { kind: 'final', state: 'temporary-failure', phone: '+447700900993' }],
    ['+447700900994', { kind: 'final', state: 'permanent-failure', phone: '+447700900994' }],
    ['+447700900995', { kind: 'pending' }],
  ])('to %s is %o', async (to, report) => {
    await send(world.sms(to));
    await sendByVoodoo(parts(), 'm2', world.sms('+447700900124'));
    expect(await readVoodooReport(parts(), 'm1')).toEqual(report);
  });

  it('is nothing yet of a message that it does not know, and cannot be had under another key or while it is away', async () => {
    expect(await readVoodooReport(parts(), 'm1')).toEqual({ kind: 'pending' });
    expect(await readVoodooReport(parts({ apiKey: 'another' }), 'm1')).toEqual({ kind: 'unavailable' });
    for (const mode of ['down', 'garbage'] as const) {
      world.faults.set({ system: 'voodoo-sms', mode });
      expect(await readVoodooReport(parts(), 'm1')).toEqual({ kind: 'unavailable' });
    }
  });
});
