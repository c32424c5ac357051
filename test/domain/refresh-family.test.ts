import { describe, expect, it } from 'vitest';
import { judgeRefresh, type RefreshFamily, rotateFamily } from '../../src/domain/refresh-family';

const thirtyDays = 2_592_000;
const fresh: RefreshFamily = { generation: 1, currentHash: 'hash 1', endsAt: thirtyDays };
const next = (generation: number) => ({
  secretHash: `hash ${generation}`,
  sealedSuccessor: `sealed ${generation}`,
});
const same = (a: string, b: string) => a === b;
const judge = (family: RefreshFamily, generation: number, now: number, secretHash = `hash ${generation}`) =>
  judgeRefresh(family, { generation, secretHash }, now, same);

describe('a refresh token', () => {
  it('that is the latest gets a successor', () => {
    expect(judge(fresh, 1, 0)).toEqual({ kind: 'rotate' });
    expect(judge(rotateFamily(fresh, next(2), 0), 2, 1)).toEqual({ kind: 'rotate' });
  });

  it('NL-72 that was just replaced answers with the same successor for 60 seconds, and then ends the family', () => {
    const family = rotateFamily(fresh, next(2), 100);
    expect(judge(family, 1, 159)).toEqual({ kind: 'repeat', sealedSuccessor: 'sealed 2' });
    expect(judge(family, 1, 160)).toEqual({ kind: 'reused' });
  });

  it('NL-72 that was replaced ends the family as soon as its successor was used', () => {
    const used = rotateFamily(rotateFamily(fresh, next(2), 100), next(3), 101);
    expect(judge(used, 2, 102)).toEqual({ kind: 'repeat', sealedSuccessor: 'sealed 3' });
    expect(judge(used, 1, 102)).toEqual({ kind: 'reused' });
  });

  it('NL-72 lives until the thirty days are over, and rotating makes them no longer', () => {
    const rotated = rotateFamily(fresh, next(2), thirtyDays - 1);
    expect(rotated.endsAt).toBe(thirtyDays);
    expect(judge(rotated, 2, thirtyDays - 1)).toEqual({ kind: 'rotate' });
    expect(judge(rotated, 2, thirtyDays)).toEqual({ kind: 'expired' });
    expect(judge(rotated, 1, thirtyDays)).toEqual({ kind: 'expired' });
  });

  it.each([
    ['a wrong secret of the latest generation', 1, 'guess'],
    ['a generation not given out yet', 2, 'hash 2'],
    ['a generation before the first', 0, 'hash 0'],
  ])('with %s is unknown and ends nothing', (_what, generation, secretHash) => {
    expect(judge(fresh, generation, 0, secretHash)).toEqual({ kind: 'unknown' });
  });
});
