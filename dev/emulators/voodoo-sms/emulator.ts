import { randomInt, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { WorldClock } from '../../clock.ts';
import type { Inbox } from '../../inbox.ts';
import type { Emulator } from '../dispatch.ts';
import { parseSendRequest, VoodooError } from './send-request.ts';

/** Refusals of the account: locked out, no credits left, limits of a sub-account. */
export const accountRefusals = {
  19: 'Account is locked out',
  21: 'You do not have enough credits',
  38: 'Sub account has no credits',
  39: 'Sub account credit limit reached',
  40: 'Sub account is not allowed to use credits',
} as const;

/** What the emulator is part of. */
export interface VoodooOptions {
  readonly clock: WorldClock;
  readonly inbox: Inbox;
  readonly apiKey: string;
  /** What stands against the account just now; nothing in a healthy world. */
  readonly refusal?: keyof typeof accountRefusals;
}

type ReportStatus = 'Delivered' | 'Sent - Awaiting Delivery' | 'Undelivered' | 'Expired' | 'Rejected';

/** A message as the delivery report shows it. */
interface Report {
  readonly id: string;
  readonly reference: string;
  readonly recipient: string;
  readonly status: ReportStatus;
  readonly at: number;
}

/** Numbers that never get their messages, for the reports of it. */
const failing: Readonly<Record<string, ReportStatus>> = {
  '447700900992': 'Undelivered',
  '447700900993': 'Expired',
  '447700900994': 'Rejected',
  '447700900995': 'Sent - Awaiting Delivery',
};
const startingCredits = 10_000;

function isKey(authorization: string | undefined, apiKey: string): boolean {
  const [given, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${apiKey}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** How many messages a text is paid as. @see Voodoo SMS REST API documentation, "Message length" */
export function segments(text: string): number {
  if (/[^\x20-\x7e\n\r£¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüàΔΦΓΛΩΠΨΣΘΞ€]/.test(text)) return Math.ceil(text.length / 70);
  const length = text.length + (text.match(/[|^{}[\]~\\€]/g)?.length ?? 0);
  return length <= 160 ? 1 : Math.ceil(length / 152);
}

/**
 * Voodoo SMS as a caller sees it. A message to a landline is read out by the network: it arrives in the inbox as `voice`.
 * @see Voodoo SMS REST API documentation
 */
export function createVoodooEmulator({ clock, inbox, apiKey, refusal }: VoodooOptions): Emulator {
  const reports: Report[] = [];
  let credits = startingCredits;

  const send = async (request: Request) => {
    const message = parseSendRequest(await request.json().catch(() => undefined));
    if (refusal !== undefined) throw new VoodooError(400, refusal, accountRefusals[refusal]);
    const cost = segments(message.msg);
    credits -= cost;
    const id = String(randomInt(10_000_000, 99_999_999));
    const { to: recipient, reference } = message;
    const status = failing[recipient] ?? 'Delivered';
    reports.unshift({ id, reference, recipient, status, at: clock.now() });
    const channel = /^44[12]/.test(recipient) ? 'voice' : 'sms';
    if (status === 'Delivered')
      inbox.deliver({ channel, to: `+${recipient}`, body: message.msg, provider: 'voodoo-sms' }, clock.now());
    return Response.json({
      count: 1,
      originator: message.from,
      body: message.msg,
      credits: cost,
      balance: credits,
      messages: [{ id, recipient, reference, status: 'PENDING_SENT' }],
    });
  };

  const app = new Hono()
    .use(async (c, next) => {
      if (!isKey(c.req.header('authorization'), apiKey)) throw new VoodooError(401, 10, 'Invalid API key');
      await next();
    })
    .post('/sendsms', (c) => send(c.req.raw))
    .get('/report', (c) => {
      const { message_id: id, external_reference: reference, status, limit = '25' } = c.req.query();
      const found = reports.filter(
        (report) =>
          (id === undefined || report.id === id) &&
          (reference === undefined || report.reference === reference) &&
          (status === undefined || report.status === status),
      );
      return c.json({
        report: found.slice(0, Number(limit)).map(({ reference: external_reference, at, ...report }) => ({
          ...report,
          external_reference,
          timestamp: Math.floor(at / 1000),
        })),
      });
    })
    .get('/credits', (c) => c.json({ amount: credits }))
    .get('/balance', (c) => c.json({ amount: credits }))
    .notFound(() => new VoodooError(404, 1, 'Unknown request').answer())
    .onError((thrown) => {
      if (thrown instanceof VoodooError) return thrown.answer();
      throw thrown;
    });
  return async (request) => app.fetch(request);
}
