import { describe, expect, it } from 'vitest';
import { fromBase64Url } from '../../src/crypto/base64url';
import { assertionOptions, registrationOptions, relyingPartyOf } from '../../src/protocol/passkey';
import { challenge, rp, user } from './passkey-fixtures';

const known = [{ credentialId: 'AAAA', transports: ['internal'] }];

describe('the relying party', () => {
  it.each([
    ['https://auth.gatehouse.example', 'auth.gatehouse.example'],
    ['https://auth.gatehouse.example:8443', 'auth.gatehouse.example'],
    ['http://localhost:8787', 'localhost'],
  ])('of %s is its own host, %s, and no parent domain', (origin, id) => {
    expect(relyingPartyOf(origin)).toEqual({ id, name: id, origin });
  });
});

describe('what is asked of a browser that makes a passkey', () => {
  it('is a passkey found without a name, of a verified person, without attestation', () => {
    expect(registrationOptions({ rp, user, challenge, exclude: known })).toEqual({
      rp: { id: 'auth.gatehouse.example', name: 'auth.gatehouse.example' },
      user: { id: user.handle, name: user.name, displayName: user.displayName },
      challenge,
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      excludeCredentials: [{ type: 'public-key', id: 'AAAA', transports: ['internal'] }],
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
      extensions: { credProps: true },
    });
  });

  it('names the person by 64 bytes that say nothing', () => {
    const options = registrationOptions({ rp, user, challenge, exclude: [] });
    expect(fromBase64Url(options.user.id)).toHaveLength(64);
    expect(atob(options.user.id.replaceAll('-', '+').replaceAll('_', '/'))).not.toContain(user.name);
  });
});

describe('what is asked of a browser that uses a passkey', () => {
  it('is any passkey of ours, by a verified person', () => {
    expect(assertionOptions({ rp, challenge, allow: [] })).toEqual({
      rpId: 'auth.gatehouse.example',
      challenge,
      timeout: 300_000,
      allowCredentials: [],
      userVerification: 'required',
    });
  });

  it('is one of those named, where some are', () => {
    expect(assertionOptions({ rp, challenge, allow: known }).allowCredentials).toEqual([
      { type: 'public-key', id: 'AAAA', transports: ['internal'] },
    ]);
  });
});
