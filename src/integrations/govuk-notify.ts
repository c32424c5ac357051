import { SignJWT } from 'jose';
import { z } from 'zod';
import { utf8 } from '../crypto/utf8';
import type { EpochSeconds } from '../domain/brands';
import type { DeliveryOutcome, Message, MessageTemplate } from '../domain/message';
import type { Config } from '../env';

/** What the client of GOV.UK Notify works with. */
export interface NotifyParts {
  readonly notify: Config['notify'];
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

/** What became of a message, and whether Notify itself is well: a message it refuses says nothing against it. */
export interface NotifyAnswer {
  readonly outcome: DeliveryOutcome;
  readonly supplierIsWell: boolean;
}

const DEADLINE_MILLIS = 5000;
const UUID_LENGTH = 36;
const failed: NotifyAnswer = { outcome: 'failed', supplierIsWell: false };

/** Which values of a template a person has typed: Notify takes links and Markdown out of them. */
const typedByPeople: Readonly<Record<MessageTemplate, readonly string[]>> = { 'email-code': [], 'sms-code': [] };

const acceptance = z.object({ id: z.uuid(), reference: z.string() });

/**
 * Sends one message through GOV.UK Notify. Sent twice under the same id it is the same message with the same code,
 * so a doubtful answer is a failure and may be tried again.
 * @param id names the message to Notify, as its `reference`; says nothing about the person
 * @see GOV.UK Notify REST API documentation: "Send a message", "Error codes"
 */
export async function sendByNotify(parts: NotifyParts, id: string, message: Message): Promise<NotifyAnswer> {
  const templateId = parts.notify.templates[message.template];
  if (templateId === undefined) return failed;
  const { fetch: post = fetch } = parts;
  try {
    const response = await post(`${parts.notify.baseUrl}/v2/notifications/${message.channel}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token(parts)}`, 'content-type': 'application/json' },
      body: JSON.stringify(requestBody(id, message, templateId)),
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MILLIS),
    });
    return await readAnswer(response, id);
  } catch {
    return failed;
  }
}

/** The key is a name and two UUIDs, of which the last is the secret. @see GOV.UK Notify REST API documentation, "Authorisation header" */
function token({ notify: { apiKey }, now }: NotifyParts): Promise<string> {
  const secret = apiKey.slice(-UUID_LENGTH);
  const service = apiKey.slice(-2 * UUID_LENGTH - 1, -UUID_LENGTH - 1);
  return new SignJWT()
    .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
    .setIssuer(service)
    .setIssuedAt(now())
    .sign(utf8(secret));
}

function requestBody(reference: string, message: Message, templateId: string): Record<string, unknown> {
  const common = { template_id: templateId, personalisation: message.personalisation, reference };
  switch (message.channel) {
    case 'sms':
      return { phone_number: message.to, ...common };
    case 'email': {
      const typed = typedByPeople[message.template];
      return { email_address: message.to, ...common, ...(typed.length > 0 && { sanitise_content_for: typed }) };
    }
  }
}

async function readAnswer(response: Response, id: string): Promise<NotifyAnswer> {
  const body: unknown = await response.json().catch(() => undefined);
  // Ensure that it is Notify who answers, and about this message.
  if (response.status === 201) {
    const accepted = acceptance.safeParse(body);
    return accepted.success && accepted.data.reference === id ? { outcome: 'delivered', supplierIsWell: true } : failed;
  }
  // A bad request stays bad: a number or an address that Notify will never send to.
  if (response.status === 400 && body !== undefined) return { outcome: 'refused', supplierIsWell: true };
  // Our key, their limits, their fault: another time.
  return failed;
}
