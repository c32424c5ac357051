import { createHash, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { WorldPlace } from './shared-world.ts';

/** The issuer, and what a service or an operator needs to know of it. */
export interface IssuerPlace extends Pick<WorldPlace, 'issuer' | 'home'> {
  /** Where it is reached, when that is not its origin. */
  readonly address?: string;
  now(): Promise<number>;
}

/** A key pair as a connected service holds it. */
export interface ServiceKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** A connected service of a test: registered through the operator API, speaking the protocol by hand. */
export interface TestService extends ServiceKey {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly name: string;
}

/** What the issuer sent the browser back with. */
export interface Callback {
  /** The address without what was appended to it. */
  readonly address: string;
  readonly code: string | undefined;
  readonly state: string | undefined;
  readonly error: string | undefined;
  readonly description: string | undefined;
  /** Every parameter, in order. */
  readonly parameters: readonly (readonly [string, string])[];
}

/** A token response, or its error, with the headers that matter. */
export interface TokenResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const makeKeyPair = promisify(generateKeyPair);

/** The assertion type of every token request. @see RFC 7523 §2.2 */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A new RSA key pair of the size that services register. */
export async function newServiceKey(): Promise<ServiceKey> {
  const { privateKey, publicKey } = await makeKeyPair('rsa', { modulusLength: 2048 });
  return { privateKey, publicJwk: publicKey.export({ format: 'jwk' }) as JWK };
}

/** The file of a connected service that asks for little; `changes` replace its members. */
export function serviceFile(key: ServiceKey, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    client_name: 'Riverbank Pharmacy',
    client_uri: 'https://pharmacy.example/',
    redirect_uris: ['https://pharmacy.example/callback'],
    jwks: { keys: [key.publicJwk] },
    scope: 'openid email phone',
    vectors: ['P0.Cp', 'P0.Cp.Cd', 'P0.Cm'],
    legal_basis: 'nhs-commissioned',
    ...changes,
  };
}

