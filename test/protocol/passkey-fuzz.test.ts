import { array, assert, asyncProperty, constantFrom, nat, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../src/crypto/base64url';
import { readAuthenticatorData } from '../../src/protocol/authenticator-data';
import { verifyAssertion } from '../../src/protocol/passkey-assertion';
import { verifyRegistration } from '../../src/protocol/passkey-registration';
import { readAssertion, readRegistration } from '../../src/protocol/passkey-response';
import { joined } from '../support/cbor';
import { createPasskey, usePasskey } from '../support/software-authenticator';
import { aHeldPasskey, challenge, creation, request, rp } from './passkey-fixtures';

const seed = 20_260_730;
const runs = 25_000;

/** Bytes that mean most where they stand: heads of CBOR items of every kind, and of every length. */
const heads = [
  0x00, 0x1b, 0x3b, 0x40, 0x58, 0x5a, 0x5b, 0x5f, 0x7b, 0x7f, 0x80, 0x81, 0x9b, 0x9f, 0xa1, 0xa5, 0xbb, 0xbf,
];
const more = [0xc0, 0xd8, 0xf5, 0xf7, 0xf9, 0xfb, 0xff, 0x30, 0x02, 0x22, 0x5c, 0x7b, 0x7d];

type Edit = (bytes: Uint8Array) => Uint8Array;

/** One change at one place: a byte turned, put in, taken out, a run of bytes doubled, or everything after it lost. */
const edits = tuple(
  constantFrom('turn', 'set', 'insert', 'remove', 'repeat', 'cut', 'random' as const),
  nat(1_000_000),
  constantFrom(...heads, ...more),
  uint8Array({ maxLength: 12 }),
).map(
  ([how, where, byte, random]): Edit =>
    (bytes) => {
      const at = bytes.length === 0 ? 0 : where % bytes.length;
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      switch (how) {
        case 'turn':
          return joined(before, Uint8Array.of((after[0] ?? 0) ^ (1 << (where % 8))), after.subarray(1));
        case 'set':
          return joined(before, Uint8Array.of(byte), after.subarray(1));
        case 'insert':
          return joined(before, Uint8Array.of(byte), after);
        case 'remove':
          return joined(before, after.subarray(1 + (where % 5)));
        case 'repeat':
          return joined(before, after.subarray(0, 40), after);
        case 'cut':
          return before;
        default:
          return joined(before, random, after.subarray(random.length));
      }
    },
);
const several = array(edits, { minLength: 1, maxLength: 3 }).map(
  (list): Edit =>
    (bytes) =>
      list.reduce((changed, edit) => edit(changed), bytes),
);
const edited = (text: string, edit: Edit) => toBase64Url(edit(fromBase64Url(text)));
const text = new TextDecoder();

const { field: madeField } = await createPasskey(creation);
const { passkey, held } = await aHeldPasskey();
const usedField = await usePasskey(passkey, request);

describe('a hundred thousand malformed passkeys', () => {
  it('are read or not, and never fail', async () => {
    await assert(
      asyncProperty(several, constantFrom(madeField, usedField), async (edit, field) => {
        const changed = text.decode(edit(new TextEncoder().encode(field)));
        const registration = readRegistration(changed);
        const verdict = registration && (await verifyRegistration({ rp, challenge, response: registration }));
        const assertion = readAssertion(changed);
        const used = assertion && (await verifyAssertion({ rp, challenge, response: assertion, held }));
        return [undefined, 'refused', 'passkey', 'verified'].includes(verdict?.kind ?? used?.kind);
      }),
      { seed, numRuns: runs },
    );
  }, 60_000);

  it('are not kept, unless what they say is whole and true', async () => {
    const whole = readRegistration(madeField);
    if (whole === undefined) throw new Error('the field cannot be read');
    let kept = 0;
    await assert(
      asyncProperty(several, async (edit) => {
        const response = { ...whole, attestationObject: edited(whole.attestationObject, edit) };
        const verdict = await verifyRegistration({ rp, challenge, response });
        if (verdict.kind === 'refused') return;
        kept += 1;
        // What no signature covers may differ: flags, counter, make. The id and a usable key may not.
        const object = fromBase64Url(response.attestationObject);
        const data = readAuthenticatorData(object.subarray(object.length - 164));
        expect(data).toMatchObject({ userPresent: true, userVerified: true });
        expect(verdict.passkey.credentialId).toBe(whole.credentialId);
      }),
      { seed, numRuns: runs },
    );
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(runs / 5);
  }, 60_000);

  it.each(['clientDataJson', 'authenticatorData'] as const)(
    'are not used with another %s than was signed',
    async (member) => {
      const whole = readAssertion(usedField);
      if (whole === undefined) throw new Error('the field cannot be read');
      await assert(
        asyncProperty(several, async (edit) => {
          const changed = edited(whole[member], edit);
          const verdict = await verifyAssertion({ rp, challenge, response: { ...whole, [member]: changed }, held });
          expect(verdict.kind).toBe(changed === whole[member] ? 'verified' : 'refused');
        }),
        { seed, numRuns: runs },
      );
    },
    60_000,
  );
});
