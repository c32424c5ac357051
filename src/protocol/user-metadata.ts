import { toBase64Url } from '../crypto/base64url';
import { utf8 } from '../crypto/utf8';
import type { PublicJwk } from '../domain/client';
import { limits } from '../domain/limits';
import { OAuthError } from './oauth-error';

/** What a service asks to be kept for a person: a text of its own, a fresh random one, or nothing any more. */
export type UserMetadataChange =
  | { readonly kind: 'keep'; readonly text: string }
  | { readonly kind: 'random' }
  | { readonly kind: 'clear' };

/**
 * Reads the value of `client_user_metadata`: opaque, at most 1,024 characters; empty clears it, `auto` asks for a random one.
 * @param value undefined when the body was not as it must be
 * @throws OAuthError invalid_request (deliver bearer)
 * @see NHS login Federation §3.7 (PATCH); RFC 6750 §3.1
 */
export function parseUserMetadata(value: string | undefined): UserMetadataChange {
  if (value === undefined || [...value].length > limits.userMetadataMost.value || !value.isWellFormed()) {
    throw new OAuthError('invalid_request', {
      description: 'client_user_metadata must be text of at most 1024 characters',
      reason: 'user_metadata',
      deliver: 'bearer',
    });
  }
  if (value === '') return { kind: 'clear' };
  return value === 'auto' ? { kind: 'random' } : { kind: 'keep', text: value };
}

/**
 * A random number that only the service can read: RSAES-OAEP with SHA-1, the default of the scheme the interface names,
 * under the first of its keys that is one; base64url.
 * @returns undefined when no key of the service can encrypt
 * @see NHS login Federation §3.7 (PATCH); RFC 8017 §7.1
 */
export async function randomUserMetadata(keys: readonly PublicJwk[]): Promise<string | undefined> {
  const [jwk] = keys.filter((key) => key.kty === 'RSA' && key.n !== undefined && key.e !== undefined);
  if (jwk?.n === undefined || jwk.e === undefined) return undefined;
  const key = await crypto.subtle.importKey(
    'jwk',
    { kty: 'RSA', n: jwk.n, e: jwk.e },
    { name: 'RSA-OAEP', hash: 'SHA-1' },
    false,
    ['encrypt'],
  );
  const number = crypto.getRandomValues(new BigUint64Array(2)).join('');
  return toBase64Url(new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, utf8(number))));
}
