import { decodeAttestationObject, isoBase64URL, parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import { relyingPartyOf } from '../../src/protocol/passkey';
import { verifyAssertion } from '../../src/protocol/passkey-assertion';
import { verifyRegistration } from '../../src/protocol/passkey-registration';
import published from './webauthn-vectors.json';

const rp = relyingPartyOf(published.origin);

/**
 * What becomes of each vector of the standard here: many have a person who was not verified, or an attestation, and
 * neither is taken. `unverified` is what becomes of it where verification is not asked, so that its other parts count.
 */
const outcomes: Readonly<Record<string, { registration: string; unverified: string; authentication: string }>> = {
  'none-es256': { registration: 'user_verification', unverified: 'passkey', authentication: 'user_verification' },
  'packed-self-es256': { registration: 'passkey', unverified: 'passkey', authentication: 'user_verification' },
  'none-es256-crossOrigin': {
    registration: 'cross_origin',
    unverified: 'cross_origin',
    authentication: 'cross_origin',
  },
  'none-es256-topOrigin': { registration: 'top_origin', unverified: 'top_origin', authentication: 'top_origin' },
  'none-es256-long-credential-id': {
    registration: 'user_verification',
    unverified: 'passkey',
    authentication: 'verified',
  },
  'packed-es256': { registration: 'attestation', unverified: 'attestation', authentication: 'verified' },
  'packed-es384': { registration: 'user_verification', unverified: 'algorithm', authentication: 'not held' },
  'packed-es512': { registration: 'algorithm', unverified: 'algorithm', authentication: 'not held' },
  'packed-rs256': { registration: 'attestation', unverified: 'attestation', authentication: 'user_verification' },
  'packed-eddsa': { registration: 'user_verification', unverified: 'attestation', authentication: 'user_verification' },
  'packed-ed448': { registration: 'user_verification', unverified: 'algorithm', authentication: 'not held' },
  'tpm-es256': { registration: 'attestation', unverified: 'attestation', authentication: 'verified' },
  'android-key-es256': { registration: 'attestation', unverified: 'attestation', authentication: 'user_verification' },
  'apple-es256': { registration: 'user_verification', unverified: 'attestation', authentication: 'user_verification' },
  'fido-u2f-es256': {
    registration: 'user_verification',
    unverified: 'attestation',
    authentication: 'user_verification',
  },
};

const vectors = published.vectors.map((vector) => ({
  ...vector,
  outcome: outcomes[vector.section.replace('sctn-test-vectors-', '')],
}));
const kindOrReason = (verdict: { kind: string } | { kind: 'refused'; why: string }) =>
  'why' in verdict ? verdict.why : verdict.kind;

describe('the test vectors of Web Authentication Level 3', () => {
  it('are all here', () => {
    expect(vectors.map(({ section }) => section.replace('sctn-test-vectors-', ''))).toEqual(Object.keys(outcomes));
  });

  it.each(vectors)('$name: the registration', async ({ registration, outcome }) => {
    const { challenge, credentialId, clientDataJSON: clientDataJson, attestationObject } = registration;
    const judged = { rp, challenge, response: { credentialId, clientDataJson, attestationObject, transports: [] } };
    expect(kindOrReason(await verifyRegistration(judged))).toBe(outcome?.registration);
    expect(kindOrReason(await verifyRegistration({ ...judged, conditional: true }))).toBe(outcome?.unverified);
  });

  it.each(vectors.filter(({ outcome }) => outcome?.authentication !== 'not held'))(
    '$name: the authentication',
    async ({ registration: { credentialId, attestationObject }, authentication, outcome }) => {
      const { challenge, clientDataJSON: clientDataJson, authenticatorData, signature } = authentication;
      const authData = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)).get('authData');
      const { credentialPublicKey = new Uint8Array(), flags } = parseAuthenticatorData(authData);
      const verdict = await verifyAssertion({
        rp,
        challenge,
        response: { credentialId, clientDataJson, authenticatorData, signature },
        held: {
          credentialId,
          publicKey: toBase64Url(credentialPublicKey),
          counter: 0,
          backupEligible: flags.be,
          userHandle: 'AAAA',
        },
        allow: [credentialId],
      });
      expect(kindOrReason(verdict)).toBe(outcome?.authentication);
    },
  );
});
