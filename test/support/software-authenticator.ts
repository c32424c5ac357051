import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { fromBase64Url, toBase64Url } from '../../src/crypto/base64url';
import { randomBytes } from '../../src/crypto/random';
import { utf8 } from '../../src/crypto/utf8';
import type { PasskeyAlgorithm } from '../../src/domain/passkey';
import { type CborValue, cbor, joined } from './cbor';

/**
 * A browser and an authenticator in software, by Web Crypto alone: for tests in Node, in workerd and over HTTP. It does
 * what the standard says, unless told to lie: `Lies` has a knob for each thing that a relying party must not believe.
 */
export interface SoftwarePasskey {
  readonly credentialId: string;
  readonly userHandle: string;
  readonly algorithm: PasskeyAlgorithm;
  readonly keys: CryptoKeyPair;
  readonly backupEligible: boolean;
  /** What it states next is one more; undefined: zero for ever, as synced passkeys do. */
  counter: number | undefined;
}

/** What kind of authenticator it is, honestly. */
export interface AuthenticatorTraits {
  readonly algorithm?: PasskeyAlgorithm;
  readonly backupEligible?: boolean;
  readonly counts?: boolean;
  readonly aaguid?: string;
  readonly credentialId?: Uint8Array;
}

type Change<T> = (honest: T) => T;

