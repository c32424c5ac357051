import { constants, createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { clientId, epochSeconds } from '../../src/domain/brands';
import type { Client, PublicJwk } from '../../src/domain/client';
import { OAuthError } from '../../src/protocol/oauth-error';

export const origin = 'https://auth.gatehouse.example';
export const now = epochSeconds(1_800_000_000);

/** A connected service approved for much, so that each test names only what it is about. */
export function aClient(change: Partial<Client> = {}): Client {
  return {
    clientId: clientId('service-one'),
    version: 1,
    status: 'active',
    issuer: 'nhs-login',
    name: 'Service One',
    redirectUris: ['https://service.example/callback'],
    postLogoutRedirectUris: [],
    keys: { kind: 'jwks', keys: [] },
    scopes: ['openid', 'profile', 'basic_demographics', 'email', 'phone'],
    vectors: ['P0.Cp', 'P0.Cp.Cd', 'P0.Cp.Ck', 'P0.Cm', 'P9.Cp.Cd'],
    legalBasis: 'nhs-commissioned',
    refreshTokens: true,
    im1Enabled: false,
    ssoFrom: [],
    compatibility: [],
    shards: 1,
    createdAt: now,
    ...change,
  };
}

/** The error a call ends in; fails the test when it does not throw one. */
export async function errorOf(call: () => unknown): Promise<OAuthError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}

/** A key pair of a service or of the issuer. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly jwk: PublicJwk;
  signing(): Promise<CryptoKey>;
}

export function rsaKey(kid: string | undefined, modulusLength = 2048): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return {
    privateKey,
    jwk: { kty: 'RSA', n, e, ...(kid === undefined ? {} : { kid }) },
    signing: () =>
      crypto.subtle.importKey(
        'pkcs8',
        new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
        { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
        false,
        ['sign'],
      ),
  };
}

export const base64urlJson = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

type Signer = (input: string, key: KeyObject) => string;

/** Signers by algorithm, written against node:crypto, so that nothing of the product signs for its own tests. */
export const signers = {
  RS512: (input, key) => sign('sha512', Buffer.from(input), key).toString('base64url'),
  RS256: (input, key) => sign('sha256', Buffer.from(input), key).toString('base64url'),
  PS512: (input, key) => {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return sign('sha512', Buffer.from(input), options).toString('base64url');
  },
  // With the public key as the secret: what a verifier that trusts the header would check.
  HS512: (input, key) => {
    const secret = createPublicKey(key).export({ format: 'pem', type: 'spki' });
    return createHmac('sha512', secret).update(input).digest('base64url');
  },
  none: () => '',
} as const satisfies Record<string, Signer>;

/** A compact JWS with any header and payload; text is taken as the JSON itself. */
export function signedJwt(header: unknown, payload: unknown, key: TestKey, algorithm: keyof typeof signers = 'RS512') {
  const input = `${base64urlJson(header)}.${base64urlJson(payload)}`;
  return `${input}.${signers[algorithm](input, key.privateKey)}`;
}
