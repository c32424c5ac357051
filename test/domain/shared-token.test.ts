import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import { dropToken, noToken, settleToken, takeToken, tokenEnd } from '../../src/domain/shared-token';

const at = epochSeconds(1_800_000_000);
const later = (seconds: number) => epochSeconds(at + seconds);
const fetched = { sealed: 'sealed', expiresAt: at + 599 };
const withToken = settleToken(takeToken(noToken, 'a', at).state, 'a', fetched, at);

describe('the one token of a deployment', () => {
  it('is fetched by one caller alone; the others wait, and the same caller is told the same', () => {
    const { state, turn } = takeToken(noToken, 'a', at);
    expect(turn).toEqual({ outcome: 'fetch' });
    expect(takeToken(state, 'b', at).turn).toEqual({ outcome: 'wait' });
    expect(takeToken(state, 'a', at).turn).toEqual({ outcome: 'fetch' });
  });

  it('is fetched by another when the first is not heard of for ten seconds', () => {
    const { state } = takeToken(noToken, 'a', at);
    expect(takeToken(state, 'b', later(9)).turn).toEqual({ outcome: 'wait' });
    expect(takeToken(state, 'b', later(10)).turn).toEqual({ outcome: 'fetch' });
  });

  it('is renewed by one caller a minute before its end, while the others go on with the old one', () => {
    expect(takeToken(withToken, 'b', later(538)).turn).toEqual({ outcome: 'held', id: 'a', ...fetched });
    const { state, turn } = takeToken(withToken, 'b', later(539));
    expect(turn).toEqual({ outcome: 'fetch' });
    expect(takeToken(state, 'c', later(540)).turn).toEqual({ outcome: 'held', id: 'a', ...fetched });
  });

  it('is not used in its last ten seconds, also when no new one can be had', () => {
    const { state } = takeToken(withToken, 'b', later(585));
    expect(takeToken(state, 'c', later(588)).turn).toMatchObject({ outcome: 'held' });
    expect(takeToken(state, 'c', later(589)).turn).toEqual({ outcome: 'wait' });
  });

  it('is not asked for again in the second of a failure; a token that is good is used meanwhile', () => {
    const failed = settleToken(takeToken(noToken, 'a', at).state, 'a', undefined, at);
    expect(takeToken(failed, 'b', at).turn).toEqual({ outcome: 'away' });
    expect(takeToken(failed, 'b', later(1)).turn).toEqual({ outcome: 'fetch' });
    const renewing = takeToken(withToken, 'b', later(539)).state;
    const unrenewed = settleToken(renewing, 'b', undefined, later(539));
    expect(takeToken(unrenewed, 'c', later(539)).turn).toMatchObject({ outcome: 'held', id: 'a' });
  });

  it('is not taken back by the failure of one whose turn is over', () => {
    const other = takeToken(takeToken(noToken, 'a', at).state, 'b', later(10)).state;
    expect(settleToken(other, 'a', undefined, later(10))).toEqual(other);
    expect(settleToken(withToken, 'a', undefined, later(1))).toEqual(withToken);
  });

  it('is the one that lasts longest, whoever brings it, in whatever order', () => {
    const longer = { sealed: 'longer', expiresAt: at + 700 };
    const both = settleToken(withToken, 'b', longer, at);
    expect(settleToken(both, 'a', fetched, at).token).toEqual({ id: 'b', ...longer });
  });

  it('is forgotten when it was refused, but not the one that came after it', () => {
    expect(dropToken(withToken, 'a').token).toBeUndefined();
    expect(dropToken(withToken, 'z').token).toEqual({ id: 'a', ...fetched });
  });

  it('lasts as long as it was said to, half an hour at most', () => {
    expect(tokenEnd(at, 599)).toBe(at + 599);
    expect(tokenEnd(at, 86_400)).toBe(at + 1800);
  });
});
