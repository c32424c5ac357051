import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject } from '@simplewebauthn/server/helpers';
import { fromBase64Url, toBase64Url } from '../crypto/base64url';
import { type NewPasskey, type PasskeyAlgorithm, passkeyAlgorithms } from '../domain/passkey';
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data';
import { endOfCborItem } from './cbor-form';
import { readCoseKey } from './cose-key';
import { authenticatorFault, type Ceremony, clientDataFault, type PasskeyRefusal } from './passkey-ceremony';
import type { RegistrationResponse } from './passkey-response';

/** A registration to be judged. */
export interface Registration extends Ceremony {
  readonly response: RegistrationResponse;
  /** The browser was asked to make the passkey by itself after a sign-in: nobody need be present or verified. */
  readonly conditional?: boolean;
}

export type RegistrationVerdict =
  | { readonly kind: 'passkey'; readonly passkey: NewPasskey }
  | { readonly kind: 'refused'; readonly why: PasskeyRefusal };

interface Attestation {
  readonly format: string;
  readonly statement: ReadonlyMap<unknown, unknown>;
  readonly data: AuthenticatorData;
}

/**
 * Judges a new passkey. That its id is nobody's yet, and that the challenge was given to this browser for this, is the
 * caller's to ensure.
 * @see W3C WebAuthn Level 3 §7.1
 */
export async function verifyRegistration(registration: Registration): Promise<RegistrationVerdict> {
  const { response, rp, conditional } = registration;
  const clientFault = clientDataFault(response.clientDataJson, 'webauthn.create', registration);
  if (clientFault !== undefined) return refused(clientFault);
  const attestation = readAttestation(response.attestationObject);
  if (attestation?.data.attested === undefined) return refused('malformed');
  const fault = authenticatorFault(attestation.data, rp, conditional);
  if (fault !== undefined) return refused(fault);
  const { credentialId, publicKey } = attestation.data.attested;
  // Ensure the passkey that is looked up later is the one that was made; the reader let no longer id through than may be.
  if (credentialId !== response.credentialId) return refused('credential_id');
  const key = await readCoseKey(publicKey);
  if (key.kind === 'refused') return refused(key.why);
  // Ensure no certificate is looked at: the library would fetch the revocation list that a stranger's one names.
  if (!isUncertified(attestation, key.algorithm)) return refused('attestation');
  return judgedByLibrary(registration, attestation.data, key.algorithm);
}

/** None was asked for; a browser may leave in what the passkey states of itself. @see W3C WebAuthn Level 3 §5.4.7, §8.2 */
function isUncertified({ format, statement }: Attestation, algorithm: PasskeyAlgorithm): boolean {
  if (format === 'none') return statement.size === 0;
  return format === 'packed' && statement.size === 2 && statement.has('sig') && statement.get('alg') === algorithm;
}

async function judgedByLibrary(
  { response, rp, challenge, conditional = false }: Registration,
  data: AuthenticatorData,
  algorithm: PasskeyAlgorithm,
): Promise<RegistrationVerdict> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: response.credentialId,
        rawId: response.credentialId,
        type: 'public-key',
        response: { clientDataJSON: response.clientDataJson, attestationObject: response.attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserPresence: !conditional,
      requireUserVerification: !conditional,
      supportedAlgorithmIDs: [...passkeyAlgorithms],
    });
    if (!verified) return refused('signature');
    const { credential, aaguid, credentialDeviceType, credentialBackedUp } = registrationInfo;
    const passkey = {
      credentialId: credential.id,
      publicKey: toBase64Url(credential.publicKey),
      algorithm,
      counter: credential.counter,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
      userVerified: data.userVerified,
      transports: response.transports,
      aaguid,
    };
    return { kind: 'passkey', passkey };
  } catch {
    // The library throws for what it cannot read; whatever it is, it grants nothing.
    return refused('malformed');
  }
}

function readAttestation(attestationObject: string): Attestation | undefined {
  try {
    const bytes = fromBase64Url(attestationObject);
    // Ensure the whole text is one item.
    if (endOfCborItem(bytes, 0) !== bytes.length) return undefined;
    const object: { get(name: string): unknown } = decodeAttestationObject(bytes);
    const [format, statement, authData] = [object.get('fmt'), object.get('attStmt'), object.get('authData')];
    if (typeof format !== 'string' || !(statement instanceof Map) || !(authData instanceof Uint8Array))
      return undefined;
    const data = readAuthenticatorData(authData);
    return data && { format, statement, data };
  } catch {
    return undefined;
  }
}

const refused = (why: PasskeyRefusal): RegistrationVerdict => ({ kind: 'refused', why });
