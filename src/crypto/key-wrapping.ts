import type { WrappedKey } from '../domain/ledger-row';
import { openBytes, sealBytes } from './aes-gcm';
import { fromBase64Url, toBase64Url } from './base64url';
import { type KeySet, purposeKey } from './purpose-key';
import { randomBytes } from './random';
import { utf8 } from './utf8';

const PURPOSE = 'data-key';
const KEY_BYTES = 32;

/** A data key ready for use, and the form in which it is stored. */
export interface NewDataKey {
  /** AES-256-GCM, not extractable. */
  readonly key: CryptoKey;
  readonly wrapped: WrappedKey;
}

/**
 * A fresh data key, wrapped under the newest master key. Deleting the wrapped key erases what it sealed.
 * @param aad whose key it is: it unwraps for nobody else
 */
export async function newDataKey(masterKeys: KeySet, aad: string): Promise<NewDataKey> {
  const { version, key: wrapping } = await purposeKey(masterKeys, PURPOSE);
  const plaintext = randomBytes(KEY_BYTES);
  const ciphertext = await sealBytes(wrapping, { plaintext, aad: utf8(aad) });
  return { key: await importDataKey(plaintext), wrapped: { kekVersion: version, ciphertext: toBase64Url(ciphertext) } };
}

/** The data key that `newDataKey` wrapped. @throws Error on any mismatch of version, owner or ciphertext */
export async function unwrapDataKey(masterKeys: KeySet, wrapped: WrappedKey, aad: string): Promise<CryptoKey> {
  const { key: wrapping } = await purposeKey(masterKeys, PURPOSE, wrapped.kekVersion);
  return importDataKey(await openBytes(wrapping, fromBase64Url(wrapped.ciphertext), utf8(aad)));
}

/** The same data key under the newest master key. @throws Error on any mismatch of version, owner or ciphertext */
export async function rewrapDataKey(masterKeys: KeySet, wrapped: WrappedKey, aad: string): Promise<WrappedKey> {
  const [{ key: held }, { version, key: newest }] = await Promise.all([
    purposeKey(masterKeys, PURPOSE, wrapped.kekVersion),
    purposeKey(masterKeys, PURPOSE),
  ]);
  const plaintext = await openBytes(held, fromBase64Url(wrapped.ciphertext), utf8(aad));
  return { kekVersion: version, ciphertext: toBase64Url(await sealBytes(newest, { plaintext, aad: utf8(aad) })) };
}

function importDataKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
