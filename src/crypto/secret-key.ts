import { fromBase64Url } from './base64url';
import { utf8 } from './utf8';

/**
 * The AES-256-GCM key that only the bearer of a 256-bit secret can derive: HKDF-SHA-256 of the secret, the purpose as info.
 * @param secret base64url, 32 bytes
 * @see RFC 5869
 */
export async function keyOfSecret(secret: string, purpose: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', fromBase64Url(secret), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(`gatehouse/secret/${purpose}`) },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
