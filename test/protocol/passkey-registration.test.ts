import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import type { PasskeyAlgorithm } from '../../src/domain/passkey';
import type { PasskeyRefusal } from '../../src/protocol/passkey-ceremony';
import { type CborValue, cbor, head, joined } from '../support/cbor';
import { createPasskey, flags, type Lies, selfAttested } from '../support/software-authenticator';
import { altered, creation, judgedRegistration, makingWith, refusedFor } from './passkey-fixtures';

const zeros = '00000000-0000-0000-0000-000000000000';
const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill);
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** The key with these members put in place of, or beside, its own; undefined takes one out. */
const withMembers =
  (members: Readonly<Record<number, CborValue | undefined>>) =>
  (key: CborValue): CborValue => {
    const changed = new Map<CborValue, CborValue>(key instanceof Map ? key : []);
    for (const [label, value] of Object.entries(members)) {
      if (value === undefined) changed.delete(Number(label));
      else changed.set(Number(label), value);
    }
    return changed;
  };

describe('what is kept of a new passkey', () => {
  it('is what the authenticator said, and how the browser reaches it', async () => {
    const credentialId = bytes(40);
    const traits = { algorithm: -8, backupEligible: true, aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4' } as const;
    const { field } = await createPasskey(creation, { ...traits, credentialId });
    expect(await judgedRegistration(field)).toEqual({
      kind: 'passkey',
      passkey: {
        credentialId: toBase64Url(credentialId),
        publicKey: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
        algorithm: -8,
        counter: 0,
        backupEligible: true,
        backedUp: true,
        userVerified: true,
        transports: ['internal', 'hybrid'],
        aaguid: traits.aaguid,
      },
    });
  });

  it('says so when it is bound to one device, counts, and does not say who made it', async () => {
    expect(await makingWith({ counter: 4_294_967_295 }, { counts: true })).toMatchObject({
      kind: 'passkey',
      passkey: { backupEligible: false, backedUp: false, counter: 4_294_967_295, aaguid: zeros },
    });
  });

  it('is JSON', async () => {
    const verdict = await makingWith({});
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });
});

describe('a passkey that a browser made by itself after a sign-in', () => {
  const silent: Lies = { flags: (honest) => honest & ~(flags.present | flags.verified) };

  it('is taken where that was asked, and is not said to have verified its owner', async () => {
    const verdict = await makingWith(silent, {}, { conditional: true });
    expect(verdict).toMatchObject({ kind: 'passkey', passkey: { userVerified: false } });
  });

  it('is said to have verified its owner if it did', async () => {
    const verdict = await makingWith({}, {}, { conditional: true });
    expect(verdict).toMatchObject({ kind: 'passkey', passkey: { userVerified: true } });
  });

  it('is refused where it was not asked', async () => {
    expect(await makingWith(silent)).toEqual(refusedFor('user_presence'));
    const unverified: Lies = { flags: (honest) => honest & ~flags.verified };
    expect(await makingWith(unverified)).toEqual(refusedFor('user_verification'));
  });
});

describe('the id of a new passkey', () => {
  it.each([1, 16, 1023])('may have %i bytes', async (length) => {
    expect(await makingWith({}, { credentialId: bytes(length) })).toMatchObject({ kind: 'passkey' });
  });

  it.each([0, 1024, 2000])('may not have %i bytes', async (length) => {
    expect(await makingWith({ attestedId: bytes(length) })).toEqual(refusedFor('credential_id'));
  });

  it('is the one that the authenticator attests', async () => {
    expect(await makingWith({ attestedId: bytes(32) })).toEqual(refusedFor('credential_id'));
    const stolen = toBase64Url(bytes(32));
    expect(await makingWith({ answer: { id: stolen, rawId: stolen } })).toEqual(refusedFor('credential_id'));
  });
});

/** The Mersenne prime 2^521 − 1 serves as bytes only: the tables below are of what is refused before any mathematics. */
const modulus = (bits: number) =>
  Uint8Array.from(bytes(Math.ceil(bits / 8), 0xff), (byte, at) => (at === 0 ? byte >> ((8 - (bits % 8)) % 8) : byte));

const keys: readonly (readonly [
  string,
  PasskeyAlgorithm,
  PasskeyRefusal,
  Readonly<Record<number, CborValue | undefined>>,
])[] = [
  ['RS1 (SHA-1)', -257, 'algorithm', { 3: -65_535 }],
  ['ES512', -7, 'algorithm', { 3: -36 }],
  ['ES384', -7, 'algorithm', { 3: -35 }],
  ['PS256', -257, 'algorithm', { 3: -37 }],
  ['secp256k1', -7, 'algorithm', { 3: -47 }],
  ['no algorithm', -7, 'algorithm', { 3: undefined }],
  ['an algorithm by name', -7, 'algorithm', { 3: 'ES256' }],
  ['a P-256 key labelled as Ed25519', -7, 'public_key', { 3: -8 }],
  ['a P-256 key labelled as RS256', -7, 'public_key', { 3: -257 }],
  ['an Ed25519 key labelled as ES256', -8, 'public_key', { 3: -7 }],
  ['an RSA key labelled as ES256', -257, 'public_key', { 3: -7 }],
  ['ES256 of another type of key', -7, 'public_key', { 1: 1 }],
  ['ES256 with a type by name', -7, 'public_key', { 1: 'EC2' }],
  ['ES256 on P-384', -7, 'public_key', { [-1]: 2 }],
  ['ES256 on P-521', -7, 'public_key', { [-1]: 3 }],
  ['ES256 on no curve', -7, 'public_key', { [-1]: undefined }],
  ['ES256 off its curve', -7, 'public_key', { [-2]: bytes(32) }],
  ['ES256 at infinity', -7, 'public_key', { [-2]: bytes(32, 0), [-3]: bytes(32, 0) }],
  ['ES256 with a short x', -7, 'public_key', { [-2]: bytes(31) }],
  ['ES256 with a long y', -7, 'public_key', { [-3]: bytes(33) }],
  ['ES256 without y', -7, 'public_key', { [-3]: undefined }],
  ['ES256 with a compressed y', -7, 'public_key', { [-3]: true }],
  ['ES256 with its private key', -7, 'public_key', { [-4]: bytes(32) }],
  ['ES256 with a member nobody knows', -7, 'public_key', { 99: 'more' }],
  ['Ed448', -8, 'public_key', { [-1]: 7, [-2]: bytes(57) }],
  ['X25519', -8, 'public_key', { [-1]: 4 }],
  ['Ed25519 with a short x', -8, 'public_key', { [-2]: bytes(31) }],
  ['Ed25519 with a y', -8, 'public_key', { [-3]: bytes(32) }],
  ['RS256 of 2047 bits', -257, 'public_key', { [-1]: modulus(2047) }],
  ['RS256 of 8193 bits', -257, 'public_key', { [-1]: modulus(8193) }],
  ['RS256 with a zero before its modulus', -257, 'public_key', { [-1]: joined(bytes(1, 0), modulus(2048)) }],
  ['RS256 of 1024 bits and zeros before them', -257, 'public_key', { [-1]: joined(bytes(128, 0), modulus(1024)) }],
  ['RS256 with the exponent 1', -257, 'public_key', { [-2]: Uint8Array.of(1) }],
  ['RS256 with the exponent 3', -257, 'public_key', { [-2]: Uint8Array.of(3) }],
  ['RS256 without an exponent', -257, 'public_key', { [-2]: undefined }],
];

describe('the key of a new passkey', () => {
  it.each([-7, -8, -257] as const)('is taken when it is one of algorithm %i', async (algorithm) => {
    expect(await makingWith({}, { algorithm })).toMatchObject({ kind: 'passkey', passkey: { algorithm } });
  });

  it.each([2048, 2049, 3482, 8192])('is taken when it is RS256 of %i bits', async (bits) => {
    const lies = { credentialPublicKey: withMembers({ [-1]: modulus(bits) }) };
    expect(await makingWith(lies, { algorithm: -257 })).toMatchObject({ kind: 'passkey' });
  });

  it.each(keys)('is refused when it is %s', async (_name, algorithm, why, members) => {
    expect(await makingWith({ credentialPublicKey: withMembers(members) }, { algorithm })).toEqual(refusedFor(why));
  });

  it.each([
    ['0', '00'.repeat(32)],
    ['1', `01${'00'.repeat(31)}`],
    ['−1', `ec${'ff'.repeat(30)}7f`],
    ['p', `ed${'ff'.repeat(30)}7f`],
    ['p + 1', `ee${'ff'.repeat(30)}7f`],
    ['of a point of order eight', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['of the other points of order eight', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ])('is refused when it is Ed25519 with y = %s, of either sign: anybody could sign for it', async (_name, text) => {
    for (const sign of [0, 0x80]) {
      const x = Uint8Array.from(hex(text), (byte, at) => (at === 31 ? byte | sign : byte));
      const lies = { credentialPublicKey: withMembers({ [-2]: x }) };
      expect(await makingWith(lies, { algorithm: -8 })).toEqual(refusedFor('public_key'));
    }
  });

  it.each<CborValue>([new Map(), 'a text', 7, [1, 2], bytes(77)])('is refused when it is %o', async (key) => {
    expect((await makingWith({ credentialPublicKey: () => key })).kind).toBe('refused');
  });
});

const certificate = bytes(300, 0x30);
const statement = new Map<CborValue, CborValue>([
  ['alg', -7],
  ['sig', bytes(70)],
]);

describe('the attestation of a new passkey', () => {
  it('may be none, or one that the passkey makes of itself', async () => {
    expect(await makingWith({})).toMatchObject({ kind: 'passkey' });
    for (const algorithm of [-7, -8, -257] as const) {
      expect(await judgedRegistration(await selfAttested(creation, { algorithm }))).toMatchObject({ kind: 'passkey' });
    }
  });

  it('of itself is refused with a signature that it did not make', async () => {
    const last = (signature: Uint8Array) =>
      Uint8Array.from(signature, (byte, at) => (at === signature.length - 1 ? byte ^ 1 : byte));
    const field = await selfAttested(creation, {}, { signature: last });
    expect(await judgedRegistration(field)).toEqual(refusedFor('signature'));
  });

  it.each([
    ['another algorithm', { alg: -8 }],
    ['the algorithm by name', { alg: 'ES256' }],
    ['a certificate', { x5c: [certificate] }],
    ['an empty list of certificates', { x5c: [] }],
    ['a member of another format', { ecdaaKeyId: bytes(16) }],
  ])('of itself is refused with %s', async (_name, members: Readonly<Record<string, CborValue>>) => {
    const field = await selfAttested(creation, {}, { statement: members });
    expect(await judgedRegistration(field)).toEqual(refusedFor('attestation'));
  });

  it.each(['packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple', 'compound', 'None', ''])(
    'is refused when it is by certificate, of format "%s": nothing that it names is fetched',
    async (format) => {
      const by = new Map<CborValue, CborValue>([...statement, ['x5c', [certificate]]]);
      expect(await makingWith({ attestation: { format, statement: by } })).toEqual(refusedFor('attestation'));
    },
  );

  it('is refused when it is said to be none and there is one', async () => {
    expect(await makingWith({ attestation: { format: 'none', statement } })).toEqual(refusedFor('attestation'));
  });
});

/** Nothing but the bytes that are there may cost anything, whatever they say of themselves. */
const forms: readonly (readonly [string, (object: Uint8Array) => Uint8Array])[] = [
  ['a byte after it', (object) => joined(object, Uint8Array.of(0))],
  ['a second object after it', (object) => joined(object, object)],
  ['its last byte missing', (object) => object.subarray(0, -1)],
  ['only its first byte', (object) => object.subarray(0, 1)],
  ['one member announced and not there', (object) => joined(Uint8Array.of(0xa4), object.subarray(1))],
  ['an indefinite length', (object) => joined(Uint8Array.of(0xbf), object.subarray(1), Uint8Array.of(0xff))],
  ['a tag', (object) => joined(Uint8Array.of(0xc0), object)],
  ['a list around it', (object) => joined(Uint8Array.of(0x81), object)],
  ['four thousand million members', (object) => joined(head(5, 0xffff_ffff), object.subarray(1))],
  ['2^53 members', (object) => joined(head(5, 2 ** 53), object.subarray(1))],
  ['a text of four gigabytes', () => joined(head(3, 0xffff_ffff), bytes(100))],
  ['bytes of 2^53', () => joined(head(2, 2 ** 53), bytes(100))],
  ['a name twice', (object) => joined(Uint8Array.of(0xa4), cbor('fmt'), cbor('none'), object.subarray(1))],
  ['ten thousand lists in each other', () => bytes(10_000, 0x81)],
  ['ten thousand maps in each other', () => bytes(10_000, 0xa1)],
  ['ten thousand tags in each other', () => bytes(10_000, 0xc1)],
  ['no members', () => cbor(new Map())],
  ['a number', () => cbor(1)],
  [
    'authenticator data that is a text',
    () =>
      cbor(
        new Map<CborValue, CborValue>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', 'x'.repeat(200)],
        ]),
      ),
  ],
  [
    'a statement that is a list',
    () =>
      cbor(
        new Map<CborValue, CborValue>([
          ['fmt', 'none'],
          ['attStmt', []],
          ['authData', bytes(200)],
        ]),
      ),
  ],
];

describe('an attestation object', () => {
  it.each(forms)('with %s is refused', async (_name, change) => {
    expect(await makingWith({ attestationObject: change })).toEqual(refusedFor('malformed'));
  });

  it('cut short anywhere is refused', async () => {
    const { field } = await createPasskey(creation);
    const whole = Buffer.from(JSON.parse(field).response.attestationObject, 'base64url');
    for (let length = 1; length < whole.length; length += 1) {
      const cut = altered(field, 'attestationObject', (object) => object.subarray(0, length));
      expect(await judgedRegistration(cut)).toEqual(refusedFor('malformed'));
    }
  });

  it.each([
    [
      'without a passkey in it',
      (data: Uint8Array) =>
        Uint8Array.from(data.subarray(0, 37), (byte, at) => (at === 32 ? byte & ~flags.attested : byte)),
    ],
    [
      'with an id longer than the rest',
      (data: Uint8Array) => Uint8Array.from(data, (byte, at) => (at === 53 ? 0xff : byte)),
    ],
    ['with no key', (data: Uint8Array) => data.subarray(0, 87)],
    ['with half a key', (data: Uint8Array) => data.subarray(0, 120)],
    ['that ends before the id', (data: Uint8Array) => data.subarray(0, 54)],
  ])('%s is refused', async (_name, change) => {
    expect(await makingWith({ authenticatorData: change })).toEqual(refusedFor('malformed'));
  });

  it('with a key not in its shortest form is refused', async () => {
    const long = (data: Uint8Array) =>
      joined(data.subarray(0, 88), Uint8Array.of(0x18, data[88] ?? 0), data.subarray(89));
    expect(await makingWith({ authenticatorData: long })).toEqual(refusedFor('public_key'));
  });
});
