import { fromBase64Url, toBase64Url } from './base64url';
import { type KeySet, newestVersion, purposeBytes } from './purpose-key';
import { utf8 } from './utf8';

interface Pair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public key as a JWK has it. */
  readonly x: string;
}

/** ASN.1 of an Ed25519 private key, up to its 32 bytes. @see RFC 8410 §7 */
const pkcs8Head = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
const algorithm = { name: 'Ed25519' };
/** Finished pairs by version and purpose. */
const held = new WeakMap<KeySet, Map<string, Pair>>();

/**
 * Signs text for one purpose under the newest key of a set. The pair follows from the key, so nothing is stored, and what
 * was signed verifies as long as the set has the version.
 * @returns `<version>.<Ed25519 signature, base64url>` @see RFC 8032 §5.1
 */
export async function signText(keys: KeySet, purpose: string, text: string): Promise<string> {
  const version = newestVersion(keys);
  const { privateKey } = await pairOf(keys, purpose, version);
  const signature = await crypto.subtle.sign(algorithm, privateKey, utf8(text));
  return `${version}.${toBase64Url(new Uint8Array(signature))}`;
}

/** Whether this text was signed under a key of the set. Never throws on what it is shown. */
export async function isSignedText(keys: KeySet, purpose: string, text: string, signature: string): Promise<boolean> {
  const [, version, body = ''] = /^([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{86})$/.exec(signature) ?? [];
  if (version === undefined || !keys.has(Number(version))) return false;
  const { publicKey } = await pairOf(keys, purpose, Number(version));
  try {
    return await crypto.subtle.verify(algorithm, publicKey, fromBase64Url(body), utf8(text));
  } catch {
    return false;
  }
}

/** The public halves, for those who verify without us: by version, newest first. */
export async function textSignatureKeys(
  keys: KeySet,
  purpose: string,
): Promise<readonly { readonly version: number; readonly x: string }[]> {
  const versions = [...keys.keys()].toSorted((a, b) => b - a);
  return Promise.all(versions.map(async (version) => ({ version, x: (await pairOf(keys, purpose, version)).x })));
}

async function pairOf(keys: KeySet, purpose: string, version: number): Promise<Pair> {
  const known = held.get(keys) ?? new Map<string, Pair>();
  held.set(keys, known);
  const name = `${version}/${purpose}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const pkcs8 = new Uint8Array([...pkcs8Head, ...(await purposeBytes(keys, purpose, version))]);
  const extractable = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const { x = '' } = (await crypto.subtle.exportKey('jwk', extractable)) as JsonWebKey;
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    crypto.subtle.importKey('raw', fromBase64Url(x), algorithm, false, ['verify']),
  ]);
  const pair = { privateKey, publicKey, x };
  known.set(name, pair);
  return pair;
}
