import { describe, expect, it } from 'vitest';
import { readAuthenticatorData } from '../../src/protocol/authenticator-data';
import { endOfCborItem, endOfCborMap } from '../../src/protocol/cbor-form';

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

describe('the end of a CBOR item', () => {
  // RFC 8949 appendix A.
  it.each([
    '00',
    '17',
    '1818',
    '1903e8',
    '1a000f4240',
    '1bffffffffffffffff',
    '3bffffffffffffffff',
    'f4',
    'f6',
    'f8ff',
    'f97e00',
    'fa47c35000',
    'fb7e37e43c8800759c',
    '40',
    '4401020304',
    '60',
    '6449455446',
    '80',
    '83010203',
    '8301820203820405',
    'a0',
    'a201020304',
    'a26161016162820203',
  ])('%s is its last byte', (text) => {
    const bytes = hex(text);
    expect(endOfCborItem(bytes, 0)).toBe(bytes.length);
    // One more byte belongs to the next item; one less, and there is none.
    expect(endOfCborItem(hex(`${text}ff`), 0)).toBe(bytes.length);
    expect(endOfCborItem(bytes.subarray(0, -1), 0)).toBeUndefined();
    expect(endOfCborItem(hex(`ff${text}`), 1)).toBe(bytes.length + 1);
  });

  it.each([
    ['', 'nothing'],
    ['ff', 'a break'],
    ['1c', 'a reserved number'],
    [`1c${'00'.repeat(300)}`, 'a reserved number with bytes after it'],
    [`1f${'00'.repeat(300)}`, 'a number of indefinite length with bytes after it'],
    ['5c', 'bytes of a reserved length'],
    ['5f42010243030405ff', 'bytes of indefinite length'],
    ['7f657374726561646d696e67ff', 'a text of indefinite length'],
    ['9f01ff', 'a list of indefinite length'],
    ['bf6161019fff', 'a map of indefinite length'],
    ['c074323031332d30332d32315432303a30343a30305a', 'a tagged text'],
    ['d9d9f7a0', 'a tagged map'],
    ['5bffffffffffffffff', 'bytes of 2^64'],
    ['9bffffffffffffffff', 'a list of 2^64'],
    ['bb7fffffffffffffff', 'a map of 2^63'],
    ['a101', 'half an entry'],
    ['8181818181', 'five levels'],
  ])('of %s is not found: %s', (text) => {
    expect(endOfCborItem(hex(text), 0)).toBeUndefined();
  });

  it('is found in four levels and not in five', () => {
    expect(endOfCborItem(hex('8181818100'), 0)).toBe(5);
    expect(endOfCborItem(hex('818181818100'), 0)).toBeUndefined();
  });

  it('of a map is the end of no other item', () => {
    expect(endOfCborMap(hex('a10102'), 0)).toBe(3);
    for (const other of ['80', '4101', '6161', '00', '20', 'f4', ''])
      expect(endOfCborMap(hex(other), 0)).toBeUndefined();
  });
});

describe('authenticator data', () => {
  const fixed = `${'ab'.repeat(32)}4500000007`;
  const whole = hex(`${fixed}${'00'.repeat(16)}0002c0dea10102`);

  it('is taken apart', () => {
    expect(readAuthenticatorData(whole)).toEqual({
      rpIdHash: 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s',
      userPresent: true,
      userVerified: true,
      backupEligible: false,
      backedUp: false,
      counter: 7,
      attested: { credentialId: 'wN4', publicKey: hex('a10102') },
    });
  });

  it('is read where it stands, also inside other bytes', () => {
    const inside = hex(`ffffff${Buffer.from(whole).toString('hex')}ff`).subarray(3, -1);
    expect(readAuthenticatorData(inside)).toEqual(readAuthenticatorData(whole));
  });

  it('is not read when it is cut short anywhere, or goes on', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(readAuthenticatorData(whole.subarray(0, length))).toBeUndefined();
    }
    expect(readAuthenticatorData(hex(`${Buffer.from(whole).toString('hex')}00`))).toBeUndefined();
  });
});
