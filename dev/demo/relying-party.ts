import type { JWK } from 'jose';
import * as client from 'openid-client';
import { type Exchange, recordingFetch } from './exchanges.ts';
import type { DemoIdentity, DemoWorld } from './registration.ts';
import { worldTime } from './world-time.ts';

/** What is asked of the issuer. */
export interface Ask {
  readonly scope: string;
  readonly vtr: readonly string[];
  readonly prompt?: 'none' | 'login';
}

/** A request that was sent, and what its answer is checked against. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly url: string;
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
  readonly tokenAnswer: Readonly<Record<string, unknown>>;
  /** The world's time. Epoch seconds. */
  readonly at: number;
}

/** What the demo's first button asks. */
export const firstAsk: Ask = { scope: 'openid profile email phone', vtr: ['P0.Cp.Cd', 'P0.Cm'] };

/** Sends a person to the issuer: a fresh state, nonce and code verifier for each request. */
export async function beginSignIn(world: DemoWorld, identity: DemoIdentity, ask: Ask): Promise<Pending> {
  const { config } = await configure(world, identity, []);
  const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${world.origin}/callback`,
    scope: ask.scope,
    vtr: JSON.stringify(ask.vtr),
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(ask.prompt === undefined ? {} : { prompt: ask.prompt }),
  });
  return { state, nonce, verifier, url: url.href };
}

/**
 * Takes the issuer's answer: checks it, redeems the code, checks the ID token, reads userinfo.
 * @param exchanges filled with what went over the wire, also when it throws
 */
export async function completeSignIn(
  world: DemoWorld,
  identity: DemoIdentity,
  answer: { readonly pending: Pending; readonly url: URL; readonly exchanges: Exchange[] },
): Promise<Visit> {
  const { config, now } = await configure(world, identity, answer.exchanges);
  const tokens = await client.authorizationCodeGrant(config, answer.url, {
    expectedState: answer.pending.state,
    expectedNonce: answer.pending.nonce,
    pkceCodeVerifier: answer.pending.verifier,
  });
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new Error('The answer has no ID token.');
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  return {
    idToken: readToken(tokens.id_token),
    accessToken: readToken(tokens.access_token),
    userinfo,
    tokenAnswer: { ...tokens },
    at: now,
  };
}

async function configure(world: DemoWorld, { clientId, privateJwk }: DemoIdentity, exchanges: Exchange[]) {
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

function readToken(token: string): ReadableToken {
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
