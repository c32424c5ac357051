import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { limits } from '../domain/limits';
import { passkeyAlgorithms } from '../domain/passkey';

/** Who asks for passkeys. They are bound to `id`, so it is the issuer's own host, never a parent domain. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  /** Exactly as a browser states it: scheme, host and a port that is not the default. */
  readonly origin: string;
}

/** A passkey as a browser is told of it. */
export interface KnownPasskey {
  readonly credentialId: string;
  readonly transports: readonly string[];
}

/** Its name is its id, as browsers show that. @see W3C WebAuthn Level 3 §5.4.2, §13.4.9 (why not a parent domain) */
export function relyingPartyOf(origin: string): RelyingParty {
  const id = new URL(origin).hostname;
  return { id, name: id, origin };
}

/**
 * What a browser needs to make a passkey: one that its owner can find without typing a name, and that verifies them.
 * Nothing is asked of the authenticator's make: attestation would tell its owner apart.
 * @param input.user.handle 64 random bytes, base64url: it is told to whoever holds the device, so it says nothing
 * @param input.challenge base64url
 * @param input.exclude the account's passkeys, so that one authenticator does not hold two
 * @see W3C WebAuthn Level 3 §5.4, §14.6.1 (user handle)
 */
export function registrationOptions(input: {
  readonly rp: RelyingParty;
  readonly user: { readonly handle: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly exclude: readonly KnownPasskey[];
  /** The browser is to make it by itself after a sign-in: it asks nobody, so it verifies nobody. */
  readonly conditional?: boolean;
}): PublicKeyCredentialCreationOptionsJSON {
  const { handle, name, displayName } = input.user;
  const userVerification = input.conditional === true ? 'preferred' : 'required';
  return {
    rp: { id: input.rp.id, name: input.rp.name },
    user: { id: handle, name, displayName },
    challenge: input.challenge,
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: limits.passkeyChallengeLife.value * 1000,
    excludeCredentials: input.exclude.map(descriptor),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification },
    attestation: 'none',
    extensions: { credProps: true },
  };
}

/**
 * What a browser needs to use a passkey.
 * @param input.allow empty: any passkey of ours that the person picks
 * @see W3C WebAuthn Level 3 §5.5
 */
export function assertionOptions(input: {
  readonly rp: RelyingParty;
  readonly challenge: string;
  readonly allow: readonly KnownPasskey[];
}): PublicKeyCredentialRequestOptionsJSON {
  return {
    rpId: input.rp.id,
    challenge: input.challenge,
    timeout: limits.passkeyChallengeLife.value * 1000,
    allowCredentials: input.allow.map(descriptor),
    userVerification: 'required',
  };
}

const descriptor = ({ credentialId, transports }: KnownPasskey) => ({
  type: 'public-key' as const,
  id: credentialId,
  transports: [...transports],
});
