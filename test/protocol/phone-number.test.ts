import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { acceptedCountries } from '../../src/domain/phone';
import { parsePhone } from '../../src/protocol/phone-number';

const inProduction = { testNumbers: false };
const inTheLocalWorld = { testNumbers: true };
const read = (text: string, options = inProduction) => parsePhone(text, options);

describe('a phone number as typed', () => {
  it.each([
    ['07911 123456', '+447911123456'],
    ['07911-123-456', '+447911123456'],
    ['(07911) 123.456', '+447911123456'],
    ['07911 – 123456', '+447911123456'],
    ['7911123456', '+447911123456'],
    ['+44 7911 123456', '+447911123456'],
    ['+44 (0)7911 123456', '+447911123456'],
    ['0044 7911 123456', '+447911123456'],
    ['٠٧٩١١١٢٣٤٥٦', '+447911123456'],
    ['020 7946 0018', '+442079460018'],
    ['+44 (0)1865 272000', '+441865272000'],
    ['016977 2123', '+44169772123'],
    ['+33 6 12 34 56 78', '+33612345678'],
    ['+33 (0)6 12 34 56 78', '+33612345678'],
    ['00353 85 012 3456', '+353850123456'],
  ])('%s is read as %s', (typed, phone) => {
    expect(read(typed)).toEqual({ kind: 'phone', phone });
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['+', 'empty'],
    ['0791', 'too-short'],
    ['999', 'too-short'],
    ['+33 6 12 34 56 7', 'too-short'],
    ['07911 1234567', 'too-long'],
    ['+44 07911 1234567', 'too-long'],
    ['+3312345678901234', 'too-long'],
    ['07911 12345', 'malformed'],
    ['01632 960', 'malformed'],
    ['07911 12345x', 'malformed'],
    ['07911 123456 ext 5', 'malformed'],
    ['tel:+447911123456', 'malformed'],
    ['ring me on 07911 123456', 'malformed'],
    ['+0 7911 123456', 'malformed'],
    ['+999 123 456 789', 'malformed'],
    ['07911 123456;ext=1', 'malformed'],
    [`${' '.repeat(40)}07911 123456`, 'malformed'],
    ['+44 800 123 4567', 'not-a-line'],
    ['0300 123 4567', 'not-a-line'],
    ['056 1234 5678', 'not-a-line'],
  ])('%j is answered %s', (typed, kind) => {
    expect(read(typed)).toEqual({ kind });
  });
});

describe('numbers that cost the caller or earn their owner money', () => {
  it.each([
    ['070 personal', '070 1234 5678', 'personal-number'],
    ['076 pagers', '07640 123456', 'pager'],
    ['084 revenue sharing', '0844 123 4567', 'charged-number'],
    ['087 revenue sharing', '0871 123 4567', 'charged-number'],
    ['09 premium rate', '0909 123 4567', 'premium-number'],
    ['the same from abroad', '0044 909 123 4567', 'premium-number'],
  ])('%s are refused', (_range, typed, kind) => {
    expect(read(typed)).toEqual({ kind });
  });

  it('mobiles of the Isle of Man, amid the pagers, are accepted; their neighbours are not', () => {
    expect(read('07624 123456').kind).toBe('phone');
    expect(read('07623 123456').kind).toBe('pager');
    expect(read('07625 123456').kind).toBe('pager');
  });
});

/** A mobile number of each country, as its plan has them, by calling code: several countries may share one. */
const mobiles = getCountries().flatMap((country) => {
  const example = getExampleNumber(country, examples);
  return example === undefined ? [] : [{ country, code: getCountryCallingCode(country), phone: example.number }];
});

