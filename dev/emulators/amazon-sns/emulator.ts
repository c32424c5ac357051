import { randomUUID } from 'node:crypto';
import type { WorldClock } from '../../clock.ts';
import type { Inbox } from '../../inbox.ts';
import type { Emulator } from '../dispatch.ts';
import { type Credentials, checkSignature } from './signature.ts';
import { SnsError, xml } from './sns-error.ts';

/** What stands against the account just now; nothing in a healthy world. */
export interface SnsTroubles {
  /** The account is in the sandbox: it may send to these numbers only. */
  readonly verifiedNumbers?: readonly string[];
  /** The user may not publish. */
  readonly forbidden?: boolean;
  /** This month's money is spent: messages are accepted and never delivered. */
  readonly quotaSpent?: boolean;
  readonly fault?: 'Throttling' | 'InternalError';
}

/** What the emulator is part of. */
export interface SnsOptions {
  readonly clock: WorldClock;
  readonly inbox: Inbox;
  readonly credentials: Credentials;
  /** The address under which the emulator is reached: callers sign its host and path. */
  readonly baseUrl: string;
  readonly troubles?: SnsTroubles;
}

/** Who wrote STOP: nothing is ever sent to this number. */
const optedOut = '+447700900996';
const longestText = 1600;

/** The attributes of a message, by name. */
function readAttributes(form: URLSearchParams): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let entry = 1; form.has(`MessageAttributes.entry.${entry}.Name`); entry += 1) {
    const value = `MessageAttributes.entry.${entry}.Value`;
    if (form.get(`${value}.DataType`) !== 'String' && form.get(`${value}.DataType`) !== 'Number')
      throw new SnsError('InvalidParameterValue', 'The message attribute must have a data type');
    found.set(form.get(`MessageAttributes.entry.${entry}.Name`) ?? '', form.get(`${value}.StringValue`) ?? '');
  }
  return found;
}

function checkAttributes(attributes: ReadonlyMap<string, string>): void {
  const type = attributes.get('AWS.SNS.SMS.SMSType') ?? 'Promotional';
  if (!['Promotional', 'Transactional'].includes(type))
    throw new SnsError('InvalidParameterValue', 'Invalid value for attribute AWS.SNS.SMS.SMSType');
  const sender = attributes.get('AWS.SNS.SMS.SenderID') ?? 'NOTICE';
  if (!/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/.test(sender))
    throw new SnsError('InvalidParameterValue', 'Invalid value for attribute AWS.SNS.SMS.SenderID');
}

/** Reads a request to publish a text message. @throws SnsError */
function readPublish(form: URLSearchParams): { readonly to: string; readonly text: string } {
  if (form.get('Action') !== 'Publish' || form.get('Version') !== '2010-03-31')
    throw new SnsError('InvalidAction', 'The action or operation requested is invalid.');
  const to = form.get('PhoneNumber') ?? '';
  // Landlines cannot receive what it sends.
  if (!/^\+[1-9]\d{7,14}$/.test(to) || /^\+44[12]/.test(to))
    throw new SnsError('InvalidParameter', 'Invalid parameter: PhoneNumber Reason: it is not valid to publish to');
  const text = form.get('Message') ?? '';
  if (text === '')
    throw new SnsError('ValidationException', "1 validation error detected: Value at 'message' is empty");
  if (text.length > longestText) throw new SnsError('InvalidParameter', 'Invalid parameter: Message too long');
  checkAttributes(readAttributes(form));
  return { to, text };
}

/**
 * The part of Amazon SNS that sends text messages, as a caller sees it.
 * @see Amazon SNS API Reference, "Publish"; AWS Signature Version 4
 */
export function createSnsEmulator(options: SnsOptions): Emulator {
  const { clock, inbox, credentials, troubles = {} } = options;
  const prefix = new URL(options.baseUrl).pathname.replace(/\/$/, '');

  const publish = async (request: Request): Promise<Response> => {
    const { method, headers } = request;
    const { pathname, searchParams } = new URL(request.url);
    const body = await request.text();
    checkSignature({ method, path: prefix + pathname, query: searchParams, headers, body }, credentials, clock.now());
    if (troubles.forbidden) throw new SnsError('AuthorizationError', 'User is not authorized to perform: SNS:Publish');
    if (troubles.fault !== undefined) throw new SnsError(troubles.fault, troubles.fault);
    const { to, text } = readPublish(new URLSearchParams(body));
    if (to === optedOut) throw new SnsError('OptedOut', 'The phone number is opted out');
    // A number that was not verified gets nothing in the sandbox, and the caller hears nothing of it.
    const reaches = troubles.verifiedNumbers?.includes(to) ?? true;
    if (reaches && !troubles.quotaSpent)
      inbox.deliver({ channel: 'sms', to, body: text, provider: 'amazon-sns' }, clock.now());
    const result = `<PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>`;
    return xml(
      'PublishResponse',
      `${result}<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`,
    );
  };

  return (request) =>
    publish(request).catch((thrown: unknown) => {
      if (thrown instanceof SnsError) return thrown.answer(randomUUID());
      throw thrown;
    });
}
