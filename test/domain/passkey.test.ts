import { describe, expect, it } from 'vitest';
import { addedWith, hasCountedOn, hidesCharacters, isAddedWithGone } from '../../src/domain/passkey';

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

describe('passkeys that were added by somebody who had signed in with another', () => {
  const own = { key: 'own' };
  const stolen = { key: 'stolen', addedBeside: ['own'] };
  const second = { key: 'second', addedBeside: ['stolen'] };
  const third = { key: 'third', addedBeside: ['own', 'second'] };
  const round = { key: 'round', addedBeside: ['round', 'third'] };
  const all = [round, third, second, stolen, own];

  it.each([
    ['stolen', ['round', 'third', 'second']],
    ['second', ['round', 'third']],
    ['own', ['round', 'third', 'second', 'stolen']],
    ['round', []],
  ])('%s are %j: those that these added are among them', (key, added) => {
    expect(addedWith(key, all).map((one) => one.key)).toEqual(added);
  });

  it('are told from others when that one is gone', () => {
    expect(all.filter((one) => isAddedWithGone(one, all))).toEqual([]);
    expect(all.filter((one) => isAddedWithGone(one, [third, second, own, round]))).toEqual([second]);
  });
});

describe('the name of a passkey', () => {
  it.each([
    ['letters', 'Jo’s phone', false],
    ['letters of another script, joined', 'گوشی\u200Cام', false],
    ['a picture of several', '👩\u200D💻 laptop', false],
    ['writing turned around', 'phone \u202Egnp.exe', true],
    ['an isolate', 'phone \u2066x', true],
    ['a mark of direction', 'phone\u200F', true],
    ['a control', 'phone\u0007', true],
    ['a soft hyphen', 'ph\u00ADone', true],
    ['a space without width', 'ph\u200Bone', true],
  ])('with %s (%j) hides characters: %s', (_what, name, hides) => {
    expect(hidesCharacters(name)).toBe(hides);
  });
});
