import { constants, createPrivateKey, privateDecrypt, randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import * as client from 'openid-client';
import { type Exchange, recordingFetch } from './exchanges.ts';
import type { DemoIdentity, DemoWorld } from './registration.ts';
import { worldTime } from './world-time.ts';

/** A service of the demo, as the issuer knows it. */
export interface Party extends DemoIdentity {
  readonly world: DemoWorld;
  /** Where its pages lie: origin and path. */
  readonly base: string;
}

/** What is asked of the issuer. */
export interface Ask {
  readonly scope: string;
  /** Left out, the contract takes P9. */
  readonly vtr?: readonly string[];
  readonly prompt?: 'none' | 'login';
}

/** A request that was sent, and what its answer is checked against. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly url: string;
  /** What went before it: the other service's hand-over. */
  readonly before: readonly Exchange[];
}

/** A token taken apart for reading; its signature was checked by `openid-client` where that is the demo's business. */
export interface ReadableToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the issuer told about a person. */
export interface Visit {
  readonly idToken: ReadableToken;
  readonly accessToken: ReadableToken;
  readonly userinfo: Readonly<Record<string, unknown>>;
  /** The last answer of the token endpoint. */
  readonly tokenAnswer: Readonly<Record<string, unknown>>;
  readonly tokens: { readonly access: string; readonly refresh?: string };
  /** What the note says that the issuer made, once it was opened with the service's own key. */
  readonly openedNote?: string;
  /** The world's time at sign-in. Epoch seconds. */
  readonly at: number;
}

/** How long one service's word for a login counts, in seconds. */
const ASSERTION_SECONDS = 60;

/** Sends a person to the issuer: a fresh state, nonce and code verifier for each request. */
export async function beginSignIn(
  party: Party,
  ask: Ask,
  handedOver?: { readonly jwt: string; readonly before: readonly Exchange[] },
): Promise<Pending> {
  const { config } = await configure(party, []);
  const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${party.base}/callback`,
    scope: ask.scope,
    ...(ask.vtr === undefined ? {} : { vtr: JSON.stringify(ask.vtr) }),
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(ask.prompt === undefined ? {} : { prompt: ask.prompt }),
    ...(handedOver === undefined ? {} : { asserted_login_identity: handedOver.jwt }),
  });
  return { state, nonce, verifier, url: url.href, before: handedOver?.before ?? [] };
}

/**
 * Takes the issuer's answer: checks it, redeems the code, checks the ID token, reads userinfo.
 * @param exchanges filled with what went over the wire, also when it throws
 */
export async function completeSignIn(
  party: Party,
  answer: { readonly pending: Pending; readonly url: URL; readonly exchanges: Exchange[] },
): Promise<Visit> {
  const { config, now } = await configure(party, answer.exchanges);
  const tokens = await client.authorizationCodeGrant(config, answer.url, {
    expectedState: answer.pending.state,
    expectedNonce: answer.pending.nonce,
    pkceCodeVerifier: answer.pending.verifier,
  });
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new Error('The answer has no ID token.');
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  return { idToken: readToken(tokens.id_token), userinfo, ...told(tokens), at: now };
}

/** Gets new tokens without the person, and reads userinfo with them. @param scope less than what was agreed, if given */
export async function refreshVisit(
  party: Party,
  visit: Visit,
  { scope, exchanges }: { readonly scope?: string; readonly exchanges: Exchange[] },
): Promise<Visit> {
  const { config } = await configure(party, exchanges);
  const asked = scope === undefined ? undefined : { scope };
  const tokens = await client.refreshTokenGrant(config, visit.tokens.refresh ?? '', asked);
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, String(visit.idToken.claims['sub']));
  return { ...visit, ...told(tokens), userinfo };
}

/** Notes something about the person at the issuer, and reads it back; a note that the issuer made is opened. */
export async function noteVisit(
  party: Party,
  visit: Visit,
  { note, exchanges }: { readonly note: string; readonly exchanges: Exchange[] },
): Promise<Visit> {
  const { config } = await configure(party, exchanges);
  const url = new URL(config.serverMetadata().userinfo_endpoint ?? '');
  const body = JSON.stringify({ client_user_metadata: note });
  const headers = new Headers({ 'content-type': 'application/json' });
  const kept = await client.fetchProtectedResource(config, visit.tokens.access, url, 'PATCH', body, headers);
  if (kept.status !== 204) throw new Error(`The note was not kept: ${kept.status}`);
  const userinfo = await client.fetchUserInfo(config, visit.tokens.access, String(visit.idToken.claims['sub']));
  const { openedNote: _before, ...rest } = visit;
  const made = userinfo['client_user_metadata'];
  const opened = note === 'auto' && typeof made === 'string' ? { openedNote: openNote(party.privateJwk, made) } : {};
  return { ...rest, userinfo, ...opened };
}

/** This service's word for a login, to be carried to another service at once. @returns the JWT, and what it says */
export async function assertLogin(
  { world, clientId, privateJwk }: Party,
  visit: Visit,
): Promise<{ readonly jwt: string; readonly token: ReadableToken }> {
  const { epochSeconds: now } = await worldTime(world.console);
  // The name of the ID token stands for the login.
  const claims = { iss: clientId, code: String(visit.idToken.claims['jti']), jti: randomUUID() };
  const jwt = await new SignJWT({ ...claims, iat: now, exp: now + ASSERTION_SECONDS })
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT' })
    .sign(await importJWK(privateJwk, 'RS512'));
  return { jwt, token: readToken(jwt) };
}

function told(tokens: client.TokenEndpointResponse): Pick<Visit, 'accessToken' | 'tokenAnswer' | 'tokens'> {
  const { access_token: access, refresh_token: refresh } = tokens;
  return {
    accessToken: readToken(access),
    tokenAnswer: { ...tokens },
    tokens: { access, ...(refresh === undefined ? {} : { refresh }) },
  };
}

/** A note that the issuer made is a number under the service's public key: RSAES-OAEP with SHA-1. */
function openNote(privateJwk: JWK, note: string): string {
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return privateDecrypt({ key, ...padding }, Buffer.from(note, 'base64url')).toString();
}

async function configure({ world, clientId, privateJwk }: Party, exchanges: Exchange[]) {
  const { epochSeconds: now, offsetSeconds } = await worldTime(world.console);
  const key = await importKey(privateJwk);
  const metadata = { id_token_signed_response_alg: 'RS512', [client.clockSkew]: offsetSeconds };
  const authentication = client.PrivateKeyJwt({ key, kid: privateJwk.kid ?? '' });
  const config = await client.discovery(new URL(world.issuer), clientId, metadata, authentication, {
    // Over plain http the ID token is believed for its signature alone.
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    [client.customFetch]: recordingFetch(exchanges),
  });
  return { config, now };
}

function importKey(jwk: JWK): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', { ...jwk, kty: 'RSA' }, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, false, [
    'sign',
  ]);
}

/** What a token says, without believing it. */
export function readToken(token: string): ReadableToken {
  const [header = {}, claims = {}] = token.split('.').map(readPart);
  return { header, claims };
}

function readPart(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
