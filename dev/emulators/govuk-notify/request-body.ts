import { isUuid } from './authentication.ts';
import { NotifyError } from './notify-error.ts';
import { checkPhoneNumber } from './phone-number.ts';

/** The channels that this emulator sends by, and the property that names the recipient of each. */
export const recipientProperty = { sms: 'phone_number', email: 'email_address' } as const;

export type Channel = keyof typeof recipientProperty;

/** A request to send, checked. */
export interface SendRequest {
  readonly recipient: string;
  readonly templateId: string;
  readonly personalisation: Readonly<Record<string, unknown>>;
  readonly reference: string | null;
  readonly unsubscribeUrl: string | null;
  readonly sanitised: readonly string[];
  /** Who it is to be from, or where answers go: an id that the account must know. */
  readonly sender: string | null;
}

const optionalProperties: Readonly<Record<Channel, readonly string[]>> = {
  sms: ['personalisation', 'reference', 'sms_sender_id'],
  email: ['personalisation', 'reference', 'email_reply_to_id', 'one_click_unsubscribe_url', 'sanitise_content_for'],
};

const emailAddress =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkRecipient(channel: Channel, recipient: unknown): string[] {
  if (recipient === undefined) return [];
  const name = recipientProperty[channel];
  if (typeof recipient !== 'string') return [`${name} ${JSON.stringify(recipient)} is not of type string`];
  if (channel === 'sms') return checkPhoneNumber(recipient).map((reason) => `${name} ${reason}`);
  return emailAddress.test(recipient) && recipient.length <= 320 ? [] : [`${name} Not a valid email address`];
}

function checkProperties(channel: Channel, body: Readonly<Record<string, unknown>>): string[] {
  const required = [recipientProperty[channel], 'template_id'];
  const known = [...required, ...optionalProperties[channel]];
  const missing = required.filter((name) => body[name] === undefined).map((name) => `${name} is a required property`);
  const extra = Object.keys(body).filter((name) => !known.includes(name));
  const unexpected = `Additional properties are not allowed (${extra.join(', ')} ${extra.length > 1 ? 'were' : 'was'} unexpected)`;
  const isBadId = body.template_id !== undefined && !isUuid(body.template_id);
  const isBadPersonalisation = body.personalisation !== undefined && !isObject(body.personalisation);
  return [
    ...missing,
    ...(extra.length > 0 ? [unexpected] : []),
    ...(isBadId ? ['template_id is not a valid UUID'] : []),
    ...(isBadPersonalisation ? ['personalisation is not of type object'] : []),
    ...checkRecipient(channel, body[recipientProperty[channel]]),
  ];
}

/** Reads the body of a request to send. @throws NotifyError 400 ValidationError with every reason */
export function parseSendRequest(channel: Channel, body: unknown): SendRequest {
  if (!isObject(body)) throw new NotifyError(400, 'BadRequestError', 'Invalid JSON supplied in POST data');
  const reasons = checkProperties(channel, body);
  if (reasons.length > 0) throw new NotifyError(400, 'ValidationError', ...reasons);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    recipient: String(body[recipientProperty[channel]]),
    templateId: String(body.template_id).toLowerCase(),
    personalisation: isObject(body.personalisation) ? body.personalisation : {},
    reference: text(body.reference),
    unsubscribeUrl: text(body.one_click_unsubscribe_url),
    sender: text(body.sms_sender_id ?? body.email_reply_to_id),
    sanitised: Array.isArray(body.sanitise_content_for) ? body.sanitise_content_for.map(String) : [],
  };
}
