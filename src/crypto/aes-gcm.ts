import { randomBytes } from './random';

export const NONCE_BYTES = 12;

/** What is sealed, under what, and whether the nonce was chosen by the caller (only ever from a keyed hash of all of it). */
export interface Sealable {
  readonly plaintext: Uint8Array<ArrayBuffer>;
  readonly aad: Uint8Array<ArrayBuffer>;
  readonly nonce?: Uint8Array<ArrayBuffer>;
}

/** nonce ‖ ciphertext ‖ tag, with a random nonce unless one is given. @see NIST SP 800-38D §8.2 */
export async function sealBytes(key: CryptoKey, { plaintext, aad, nonce }: Sealable): Promise<Uint8Array<ArrayBuffer>> {
  const iv = nonce ?? randomBytes(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad }, key, plaintext);
  const bytes = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), NONCE_BYTES);
  return bytes;
}

/** What was sealed. @throws Error when anything differs: key, associated data, or one bit of the bytes */
export async function openBytes(
  key: CryptoKey,
  bytes: Uint8Array<ArrayBuffer>,
  aad: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = bytes.subarray(0, NONCE_BYTES);
  const opened = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv, additionalData: aad },
    key,
    bytes.subarray(NONCE_BYTES),
  );
  return new Uint8Array(opened);
}
