import type { BlindIndex } from '../domain/ledger-row';
import { toBase64Url } from './base64url';
import { type KeySet, purposeMac } from './purpose-key';
import { lengthPrefixed, utf8 } from './utf8';

const INDEX_PURPOSE = 'blind-index';

/**
 * HMAC-SHA-256 of a list of texts under the newest key of a purpose; no two lists share their bytes.
 * @returns base64url, 43 characters
 * @see RFC 2104
 */
export async function keyedHash(keys: KeySet, purpose: string, ...parts: string[]): Promise<string> {
  const { key } = await purposeMac(keys, purpose);
  return mac(key, parts);
}

/**
 * The values by which something is looked up without being stored: one for each live version of the index key.
 * @param kind of the value, for example `email`: equal texts of two kinds have unrelated indexes
 * @param canonical the one spelling of the value
 * @returns newest version first
 */
export async function blindIndexes(indexKeys: KeySet, kind: string, canonical: string): Promise<readonly BlindIndex[]> {
  const versions = [...indexKeys.keys()].toSorted((a, b) => b - a);
  return Promise.all(
    versions.map(async (version) => {
      const { key } = await purposeMac(indexKeys, INDEX_PURPOSE, version);
      return { version, value: await mac(key, [kind, canonical]) };
    }),
  );
}

/**
 * The shard a value belongs to, the same for ever: the shard key is never rotated.
 * @param shardKey 32 bytes
 * @param count of shards, at most 2^16
 * @returns 0 to `count` − 1
 */
export async function shardOf(
  shardKey: Uint8Array<ArrayBuffer>,
  kind: string,
  canonical: string,
  count: number,
): Promise<number> {
  const key = await crypto.subtle.importKey('raw', shardKey, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const digest = await crypto.subtle.sign('HMAC', key, lengthPrefixed([kind, canonical]));
  return new DataView(digest).getUint32(0) % count;
}

/** SHA-256 of text, base64url: for random secrets only, which cannot be guessed from their hash. @see FIPS 180-4 */
export async function sha256(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))));
}

async function mac(key: CryptoKey, parts: readonly string[]): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, lengthPrefixed(parts))));
}
