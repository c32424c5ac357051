import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/crypto/utf8';
import type { PasskeyRefusal } from '../../src/protocol/passkey-ceremony';
import { type CborValue, joined } from '../support/cbor';
import { createPasskey, flags, type Lies, usePasskey } from '../support/software-authenticator';
import {
  aHeldPasskey,
  altered,
  challenge,
  creation,
  judgedAssertion,
  judgedRegistration,
  makingWith,
  refusedFor,
  request,
  rp,
  usingWith,
} from './passkey-fixtures';

/** What is judged alike when a passkey is made and when it is used. */
const ceremonies = [
  { ceremony: 'made', judged: makingWith, type: 'webauthn.create', other: 'webauthn.get' },
  { ceremony: 'used', judged: usingWith, type: 'webauthn.get', other: 'webauthn.create' },
] as const;

const origins = {
  'a subdomain': 'https://x.auth.gatehouse.example',
  'the parent domain': 'https://gatehouse.example',
  'plain http': 'http://auth.gatehouse.example',
  'another port': 'https://auth.gatehouse.example:8443',
  'the default port spelt out': 'https://auth.gatehouse.example:443',
  'a slash at the end': 'https://auth.gatehouse.example/',
  'upper case': 'https://AUTH.gatehouse.example',
  'a look-alike in punycode': 'https://xn--auth-7cd.gatehouse.example',
  'ours as the beginning of another': 'https://auth.gatehouse.example.attacker.example',
  'another of the operator’s, where browsers may use our passkeys': 'https://health.example',
  'an app': 'android:apk-key-hash:AAAA',
  'an opaque origin': 'null',
};

const lies: readonly (readonly [string, PasskeyRefusal, Lies])[] = [
  ['no type', 'type', { clientData: { type: undefined } }],
  ['a type in other letters', 'type', { clientDataText: (text) => text.replace('webauthn', 'WebAuthn') }],
  ['another challenge', 'challenge', { clientData: { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } }],
  ['the challenge with padding', 'challenge', { clientData: { challenge: `${challenge}=` } }],
  ['the challenge cut short', 'challenge', { clientData: { challenge: challenge.slice(0, -1) } }],
  ['an empty challenge', 'challenge', { clientData: { challenge: '' } }],
  ['no challenge', 'challenge', { clientData: { challenge: undefined } }],
  ['a challenge that is a list', 'challenge', { clientData: { challenge: [challenge] } }],
  ...Object.entries(origins).map(
    ([name, origin]) => [`the origin ${name}`, 'origin', { clientData: { origin } }] as const,
  ),
  ['no origin', 'origin', { clientData: { origin: undefined } }],
  ['a list of origins', 'origin', { clientData: { origin: [rp.origin] } }],
  ['a frame of another site', 'cross_origin', { clientData: { crossOrigin: true } }],
  ['a frame, in a word', 'cross_origin', { clientData: { crossOrigin: 'false' } }],
  ['a frame, as null', 'cross_origin', { clientData: { crossOrigin: null } }],
  ['a top origin', 'top_origin', { clientData: { crossOrigin: true, topOrigin: 'https://attacker.example' } }],
  ['a top origin without a frame', 'top_origin', { clientData: { topOrigin: rp.origin } }],
  ['an empty top origin', 'top_origin', { clientData: { topOrigin: '' } }],
  ['the parent domain as relying party', 'relying_party', { rpId: 'gatehouse.example' }],
  ['another relying party', 'relying_party', { rpId: 'attacker.example' }],
  ['nobody present', 'user_presence', { flags: (honest) => honest & ~flags.present }],
  ['nobody verified', 'user_verification', { flags: (honest) => honest & ~flags.verified }],
  ['a backup of what cannot be backed up', 'backup_state', { flags: (honest) => honest | flags.backedUp }],
  ['client data that is no JSON', 'malformed', { clientDataText: (text) => text.slice(0, -1) }],
  ['client data that is a list', 'malformed', { clientDataText: (text) => `[${text}]` }],
  [
    'a second origin',
    'malformed',
    { clientDataText: (text) => text.replace('{', '{"origin":"https://attacker.example",') },
  ],
  ['a byte after the authenticator data', 'malformed', { authenticatorData: (data) => joined(data, Uint8Array.of(0)) }],
  ['authenticator data cut short', 'malformed', { authenticatorData: (data) => data.subarray(0, -1) }],
  ['too little authenticator data', 'malformed', { authenticatorData: (data) => data.subarray(0, 36) }],
  ['extensions announced and not there', 'malformed', { flags: (honest) => honest | flags.extended }],
  [
    'extensions there and not announced',
    'malformed',
    { extensions: new Map(), flags: (honest) => honest & ~flags.extended },
  ],
];

