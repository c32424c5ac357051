import { SignJWT } from 'jose';
import { z } from 'zod';
import { utf8 } from '../crypto/utf8';
import type { EpochSeconds, PhoneNumber } from '../domain/brands';
import type { EmailTemplate, Message } from '../domain/message';
import type { SupplierAnswer } from '../domain/message-supplier';
import type { Config } from '../env';
import {
  accepted,
  callSupplier,
  declined,
  jsonOf,
  judgeStranger,
  refused,
  type SupplierReply,
  unknown,
} from './supplier-call';

/** What the client of GOV.UK Notify works with. */
export interface NotifyParts {
  readonly notify: Config['notify'];
  /** The host of the issuer: the last line of a text message names it. */
  readonly host: string;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

const UUID_LENGTH = 36;

/** Which values of a template come of what a person or their browser said: Notify takes links and Markdown out of them. */
const saidByPeople: Readonly<Record<EmailTemplate, readonly string[]>> = {
  'email-code': [],
  'reset-link': [],
  'reset-no-password': [],
  'password-changed': ['device'],
  'new-sign-in': ['device'],
  'passkey-added': ['device'],
  'passkey-removed': ['device'],
  'passkey-copied': ['device'],
  'device-copied': ['device'],
  'identity-proved': ['device'],
  'passkeys-asked': ['device', 'passkeys'],
  'passkeys-ready': ['passkeys'],
  'passkeys-put-off': ['device'],
};

const acceptance = z.object({ id: z.uuid(), reference: z.string() });
const refusal = z.object({ errors: z.array(z.object({ error: z.string() })).min(1) });

/**
 * Sends one message through GOV.UK Notify. Sent twice under the same id it is the same message with the same code.
 * @param id names the message to Notify, as its `reference`; says nothing about the person
 * @see GOV.UK Notify REST API documentation: "Send a message", "Error codes"
 */
export async function sendByNotify(parts: NotifyParts, id: string, message: Message): Promise<SupplierAnswer> {
  const templateId = parts.notify.templates[message.template];
  if (templateId === undefined) return declined;
  const reply = await callSupplier(
    `${parts.notify.baseUrl}/v2/notifications/${message.channel}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${await token(parts)}`, 'content-type': 'application/json' },
      body: JSON.stringify(requestBody(parts.host, { id, message, templateId })),
    },
    parts.fetch,
  );
  return judge(reply, id);
}

const listed = z.object({ notifications: z.array(z.object({ reference: z.string().nullable() })) });

/**
 * Asks Notify whether it has taken a message before: when the word of it was lost, sending it again would double it.
 * @param id as it was sent under
 * @returns undefined when Notify does not know it
 * @see GOV.UK Notify REST API documentation, "Get the status of multiple messages"
 */
export async function findAtNotify(parts: Omit<NotifyParts, 'host'>, id: string): Promise<SupplierAnswer | undefined> {
  const reply = await callSupplier(
    `${parts.notify.baseUrl}/v2/notifications?reference=${encodeURIComponent(id)}`,
    { headers: { authorization: `Bearer ${await token(parts)}` } },
    parts.fetch,
  );
  const said = reply.kind === 'answer' && reply.status === 200 ? listed.safeParse(jsonOf(reply.text)) : undefined;
  if (said?.success !== true) return judgeStranger(reply);
  return said.data.notifications.some(({ reference }) => reference === id) ? accepted : undefined;
}

const notification = z.object({ reference: z.string(), status: z.string(), phone_number: z.string().nullable() });

/**
 * Asks Notify what became of a message: a receipt bears no signature, so what matters is read again.
 * @returns the number, if it can never be reached
 * @see GOV.UK Notify REST API documentation, "Get the status of one message"
 */
export async function readUnreachable(
  parts: Omit<NotifyParts, 'host'>,
  notifyId: string,
  reference: string,
): Promise<PhoneNumber | undefined> {
  const reply = await callSupplier(
    `${parts.notify.baseUrl}/v2/notifications/${encodeURIComponent(notifyId)}`,
    { headers: { authorization: `Bearer ${await token(parts)}` } },
    parts.fetch,
  );
  if (reply.kind !== 'answer' || reply.status !== 200) return undefined;
  const said = notification.safeParse(jsonOf(reply.text));
  if (!said.success || said.data.reference !== reference || said.data.status !== 'permanent-failure') return undefined;
  return said.data.phone_number === null ? undefined : (said.data.phone_number as PhoneNumber);
}

/** The key is a name and two UUIDs, of which the last is the secret. @see GOV.UK Notify REST API documentation, "Authorisation header" */
function token({ notify: { apiKey }, now }: Pick<NotifyParts, 'notify' | 'now'>): Promise<string> {
  const secret = apiKey.slice(-UUID_LENGTH);
  const service = apiKey.slice(-2 * UUID_LENGTH - 1, -UUID_LENGTH - 1);
  return new SignJWT()
    .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
    .setIssuer(service)
    .setIssuedAt(now())
    .sign(utf8(secret));
}

interface Sending {
  readonly id: string;
  readonly message: Message;
  readonly templateId: string;
}

function requestBody(host: string, { id, message, templateId }: Sending): Record<string, unknown> {
  const common = { template_id: templateId, reference: id };
  if (message.channel !== 'email')
    return { phone_number: message.to, ...common, personalisation: { ...message.personalisation, domain: host } };
  const said = saidByPeople[message.template];
  return {
    email_address: message.to,
    ...common,
    personalisation: message.personalisation,
    ...(said.length > 0 && { sanitise_content_for: said }),
  };
}

function judge(reply: SupplierReply, id: string): SupplierAnswer {
  if (reply.kind !== 'answer') return judgeStranger(reply);
  const body = jsonOf(reply.text);
  // Ensure that it is Notify who answers, and about this message.
  if (reply.status === 201) {
    const answer = acceptance.safeParse(body);
    return answer.success && answer.data.reference === id ? accepted : unknown;
  }
  const said = refusal.safeParse(body);
  if (reply.status !== 400 || !said.success) return judgeStranger(reply);
  // What does not validate stays wrong: a number or an address that is none. Else our account may not do it.
  return said.data.errors.every(({ error }) => error === 'ValidationError') ? refused : declined;
}
