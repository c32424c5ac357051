import { describe, expect, it } from 'vitest';
import { admitsNewcomers } from '../../src/domain/backlog';
import { epochSeconds } from '../../src/domain/brands';
import { noon } from '../support/builders';

const day = 86_400;
const million = 1_000_000;
const since = (seconds: number) => epochSeconds(noon - seconds);

describe('people are taken on', () => {
  it.each([
    ['while nothing waits', { undelivered: 0, parked: 0 }, true],
    ['while rows have waited for a day', { undelivered: 3, parked: 0, waitingSince: since(day) }, true],
    ['no more when they have waited for longer', { undelivered: 3, parked: 0, waitingSince: since(day + 1) }, false],
    ['while a million rows wait', { undelivered: million, parked: 0, waitingSince: since(1) }, true],
    ['no more when one more waits', { undelivered: million + 1, parked: 0, waitingSince: since(1) }, false],
    ['whatever is parked, however long and however much', { undelivered: million + 7, parked: million + 7 }, true],
    [
      'no more when others than the parked ones wait for long',
      { undelivered: 9, parked: 8, waitingSince: since(day + 1) },
      false,
    ],
  ])('%s', (_when, backlog, admits) => {
    expect(admitsNewcomers(backlog, noon)).toBe(admits);
  });
});
