import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../src/crypto/base64url';
import { equalBytes, equalText } from '../../src/crypto/constant-time';
import { randomDigits, randomId, randomSecret } from '../../src/crypto/random';
import { lengthPrefixed } from '../../src/crypto/utf8';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('base64url', () => {
  it.each([
    // RFC 4648 §10, without padding.
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('RFC 4648 §10: %j is %j', (text, encoded) => {
    expect(toBase64Url(Buffer.from(text))).toBe(encoded);
    expect(Buffer.from(fromBase64Url(encoded)).toString()).toBe(text);
  });

  it('RFC 7515 appendix C: the octets of the notes on base64url', () => {
    expect(toBase64Url(bytes(3, 236, 255, 224, 193))).toBe('A-z_4ME');
    expect(fromBase64Url('A-z_4ME')).toEqual(bytes(3, 236, 255, 224, 193));
  });

  it('gives back every length of bytes', () => {
    for (let length = 0; length < 70; length += 1) {
      const value = Uint8Array.from({ length }, (_, index) => (index * 37 + length) % 256);
      expect(fromBase64Url(toBase64Url(value))).toEqual(value);
    }
  });

  it.each([
    ['padding', 'Zg=='],
    ['the plain alphabet', 'A+z/4ME'],
    ['white space', 'Zm9v Zm9v'],
    ['a line feed at the end', 'Zm9v\n'],
    ['an impossible length', 'Zm9vY'],
    ['unused bits that are set, one byte', 'Zh'],
    ['unused bits that are set, two bytes', 'Zm9'],
    ['a letter that only looks right', 'Zm9\u0475'],
  ])('refuses %s', (_what, text) => {
    expect(() => fromBase64Url(text)).toThrow('base64url');
  });
});

describe('constant-time comparison', () => {
  it.each([
    ['', '', true],
    ['same', 'same', true],
    ['same', 'sane', false],
    ['same', 'same ', false],
    ['é', 'e\u0301', false],
  ])('of %j and %j is %s', (a, b, equal) => {
    expect(equalText(a, b)).toBe(equal);
  });

  it('of bytes with a common start is false', () => {
    expect(equalBytes(bytes(1, 2), bytes(1, 2))).toBe(true);
    expect(equalBytes(bytes(1, 2), bytes(1, 2, 3))).toBe(false);
    expect(equalBytes(bytes(), bytes(0))).toBe(false);
  });
});

describe('random values', () => {
  it('are as long as they say, and differ', () => {
    expect(fromBase64Url(randomId())).toHaveLength(16);
    expect(fromBase64Url(randomSecret())).toHaveLength(32);
    expect(new Set(Array.from({ length: 1000 }, randomId)).size).toBe(1000);
  });

  it('have digits that are all equally likely', () => {
    const digits = Array.from({ length: 200 }, () => randomDigits(2000)).join('');
    const counts = new Map<string, number>();
    for (const digit of digits) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    expect([...counts.keys()].toSorted().join('')).toBe('0123456789');
    // Nine degrees of freedom: above 40 once in 100,000 runs; bytes taken modulo ten would give about 150.
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 40_000) ** 2 / 40_000, 0);
    expect(chiSquare).toBeLessThan(40);
    expect(randomDigits(6)).toMatch(/^\d{6}$/);
  });
});

describe('length-prefixed lists', () => {
  it('never agree when the lists differ', () => {
    const lists = [[], [''], ['', ''], ['ab'], ['a', 'b'], ['a', '', 'b'], ['ab', ''], ['', 'ab'], ['\0\0\0\0']];
    expect(new Set(lists.map((list) => toBase64Url(lengthPrefixed(list)))).size).toBe(lists.length);
  });
});
