import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { PublicJwk } from '../../src/domain/client';

/** An RSA key pair as a connected service holds it. */
export interface RsaPair {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

export function anRsaPair(): RsaPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicJwk: { kty: 'RSA', n, e } };
}

/** A JWT signed RS512 with node:crypto, so that nothing of the product signs for its own tests; it has a jti of its own. */
export function rs512Jwt(pair: RsaPair, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'RS512', typ: 'JWT' })}.${part({ jti: randomUUID(), ...claims })}`;
  return `${input}.${sign('sha512', Buffer.from(input), pair.privateKey).toString('base64url')}`;
}
