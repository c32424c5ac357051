import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { AppContext } from '../src/context';
import { recordReceipt } from '../src/flows/record-receipt';
import { smallBody } from '../src/http/body';
import { jsonOnly } from '../src/http/forms';

/** What is read of a receipt, and nothing else: the rest names a person. */
const notifyReceipt = z.object({
  id: z.uuid(),
  reference: z.string().min(1).max(100),
  status: z.enum(['delivered', 'temporary-failure', 'permanent-failure', 'technical-failure']),
});

/** Without a configured token there is no such address. */
export const requireReceiptToken = createMiddleware<AppContext>(async (c, next) =>
  c.var.config.notifyCallbackToken === undefined ? c.notFound() : next(),
);

const answers = {
  refused: [
    401,
    { error: 'invalid_token', error_description: 'The token is not the one that was set at GOV.UK Notify.' },
  ],
  malformed: [400, { error: 'invalid_request', error_description: 'This is no receipt of GOV.UK Notify.' }],
  unknown: [404, { error: 'not_found', error_description: 'There is no such message.' }],
} as const;

/** Where GOV.UK Notify tells what became of a message. @see GOV.UK Notify REST API documentation, "Delivery receipts" */
export const receipts = new Hono<AppContext>().post('/receipts/govuk-notify', smallBody, jsonOnly, async (c) => {
  const outcome = await recordReceipt(c.var.ports, {
    token: /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1],
    read: async () => {
      const sent = notifyReceipt.safeParse(await c.req.json().catch(() => undefined));
      if (!sent.success) return undefined;
      const { id, reference, status } = sent.data;
      return { supplier: 'govuk-notify', supplierId: id, reference, state: status };
    },
  });
  if (outcome === 'noted') return c.body(null, 204);
  const [status, body] = answers[outcome];
  if (status === 401) c.header('www-authenticate', 'Bearer');
  return c.json(body, status);
});
