import { describe, expect, it } from 'vitest';
import { sameHash } from '../../src/domain/constant-time';

describe('comparing hashes', () => {
  it.each([
    ['the same', 'abcdef', 'abcdef', true],
    ['both empty', '', '', true],
    ['another first character', 'abcdef', 'xbcdef', false],
    ['another last character', 'abcdef', 'abcdex', false],
    ['one the beginning of the other', 'abcdef', 'abcde', false],
    ['one empty', 'abcdef', '', false],
    ['differences that would cancel out', 'ab', 'ba', false],
    ['characters with the same low byte', 'a', '\u0161', false],
  ])('%s', (_what, a, b, same) => {
    expect(sameHash(a, b)).toBe(same);
    expect(sameHash(b, a)).toBe(same);
  });
});
