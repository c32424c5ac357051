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
    ['+39 06 1234 5678', '+390612345678'],
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

/** A number of the right length in each accepted country. */
const examples: Readonly<Record<string, string>> = {
  '350': '57123456',
  '354': '6112345',
  '356': '96961234',
  '357': '96123456',
  '36': '201234567',
  '370': '61234567',
  '371': '21234567',
  '372': '51234567',
  '386': '31234567',
  '423': '661234567',
  '47': '40612345',
  '45': '34412345',
  '65': '81234567',
  '852': '51234567',
  '81': '9012345678',
  '91': '8123456789',
  '30': '6912345678',
  '46': '701234567',
  '43': '664123456',
  '39': '3123456789',
};

describe('numbers of other countries', () => {
  it.each(acceptedCountries.filter((code) => code !== '44'))('+%s is accepted', (code) => {
    const phone = `+${code}${examples[code] ?? '612345678'}`;
    expect(read(phone)).toEqual({ kind: 'phone', phone });
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
