import { openBytes, sealBytes } from './aes-gcm';
import { fromBase64Url, toBase64Url } from './base64url';
import { type KeySet, purposeKey } from './purpose-key';
import { fromUtf8, utf8 } from './utf8';

/**
 * Seals text for one purpose under the newest master key.
 * @param aad where the text belongs, for example `table|column|account`: it opens nowhere else
 * @returns `<master key version>.<base64url of nonce ‖ ciphertext ‖ tag>`
 * @throws Error when the text has a lone surrogate, which UTF-8 cannot carry (JSON text never has one)
 */
export async function seal(keys: KeySet, purpose: string, plaintext: string, aad: string): Promise<string> {
  const { version, key } = await purposeKey(keys, purpose);
  return `${version}.${await sealWith(key, plaintext, aad)}`;
}

/** Opens what `seal` made. @throws Error on any mismatch: version, purpose, associated data, one bit of the text */
export async function open(keys: KeySet, purpose: string, sealed: string, aad: string): Promise<string> {
  const [, version, body] = /^([1-9][0-9]{0,8})\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? [];
  if (version === undefined || body === undefined) throw new Error('not a sealed text');
  const { key } = await purposeKey(keys, purpose, Number(version));
  return openWith(key, body, aad);
}

/** The version of the key under which `seal` sealed a text; not checked before it is opened. */
export const sealedVersion = (sealed: string): number => Number(sealed.slice(0, sealed.indexOf('.')));

/** Seals text under a key the caller holds, without a version. @returns base64url of nonce ‖ ciphertext ‖ tag */
export async function sealWith(key: CryptoKey, plaintext: string, aad: string): Promise<string> {
  if (!plaintext.isWellFormed()) throw new Error('text with a lone surrogate cannot be sealed');
  return toBase64Url(await sealBytes(key, { plaintext: utf8(plaintext), aad: utf8(aad) }));
}

/** Opens what `sealWith` made. @throws Error on any mismatch */
export async function openWith(key: CryptoKey, sealed: string, aad: string): Promise<string> {
  return fromUtf8(await openBytes(key, fromBase64Url(sealed), utf8(aad)));
}
