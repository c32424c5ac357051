import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { NotifyError } from './notify-error.ts';

/** An API key taken apart: `{name}-{service id}-{secret}`, both of the latter UUIDs. */
export interface ApiKey {
  readonly serviceId: string;
  readonly secret: string;
}

const uuidLength = 36;
const toleranceSeconds = 30;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}

/** @throws Error when the text is not an API key */
export function parseApiKey(text: string): ApiKey {
  const secret = text.slice(-uuidLength);
  const serviceId = text.slice(-2 * uuidLength - 1, -uuidLength - 1);
  if (!isUuid(secret) || !isUuid(serviceId)) throw new Error('Not a Notify API key.');
  return { serviceId, secret };
}

function refuse(reason: string): never {
  throw new NotifyError(403, 'AuthError', reason);
}

function readToken(authorization: string | null): string {
  if (authorization === null)
    throw new NotifyError(401, 'AuthError', 'Unauthorized: authentication token must be provided');
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw new NotifyError(401, 'AuthError', 'Unauthorized: authentication bearer scheme must be used');
  return token;
}

function readIssuer(token: string): unknown {
  try {
    if (decodeProtectedHeader(token).alg !== 'HS256') refuse('Invalid token: algorithm used is not HS256');
    return decodeJwt(token).iss;
  } catch (thrown) {
    if (thrown instanceof NotifyError) throw thrown;
    return refuse('Invalid token: signature, api token is not valid');
  }
}

/**
 * Checks the token that comes with a request.
 * @param now epoch seconds, by the emulator's clock
 * @throws NotifyError 401 or 403 AuthError
 * @see GOV.UK Notify REST API documentation, "JSON Web Tokens"
 */
export async function authenticate(authorization: string | null, key: ApiKey, now: number): Promise<void> {
  const token = readToken(authorization);

  // Ensure that the token names this service.
  const issuer = readIssuer(token);
  if (issuer === undefined) refuse('Invalid token: iss field not provided');
  if (!isUuid(issuer)) refuse('Invalid token: service id is not the right data type');
  if (issuer !== key.serviceId) refuse('Invalid token: service not found');

  // Ensure that it was signed with the secret of the key, hyphens included.
  const secret = new TextEncoder().encode(key.secret);
  const { payload } = await jwtVerify(token, secret, {
    algorithms: ['HS256'],
    currentDate: new Date(now * 1000),
  }).catch((thrown: unknown) => {
    if (thrown instanceof errors.JWTExpired) refuse('Error: Your system clock must be accurate to within 30 seconds');
    return refuse('Invalid token: API key not found');
  });

  // Ensure that it was issued within 30 seconds of our time, before or after.
  if (payload.iat === undefined) refuse('Invalid token: iat field not provided');
  if (Math.abs(now - payload.iat) > toleranceSeconds)
    refuse('Error: Your system clock must be accurate to within 30 seconds');
}
