import { describe, expect, it } from 'vitest';
import { isNhsNumber, nhsNumberEnding, parseNhsNumber } from '../../src/domain/nhs-number';

describe('an NHS number', () => {
  it.each([
    ['9990000018', '9990000018'],
    ['999 000 0026', '9990000026'],
    ['999-000-0034', '9990000034'],
    [' 999 000 0042 ', '9990000042'],
    ['999–000–0050', '9990000050'],
    ['9434765919', '9434765919'],
    ['4010232137', '4010232137'],
    ['９９９０００００１８', '9990000018'],
    ['\u202d999 000 0018\u202c', '9990000018'],
    ['\ufeff9990000018\u200b', '9990000018'],
  ])('%s is one, with or without spaces and dashes', (typed, nhsNumber) => {
    expect(parseNhsNumber(typed)).toEqual({ kind: 'nhs-number', nhsNumber });
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['999000001', 'not-ten-digits'],
    ['99900000180', 'not-ten-digits'],
    ['999000001X', 'not-ten-digits'],
    ['９９９００００１８', 'not-ten-digits'],
    ['9990000019', 'check-digit'],
    ['9991234567', 'check-digit'],
    ['QQ 12 34 56 C', 'national-insurance'],
    ['qq123456', 'national-insurance'],
    ['0101010001', 'chi'],
    ['3110999994', 'chi'],
    ['0101010002', 'chi'],
    ['3200000015', 'health-and-care'],
    ['3200000016', 'health-and-care'],
    ['0001010001', 'check-digit'],
  ])('%j is none: %s', (typed, kind) => {
    expect(parseNhsNumber(typed)).toEqual({ kind });
  });

  it.each(['999000000', '999000014'])('%s has no tenth digit that fits: its remainder calls for a 10', (nine) => {
    for (let digit = 0; digit <= 9; digit += 1) expect(isNhsNumber(`${nine}${digit}`)).toBe(false);
  });

  it('that is one digit off, or has two neighbours exchanged, is refused', () => {
    const right = '9434765919';
    for (let place = 0; place < 10; place += 1) {
      for (let digit = 0; digit <= 9; digit += 1) {
        const typed = right.slice(0, place) + digit + right.slice(place + 1);
        expect(isNhsNumber(typed)).toBe(typed === right);
      }
      const exchanged = right.slice(0, place) + (right[place + 1] ?? '') + right[place] + right.slice(place + 2);
      if (place < 9) expect(isNhsNumber(exchanged)).toBe(exchanged === right);
    }
  });

  it('is told by its last four digits only', () => {
    const read = parseNhsNumber('999 000 0018');
    expect(read.kind === 'nhs-number' && nhsNumberEnding(read.nhsNumber)).toBe('0018');
  });
});
