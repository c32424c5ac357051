import { describe, expect, it } from 'vitest';
import { sessionEnds, sessionIsLive, sessionRestsUntil } from '../../src/domain/session';
import { aSession, noon } from '../support/builders';

const halfAnHour = 1800;
const twelveHours = 43_200;

describe('a session', () => {
  it.each([
    ['unused for a second less than half an hour, lives', halfAnHour - 1, true],
    ['unused for half an hour, has ended', halfAnHour, false],
  ])('%s', (_what, later, live) => {
    expect(sessionIsLive(aSession(), noon + later, 0)).toBe(live);
  });

  it.each([
    ['a second before its twelve hours are over lives, however much it is used', twelveHours - 1, true],
    ['has ended after twelve hours, however much it is used', twelveHours, false],
  ])('%s', (_what, later, live) => {
    const used = aSession({ usedAt: (noon + later - 1) as typeof noon });
    expect(sessionIsLive(used, noon + later, 0)).toBe(live);
  });

  it('from before the moment that ended all has ended, one from that moment on lives', () => {
    expect(sessionIsLive(aSession(), noon, noon + 1)).toBe(false);
    expect(sessionIsLive(aSession(), noon, noon)).toBe(true);
  });

  it('that is used now rests for half an hour, but not beyond its twelve hours', () => {
    expect(sessionRestsUntil(aSession(), noon + 60)).toBe(noon + 60 + halfAnHour);
    expect(sessionRestsUntil(aSession(), noon + twelveHours - 60)).toBe(noon + twelveHours);
  });

  it('is forgotten when its twelve hours are over', () => {
    expect(sessionEnds(aSession())).toBe(noon + twelveHours);
  });
});
