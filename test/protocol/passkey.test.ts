import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import { randomBytes } from '../../src/crypto/random';
import { assertionOptions, registrationOptions, relyingPartyOf } from '../../src/protocol/passkey';
import { verifyAssertion } from '../../src/protocol/passkey-assertion';
import { verifyRegistration } from '../../src/protocol/passkey-registration';
import { readAssertion, readRegistration } from '../../src/protocol/passkey-response';
import { createPasskey, usePasskey } from '../support/software-authenticator';

const rp = relyingPartyOf('https://auth.gatehouse.example', 'Gatehouse');
const challenge = toBase64Url(randomBytes(32));
const { origin } = rp;
const user = { handle: toBase64Url(randomBytes(64)), name: 'person@example.com', displayName: 'person@example.com' };

describe('a passkey', () => {
  it.each([-7, -8, -257] as const)('of algorithm %d is made and used', async (algorithm) => {
    const creation = { options: registrationOptions({ rp, user, challenge, exclude: [] }), origin };
    const { passkey, field } = await createPasskey(creation, { algorithm, counts: true });
    const made = readRegistration(field);
    const registered = made && (await verifyRegistration({ rp, challenge, response: made }));
    expect(registered).toMatchObject({ kind: 'passkey', passkey: { algorithm, counter: 1, backupEligible: false } });
    if (registered?.kind !== 'passkey') return;
    const request = { options: assertionOptions({ rp, challenge, allow: [] }), origin };
    const response = readAssertion(await usePasskey(passkey, request));
    const held = { ...registered.passkey, userHandle: user.handle };
    expect(response && (await verifyAssertion({ rp, challenge, response, held }))).toEqual({
      kind: 'verified',
      counter: 2,
      backedUp: false,
    });
  });
});
