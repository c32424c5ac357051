import { type KeyObject, webcrypto } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import type { IssuerPlace, TestService } from './service.ts';

/** What a service keeps after a sign-in. */
export interface Kept {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A service on openid-client that keeps documents exactly as long as the issuer allows, by the clock of the world. */
export interface CachingRelyingParty {
  /** Signs in: `browse` takes a person through, and says where the browser was sent. @throws what the library throws */
  signIn(browse: (url: string) => Promise<string>): Promise<Kept>;
  /** @throws what the library throws */
  refresh(refreshToken: string): Promise<Omit<Kept, 'idToken'>>;
  /** Verifies a token with the keys as they are kept now. @throws Error when it does not verify */
  verify(token: string): Promise<void>;
  /** The ids of the keys as they are kept now. */
  kids(): Promise<readonly string[]>;
}

interface KeptDocument {
  readonly text: string;
  readonly until: number;
}

/** A fetch that honours `Cache-Control: max-age` of what it gets by GET, and never asks again before. */
function cachingFetch(now: () => Promise<number>): client.CustomFetch {
  const kept = new Map<string, KeptDocument>();
  return async (url, { body, ...options }) => {
    const held = kept.get(url);
    const headers = { 'content-type': 'application/json' };
    if (held !== undefined && (await now()) < held.until) return new Response(held.text, { headers });
    const answer = await fetch(url, { ...options, body: body ?? null } as RequestInit);
    const age = /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1];
    if (options.method !== 'GET' || age === undefined) return answer;
    kept.set(url, { text: await answer.clone().text(), until: (await now()) + Number(age) });
    return answer;
  };
}

function asCryptoKey(key: KeyObject): Promise<CryptoKey> {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' };
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

/** A service whose copies of discovery and keys are as old as they may be. */
export async function cachingRelyingParty(world: IssuerPlace, service: TestService): Promise<CachingRelyingParty> {
  const key = await asCryptoKey(service.privateKey);
  const cached = cachingFetch(world.now);
  const configure = async () => {
    const skew = (await world.now()) - Math.floor(Date.now() / 1000);
    const metadata = { id_token_signed_response_alg: 'RS512', [client.clockSkew]: skew };
    return client.discovery(new URL(world.issuer), service.clientId, metadata, client.PrivateKeyJwt(key), {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
      [client.customFetch]: cached,
    });
  };
  const keys = async (): Promise<JSONWebKeySet> => {
    const jwksUri = (await configure()).serverMetadata().jwks_uri ?? '';
    const answer = await cached(jwksUri, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' });
    return JSON.parse(await answer.text());
  };
  return {
    async signIn(browse) {
      const config = await configure();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const { redirectUri } = service;
      const url = client.buildAuthorizationUrl(config, {
        ...{ redirect_uri: redirectUri, scope: 'openid email phone', vtr: '["P0.Cp"]' },
        ...{ state, nonce },
      });
      const location = new URL(await browse(url.href));
      const expected = { expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(config, location, expected);
      const { id_token: idToken = '', access_token: accessToken, refresh_token: refreshToken = '' } = tokens;
      return { idToken, accessToken, refreshToken };
    },
    async refresh(refreshToken) {
      const tokens = await client.refreshTokenGrant(await configure(), refreshToken);
      return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? '' };
    },
    async verify(token) {
      const currentDate = new Date((await world.now()) * 1000);
      await jwtVerify(token, createLocalJWKSet(await keys()), {
        ...{ issuer: world.issuer, audience: service.clientId, algorithms: ['RS512'], currentDate },
      });
    },
    kids: async () => (await keys()).keys.map(({ kid }) => String(kid)),
  };
}
