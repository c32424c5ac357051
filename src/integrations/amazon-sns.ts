import { AwsV4Signer } from 'aws4fetch';
import type { EpochSeconds } from '../domain/brands';
import type { PhoneMessage } from '../domain/message';
import type { SupplierAnswer } from '../domain/message-supplier';
import type { Config } from '../env';
import { accepted, callSupplier, declined, judgeStranger, refused, type SupplierReply } from './supplier-call';

/** What the client of Amazon SNS works with. */
export interface SnsParts {
  readonly sns: NonNullable<Config['sns']>;
  /** Who the message is from, as the phone shows it. */
  readonly sender: string;
  /** The whole text of a message. */
  text(message: PhoneMessage): string;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

/** What says that the number is none. */
const wrongNumber: ReadonlySet<string> = new Set([
  'InvalidParameter',
  'InvalidParameterValue',
  'ValidationException',
  'ValidationError',
]);

/**
 * Sends one text message through Amazon SNS, signed by Signature Version 4 for this host and minute.
 * @see Amazon SNS API Reference, "Publish"; AWS Signature Version 4
 */
export async function sendBySns(parts: SnsParts, message: PhoneMessage): Promise<SupplierAnswer> {
  const { baseUrl, region, accessKeyId, secretAccessKey } = parts.sns;
  const signed = await new AwsV4Signer({
    method: 'POST',
    url: `${baseUrl}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: requestBody(parts, message),
    service: 'sns',
    region,
    accessKeyId,
    secretAccessKey,
    datetime: new Date(parts.now() * 1000).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  }).sign();
  const { method, headers, body } = signed;
  return judge(await callSupplier(signed.url.href, { method, headers, body: body ?? null }, parts.fetch));
}

function requestBody({ sender, text }: SnsParts, message: PhoneMessage): string {
  const attributes = [
    ['AWS.SNS.SMS.SMSType', 'Transactional'],
    ['AWS.SNS.SMS.SenderID', sender],
  ];
  return new URLSearchParams([
    ['Action', 'Publish'],
    ['Version', '2010-03-31'],
    ['PhoneNumber', message.to],
    ['Message', text(message)],
    ...attributes.flatMap(([name = '', value = ''], index) => {
      const entry = `MessageAttributes.entry.${index + 1}`;
      return [
        [`${entry}.Name`, name],
        [`${entry}.Value.DataType`, 'String'],
        [`${entry}.Value.StringValue`, value],
      ];
    }),
  ]).toString();
}

/** Their answers are short and of one shape: two elements are read, and no XML is parsed. */
function judge(reply: SupplierReply): SupplierAnswer {
  if (reply.kind !== 'answer') return judgeStranger(reply);
  if (reply.status === 200)
    return /<PublishResult>\s*<MessageId>[\w-]+<\/MessageId>/.test(reply.text) ? accepted : judgeStranger(reply);
  const code = /<Error>[\s\S]*?<Code>(\w+)<\/Code>/.exec(reply.text)?.[1];
  if (reply.status !== 400 || code === undefined) return judgeStranger(reply);
  if (wrongNumber.has(code)) return refused;
  // Who wrote STOP to Amazon's number may still be reached through others.
  return code === 'OptedOut' ? declined : judgeStranger(reply);
}
