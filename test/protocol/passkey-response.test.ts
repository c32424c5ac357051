import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import { readAssertion, readRegistration } from '../../src/protocol/passkey-response';
import { createPasskey, usePasskey } from '../support/software-authenticator';
import { creation, request, user } from './passkey-fixtures';

const made = await createPasskey(creation);
const used = await usePasskey(made.passkey, request);
const id = made.passkey.credentialId;

/** A field with members put in place of its own; undefined takes one out. */
const changed = (field: string, members: object, ofResponse: object = {}) => {
  const answer = JSON.parse(field);
  return JSON.stringify({ ...answer, ...members, response: { ...answer.response, ...ofResponse } });
};

/** Spellings that a lenient reader takes for the same bytes, or for none. */
const misspelt: readonly (readonly [string, unknown])[] = [
  ['with padding', 'AAAA=='],
  ['of the other alphabet', 'AA+/'],
  ['with a space', 'AA AA'],
  ['with a line break', 'AAAA\n'],
  ['of an impossible length', 'AAAAA'],
  ['with unused bits that are set', 'AAF'],
  ['that is empty', ''],
  ['that is a number', 7],
  ['that is null', null],
  ['that is a list', ['AAAA']],
  ['that is missing', undefined],
];

const readers = [
  { what: 'registration', read: readRegistration, field: made.field, members: ['clientDataJSON', 'attestationObject'] },
  { what: 'sign-in', read: readAssertion, field: used, members: ['clientDataJSON', 'authenticatorData', 'signature'] },
];

describe.each(readers)('the form field of a $what', ({ read, field, members }) => {
  it('is read as browsers write it', () => {
    expect(read(field)).toMatchObject({ credentialId: id });
  });

  it('is read with members that the future may bring', () => {
    expect(read(changed(field, { more: { deep: [1] } }, { publicKeyAlgorithm: -7 }))).toEqual(read(field));
  });

  it.each([
    ['', 'nothing'],
    ['null', 'null'],
    ['[]', 'a list'],
    ['{}', 'an empty object'],
    ['{"id":"AAAA","rawId":"AAAA","type":"public-key"}', 'no response'],
    ['{"id":"AAAA","rawId":"AAAA","type":"public-key","response":null}', 'a response that is null'],
    ['{"id":"AAAA","rawId":"AAAA","type":"public-key","response":[]}', 'a response that is a list'],
    ['{"id":"AAAA","rawId":"AAAA","type":"public-key","response":"x"}', 'a response that is a text'],
  ])('%s is not read: %s', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each(misspelt)('is not read with an id %s', (_name, value) => {
    expect(read(changed(field, { id: value, rawId: value }))).toBeUndefined();
  });

  it.each(members.flatMap((member) => misspelt.map(([name, value]) => [member, name, value] as const)))(
    'is not read with %s %s',
    (member, _name, value) => {
      expect(read(changed(field, {}, { [member]: value }))).toBeUndefined();
    },
  );

  it('is not read with two ids, or of another type', () => {
    expect(read(changed(field, { id: 'AAAA' }))).toBeUndefined();
    expect(read(changed(field, { rawId: 'AAAA' }))).toBeUndefined();
    expect(read(changed(field, { type: 'password' }))).toBeUndefined();
    expect(read(changed(field, { type: undefined }))).toBeUndefined();
  });

  it('is not read with a member twice', () => {
    expect(read(field.replace('{', '{"type":"public-key",'))).toBeUndefined();
  });

  it('may have 16,384 characters and not one more', () => {
    const full = (length: number) => changed(field, { more: 'x'.repeat(length - changed(field, { more: '' }).length) });
    expect(full(16_384)).toHaveLength(16_384);
    expect(read(full(16_384))).toMatchObject({ credentialId: id });
    expect(read(full(16_385))).toBeUndefined();
  });

  it('may have an id of 1023 bytes and not one more', () => {
    const withId = (length: number) => {
      const long = toBase64Url(new Uint8Array(length));
      return read(changed(field, { id: long, rawId: long }));
    };
    expect(withId(1023)).toBeDefined();
    expect(withId(1024)).toBeUndefined();
  });
});

describe('the ways to reach an authenticator', () => {
  it.each([
    [
      ['internal', 'hybrid'],
      ['internal', 'hybrid'],
    ],
    [
      ['usb', 'nfc', 'ble', 'smart-card', 'cable'],
      ['usb', 'nfc', 'ble', 'smart-card', 'cable'],
    ],
    [['telepathy', 'usb', 7, null, 'usb'], ['usb']],
    [[], []],
    ['usb', []],
    [undefined, []],
  ])('%j are kept as %j', (said, kept) => {
    expect(readRegistration(changed(made.field, {}, { transports: said }))?.transports).toEqual(kept);
  });
});

describe('the user handle of a sign-in', () => {
  it('is read, or not there', () => {
    expect(readAssertion(used)?.userHandle).toBe(user.handle);
    for (const none of [undefined, null]) {
      expect(readAssertion(changed(used, {}, { userHandle: none }))).not.toHaveProperty('userHandle');
    }
  });

  it.each(['', 'AAAA=', 7, toBase64Url(new Uint8Array(65))])('%j is not read', (userHandle) => {
    expect(readAssertion(changed(used, {}, { userHandle }))).toBeUndefined();
  });
});
