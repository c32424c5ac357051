import { describe, expect, it } from 'vitest';
import { aHeldPasskey, judgedAssertion, makingWith, refusedFor, request } from '../protocol/passkey-fixtures';
import type { CborValue } from '../support/cbor';
import { usePasskey } from '../support/software-authenticator';

const offItsCurve = (key: CborValue) =>
  new Map<CborValue, CborValue>([...(key instanceof Map ? key : []), [-2, new Uint8Array(32).fill(7)]]);

describe('passkeys on the platform that runs them', () => {
  it.each([-7, -8, -257] as const)('of algorithm %i are made and used, and not by another key', async (algorithm) => {
    const { passkey, held } = await aHeldPasskey({ algorithm, counts: true });
    const verdict = await judgedAssertion(await usePasskey(passkey, request), { held });
    expect(verdict).toEqual({ kind: 'verified', counter: 2, backedUp: false });
    const other = await aHeldPasskey({ algorithm });
    const forged = await usePasskey(passkey, request, { signedBy: other.passkey.keys });
    expect(await judgedAssertion(forged, { held })).toEqual(refusedFor('signature'));
  });

  it('are refused with a key off its curve', async () => {
    expect(await makingWith({ credentialPublicKey: offItsCurve })).toEqual(refusedFor('public_key'));
  });

  it('with an Ed25519 key off its curve verify nothing', async () => {
    const { passkey, held } = await aHeldPasskey({ algorithm: -8 });
    const verdict = await makingWith(
      {
        credentialPublicKey: (key) =>
          new Map<CborValue, CborValue>([...(key instanceof Map ? key : []), [-2, new Uint8Array(32).fill(2, 0, 1)]]),
      },
      { algorithm: -8 },
    );
    expect(verdict.kind).toBe('passkey');
    if (verdict.kind !== 'passkey') return;
    const field = await usePasskey(passkey, request);
    expect(await judgedAssertion(field, { held: { ...held, publicKey: verdict.passkey.publicKey } })).toEqual(
      refusedFor('signature'),
    );
  });
});
