import { z } from 'zod';
import type { EpochSeconds, PhoneNumber } from '../domain/brands';
import type { PhoneMessage } from '../domain/message';
import type { SupplierAnswer } from '../domain/message-supplier';
import type { ReceiptState } from '../domain/receipt';
import type { Config } from '../env';
import {
  accepted,
  callSupplier,
  declined,
  jsonOf,
  judgeStranger,
  notAccepted,
  type SupplierReply,
} from './supplier-call';

/** What the client of Voodoo SMS works with. */
export interface VoodooParts {
  readonly voodoo: NonNullable<Config['voodoo']>;
  /** Who the message is from, as the phone shows it. */
  readonly sender: string;
  /** The whole text of a message. */
  text(message: PhoneMessage): string;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

const acceptance = z.object({
  messages: z.array(z.object({ id: z.union([z.string(), z.number()]), status: z.literal('PENDING_SENT') })).length(1),
});
const refusal = z.object({ error: z.object({ code: z.number() }) });

/** Refusals of our account, not of the message: locked out, no credits, limits of a sub-account. */
const accountCodes: ReadonlySet<number> = new Set([19, 21, 38, 39, 40]);

/**
 * Sends one message through Voodoo SMS; to a landline, where the network reads the text out.
 * It is not delivered after its code has expired.
 * @param id names the message to Voodoo, as its `external_reference`; says nothing about the person
 * @see Voodoo SMS REST API documentation, "Send SMS"
 */
export async function sendByVoodoo(parts: VoodooParts, id: string, message: PhoneMessage): Promise<SupplierAnswer> {
  const reply = await callSupplier(
    `${parts.voodoo.baseUrl}/sendsms`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${parts.voodoo.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        to: message.to.slice(1),
        from: parts.sender,
        msg: parts.text(message),
        external_reference: id,
        validity: Math.max(1, Math.ceil((message.expiresAt - parts.now()) / 60)),
      }),
    },
    parts.fetch,
  );
  return judge(reply);
}

function judge(reply: SupplierReply): SupplierAnswer {
  if (reply.kind !== 'answer') return judgeStranger(reply);
  const body = jsonOf(reply.text);
  if (reply.status < 300) return acceptance.safeParse(body).success ? accepted : judgeStranger(reply);
  const said = refusal.safeParse(body);
  if (reply.status !== 400 || !said.success) return judgeStranger(reply);
  // Their codes for a wrong number are not published: whether it is wrong for good, the next supplier says.
  return accountCodes.has(said.data.error.code) ? notAccepted : declined;
}

const report = z.object({
  report: z.array(z.object({ external_reference: z.string(), recipient: z.string(), status: z.string() })),
});
const states: Readonly<Record<string, ReceiptState>> = {
  Delivered: 'delivered',
  Undelivered: 'temporary-failure',
  Expired: 'temporary-failure',
  Rejected: 'permanent-failure',
};

/** What Voodoo SMS says of a message. `pending`: nothing yet, or no such message. */
export type VoodooReport =
  | { readonly kind: 'final'; readonly state: ReceiptState; readonly phone: PhoneNumber }
  | { readonly kind: 'pending' }
  | { readonly kind: 'unavailable' };

/** Asks Voodoo SMS what became of a message. @see Voodoo SMS REST API documentation, "Delivery report" */
export async function readVoodooReport(
  { voodoo, fetch: get }: Pick<VoodooParts, 'voodoo' | 'fetch'>,
  reference: string,
): Promise<VoodooReport> {
  const reply = await callSupplier(
    `${voodoo.baseUrl}/report?external_reference=${encodeURIComponent(reference)}`,
    { headers: { authorization: `Bearer ${voodoo.apiKey}` } },
    get,
  );
  const said = reply.kind === 'answer' && reply.status === 200 ? report.safeParse(jsonOf(reply.text)) : undefined;
  if (said?.success !== true) return { kind: 'unavailable' };
  const line = said.data.report.find(({ external_reference: of }) => of === reference);
  const state = line === undefined ? undefined : states[line.status];
  if (line === undefined || state === undefined) return { kind: 'pending' };
  return { kind: 'final', state, phone: `+${line.recipient}` as PhoneNumber };
}
