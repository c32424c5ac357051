import { describe, expect, it } from 'vitest';
import type { PhoneNumber } from '../../src/domain/brands';
import {
  acceptedCountries,
  calledPhone,
  isLandline,
  judgePhone,
  phoneEnding,
  refusedRanges,
} from '../../src/domain/phone';

const judge = (number: string, country?: string, isMobile = false) =>
  judgePhone(
    { number: number as PhoneNumber, isMobile, ...(country === undefined ? {} : { country }) },
    { testNumbers: false },
  );

describe('the tables of numbers', () => {
  it.each(refusedRanges.map(({ prefix, verdict, why }) => [prefix, verdict, why] as const))(
    '%s is refused as %s: %s',
    (prefix, verdict, why) => {
      expect(judge(prefix.padEnd(13, '1')).kind).toBe(verdict);
      expect(why).not.toBe('');
    },
  );

  it('no accepted code hides another: none is the beginning of one beside it', () => {
    for (const code of acceptedCountries)
      expect(acceptedCountries.filter((other) => other !== code && other.startsWith(code))).toEqual([]);
  });

  it('the United States is told from the other countries of its numbering plan, none of which is accepted', () => {
    expect(judge('+12025550123', 'US')).toEqual({ kind: 'united-states' });
    expect(judge('+18765550123', 'JM')).toEqual({ kind: 'country-not-accepted' });
    expect(judge('+15005550123')).toEqual({ kind: 'country-not-accepted' });
  });
});

it('abroad gets codes where it is a mobile number, and at home where it is a landline too', () => {
  expect(judge('+33612345678', 'FR', true).kind).toBe('phone');
  expect(judge('+33123456789', 'FR').kind).toBe('not-a-mobile-abroad');
  expect(judge('+441865272000', 'GB').kind).toBe('phone');
});

describe('a landline', () => {
  it.each(['+441632960123', '+442079460018', '+44169772123'])('%s is one', (number) => {
    expect(isLandline(number as PhoneNumber)).toBe(true);
    expect(judge(number === '+441632960123' ? '+441632961123' : number).kind).toBe('phone');
  });

  it.each(['+447911123456', '+443001234567', '+33123456789'])('%s is none of the United Kingdom', (number) => {
    expect(isLandline(number as PhoneNumber)).toBe(false);
  });
});

it('a page shows the last three digits of a number', () => {
  expect(phoneEnding('+447911123456' as PhoneNumber)).toBe('456');
  expect(calledPhone('+447911123456' as PhoneNumber)).toEqual({ phoneEnding: '456', called: false });
  expect(calledPhone('+441632960123' as PhoneNumber)).toEqual({ phoneEnding: '123', called: true });
});
