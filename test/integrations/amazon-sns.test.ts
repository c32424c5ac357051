import { createHash, createHmac } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnsTroubles } from '../../dev/emulators/amazon-sns/emulator';
import { epochSeconds } from '../../src/domain/brands';
import type { PhoneMessage } from '../../src/domain/message';
import { type SnsParts, sendBySns } from '../../src/integrations/amazon-sns';
import { answering, brokenOff } from './support/post';
import { openSuppliers, type Suppliers, snsKeys } from './support/suppliers';

let world: Suppliers;
beforeEach(async () => {
  world = await openSuppliers();
});
afterEach(() => world.close());

interface Changes {
  readonly sns?: Partial<SnsParts['sns']>;
  readonly sender?: string;
  readonly fetch?: typeof fetch;
  readonly skew?: number;
  readonly of?: Suppliers;
}
const parts = (changes: Changes = {}): SnsParts => {
  const { config, text, now } = changes.of ?? world;
  return {
    sns: { ...config.sns, ...changes.sns },
    sender: changes.sender ?? 'Gatehouse',
    text: (message) => text(message, 'auth.gatehouse.example'),
    now: () => epochSeconds(now() + (changes.skew ?? 0)),
    ...(changes.fetch === undefined ? {} : { fetch: changes.fetch }),
  };
};
const send = (message: PhoneMessage, changes: Changes = {}) => sendBySns(parts(changes), message);
const accepted = { outcome: 'accepted', supplierIsWell: true };
const refused = { outcome: 'refused', supplierIsWell: true };
const declined = { outcome: 'not-accepted', supplierIsWell: true };
const notAccepted = { outcome: 'not-accepted', supplierIsWell: false };
const unknown = { outcome: 'unknown', supplierIsWell: false };

describe('a message through Amazon SNS', () => {
  it('arrives as a text with the words that the other suppliers send', async () => {
    expect(await send(world.sms())).toEqual(accepted);
    expect(world.inbox.list({ to: '07700 900123' })).toMatchObject([
      {
        channel: 'sms',
        code: '123456',
        provider: 'amazon-sns',
        body: world.text(world.sms(), 'auth.gatehouse.example'),
      },
    ]);
  });

  it('is transactional and names its sender, message by message', async () => {
    await send(world.sms());
    const [request] = world.requests.list({ system: 'amazon-sns' });
    const form = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toMatchObject({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: '+447700900123',
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
      'MessageAttributes.entry.2.Name': 'AWS.SNS.SMS.SenderID',
      'MessageAttributes.entry.2.Value.StringValue': 'Gatehouse',
    });
    expect([request?.path, JSON.stringify(request?.headers)].join()).not.toContain('7700900123');
  });

  it('is signed for a quarter of an hour, before and after', async () => {
    expect(await send(world.sms(), { skew: 890 })).toEqual(accepted);
    expect(await send(world.sms(), { skew: -890 })).toEqual(accepted);
    expect(await send(world.sms(), { skew: 910 })).toEqual(notAccepted);
    expect(await send(world.sms(), { skew: -910 })).toEqual(notAccepted);
  });

  it('is signed for its host: sent to another one it is not accepted', async () => {
    const elsewhere: typeof fetch = (input, init) =>
      fetch(String(input).replace('https://sns.eu-west-2.amazonaws.com', world.config.sns.baseUrl), init);
    expect(
      await send(world.sms(), { sns: { baseUrl: 'https://sns.eu-west-2.amazonaws.com' }, fetch: elsewhere }),
    ).toEqual(notAccepted);
    expect(world.inbox.list({})).toEqual([]);
  });

  it.each([
    ['another access key', { accessKeyId: 'LOCALOTHER' }],
    ['another secret', { secretAccessKey: 'another' }],
    ['another region', { region: 'us-east-1' }],
  ])('is not accepted with %s', async (_what, sns) => {
    expect(await send(world.sms(), { sns })).toEqual(notAccepted);
    expect(world.inbox.list({})).toEqual([]);
  });

  it('is refused for good at a number that is none, or a landline', async () => {
    expect(await send(world.sms('+0123'))).toEqual(refused);
    expect(await send(world.sms('+441632960123'))).toEqual(refused);
  });

  it('may be given to another supplier when the person has opted out of those of Amazon', async () => {
    expect(await send(world.sms('+447700900996'))).toEqual(declined);
  });

  it.each<[what: string, troubles: SnsTroubles]>([
    ['the user may not publish', { forbidden: true }],
    ['too many requests', { fault: 'Throttling' }],
    ['an internal fault', { fault: 'InternalError' }],
  ])('is certainly not accepted: %s', async (_what, sns) => {
    const bound = await openSuppliers({ sns });
    const sent = await send(bound.sms(), { of: bound });
    await bound.close();
    expect(sent).toEqual(notAccepted);
  });

  it.each<[what: string, troubles: SnsTroubles]>([
    ['the sandbox, at a number that was not verified', { verifiedNumbers: ['+447700900999'] }],
    ['the money of the month', { quotaSpent: true }],
  ])('is accepted and never arrives: %s. Only the person can tell, who asks for another', async (_what, sns) => {
    const bound = await openSuppliers({ sns });
    const sent = await send(bound.sms(), { of: bound });
    const arrived = bound.inbox.list({});
    await bound.close();
    expect([sent, arrived]).toEqual([accepted, []]);
  });

  it.each([
    ['no answer', () => Promise.reject(new TypeError('connection refused'))],
    ['a fault of theirs', answering(() => new Response('', { status: 503 }))],
    ['a bad request that is a page', answering(() => new Response('<!doctype html>', { status: 400 }))],
    [
      'a refusal that they have not told of',
      answering(() => new Response('<Error><Code>NewCode</Code></Error>', { status: 400 })),
    ],
  ])('was certainly not taken: %s', async (_what, post) => {
    expect(await send(world.sms(), { fetch: post })).toEqual(notAccepted);
  });

  it.each([
    ['a page', answering(() => new Response('<!doctype html>'))],
    ['an answer that breaks off', answering(() => brokenOff(200))],
    ['no id in the answer', answering(() => new Response('<PublishResponse><PublishResult/></PublishResponse>'))],
  ])('may have been taken, and is never held for delivered: %s', async (_what, post) => {
    expect(await send(world.sms(), { fetch: post })).toEqual(unknown);
  });
});

