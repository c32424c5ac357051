import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import {
  goesBy,
  judgeRemoval,
  levelAfterRemoval,
  newRemoval,
  putOffRemoval,
  removalBlocksUntil,
  removalEnds,
} from '../../src/domain/passkey-removal';

const day = 86_400;
const asked = epochSeconds(1_000_000);
const removal = newRemoval('one', ['stolen'], asked);

describe('a removal of passkeys', () => {
  it.each([
    ['a moment before its day is over', removal, day - 1, 'waiting'],
    ['when its day is over', removal, day, 'ready'],
    ['for a week', removal, 8 * day - 1, 'ready'],
    ['a week later', removal, 8 * day, 'over'],
    ['put off, a moment before its week is over', putOffRemoval(removal), 7 * day - 1, 'waiting'],
    ['put off, when its week is over', putOffRemoval(removal), 7 * day, 'ready'],
    ['put off, two weeks after it was asked for', putOffRemoval(removal), 14 * day, 'over'],
    ['stopped', { ...putOffRemoval(removal), stopped: true } as const, 7 * day, 'over'],
  ])('%s is judged', (_when, held, after, verdict) => {
    expect(judgeRemoval(held, asked + after)).toBe(verdict);
  });

  it('is put off once: nobody can do it for good', () => {
    expect(putOffRemoval(putOffRemoval(removal))).toEqual(putOffRemoval(removal));
  });

  it('takes what was chosen, and what was added since', () => {
    const passkeys = [
      { key: 'stolen', addedAt: asked - day },
      { key: 'own', addedAt: asked - 1 },
      { key: 'added since', addedAt: asked },
    ];
    expect(passkeys.filter((one) => goesBy(removal, one)).map(({ key }) => key)).toEqual(['stolen', 'added since']);
  });

  it('lets no other begin before it is over, or, put off and stopped, before it could have been done', () => {
    expect(removalBlocksUntil(removal)).toBe(removalEnds(removal));
    expect(removalBlocksUntil({ ...putOffRemoval(removal), stopped: true })).toBe(asked + 7 * day);
  });

  it.each([
    ['a passkey is left', { passkeys: 1, password: 'none' }, 'P9'],
    ['the password of before is left', { passkeys: 0, password: 'of-before' }, 'P9'],
    ['the password was chosen by a link', { passkeys: 0, password: 'doubted' }, 'P0'],
    ['nothing is left', { passkeys: 0, password: 'none' }, 'P0'],
  ] as const)('where %s leaves the level at', (_what, left, level) => {
    expect(levelAfterRemoval('P9', left)).toBe(level);
  });
});
