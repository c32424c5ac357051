import { describe, expect, it } from 'vitest';
import type { PhoneNumber } from '../../src/domain/brands';
import { acceptedCountries, parsePhone, phoneEnding, refusedRanges } from '../../src/domain/phone';

const inProduction = { testNumbers: false };
const inTheLocalWorld = { testNumbers: true };
const read = (text: string, options = inProduction) => parsePhone(text, options);

describe('a phone number as typed', () => {
  it.each([
    ['07911 123456', '+447911123456'],
    ['07911-123-456', '+447911123456'],
    ['(07911) 123.456', '+447911123456'],
    ['+44 7911 123456', '+447911123456'],
    ['+44 (0)7911 123456', '+447911123456'],
    ['0044 7911 123456', '+447911123456'],
    ['+33 6 12 34 56 78', '+33612345678'],
    ['00353 85 012 3456', '+353850123456'],
  ])('%s is read as %s', (typed, phone) => {
    expect(read(typed)).toEqual({ kind: 'phone', phone });
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['7911123456', 'malformed'],
    ['07911 12345', 'malformed'],
    ['07911 1234567', 'malformed'],
    ['07911 12345x', 'malformed'],
    ['+44 07911 1234567', 'malformed'],
    ['+0 7911 123456', 'malformed'],
    ['+1234567', 'malformed'],
    ['+3312345678901234', 'malformed'],
    ['tel:+447911123456', 'malformed'],
    ['٠٧٩١١١٢٣٤٥٦', 'malformed'],
    ['+44 800 123 4567', 'malformed'],
    ['020 7946 0018', 'landline'],
    ['+44 1865 272000', 'landline'],
    ['0300 123 4567', 'landline'],
  ])('%j is answered %s', (typed, kind) => {
    expect(read(typed)).toEqual({ kind });
  });
});

describe('numbers that cost the caller or earn their owner money', () => {
  it.each([
    ['070 personal', '070 1234 5678'],
    ['076 pagers', '07640 123456'],
    ['084 revenue sharing', '0844 123 4567'],
    ['087 revenue sharing', '0871 123 4567'],
    ['09 premium rate', '0909 123 4567'],
  ])('%s are refused', (_range, typed) => {
    expect(read(typed)).toEqual({ kind: 'not-accepted' });
  });

  it('mobiles of the Isle of Man, amid the pagers, are accepted; their neighbours are not', () => {
    expect(read('07624 123456').kind).toBe('phone');
    expect(read('07623 123456').kind).toBe('not-accepted');
    expect(read('07625 123456').kind).toBe('not-accepted');
  });

  it('each range says why', () => {
    for (const { prefix, why } of refusedRanges) {
      expect(prefix).toMatch(/^\+44\d+$/);
      expect(why).not.toBe('');
    }
  });
});

describe('numbers of other countries', () => {
  it.each(acceptedCountries.filter((code) => code !== '44'))('+%s is accepted', (code) => {
    expect(read(`+${code}612345678`).kind).toBe('phone');
  });

  it.each([
    ['the United States', '+1 202 555 0123'],
    ['Jamaica, in the same plan', '+1 876 555 0123'],
    ['Russia', '+7 912 345 6789'],
    ['Cuba', '+53 5 123 4567'],
    ['a satellite network', '+881 612 345 678'],
    ['an international premium number', '+979 123 456 789'],
    ['Albania, beside accepted ones', '+355 67 212 3456'],
  ])('%s is not', (_country, typed) => {
    expect(read(typed)).toEqual({ kind: 'country-not-accepted' });
  });

  it('no accepted code hides another: none is the beginning of one beside it', () => {
    for (const code of acceptedCountries)
      expect(acceptedCountries.filter((other) => other !== code && other.startsWith(code))).toEqual([]);
  });
});

describe('numbers kept free for drama and tests', () => {
  it.each(['07700 900000', '07700 900999', '+44 7700 900500'])('%s is accepted in the local world only', (typed) => {
    expect(read(typed, inTheLocalWorld).kind).toBe('phone');
    expect(read(typed)).toEqual({ kind: 'not-accepted' });
  });

  it('the landlines among them are landlines in the local world, and refused in production', () => {
    for (const typed of ['01632 960000', '01632 960999']) {
      expect(read(typed, inTheLocalWorld)).toEqual({ kind: 'landline' });
      expect(read(typed)).toEqual({ kind: 'not-accepted' });
    }
  });

  it.each(['07700 899999', '07700 901000'])('their neighbour %s is a number like any other', (typed) => {
    expect(read(typed).kind).toBe('phone');
    expect(read(typed, inTheLocalWorld).kind).toBe('phone');
  });
});

it('a page shows the last three digits of a number', () => {
  expect(phoneEnding('+447911123456' as PhoneNumber)).toBe('456');
});