/** Calls a verb of the operator API, as the commands do. */
export async function operate(place: IssuerPlace, verb: string, body: object = {}): Promise<Response> {
  const text = JSON.stringify(body);
  const key: JWK = JSON.parse(readFileSync(join(place.home, 'operator.jwk.json'), 'utf8'));
  const now = await place.now();
  const token = await new SignJWT({ body_sha256: createHash('sha256').update(text).digest('base64url') })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'gatehouse-operator+jwt', kid: String(key.kid) })
    .setAudience(`${place.issuer}/operator/${verb}`)
    .setIssuedAt(now)
    .setExpirationTime(now + 60)
    .setJti(randomUUID())
    .sign(await importJWK(key, 'EdDSA'));
  return fetch(`${place.address ?? place.issuer}/operator/${verb}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: text,
  });
}

/** Registers a service, with a new key if none is given. @throws Error with the answer when it is refused */
export async function addService(
  place: IssuerPlace,
  changes: Readonly<Record<string, unknown>> = {},
  given?: ServiceKey,
): Promise<TestService> {
  const key = given ?? (await newServiceKey());
  const file = serviceFile(key, changes);
  const answer = await operate(place, 'services.add', { file });
  const { client_id: clientId }: { client_id?: unknown } = JSON.parse(await answer.clone().text());
  if (typeof clientId !== 'string') throw new Error(`the service was refused: ${await answer.text()}`);
  return { ...key, clientId, redirectUri: String(file.redirect_uris[0]), name: file.client_name };
}

/** Parameters of a good authorization request; `changes` replace them, and undefined leaves one out. */
export function requestParameters(
  service: TestService,
  changes: Readonly<Record<string, string | undefined>> = {},
): URLSearchParams {
  const all: Readonly<Record<string, string | undefined>> = {
    client_id: service.clientId,
    redirect_uri: service.redirectUri,
    response_type: 'code',
    scope: 'openid email phone',
    state: 'state-of-the-test',
    nonce: 'nonce-of-the-test',
    vtr: '["P0.Cp.Cd"]',
    ...changes,
  };
  return formOf(all);
}

/** A form without the members that are undefined. */
const formOf = (members: Readonly<Record<string, string | undefined>>): URLSearchParams =>
  new URLSearchParams(Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** The address of an authorization request. */
export const authorizeUrl = (
  { issuer }: Pick<WorldPlace, 'issuer'>,
  service: TestService,
  changes: Readonly<Record<string, string | undefined>> = {},
): string => `${issuer}/authorize?${requestParameters(service, changes)}`;

/** Reads the address that the browser was sent to; decoded as RFC 6749 says, from the bytes after the first `?`. */
export function readCallback(location: string): Callback {
  const [address = '', query = ''] = location.split(/\?(.*)/s);
  const parameters = [...new URLSearchParams(query)];
  const value = (name: string) => parameters.find(([key]) => key === name)?.[1];
  return {
    address,
    parameters,
    code: value('code'),
    state: value('state'),
    error: value('error'),
    description: value('error_description'),
  };
}

/** What the authorization endpoint answered to someone without cookies. */
export interface AuthorizeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Where the browser is sent, if that is to a service. */
  readonly callback: Callback | undefined;
}

/** Sends an authorization request from a browser that knows nobody, and follows nothing. */
export async function askAuthorize(
  { issuer }: Pick<WorldPlace, 'issuer'>,
  query: URLSearchParams | string,
  init: RequestInit = {},
): Promise<AuthorizeAnswer> {
  const headers = { accept: 'text/html', ...init.headers };
  const answer = await fetch(`${issuer}/authorize?${query}`, { redirect: 'manual', ...init, headers });
  const location = answer.headers.get('location');
  const leaves = location !== null && !location.startsWith('/') && !location.startsWith(`${issuer}/`);
  return {
    status: answer.status,
    headers: answer.headers,
    body: await answer.text(),
    callback: leaves ? readCallback(location) : undefined,
  };
}

/** What may be otherwise in a client assertion; a claim or header set to undefined is left out. */
export interface AssertionChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: KeyObject | Uint8Array;
}

/** A client assertion as a service signs it. @see RFC 7523 §3 */
export async function clientAssertion(
  place: IssuerPlace,
  service: TestService,
  { header = {}, claims = {}, key = service.privateKey }: AssertionChanges = {},
): Promise<string> {
  const now = await place.now();
  const payload = {
    iss: service.clientId,
    sub: service.clientId,
    aud: `${place.issuer}/token`,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...claims,
  };
  // JSON leaves out what is undefined.
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS512', typ: 'JWT', ...header }).sign(key);
}

/** Sends a token request as it is. */
export async function postToken(
  { issuer }: Pick<WorldPlace, 'issuer'>,
  form: Readonly<Record<string, string | undefined>> | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenResponse> {
  const body = form instanceof URLSearchParams ? form : formOf({ ...form });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body, headers });
  return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
}

/** Redeems a code with a good assertion; `changes` replace parameters of the form, and undefined leaves one out. */
export async function redeem(
  place: IssuerPlace,
  service: TestService,
  code: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<TokenResponse> {
  return postToken(place, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: service.redirectUri,
    client_assertion_type: assertionType,
    client_assertion: changes['client_assertion'] ?? (await clientAssertion(place, service)),
    ...changes,
  });
}

/** Spends a refresh token with a good assertion. */
export async function refresh(
  place: IssuerPlace,
  service: TestService,
  refreshToken: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<TokenResponse> {
  return postToken(place, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_assertion_type: assertionType,
    client_assertion: await clientAssertion(place, service),
    ...changes,
  });
}

/** Asks userinfo with an access token. */
export async function userinfo(
  { issuer }: Pick<WorldPlace, 'issuer'>,
  accessToken: string | undefined,
  init: RequestInit = {},
): Promise<TokenResponse> {
  const headers: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const answer = await fetch(`${issuer}/userinfo`, { ...init, headers: { ...headers, ...init.headers } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** A member of an answer that must be text. @throws Error naming the member, with the whole answer */
export function textOf(answer: TokenResponse, member: string): string {
  const value = answer.body[member];
  if (typeof value !== 'string') throw new Error(`no ${member} in ${answer.status} ${JSON.stringify(answer.body)}`);
  return value;
}