/** What is said otherwise than it is. Each changes one thing; what is signed is signed after the change. */
export interface Lies {
  /** Members of the client data put in place of, or beside, the honest ones; undefined takes one out. */
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly clientDataText?: Change<string>;
  readonly rpId?: string;
  readonly flags?: Change<number>;
  readonly counter?: number;
  readonly authenticatorData?: Change<Uint8Array>;
  /** The attested credential id, beside `id` and `rawId`, which stay. */
  readonly attestedId?: Uint8Array;
  readonly credentialPublicKey?: Change<CborValue>;
  readonly extensions?: CborValue;
  readonly attestation?: { readonly format: string; readonly statement: CborValue };
  readonly attestationObject?: Change<Uint8Array>;
  readonly signature?: Change<Uint8Array>;
  /** Another passkey's private key makes the signature. */
  readonly signedBy?: CryptoKeyPair;
  /** Undefined leaves it out. */
  readonly userHandle?: string | undefined;
  /** Members of the whole answer put in place of the honest ones. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
}

export const flags = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40, extended: 0x80 };

const keyAlgorithms = {
  [-7]: { name: 'ECDSA', namedCurve: 'P-256' },
  [-8]: { name: 'Ed25519' },
  [-257]: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
};

/** Makes a passkey as a browser at `origin` would. @returns it, and the form field that the browser sends */
export async function createPasskey(
  asked: { readonly options: PublicKeyCredentialCreationOptionsJSON; readonly origin: string },
  { algorithm = -7, backupEligible = false, counts = false, aaguid = '', credentialId }: AuthenticatorTraits = {},
  lies: Lies = {},
): Promise<{ readonly passkey: SoftwarePasskey; readonly field: string }> {
  const passkey: SoftwarePasskey = {
    credentialId: toBase64Url(credentialId ?? randomBytes(32)),
    userHandle: asked.options.user.id,
    algorithm,
    keys: await keyPair(algorithm),
    backupEligible,
    counter: counts ? 0 : undefined,
  };
  const publicKey = await coseKey(passkey);
  const id = lies.attestedId ?? fromBase64Url(passkey.credentialId);
  const attested = joined(
    aaguidBytes(aaguid),
    Uint8Array.of(id.length >> 8, id.length & 0xff),
    id,
    cbor(lies.credentialPublicKey?.(publicKey) ?? publicKey),
  );
  const data = await authenticatorData({ passkey, rpId: asked.options.rp.id ?? '', attested }, lies);
  const clientData = clientDataText(
    'webauthn.create',
    { challenge: asked.options.challenge, origin: asked.origin },
    lies,
  );
  const { format, statement } = lies.attestation ?? { format: 'none', statement: new Map() };
  const object = cbor(
    new Map<CborValue, CborValue>([
      ['fmt', format],
      ['attStmt', statement],
      ['authData', data],
    ]),
  );
  const response = {
    clientDataJSON: toBase64Url(utf8(clientData)),
    attestationObject: toBase64Url(lies.attestationObject?.(object) ?? object),
    transports: ['internal', 'hybrid'],
  };
  return { passkey, field: field(passkey, response, lies) };
}

/** Uses a passkey as a browser at `origin` would. @returns the form field that the browser sends */
export async function usePasskey(
  passkey: SoftwarePasskey,
  asked: { readonly options: PublicKeyCredentialRequestOptionsJSON; readonly origin: string },
  lies: Lies = {},
): Promise<string> {
  const data = await authenticatorData({ passkey, rpId: asked.options.rpId ?? '' }, lies);
  const clientData = clientDataText('webauthn.get', { challenge: asked.options.challenge, origin: asked.origin }, lies);
  const signature = await signed(
    passkey.algorithm,
    lies.signedBy ?? passkey.keys,
    joined(data, await sha256(utf8(clientData))),
  );
  const response = {
    clientDataJSON: toBase64Url(utf8(clientData)),
    authenticatorData: toBase64Url(data),
    signature: toBase64Url(lies.signature?.(signature) ?? signature),
    userHandle: 'userHandle' in lies ? lies.userHandle : passkey.userHandle,
  };
  return field(passkey, response, lies);
}

/** The attestation that a passkey makes of itself: what it would sign, signed. */
export async function selfAttested(
  asked: { readonly options: PublicKeyCredentialCreationOptionsJSON; readonly origin: string },
  traits: AuthenticatorTraits = {},
  {
    statement = {},
    signature,
  }: { readonly statement?: Readonly<Record<string, CborValue>> } & Pick<Lies, 'signature'> = {},
): Promise<string> {
  const { passkey, field: unattested } = await createPasskey(asked, traits);
  const { id, rawId, type, response } = JSON.parse(unattested);
  const object = fromBase64Url(response.attestationObject);
  // Everything before authData is 'fmt', 'none', 'attStmt' and an empty map; its head of two or three bytes follows.
  const at = object.findIndex(
    (_, index) => toBase64Url(object.subarray(index, index + 9)) === toBase64Url(cbor('authData')),
  );
  const data = object.subarray(at + (object[at + 9] === 0x58 ? 11 : 12));
  const clientHash = await sha256(fromBase64Url(response.clientDataJSON));
  const made = await signed(passkey.algorithm, passkey.keys, joined(data, clientHash));
  const entries: Record<string, CborValue> = { alg: passkey.algorithm, sig: signature?.(made) ?? made, ...statement };
  const attestationObject = cbor(
    new Map<CborValue, CborValue>([
      ['fmt', 'packed'],
      ['attStmt', new Map(Object.entries(entries))],
      ['authData', data],
    ]),
  );
  return JSON.stringify({
    id,
    rawId,
    type,
    response: { ...response, attestationObject: toBase64Url(attestationObject) },
  });
}

function field(passkey: SoftwarePasskey, response: Readonly<Record<string, unknown>>, lies: Lies): string {
  return JSON.stringify({
    id: passkey.credentialId,
    rawId: passkey.credentialId,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: { ...response, ...lies.response },
    ...lies.answer,
  });
}

function clientDataText(
  type: string,
  { challenge, origin }: { challenge: string; origin: string },
  lies: Lies,
): string {
  const text = JSON.stringify({ type, challenge, origin, crossOrigin: false, ...lies.clientData });
  return lies.clientDataText?.(text) ?? text;
}

async function authenticatorData(
  { passkey, rpId, attested }: { passkey: SoftwarePasskey; rpId: string; attested?: Uint8Array },
  lies: Lies,
): Promise<Uint8Array> {
  if (passkey.counter !== undefined) passkey.counter += 1;
  const counter = lies.counter ?? passkey.counter ?? 0;
  const extensions = lies.extensions === undefined ? undefined : cbor(lies.extensions);
  const honest =
    flags.present |
    flags.verified |
    (passkey.backupEligible ? flags.eligible | flags.backedUp : 0) |
    (attested === undefined ? 0 : flags.attested) |
    (extensions === undefined ? 0 : flags.extended);
  const data = joined(
    await sha256(utf8(lies.rpId ?? rpId)),
    Uint8Array.of(lies.flags?.(honest) ?? honest, counter >>> 24, counter >>> 16, counter >>> 8, counter),
    attested ?? new Uint8Array(),
    extensions ?? new Uint8Array(),
  );
  return lies.authenticatorData?.(data) ?? data;
}

async function keyPair(algorithm: PasskeyAlgorithm): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(keyAlgorithms[algorithm], true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('a key pair was asked for');
  return pair;
}

/** A public key in the members that COSE gives it. @see RFC 9053 §7; RFC 8230 §4 */
async function coseKey({ algorithm, keys }: SoftwarePasskey): Promise<ReadonlyMap<CborValue, CborValue>> {
  const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey);
  if (jwk instanceof ArrayBuffer) throw new Error('a JWK was asked for');
  const member = (text: string | undefined): CborValue => fromBase64Url(text ?? '');
  switch (algorithm) {
    case -7:
      return new Map<CborValue, CborValue>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, member(jwk.x)],
        [-3, member(jwk.y)],
      ]);
    case -8:
      return new Map<CborValue, CborValue>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, member(jwk.x)],
      ]);
    default:
      return new Map<CborValue, CborValue>([
        [1, 3],
        [3, -257],
        [-1, member(jwk.n)],
        [-2, member(jwk.e)],
      ]);
  }
}

async function signed(
  algorithm: PasskeyAlgorithm,
  { privateKey }: CryptoKeyPair,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const how = algorithm === -7 ? { name: 'ECDSA', hash: 'SHA-256' } : { name: keyAlgorithms[algorithm].name };
  const signature = new Uint8Array(await crypto.subtle.sign(how, privateKey, bytes));
  return algorithm === -7 ? derOf(signature) : signature;
}

/** ECDSA's two numbers as ASN.1, as authenticators write them. @see W3C WebAuthn Level 3 §6.5.5 */
function derOf(signature: Uint8Array): Uint8Array {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    const from = bytes.findIndex((byte) => byte !== 0);
    const digits = bytes.subarray(from);
    const positive = (digits[0] ?? 0) >= 0x80 ? joined(Uint8Array.of(0), digits) : digits;
    return joined(Uint8Array.of(0x02, positive.length), positive);
  });
  const body = joined(...integers);
  return joined(Uint8Array.of(0x30, body.length), body);
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

const aaguidBytes = (aaguid: string): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(aaguid.replaceAll('-', '').slice(2 * index, 2 * index + 2) || '0', 16),
  );
