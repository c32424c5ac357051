import { describe, expect, it } from 'vitest';
import { countSend, parsePasscode, type Sends } from '../../src/domain/passcode';

describe('a code as typed', () => {
  it.each([
    ['123456', '123456'],
    ['000000', '000000'],
    ['123 456', '123456'],
    [' 12-34-56 ', '123456'],
    ['12\u00a03456', '123456'],
  ])('NL-107 %j is read as %s', (typed, code) => {
    expect(parsePasscode(typed)).toEqual({ kind: 'code', code });
  });

  it.each([
    ['nothing', '', 'empty'],
    ['spaces and dashes only', ' - ', 'empty'],
    ['five digits', '12345', 'malformed'],
    ['seven digits', '1234567', 'malformed'],
    ['a letter', '12345a', 'malformed'],
    ['Arabic-Indic digits', '١٢٣٤٥٦', 'malformed'],
    ['a sign', '+12345', 'malformed'],
    ['an exponent', '1234e5', 'malformed'],
    ['a second line', '123456\n1', 'malformed'],
  ])('%s is no code', (_what, typed, kind) => {
    expect(parsePasscode(typed)).toEqual({ kind });
  });
});

describe('sending codes', () => {
  const sent = (count: number, now = 0) => {
    let sends: Sends | undefined;
    let refused: number | undefined;
    for (let request = 1; request <= count; request += 1) {
      const counted = countSend(sends, now);
      sends = counted.sends;
      refused = counted.refusedUntil;
    }
    return { sends, refused };
  };

  it('NL-108 five are sent, the sixth request sends nothing and locks sending for 15 minutes', () => {
    expect(sent(5).refused).toBeUndefined();
    expect(sent(6).refused).toBe(900);
  });

  it('asking during the lock makes it no longer', () => {
    const { sends } = sent(6);
    expect(countSend(sends, 899)).toEqual({ sends, refusedUntil: 900 });
  });

  it('after the lock five more are sent', () => {
    let { sends } = sent(6);
    for (let request = 1; request <= 5; request += 1) {
      const counted = countSend(sends, 900);
      expect(counted.refusedUntil).toBeUndefined();
      sends = counted.sends;
    }
    expect(countSend(sends, 900).refusedUntil).toBe(1800);
  });
});