describe('numbers of other countries', () => {
  it.each(acceptedCountries)('mobiles of +%s are accepted', (code) => {
    const ofCode = mobiles.filter((mobile) => mobile.code === code);
    expect(ofCode.length).toBeGreaterThan(0);
    for (const { phone } of ofCode) expect(read(phone)).toEqual({ kind: 'phone', phone });
  });

  it.each([
    ['a landline', '+39 06 1234 5678'],
    ['a landline of a village', '+39 0698 12345'],
    ['a landline of a capital', '+33 1 23 45 67 89'],
    ['premium rate of France', '+33 899 123456'],
    ['premium rate of Germany', '+49 900 1234567'],
    ['shared cost of Germany', '+49 137 1234567'],
    ['premium rate of Italy', '+39 899 123456'],
    ['premium rate of Italy, old', '+39 166 123456'],
    ['premium rate of Ireland', '+353 1550 123456'],
    ['premium rate of Ireland, dearer', '+353 1580 123 456'],
    ['premium rate of Switzerland', '+41 900 123456'],
    ['premium rate of Switzerland, for games', '+41 901 123456'],
    ['premium rate of Austria', '+43 930 123456'],
    ['premium rate of the Netherlands', '+31 909 1234'],
    ['premium rate of the Netherlands, long', '+31 900 1234567'],
    ['premium rate of Belgium', '+32 903 12345'],
    ['premium rate of Australia', '+61 1900 123 456'],
    ['premium rate of Australia, short', '+61 190 1234567'],
    ['premium rate of Japan', '+81 990 123456'],
    ['premium rate of Spain', '+34 803 123456'],
    ['televoting of Spain', '+34 905 123456'],
    ['premium rate of Sweden', '+46 900 1234567'],
    ['shared cost of Poland', '+48 701 234567'],
    ['premium rate of Czechia', '+420 900 123456'],
    ['premium rate of India', '+91 1900 123 4567'],
    ['premium rate of Hong Kong', '+852 900 123 45678'],
    ['shared cost of South Africa', '+27 86 1234567'],
    ['premium rate of New Zealand', '+64 900 12345'],
    ['premium rate of Estonia', '+372 900 1234'],
    ['premium rate of Latvia', '+371 90 123456'],
    ['premium rate of Lithuania', '+370 900 12345'],
    ['premium rate of Croatia', '+385 60 123456'],
    ['premium rate of Bulgaria', '+359 90 123456'],
    ['toll free', '+33 800 123456'],
    ['a personal number of Switzerland', '+41 878 123456'],
  ])('%s is not', (_what, typed) => {
    const { kind } = read(typed);
    expect(['not-a-mobile-abroad', 'too-short', 'too-long', 'malformed']).toContain(kind);
  });

  it.each([
    ['premium rate', '+33 899 123456'],
    ['shared cost', '+49 137 1234567'],
    ['a landline', '+39 06 1234 5678'],
    ['a range that nobody was given', '+33 5 00 00 00 00'],
  ])('%s is told to be no mobile', (_what, typed) => {
    expect(read(typed)).toEqual({ kind: 'not-a-mobile-abroad' });
  });

  it.each([
    ['the United States', '+1 202 555 0123', 'united-states'],
    ['the United States, as dialled from here', '001 202 555 0123', 'united-states'],
    ['Jamaica, in the same plan', '+1 876 555 0123', 'country-not-accepted'],
    ['Russia', '+7 912 345 6789', 'country-not-accepted'],
    ['Cuba', '+53 5 123 4567', 'country-not-accepted'],
    ['a satellite network', '+881 612 345 678', 'country-not-accepted'],
    ['an international premium number', '+979 123 456 789', 'country-not-accepted'],
    ['Albania, beside accepted ones', '+355 67 212 3456', 'country-not-accepted'],
  ])('%s is not', (_country, typed, kind) => {
    expect(read(typed)).toEqual({ kind });
  });
});

describe('numbers kept free for drama and tests', () => {
  it.each(['07700 900000', '07700 900999', '+44 7700 900500', '01632 960000', '01632 960999'])(
    '%s is accepted in the local world only',
    (typed) => {
      expect(read(typed, inTheLocalWorld).kind).toBe('phone');
      expect(read(typed)).toEqual({ kind: 'reserved-number' });
    },
  );

  it.each(['07700 899999', '07700 901000', '01632 959999', '01632 961000'])(
    'their neighbour %s is a number like any other',
    (typed) => {
      expect(read(typed).kind).toBe('phone');
      expect(read(typed, inTheLocalWorld).kind).toBe('phone');
    },
  );
});
