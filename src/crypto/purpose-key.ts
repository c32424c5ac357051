import { utf8 } from './utf8';

/** 32-byte keys by version; the highest version seals, every version opens. The same shape as in the configuration. */
export type KeySet = ReadonlyMap<number, Uint8Array<ArrayBuffer>>;

/** A key for one purpose, and the version of the master key it comes from. */
export interface PurposeKey {
  readonly version: number;
  readonly key: CryptoKey;
}

type KeyUse = 'seal' | 'mac';

/** As many keys as there are purposes and open months; nothing that comes from outside names a purpose. */
const derived = new WeakMap<KeySet, Map<string, CryptoKey>>();

/** The version new things are sealed under. @throws Error when the set is empty */
export function newestVersion(keys: KeySet): number {
  if (keys.size === 0) throw new Error('the key set is empty');
  return Math.max(...keys.keys());
}

/**
 * The AES-256-GCM key of one purpose: HKDF-SHA-256 of a master key with the purpose as info, so that what is sealed for
 * one purpose never opens for another.
 * @param version of the master key; the highest when left out
 * @throws Error when the set does not hold the version
 * @see RFC 5869 §2, §3.2
 */
export async function purposeKey(keys: KeySet, purpose: string, version = newestVersion(keys)): Promise<PurposeKey> {
  return derive(keys, 'seal', purpose, version);
}

/** The HMAC-SHA-256 key of one purpose; never the same bytes as its sealing key. @see RFC 5869 §3.2 */
export async function purposeMac(keys: KeySet, purpose: string, version = newestVersion(keys)): Promise<PurposeKey> {
  return derive(keys, 'mac', purpose, version);
}

/** 32 bytes of one purpose, from which a signing key is made; never those of its sealing or HMAC key. @see RFC 5869 §3.2 */
export async function purposeBytes(keys: KeySet, purpose: string, version: number): Promise<Uint8Array<ArrayBuffer>> {
  const base = await baseKey(keys, version, 'deriveBits');
  const info = utf8(`gatehouse/sign/${purpose}`);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
    base,
    256,
  );
  return new Uint8Array(bits);
}

async function derive(keys: KeySet, use: KeyUse, purpose: string, version: number): Promise<PurposeKey> {
  const held = heldFor(keys);
  const name = `${version}/${use}/${purpose}`;
  const known = held.get(name);
  if (known !== undefined) return { version, key: known };

  const base = await baseKey(keys, version, 'deriveKey');
  const info = utf8(`gatehouse/${use}/${purpose}`);
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
    base,
    use === 'seal' ? { name: 'AES-GCM', length: 256 } : { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    use === 'seal' ? ['encrypt', 'decrypt'] : ['sign', 'verify'],
  );
  held.set(name, key);
  return { version, key };
}

async function baseKey(keys: KeySet, version: number, use: 'deriveKey' | 'deriveBits'): Promise<CryptoKey> {
  const master = keys.get(version);
  if (master === undefined) throw new Error('no master key of this version');
  return crypto.subtle.importKey('raw', master, 'HKDF', false, [use]);
}

/** Finished keys only: a promise may belong to a request that has ended. */
function heldFor(keys: KeySet): Map<string, CryptoKey> {
  const known = derived.get(keys);
  if (known !== undefined) return known;
  const fresh = new Map<string, CryptoKey>();
  derived.set(keys, fresh);
  return fresh;
}
