import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import { randomBytes } from '../../src/crypto/random';
import { joined } from '../support/cbor';
import { createPasskey, flags, usePasskey } from '../support/software-authenticator';
import {
  aHeldPasskey,
  altered,
  creation,
  judgedAssertion,
  refusedFor,
  request,
  user,
  usingWith,
} from './passkey-fixtures';

const verified = { kind: 'verified', counter: 0, backedUp: false };
const stranger = toBase64Url(randomBytes(64));

describe('the owner of a passkey that is used', () => {
  it('is the account that holds it', async () => {
    expect(await usingWith({ userHandle: user.handle })).toEqual(verified);
    expect(await usingWith({ userHandle: stranger })).toEqual(refusedFor('user_handle'));
  });

  it('must be named where the browser was told no passkey', async () => {
    expect(await usingWith({ userHandle: undefined })).toEqual(refusedFor('user_handle'));
    expect(await usingWith({ response: { userHandle: null } })).toEqual(refusedFor('user_handle'));
  });

  it('may be left out where it was told this one, but not be another', async () => {
    const { passkey, held } = await aHeldPasskey();
    const allow = [held.credentialId];
    const silent = await usePasskey(passkey, request, { userHandle: undefined });
    expect(await judgedAssertion(silent, { held, allow })).toEqual(verified);
    const lying = await usePasskey(passkey, request, { userHandle: stranger });
    expect(await judgedAssertion(lying, { held, allow })).toEqual(refusedFor('user_handle'));
  });
});

describe('the passkey that is used', () => {
  it('must be one of those asked for, even if it is the same person’s', async () => {
    const { passkey, held } = await aHeldPasskey();
    const other = await aHeldPasskey();
    const field = await usePasskey(passkey, request);
    expect(await judgedAssertion(field, { held, allow: [other.held.credentialId] })).toEqual(refusedFor('not_allowed'));
    const allow = [other.held.credentialId, held.credentialId];
    expect(await judgedAssertion(field, { held, allow })).toEqual(verified);
  });

  it('must be the one that was looked up', async () => {
    const { passkey } = await aHeldPasskey();
    const other = await aHeldPasskey();
    const field = await usePasskey(passkey, request);
    expect(await judgedAssertion(field, { held: other.held })).toEqual(refusedFor('credential_id'));
  });

  it('is not stated again', async () => {
    const { passkey, held } = await aHeldPasskey();
    const { response } = JSON.parse((await createPasskey(creation)).field);
    const attested = Buffer.from(response.attestationObject, 'base64url').subarray(-164).subarray(37);
    const lies = {
      flags: (honest: number) => honest | flags.attested,
      authenticatorData: (data: Uint8Array) => joined(data, attested),
    };
    expect(await judgedAssertion(await usePasskey(passkey, request, lies), { held })).toEqual(refusedFor('malformed'));
  });
});

