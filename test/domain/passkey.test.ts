import { describe, expect, it } from 'vitest';
import { hasCountedOn } from '../../src/domain/passkey';

describe('the counter of a passkey', () => {
  it.each([
    [0, 0, true],
    [0, 1, true],
    [1, 2, true],
    [1, 1, false],
    [1, 0, false],
    [7, 6, false],
  ])('held at %i and stated as %i has counted on: %s', (held, stated, countedOn) => {
    expect(hasCountedOn(held, stated)).toBe(countedOn);
  });

  it('of two uses at once with one counter, the second has not', () => {
    const stated = 8;
    expect(hasCountedOn(7, stated)).toBe(true);
    expect(hasCountedOn(stated, stated)).toBe(false);
  });
});