describe.each(ceremonies)('a passkey that is $ceremony', ({ judged, other }) => {
  it('is taken when nothing is wrong', async () => {
    expect((await judged({})).kind).not.toBe('refused');
  });

  it('is taken where the browser does not speak of frames, and with members that the future may bring', async () => {
    expect((await judged({ clientData: { crossOrigin: undefined } })).kind).not.toBe('refused');
    expect((await judged({ clientData: { extraData: 'x', tokenBinding: { status: 'supported' } } })).kind).not.toBe(
      'refused',
    );
  });

  it('is taken with a byte order mark before the client data, which the standard drops', async () => {
    expect((await judged({ clientDataText: (text) => `\uFEFF${text}` })).kind).not.toBe('refused');
  });

  it('is refused when it was meant for the other ceremony', async () => {
    expect(await judged({ clientData: { type: other } })).toEqual(refusedFor('type'));
  });

  it.each(lies)('is refused for %s: %s', async (_name, why, lie) => {
    expect(await judged(lie)).toEqual(refusedFor(why));
  });

  it.each([
    [
      'extensions that nobody asked for',
      new Map<CborValue, CborValue>([
        ['credProtect', 2],
        ['hmac-secret', new Uint8Array(64)],
      ]),
    ],
    [
      'extensions named like parts of the language',
      new Map<CborValue, CborValue>([
        ['__proto__', new Map<CborValue, CborValue>([['polluted', true]])],
        ['constructor', 1],
      ]),
    ],
    ['no extensions in an empty map', new Map<CborValue, CborValue>()],
  ] as const)('is taken with %s, which are not looked at', async (_name, extensions) => {
    expect((await judged({ extensions })).kind).not.toBe('refused');
    expect({}).not.toHaveProperty('polluted');
  });

  it('is refused with extensions nested deeper than any authenticator nests them, or that are no map', async () => {
    expect(await judged({ extensions: new Map([['x', [[['four']]]]]) })).not.toHaveProperty('why');
    expect(await judged({ extensions: new Map([['x', [[[['five']]]]]]) })).toEqual(refusedFor('malformed'));
    expect(await judged({ extensions: [1, 'two', false] })).toEqual(refusedFor('malformed'));
  });

  it('is taken under exactly those of the 256 values of the flags that are true of it', async () => {
    const free = { reserved: 0x02, alsoReserved: 0x20 };
    const taken: number[] = [];
    for (let value = 0; value < 256; value += 1) {
      const verdict = await judged({ flags: () => value });
      if (verdict.kind !== 'refused') taken.push(value);
    }
    const attested = judged === makingWith ? flags.attested : 0;
    const backup = judged === makingWith ? [0, flags.eligible, flags.eligible | flags.backedUp] : [0];
    const wanted = backup.flatMap((bits) =>
      [0, free.reserved, free.alsoReserved, free.reserved | free.alsoReserved].map(
        (more) => flags.present | flags.verified | attested | bits | more,
      ),
    );
    expect(taken).toEqual(wanted.toSorted((a, b) => a - b));
  });
});

describe('client data that is not UTF-8', () => {
  const broken = (bytes: Uint8Array) => joined(bytes.subarray(0, -1), utf8(',"x":"'), Uint8Array.of(0xff), utf8('"}'));

  it('is refused when a passkey is made', async () => {
    const { field } = await createPasskey(creation);
    expect((await judgedRegistration(field)).kind).toBe('passkey');
    expect(await judgedRegistration(altered(field, 'clientDataJSON', broken))).toEqual(refusedFor('malformed'));
  });

  it('is refused when a passkey is used', async () => {
    const { passkey, held } = await aHeldPasskey();
    const field = altered(await usePasskey(passkey, request), 'clientDataJSON', broken);
    expect(await judgedAssertion(field, { held })).toEqual(refusedFor('malformed'));
  });
});
