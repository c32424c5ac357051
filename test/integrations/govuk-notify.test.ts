import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClock } from '../../dev/clock';
import { createNotifyEmulator } from '../../dev/emulators/govuk-notify/emulator';
import { templateIds } from '../../dev/emulators/govuk-notify/templates';
import { openInbox } from '../../dev/inbox';
import { randomId } from '../../src/crypto/random';
import { seal } from '../../src/crypto/sealing';
import { type EmailAddress, epochSeconds, type PhoneNumber } from '../../src/domain/brands';
import type { Message, SealedMessage } from '../../src/domain/message';
import { sendByNotify } from '../../src/integrations/govuk-notify';
import { deliverMessage } from '../../src/integrations/message-delivery';

const apiKey = 'gatehouse-6e0f1c1c-59a9-4f5c-8a0c-0d7a5b3f1a01-1f6bd7b2-52f1-4d2b-9c92-44c1a2a4d502';
const otherKey = 'gatehouse-6e0f1c1c-59a9-4f5c-8a0c-0d7a5b3f1a01-00000000-52f1-4d2b-9c92-44c1a2a4d502';
const baseUrl = 'https://notify.example';
const masterKeys = new Map([[1, new Uint8Array(32).fill(1)]]);
const personalisation = { code: '123456', minutes: '60' };
const email = (to = 'ada@example.org'): Message => ({
  channel: 'email',
  to: to as EmailAddress,
  template: 'email-code',
  personalisation,
});
const sms = (to = '+447700900123'): Message => ({
  channel: 'sms',
  to: to as PhoneNumber,
  template: 'sms-code',
  personalisation,
});

let folder: string;
let world: ReturnType<typeof openWorld>;
const openWorld = () => {
  const clock = openClock(join(folder, 'clock.json'));
  const inbox = openInbox(join(folder, 'inbox.jsonl'));
  const emulator = createNotifyEmulator({ clock, inbox, apiKey, baseUrl });
  const requests: Request[] = [];
  const post: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    return emulator(request);
  };
  return { clock, inbox, requests, post };
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-notify-'));
  world = openWorld();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const parts = (
  overrides: { readonly apiKey?: string; readonly fetch?: typeof fetch; readonly skew?: number } = {},
) => ({
  notify: { baseUrl, apiKey: overrides.apiKey ?? apiKey, templates: JSON.parse(templateIds) as Record<string, string> },
  now: () => epochSeconds(world.clock.now() / 1000 + (overrides.skew ?? 0)),
  fetch: overrides.fetch ?? world.post,
});
const answering =
  (response: () => Response): typeof fetch =>
  async () =>
    response();
const delivered = { outcome: 'delivered', supplierIsWell: true };
const failed = { outcome: 'failed', supplierIsWell: false };

describe('a message through GOV.UK Notify', () => {
  it('arrives by e-mail and by text with its code', async () => {
    expect(await sendByNotify(parts(), 'm1', email())).toEqual(delivered);
    expect(await sendByNotify(parts(), 'm2', sms())).toEqual(delivered);
    expect(world.inbox.list({ to: 'ada@example.org' })).toMatchObject([{ channel: 'email', code: '123456' }]);
    expect(world.inbox.list({ to: '07700 900123' })).toMatchObject([{ channel: 'sms', code: '123456' }]);
  });

  it('carries its id as the reference, and no name of the person outside the body', async () => {
    await sendByNotify(parts(), 'm1', email());
    const [request] = world.requests;
    expect(await request?.json()).toMatchObject({ reference: 'm1' });
    expect([request?.url, ...(request?.headers.values() ?? [])].join()).not.toContain('ada');
  });

  it('is signed so that Notify accepts it within half a minute, and not with another key or time', async () => {
    expect(await sendByNotify(parts({ skew: 30 }), 'm', email())).toEqual(delivered);
    expect(await sendByNotify(parts({ skew: -30 }), 'm', email())).toEqual(delivered);
    expect(await sendByNotify(parts({ skew: 32 }), 'm', email())).toEqual(failed);
    expect(await sendByNotify(parts({ apiKey: otherKey }), 'm', email())).toEqual(failed);
  });

  it('is refused for good when Notify will never send to the number, which says nothing against Notify', async () => {
    expect(await sendByNotify(parts(), 'm', sms('+4477009'))).toEqual({ outcome: 'refused', supplierIsWell: true });
  });

  it.each([
    ['no answer', () => Promise.reject(new TypeError('connection refused'))],
    ['too many requests', answering(() => Response.json({ errors: [] }, { status: 429 }))],
    ['a fault of theirs', answering(() => Response.json({ errors: [] }, { status: 500 }))],
    ['somebody else', answering(() => new Response('<!doctype html>', { status: 200 }))],
    ['a created page', answering(() => new Response('<!doctype html>', { status: 201 }))],
    [
      'an answer about another message',
      answering(() => Response.json({ id: crypto.randomUUID(), reference: 'other' }, { status: 201 })),
    ],
    ['a bad request that is a page', answering(() => new Response('<!doctype html>', { status: 400 }))],
    [
      'a redirect',
      answering(() => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } })),
    ],
  ])('has failed for now, and is never taken for delivered: %s', async (_what, post) => {
    expect(await sendByNotify(parts({ fetch: post }), 'm', email())).toEqual(failed);
  });
});

describe('the delivery of a sealed message', () => {
  const circuit = (open = false) => {
    const reports: boolean[] = [];
    return { reports, admits: async () => !open, report: async (succeeded: boolean) => void reports.push(succeeded) };
  };
  const sealed = async (message: Message, keys = masterKeys): Promise<SealedMessage> => {
    const id = randomId();
    return {
      id,
      channel: message.channel,
      template: message.template,
      sealed: await seal(keys, 'message', JSON.stringify(message), id),
    };
  };
  const deliver = (message: SealedMessage, gate = circuit(), overrides: Parameters<typeof parts>[0] = {}) => {
    const { notify, now, fetch } = parts(overrides);
    return deliverMessage({ config: { masterKeys, notify }, circuit: gate, now, fetch }, message);
  };

  it('opens it, sends it, and says that the supplier is well', async () => {
    const gate = circuit();
    expect(await deliver(await sealed(email()), gate)).toBe('delivered');
    expect(gate.reports).toEqual([true]);
    expect(world.inbox.list({})).toHaveLength(1);
  });

  it('does not call a supplier whose circuit is open', async () => {
    expect(await deliver(await sealed(email()), circuit(true))).toBe('failed');
    expect(world.requests).toHaveLength(0);
  });

  it('tells the circuit of a failure, and not of a number that is refused', async () => {
    const [away, refused] = [circuit(), circuit()];
    await deliver(await sealed(email()), away, { fetch: () => Promise.reject(new TypeError('away')) });
    await deliver(await sealed(sms('+4477009')), refused);
    expect([away.reports, refused.reports]).toEqual([[false], [true]]);
  });

  it('sends nothing that does not open: another key, or the text of another message', async () => {
    const message = await sealed(email());
    const other = new Map([[1, new Uint8Array(32).fill(2)]]);
    expect(await deliver(await sealed(email(), other))).toBe('failed');
    expect(await deliver({ ...message, id: randomId() })).toBe('failed');
    expect(world.requests).toHaveLength(0);
  });
});