describe('the signature of a passkey that is used', () => {
  it.each([-7, -8, -257] as const)(
    'is taken from its own key of algorithm %i, and from no other',
    async (algorithm) => {
      const { passkey, held } = await aHeldPasskey({ algorithm });
      const other = await aHeldPasskey({ algorithm });
      expect(await judgedAssertion(await usePasskey(passkey, request), { held })).toEqual(verified);
      const forged = await usePasskey(passkey, request, { signedBy: other.passkey.keys });
      expect(await judgedAssertion(forged, { held })).toEqual(refusedFor('signature'));
    },
  );

  it.each([-7, -8, -257] as const)(
    'of algorithm %i is refused with a bit of any of its bytes turned',
    async (algorithm) => {
      const { passkey, held } = await aHeldPasskey({ algorithm });
      const field = await usePasskey(passkey, request);
      for (const at of signingBytes(algorithm, Buffer.from(JSON.parse(field).response.signature, 'base64url'))) {
        const turned = altered(field, 'signature', (bytes) => withBitTurned(bytes, at));
        expect(await judgedAssertion(turned, { held })).toEqual(refusedFor('signature'));
      }
    },
  );

  it.each(['authenticatorData', 'clientDataJSON'])('covers every byte of %s', async (member) => {
    const { passkey, held } = await aHeldPasskey();
    const field = await usePasskey(passkey, request);
    const length = Buffer.from(JSON.parse(field).response[member], 'base64url').length;
    for (let at = 0; at < length; at += 1) {
      const turned = altered(field, member, (bytes) => withBitTurned(bytes, at));
      expect(await judgedAssertion(turned, { held })).toMatchObject({ kind: 'refused' });
    }
  });

  it.each([
    ['empty numbers', Uint8Array.of(0x30, 4, 2, 0, 2, 0)],
    ['zeros', Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0)],
    ['ones', Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1)],
    ['no structure', new Uint8Array(64).fill(1)],
    ['a structure that never ends', new Uint8Array(4000).fill(0x30)],
  ])('is refused when it is %s', async (_name, signature) => {
    expect(await usingWith({ signature: () => signature })).toEqual(refusedFor('signature'));
  });

  it('by nobody is refused for a key of Ed25519', async () => {
    const identity = joined(Uint8Array.of(1), new Uint8Array(63));
    expect(await usingWith({ signature: () => identity }, { algorithm: -8 })).toEqual(refusedFor('signature'));
  });
});

describe('the backup flags of a passkey that is used', () => {
  it('may change whether there is a backup, which is told', async () => {
    const lies = { flags: (honest: number) => honest & ~flags.backedUp };
    expect(await usingWith({}, { backupEligible: true })).toEqual({ ...verified, backedUp: true });
    expect(await usingWith(lies, { backupEligible: true })).toEqual({ ...verified, backedUp: false });
  });

  it('may not change whether there can be one', async () => {
    const lost = { flags: (honest: number) => honest & ~(flags.eligible | flags.backedUp) };
    expect(await usingWith(lost, { backupEligible: true })).toEqual(refusedFor('backup_eligibility'));
    const gained = { flags: (honest: number) => honest | flags.eligible };
    expect(await usingWith(gained, { backupEligible: false })).toEqual(refusedFor('backup_eligibility'));
  });
});

describe('the counter of a passkey that is used', () => {
  it.each([
    [0, 0],
    [0, 1],
    [5, 6],
    [5, 4_294_967_295],
    [4_294_967_294, 4_294_967_295],
  ])('may go from %i to %i, and is told', async (from, to) => {
    const { passkey, held } = await aHeldPasskey();
    const field = await usePasskey(passkey, request, { counter: to });
    expect(await judgedAssertion(field, { held: { ...held, counter: from } })).toEqual({ ...verified, counter: to });
  });

  it.each([
    [1, 1],
    [1, 0],
    [5, 4],
    [4_294_967_295, 0],
    [4_294_967_295, 4_294_967_295],
  ])('may not go from %i to %i', async (from, to) => {
    const { passkey, held } = await aHeldPasskey();
    const field = await usePasskey(passkey, request, { counter: to });
    expect(await judgedAssertion(field, { held: { ...held, counter: from } })).toEqual(refusedFor('counter'));
  });

  it('is said to have gone back only of whoever holds the key', async () => {
    const { passkey, held } = await aHeldPasskey();
    const other = await aHeldPasskey();
    const forged = await usePasskey(passkey, request, { counter: 1, signedBy: other.passkey.keys });
    expect(await judgedAssertion(forged, { held: { ...held, counter: 5 } })).toEqual(refusedFor('signature'));
  });
});

function withBitTurned(bytes: Uint8Array, place: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, at) => (at === place ? byte ^ (1 << (place % 8)) : byte));
}

/** The bytes that are the signature; of ES256 not those of the ASN.1 around its numbers, which have other spellings. */
function signingBytes(algorithm: number, signature: Uint8Array): readonly number[] {
  const second = 4 + (signature[3] ?? 0);
  const around = algorithm === -7 ? [0, 1, 2, 3, second, second + 1] : [];
  return [...signature.keys()].filter((at) => !around.includes(at));
}
