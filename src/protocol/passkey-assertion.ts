import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { fromBase64Url } from '../crypto/base64url';
import { hasCountedOn, type NewPasskey } from '../domain/passkey';
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data';
import { authenticatorFault, type Ceremony, clientDataFault, type PasskeyRefusal } from './passkey-ceremony';
import type { AssertionResponse } from './passkey-response';

/** The passkey as its account holds it. */
export interface HeldPasskey extends Pick<NewPasskey, 'credentialId' | 'publicKey' | 'counter' | 'backupEligible'> {
  /** The account's own, base64url. */
  readonly userHandle: string;
}

/** A use of a passkey to be judged. */
export interface Assertion extends Ceremony {
  readonly response: AssertionResponse;
  readonly held: HeldPasskey;
  /** The ids that the browser was told; empty or absent: it was told none, and the authenticator must name its owner. */
  readonly allow?: readonly string[];
}

/** `counter` and `backedUp` are for the account to keep; it compares the counter again when it does. */
export type AssertionVerdict =
  | { readonly kind: 'verified'; readonly counter: number; readonly backedUp: boolean }
  | { readonly kind: 'refused'; readonly why: PasskeyRefusal };

/**
 * Judges the use of a passkey. Its counter is judged last, so that `counter` is said of whoever holds the key only.
 * @see W3C WebAuthn Level 3 §7.2
 */
export async function verifyAssertion(assertion: Assertion): Promise<AssertionVerdict> {
  const { response, rp, held } = assertion;
  const ownerFault = ownershipFault(assertion);
  if (ownerFault !== undefined) return refused(ownerFault);
  const clientFault = clientDataFault(response.clientDataJson, 'webauthn.get', assertion);
  if (clientFault !== undefined) return refused(clientFault);
  const data = readData(response.authenticatorData);
  // A passkey is stated where it is made, never where it is used.
  if (data === undefined || data.attested !== undefined) return refused('malformed');
  const fault = authenticatorFault(data, rp);
  if (fault !== undefined) return refused(fault);
  // Ensure the authenticator is of the kind that made the passkey.
  if (data.backupEligible !== held.backupEligible) return refused('backup_eligibility');
  const signatureFault = await judgedByLibrary(assertion);
  if (signatureFault !== undefined) return refused(signatureFault);
  // Ensure the authenticator has counted on; one that went back may be a copy.
  if (!hasCountedOn(held.counter, data.counter)) return refused('counter');
  return { kind: 'verified', counter: data.counter, backedUp: data.backedUp };
}

function ownershipFault({ response, held, allow = [] }: Assertion): PasskeyRefusal | undefined {
  // Ensure the passkey is the one that was looked up, and one of those asked for.
  if (response.credentialId !== held.credentialId) return 'credential_id';
  if (allow.length > 0 && !allow.includes(response.credentialId)) return 'not_allowed';
  // Ensure the authenticator keeps it for the account that holds it.
  if (response.userHandle === undefined) return allow.length > 0 ? undefined : 'user_handle';
  return response.userHandle === held.userHandle ? undefined : 'user_handle';
}

async function judgedByLibrary({ response, rp, challenge, held }: Assertion): Promise<PasskeyRefusal | undefined> {
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id: response.credentialId,
        rawId: response.credentialId,
        type: 'public-key',
        response: {
          clientDataJSON: response.clientDataJson,
          authenticatorData: response.authenticatorData,
          signature: response.signature,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      // Zero: the library would judge the counter before the signature.
      credential: { id: held.credentialId, publicKey: fromBase64Url(held.publicKey), counter: 0 },
      requireUserVerification: true,
    });
    return verified ? undefined : 'signature';
  } catch {
    // What is left to throw for is a signature that is none; whatever it is, it grants nothing.
    return 'signature';
  }
}

function readData(authenticatorData: string): AuthenticatorData | undefined {
  try {
    return readAuthenticatorData(fromBase64Url(authenticatorData));
  } catch {
    return undefined;
  }
}

const refused = (why: PasskeyRefusal): AssertionVerdict => ({ kind: 'refused', why });
