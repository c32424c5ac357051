import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SnsError } from './sns-error.ts';

/** The access key of the local account, and the place it is used at. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** The path as the caller named it, also below another server's prefix. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const toleranceMillis = 15 * 60_000;
const shape =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/((\d{8})\/([\w-]+)\/(\w+)\/aws4_request), ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function readAuthorization(header: string | null, region: string): Authorization {
  if (header === null) throw new SnsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  const [, accessKeyId = '', scope = '', date = '', scopeRegion, service, names = '', signature = ''] =
    shape.exec(header) ?? [];
  if (accessKeyId === '') throw new SnsError('IncompleteSignature', 'Authorization header is not of the known form');
  if (service !== 'sns' || scopeRegion !== region)
    throw new SnsError('SignatureDoesNotMatch', `Credential should be scoped to ${region} and service sns`);
  return { accessKeyId, date, scope, signedHeaders: names.split(';'), signature };
}

function readTime(text: string | null): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '') ?? [];
  const [year, month = 0, ...rest] = parts.map(Number);
  if (year === undefined) throw new SnsError('IncompleteSignature', 'X-Amz-Date is missing or not of the known form');
  return Date.UTC(year, month - 1, ...rest);
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalRequest({ method, path, query, headers, body }: WireRequest, signed: readonly string[]): string {
  const encodedPath = path.split('/').map(encode).join('/');
  const pairs = [...query].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const lines = signed.map((name) => `${name}:${(headers.get(name) ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [method, encodedPath, pairs.join('&'), lines.join(''), signed.join(';'), sha256(body)].join('\n');
}

/**
 * Checks Signature Version 4 of a request, by the steps of its documentation and with none of the product's code.
 * @param now milliseconds, by the emulator's clock
 * @throws SnsError
 * @see AWS documentation, "Create a signed AWS API request"
 */
export function checkSignature(request: WireRequest, credentials: Credentials, now: number): void {
  const claimed = readAuthorization(request.headers.get('authorization'), credentials.region);

  // Ensure that the key is one of ours.
  if (claimed.accessKeyId !== credentials.accessKeyId)
    throw new SnsError('InvalidClientTokenId', 'The security token included in the request is invalid.');

  // Ensure that the signature is for this host, and that its time is within a quarter of an hour of ours.
  if (!claimed.signedHeaders.includes('host'))
    throw new SnsError('SignatureDoesNotMatch', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const stamp = request.headers.get('x-amz-date');
  const signedAt = readTime(stamp);
  if (Math.abs(now - signedAt) > toleranceMillis || !stamp?.startsWith(claimed.date))
    throw new SnsError('SignatureDoesNotMatch', `Signature expired: ${stamp} is too far from the present time`);

  // Ensure that all of it was signed with the secret of the key.
  const toSign = ['AWS4-HMAC-SHA256', stamp, claimed.scope, sha256(canonicalRequest(request, claimed.signedHeaders))];
  const key = ['sns', 'aws4_request'].reduce(
    (derived, part) => hmac(derived, part),
    hmac(hmac(`AWS4${credentials.secretAccessKey}`, claimed.date), credentials.region),
  );
  const right = hmac(key, toSign.join('\n'));
  if (!timingSafeEqual(right, Buffer.from(claimed.signature, 'hex')))
    throw new SnsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
}
