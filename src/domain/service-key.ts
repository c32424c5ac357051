import type { PublicJwk } from './client';

export type ServiceKeyVerdict =
  | { readonly kind: 'key'; readonly key: PublicJwk }
  | { readonly kind: 'refused'; readonly sentence: string };

const LEAST_BITS = 2048;
const MOST_BITS = 8192;
const LEAST_EXPONENT_BITS = 17;
const MOST_KID = 255;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;
const base64url = /^[A-Za-z0-9_-]+$/;

/**
 * Reads one public key of a connected service and keeps the members that verification needs.
 * @param algorithms those the service's security profile verifies assertions with
 * @returns the key, or a sentence that says what to do
 * @see RFC 7517 §4, RFC 7518 §6.3.1; NHS login Federation §2 (RSA, 2048 bits)
 */
export function readServiceKey(value: unknown, algorithms: readonly string[]): ServiceKeyVerdict {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused('Write each key as a JSON object (a JWK).');
  const jwk: Readonly<Record<string, unknown>> = { ...value };
  // Ensure that no private key is ever taken in: what was sent once is known to two.
  if (privateMembers.some((member) => member in jwk)) {
    return refused(
      'Send the public key only: this one has private members. It is compromised now, so make a new pair.',
    );
  }
  if (jwk['kty'] !== 'RSA')
    return refused(`Use an RSA key (kty "RSA"): assertions are signed with ${algorithms.join(' or ')}.`);
  const { n, e, kid, alg, use, key_ops: operations } = jwk;
  const bits = oddNumberBits(n);
  if (bits === undefined || typeof n !== 'string')
    return refused('Write the modulus n as base64url of an odd number, without padding.');
  if (bits < LEAST_BITS) return refused(`Make a key of at least ${LEAST_BITS} bits: this one has ${bits}.`);
  if (bits > MOST_BITS) return refused(`Make a key of at most ${MOST_BITS} bits: this one has ${bits}.`);
  const exponentBits = oddNumberBits(e);
  if (exponentBits === undefined || typeof e !== 'string' || exponentBits < LEAST_EXPONENT_BITS || exponentBits > 256) {
    return refused('Use the public exponent 65537 (e "AQAB").');
  }
  if (alg !== undefined && !algorithms.some((one) => one === alg))
    return refused(`Set alg to ${algorithms.join(' or ')}, or leave it out.`);
  if (use !== undefined && use !== 'sig') return refused('Set use to "sig", or leave it out.');
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return refused('Set key_ops to ["verify"], or leave it out.');
  }
  if (kid !== undefined && !isKid(kid)) return refused(`Use a kid of 1 to ${MOST_KID} printable ASCII characters.`);
  return {
    kind: 'key',
    key: { kty: 'RSA', n, e, ...(isKid(kid) ? { kid } : {}), ...(typeof alg === 'string' ? { alg } : {}), use: 'sig' },
  };
}

/** Whether two public keys are the same key, whatever they are called. */
export function isSameKey(one: PublicJwk, other: PublicJwk): boolean {
  return one.kty === other.kty && one.n === other.n && one.e === other.e;
}

const refused = (sentence: string): ServiceKeyVerdict => ({ kind: 'refused', sentence });

const isKid = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MOST_KID && /^[\x21-\x7e]+$/.test(value);

/** How many bits a base64url big-endian number has; undefined when it is not base64url, or even. */
function oddNumberBits(value: unknown): number | undefined {
  if (typeof value !== 'string' || !base64url.test(value) || value.length % 4 === 1 || value.length > 2 * MOST_BITS)
    return undefined;
  const bytes = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
  const first = [...bytes].findIndex((char) => char !== '\0');
  if (first < 0 || bytes.charCodeAt(bytes.length - 1) % 2 === 0) return undefined;
  return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes.charCodeAt(first)));
}
