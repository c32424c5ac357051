import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { importJWK } from 'jose';
import { toBase64Url } from '../crypto/base64url';
import type { PasskeyAlgorithm } from '../domain/passkey';

/** What a public key of a passkey turned out to be. */
export type CoseKeyReading =
  | { readonly kind: 'key'; readonly algorithm: PasskeyAlgorithm }
  | { readonly kind: 'refused'; readonly why: 'algorithm' | 'public_key' };

type CoseMembers = ReadonlyMap<unknown, unknown>;

/** How a key of each algorithm must be labelled, and how it is written as a JWK. @see RFC 9053 §2.1, §7; RFC 8230 §4 */
interface KeyForm {
  readonly algorithm: PasskeyAlgorithm;
  readonly joseName: string;
  /** The members that say what kind of key it is. */
  readonly labels: Readonly<Record<number, number>>;
  /** The members that are the key, by their names in a JWK, and whether their bytes can be a key's. */
  readonly values: readonly (readonly [number, string, (bytes: Uint8Array) => boolean])[];
  readonly jwk: Readonly<Record<string, string>>;
}

const kty = 1;
const alg = 3;
const crv = -1;

const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;
const has32Bytes = (bytes: Uint8Array): boolean => bytes.length === 32;
/** Ensure the modulus is long enough not to be factored, short enough to verify by, and has no leading zero. */
const isModulus = (bytes: Uint8Array): boolean => {
  const [first = 0] = bytes;
  const bits = bytes.length * 8 - (Math.clz32(first) - 24);
  return first !== 0 && bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
};
/** 65537, as every authenticator has it: with 1 anybody could sign. */
const isExponent = (bytes: Uint8Array): boolean => bytes.join() === '1,0,1';

/**
 * The points of Ed25519 whose order divides eight, without their sign, two of them also in a second spelling. Against
 * such a key signatures can be made without a private one, and importing a key does not find them.
 * @see RFC 8032 §5.1.7; "Taming the many EdDSAs" (2020), table 1
 */
const smallOrderPoints: readonly string[] = [
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '7P_______________________________________38',
  '7f_______________________________________38',
  '7v_______________________________________38',
  'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o',
  'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU',
];
const isPoint = (bytes: Uint8Array): boolean => {
  const unsigned = Uint8Array.from(bytes, (byte, index) => (index === 31 ? byte & 0x7f : byte));
  return has32Bytes(bytes) && !smallOrderPoints.includes(toBase64Url(unsigned));
};

const forms: readonly KeyForm[] = [
  {
    algorithm: -7,
    joseName: 'ES256',
    labels: { [kty]: 2, [alg]: -7, [crv]: 1 },
    values: [
      [-2, 'x', has32Bytes],
      [-3, 'y', has32Bytes],
    ],
    jwk: { kty: 'EC', crv: 'P-256' },
  },
  {
    algorithm: -8,
    joseName: 'EdDSA',
    labels: { [kty]: 1, [alg]: -8, [crv]: 6 },
    values: [[-2, 'x', isPoint]],
    jwk: { kty: 'OKP', crv: 'Ed25519' },
  },
  {
    algorithm: -257,
    joseName: 'RS256',
    labels: { [kty]: 3, [alg]: -257 },
    values: [
      [-1, 'n', isModulus],
      [-2, 'e', isExponent],
    ],
    jwk: { kty: 'RSA' },
  },
];

/**
 * Judges the public key of a new passkey. Without attestation nothing has been verified by it yet, so a key of another
 * kind than it says, or off its curve, would only be found when its owner is locked out.
 * @param bytes one whole CBOR item
 * @returns `algorithm` when it is not one that was offered, `public_key` when the key is not of that algorithm
 * @see W3C WebAuthn Level 3 §5.8.5, §6.5.1
 */
export async function readCoseKey(bytes: Uint8Array): Promise<CoseKeyReading> {
  const members = decoded(bytes);
  if (members === undefined) return { kind: 'refused', why: 'public_key' };
  const form = forms.find(({ algorithm }) => algorithm === members.get(alg));
  if (form === undefined) return { kind: 'refused', why: 'algorithm' };
  const jwk = toJwk(members, form);
  // Ensure the platform takes the key: it finds points that lie off P-256.
  if (jwk === undefined || !(await imports(jwk, form.joseName))) return { kind: 'refused', why: 'public_key' };
  return { kind: 'key', algorithm: form.algorithm };
}

function toJwk(members: CoseMembers, { labels, values, jwk }: KeyForm): Record<string, string> | undefined {
  const expected = Object.entries(labels);
  // Ensure the key is of the kind that its algorithm needs, and carries nothing else.
  if (members.size !== expected.length + values.length) return undefined;
  if (!expected.every(([label, value]) => members.get(Number(label)) === value)) return undefined;
  const written: Record<string, string> = { ...jwk };
  for (const [label, name, canBe] of values) {
    const value = members.get(label);
    if (!(value instanceof Uint8Array && canBe(value))) return undefined;
    written[name] = toBase64Url(value);
  }
  return written;
}

async function imports(jwk: Record<string, string>, algorithm: string): Promise<boolean> {
  try {
    await importJWK(jwk, algorithm);
    return true;
  } catch {
    return false;
  }
}

function decoded(bytes: Uint8Array): CoseMembers | undefined {
  try {
    const members: unknown = decodeCredentialPublicKey(new Uint8Array(bytes));
    return members instanceof Map ? members : undefined;
  } catch {
    return undefined;
  }
}