describe('the emulator of Amazon SNS', () => {
  const good = {
    Action: 'Publish',
    Version: '2010-03-31',
    PhoneNumber: '+447700900123',
    Message: 'x',
  };
  const publish = async (
    form: Record<string, string>,
    change: (headers: Headers) => void = () => undefined,
    sent = new URLSearchParams(form).toString(),
  ) => {
    const url = `${world.config.sns.baseUrl}/`;
    const body = new URLSearchParams(form).toString();
    const datetime = new Date(world.now() * 1000).toISOString().replace(/[:-]|\.\d{3}/g, '');
    const { headers } = await new AwsV4Signer({
      method: 'POST',
      url,
      body,
      service: 'sns',
      datetime,
      ...snsKeys,
    }).sign();
    change(headers);
    const answer = await fetch(url, { method: 'POST', headers, body: sent });
    return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
  };

  it.each<[what: string, change: (headers: Headers) => void, code: string]>([
    ['no signature', (headers) => headers.delete('authorization'), 'MissingAuthenticationToken'],
    ['another scheme', (headers) => headers.set('authorization', 'Bearer x'), 'IncompleteSignature'],
    ['no time', (headers) => headers.delete('x-amz-date'), 'IncompleteSignature'],
    [
      'another time than was signed',
      (headers) => headers.set('x-amz-date', '20000101T000000Z'),
      'SignatureDoesNotMatch',
    ],
  ])('refuses %s', async (_what, change, code) => {
    expect((await publish(good, change))[1]).toBe(code);
    expect(await publish(good)).toEqual([200, undefined]);
  });

  it('refuses a good signature that leaves out the host', async () => {
    const body = new URLSearchParams(good).toString();
    const signedBy = (names: readonly string[]) => {
      const stamp = new Date(world.now() * 1000).toISOString().replace(/[:-]|\.\d{3}/g, '');
      const values: Readonly<Record<string, string>> = {
        host: new URL(world.config.sns.baseUrl).host,
        'x-amz-date': stamp,
      };
      const hash = (text: string) => createHash('sha256').update(text).digest('hex');
      const scope = [stamp.slice(0, 8), snsKeys.region, 'sns', 'aws4_request'];
      const path = `${new URL(world.config.sns.baseUrl).pathname}/`;
      const lines = names.map((name) => `${name}:${values[name]}\n`).join('');
      const request = ['POST', path, '', lines, names.join(';'), hash(body)].join('\n');
      const key = scope.reduce<string | Buffer>(
        (derived, part) => createHmac('sha256', derived).update(part).digest(),
        `AWS4${snsKeys.secretAccessKey}`,
      );
      const signature = createHmac('sha256', key)
        .update(['AWS4-HMAC-SHA256', stamp, scope.join('/'), hash(request)].join('\n'))
        .digest('hex');
      const credential = [snsKeys.accessKeyId, ...scope].join('/');
      const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
      return { authorization, 'x-amz-date': stamp, 'content-type': 'application/x-www-form-urlencoded' };
    };
    const post = async (names: readonly string[]) =>
      (await fetch(`${world.config.sns.baseUrl}/`, { method: 'POST', headers: signedBy(names), body })).status;
    expect(await post(['x-amz-date'])).toBe(403);
    expect(await post(['host', 'x-amz-date'])).toBe(200);
  });

  it('refuses a text that was changed after it was signed', async () => {
    const forged = new URLSearchParams({ ...good, PhoneNumber: '+447700900124' }).toString();
    expect(await publish(good, undefined, forged)).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it.each([
    ['another action', { Action: 'Subscribe' }, 'InvalidAction'],
    ['no text', { Message: '' }, 'ValidationException'],
    ['a text of 1,601 characters', { Message: 'x'.repeat(1601) }, 'InvalidParameter'],
    ['a number without its country', { PhoneNumber: '07700900123' }, 'InvalidParameter'],
    [
      'a sender of twelve letters',
      {
        'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SenderID',
        'MessageAttributes.entry.1.Value.DataType': 'String',
        'MessageAttributes.entry.1.Value.StringValue': 'GatehouseABC',
      },
      'InvalidParameterValue',
    ],
    [
      'an attribute without a type',
      { 'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType' },
      'InvalidParameterValue',
    ],
    ['a number that opted out', { PhoneNumber: '+447700900996' }, 'OptedOut'],
  ])('refuses %s', async (_what, change, code) => {
    expect(await publish({ ...good, ...change })).toEqual([400, code]);
  });
});
