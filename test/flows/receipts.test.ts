import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { receipts, requireReceiptToken } from '../../routes/receipts';
import type { Receipt } from '../../src/domain/receipt';

const token = 'token-of-the-tests-32-characters';
const receipt = {
  id: '740e5834-3a29-46b4-9a6f-16142fde533a',
  reference: 'reference',
  to: '+447700900123',
  status: 'delivered',
  created_at: '2026-11-25T12:00:00Z',
  notification_type: 'sms',
};

let configured: string | undefined;
let noted: Receipt[];
let known: boolean;
const app = new Hono<{ Variables: Record<string, unknown> }>();
app.use('*', async (c, next) => {
  c.set('ports', {
    receipts: {
      isNotify: (given: string | undefined) => given !== undefined && given === configured,
      record: async (one: Receipt) => {
        noted.push(one);
        return known ? 'noted' : 'unknown';
      },
    },
  });
  c.set('config', { notifyCallbackToken: configured });
  await next();
});
app.use('/receipts/*', requireReceiptToken);
app.route('/', receipts);

beforeEach(() => {
  [configured, noted, known] = [token, [], true];
});
const post = (body: unknown = receipt, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
  app.request('/receipts/govuk-notify', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('a receipt of GOV.UK Notify', () => {
  it.each(['delivered', 'temporary-failure', 'permanent-failure', 'technical-failure'])(
    'is noted: %s; nothing that names a person is read of it',
    async (status) => {
      expect((await post({ ...receipt, status })).status).toBe(204);
      expect(noted).toEqual([
        { supplier: 'govuk-notify', supplierId: receipt.id, reference: 'reference', state: status },
      ]);
    },
  );

  it('is an address there is not where no token is configured', async () => {
    configured = undefined;
    expect((await post()).status).toBe(404);
    expect((await post(receipt, {})).status).toBe(404);
    expect(noted).toEqual([]);
  });

  it.each([
    ['no token', {}],
    ['another token', { authorization: `Bearer ${token.replace('t', 'T')}` }],
    ['a longer one', { authorization: `Bearer ${token}x` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${token}` }],
  ])('is refused with %s, whatever it says', async (_what, headers) => {
    for (const body of [receipt, 'x']) {
      const answer = await post(body, headers);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
    expect(noted).toEqual([]);
  });

  it.each([
    ['no JSON', 'x'],
    ['no reference', { ...receipt, reference: null }],
    ['a state that is not final', { ...receipt, status: 'sending' }],
    ['no id', { ...receipt, id: '1' }],
    ['nothing', {}],
  ])('that is none is refused: %s', async (_what, body) => {
    expect((await post(body)).status).toBe(400);
    expect(noted).toEqual([]);
  });

  it('of a message that is not known is asked for again: Notify repeats what was not taken', async () => {
    known = false;
    expect((await post()).status).toBe(404);
  });
});
