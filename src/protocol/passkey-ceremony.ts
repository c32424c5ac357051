import { fromBase64Url } from '../crypto/base64url';
import { equalText } from '../crypto/constant-time';
import { textDigest } from '../crypto/text-digest';
import { fromUtf8 } from '../crypto/utf8';
import type { AuthenticatorData } from './authenticator-data';
import { readJsonObject } from './json-object';
import type { RelyingParty } from './passkey';

/** Why a passkey was refused. For logs and tests: a person is told the same whatever it was. */
export type PasskeyRefusal =
  | 'malformed'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'cross_origin'
  | 'top_origin'
  | 'relying_party'
  | 'user_presence'
  | 'user_verification'
  | 'backup_state'
  | 'backup_eligibility'
  | 'attestation'
  | 'algorithm'
  | 'public_key'
  | 'credential_id'
  | 'not_allowed'
  | 'user_handle'
  | 'signature'
  | 'counter';

/** What both ceremonies are judged by. */
export interface Ceremony {
  readonly rp: RelyingParty;
  /** As it was told to the browser, base64url. Whose it is, how old, and that it was used once is the caller's to know. */
  readonly challenge: string;
}

/**
 * Judges what the browser says it did.
 * @param clientDataJson base64url
 * @see W3C WebAuthn Level 3 §7.1 steps 5–11, §7.2 steps 8–14, §13.4.9
 */
export function clientDataFault(
  clientDataJson: string,
  type: 'webauthn.create' | 'webauthn.get',
  { rp, challenge }: Ceremony,
): PasskeyRefusal | undefined {
  const data = readClientData(clientDataJson);
  if (data === undefined) return 'malformed';
  // Ensure that what was made for one ceremony does not pass in the other.
  if (data['type'] !== type) return 'type';
  // Ensure the answer is to our question: character by character, for other spellings mean the same bytes.
  if (typeof data['challenge'] !== 'string' || !equalText(data['challenge'], challenge)) return 'challenge';
  // Ensure the person was at our own address: no other port, scheme or subdomain.
  if (data['origin'] !== rp.origin) return 'origin';
  // Ensure our page was not framed by another; SimpleWebAuthn lets this pass.
  if ('topOrigin' in data) return 'top_origin';
  return data['crossOrigin'] === undefined || data['crossOrigin'] === false ? undefined : 'cross_origin';
}

/**
 * Judges what the authenticator says of itself and of the person.
 * @param conditional whether the browser was asked to make a passkey without asking the person
 * @see W3C WebAuthn Level 3 §7.1 steps 14–17, §7.2 steps 15–18
 */
export function authenticatorFault(
  data: AuthenticatorData,
  rp: RelyingParty,
  conditional = false,
): PasskeyRefusal | undefined {
  // Ensure the passkey is ours.
  if (!equalText(data.rpIdHash, textDigest(rp.id))) return 'relying_party';
  // Ensure the person was there, and that the authenticator knew them: this is the second factor.
  if (!conditional && !data.userPresent) return 'user_presence';
  if (!conditional && !data.userVerified) return 'user_verification';
  // Ensure nothing is backed up that cannot be.
  return data.backedUp && !data.backupEligible ? 'backup_state' : undefined;
}

function readClientData(clientDataJson: string) {
  try {
    // The standard's UTF-8 decode drops a byte order mark.
    return readJsonObject(fromUtf8(fromBase64Url(clientDataJson)).replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
