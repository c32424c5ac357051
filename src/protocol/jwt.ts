import { CompactSign, compactVerify } from 'jose';
import { fromBase64Url } from '../crypto/base64url';
import { fromUtf8, utf8 } from '../crypto/utf8';
import type { PublicJwk } from '../domain/client';
import { type JsonObject, readJsonObject } from './json-object';
import { verificationKey } from './verification-key';

/** A private key that signs now. */
export interface SigningKey {
  readonly kid: string;
  /** As in the JOSE header, for example `RS512`. */
  readonly algorithm: string;
  readonly key: CryptoKey;
}

/** A JWT taken apart; nothing in it is believed yet. */
export interface UnverifiedJwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** Far above what any service sends; a bound on the work of reading. */
export const JWT_MOST_CHARACTERS = 16_384;
const MOST_KEYS_TRIED = 16;

/**
 * Signs claims as a JWT whose header is exactly `alg`, `typ` and `kid`.
 * @see NHS login Federation §3.5.1 (header); RFC 7515 §3.1
 */
export function signJwt(key: SigningKey, claims: JsonObject): Promise<string> {
  return new CompactSign(utf8(JSON.stringify(claims)))
    .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', kid: key.kid })
    .sign(key.key);
}

/**
 * Takes a JWT apart without verifying it.
 * @returns undefined unless it is a signed JWT in compact form, at most 16 KiB, each part canonical base64url, header
 *   and claims JSON objects that name no member twice, and no header member that changes how it must be read
 * @see RFC 7515 §5.2, §7.1; RFC 7519 §7.2
 */
export function readJwt(jwt: string): UnverifiedJwt | undefined {
  if (jwt.length > JWT_MOST_CHARACTERS) return undefined;
  const parts = jwt.split('.');
  const [first, second, third] = parts;
  if (parts.length !== 3 || first === undefined || second === undefined || !third) return undefined;
  try {
    const header = readJsonObject(fromUtf8(fromBase64Url(first)));
    const claims = readJsonObject(fromUtf8(fromBase64Url(second)));
    fromBase64Url(third);
    if (header === undefined || claims === undefined) return undefined;
    // Ensure no extension is in force (none is supported), nothing is compressed and nothing encrypted.
    if (['crit', 'b64', 'zip', 'enc'].some((name) => name in header)) return undefined;
    return { header, claims };
  } catch {
    return undefined;
  }
}

/**
 * Whether one of the keys made the signature. The header names the algorithm only among those allowed, and a key only
 * among those given: `jku`, `jwk`, `x5u` and `x5c` are not looked at.
 * @param keys tried by `kid` when the header names a known one, else all
 * @see RFC 8725 §3.1, §3.10
 */
export async function signatureVerifies(
  jwt: string,
  { header }: UnverifiedJwt,
  { keys, algorithms }: { readonly keys: readonly PublicJwk[]; readonly algorithms: readonly string[] },
): Promise<boolean> {
  // Ensure the algorithm is one that the caller allows; `none` never is.
  const algorithm = algorithms.find((allowed) => allowed === header['alg']);
  if (algorithm === undefined) return false;
  const named = keys.filter((key) => key.kid !== undefined && key.kid === header['kid']);
  for (const jwk of (named.length > 0 ? named : keys).slice(0, MOST_KEYS_TRIED)) {
    const key = await verificationKey(jwk, algorithm);
    if (key !== undefined && (await verifies(jwt, key, algorithm))) return true;
  }
  return false;
}

async function verifies(jwt: string, key: CryptoKey, algorithm: string): Promise<boolean> {
  try {
    await compactVerify(jwt, key, { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}
