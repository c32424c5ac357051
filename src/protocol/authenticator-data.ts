import { toBase64Url } from '../crypto/base64url';
import { endOfCborMap } from './cbor-form';

/** What an authenticator says under its signature. */
export interface AuthenticatorData {
  /** SHA-256 of the relying party's id, base64url. */
  readonly rpIdHash: string;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly counter: number;
  /** Present when a passkey was made. */
  readonly attested?: { readonly credentialId: string; readonly publicKey: Uint8Array };
}

const flag = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };
const EXTENSIONS_FLAG = 0x80;
const FIXED_BYTES = 37;
const AAGUID_BYTES = 16;

/**
 * Takes authenticator data apart.
 * @returns undefined when it is cut short, or bytes are left that its flags do not announce
 * @see W3C WebAuthn Level 3 §6.1, §6.5.1
 */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData | undefined {
  if (bytes.length < FIXED_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(32);
  const attested = (flags & flag.attested) === 0 ? undefined : readAttested(view, bytes);
  if ((flags & flag.attested) !== 0 && attested === undefined) return undefined;
  const from = attested?.end ?? FIXED_BYTES;
  // What extensions say is not looked at: none is asked for that an authenticator answers.
  const end = (flags & EXTENSIONS_FLAG) === 0 ? from : endOfCborMap(bytes, from);
  // Ensure nothing hides behind what was read.
  if (end !== bytes.length) return undefined;
  return {
    rpIdHash: toBase64Url(bytes.subarray(0, 32)),
    userPresent: (flags & flag.userPresent) !== 0,
    userVerified: (flags & flag.userVerified) !== 0,
    backupEligible: (flags & flag.backupEligible) !== 0,
    backedUp: (flags & flag.backedUp) !== 0,
    counter: view.getUint32(33),
    ...(attested && { attested: { credentialId: attested.credentialId, publicKey: attested.publicKey } }),
  };
}

function readAttested(view: DataView, bytes: Uint8Array) {
  const idFrom = FIXED_BYTES + AAGUID_BYTES + 2;
  if (bytes.length < idFrom) return undefined;
  const keyFrom = idFrom + view.getUint16(idFrom - 2);
  const end = endOfCborMap(bytes, keyFrom);
  if (end === undefined) return undefined;
  return { credentialId: toBase64Url(bytes.subarray(idFrom, keyFrom)), publicKey: bytes.subarray(keyFrom, end), end };
}
