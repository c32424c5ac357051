import { importJWK } from 'jose';
import type { PublicJwk } from '../domain/client';

/** The kind of key each algorithm of our profiles needs. @see RFC 7518 §3.1 */
const keyTypes: Readonly<Record<string, string>> = { RS512: 'RSA' };
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;

/** Enough for every service of a large deployment; beyond it the oldest is imported anew. */
const MAX_HELD = 1000;
const held = new Map<string, CryptoKey>();

/**
 * A public key ready to verify one algorithm; imported once per isolate.
 * @returns undefined when the key is not for this algorithm: another type, use or `alg`, under 2048 or over 8192 bits,
 *   or not a key at all
 * @see RFC 7518 §3.3 (2048 bits); RFC 8725 §3.1 (one key, one algorithm)
 */
export async function verificationKey(jwk: PublicJwk, algorithm: string): Promise<CryptoKey | undefined> {
  const { kty, n, e } = jwk;
  // Ensure the key was made for this: it is never used with an algorithm that the message chose.
  if (keyTypes[algorithm] !== kty || n === undefined || e === undefined) return undefined;
  if (jwk.alg !== undefined && jwk.alg !== algorithm) return undefined;
  if (jwk.use !== undefined && jwk.use !== 'sig') return undefined;

  // The members of the key's thumbprint (RFC 7638 §3.2) name it as surely as their hash would.
  const name = `${algorithm} ${kty} ${n} ${e}`;
  const known = held.get(name);
  if (known !== undefined) return known;
  const key = await imported({ kty, n, e }, algorithm);
  if (key === undefined) return undefined;
  const [oldest] = held.keys();
  if (held.size >= MAX_HELD && oldest !== undefined) held.delete(oldest);
  held.set(name, key);
  return key;
}

async function imported(jwk: { kty: string; n: string; e: string }, algorithm: string): Promise<CryptoKey | undefined> {
  if ((jwk.n.length * 6) / 8 > MOST_RSA_BITS / 8 + 1) return undefined;
  try {
    const key = await importJWK(jwk, algorithm);
    if (!(key instanceof CryptoKey) || !('modulusLength' in key.algorithm)) return undefined;
    // Ensure the key is long enough; a shorter one can be factored.
    return Number(key.algorithm.modulusLength) >= LEAST_RSA_BITS ? key : undefined;
  } catch {
    return undefined;
  }
}
