import { describe, expect, it } from 'vitest';
import {
  isShownBy,
  opensAccount,
  sessionEnds,
  sessionIsLive,
  sessionRestsUntil,
  withoutPasskey,
} from '../../src/domain/session';
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

  it.each([
    ['a passkey', { Cm: noon }, true],
    ['a password and a code', { Cp: noon, Cd: noon }, true],
    ['a password alone', { Cp: noon }, false],
    ['a code alone, at registering', { Cd: noon }, false],
    ['nothing that still counts', {}, false],
  ])('in which %s was shown opens the account: %s', (_what, shown, opens) => {
    expect(opensAccount(aSession({ shown }))).toBe(opens);
  });

  it.each([
    ['that names it', { shown: { Cm: noon }, passkeys: { lost: noon } }, true],
    ['that names another', { shown: { Cm: noon }, passkeys: { kept: noon } }, false],
    ['that names none, as an older release wrote it', { shown: { Cm: noon } }, true],
    ['without a passkey', { shown: { Cp: noon, Cd: noon } }, false],
  ])('%s was opened by a passkey: %s', (_what, as, opened) => {
    expect(isShownBy(aSession(as), 'lost')).toBe(opened);
  });

  it.each([
    ['the only one', { lost: noon }, { Cp: noon }],
    ['one of two', { lost: noon + 60, kept: noon + 30 }, { Cp: noon, Cm: noon + 30 }],
    ['an unnamed one', undefined, { Cp: noon }],
  ])('without a passkey, %s, counts what else was shown', (_what, passkeys, shown) => {
    const session = aSession({ shown: { Cp: noon, Cm: noon + 60 }, ...(passkeys && { passkeys }) });
    expect(withoutPasskey(session, 'lost').shown).toEqual(shown);
  });

  it.each([
    ['stay open where that had opened them', { Cm: noon }, true],
    ['stay closed where nothing had', { Cp: noon }, false],
  ])('without the only passkey the pages of the account %s', (_what, shown, opens) => {
    const session = withoutPasskey(aSession({ shown, passkeys: { lost: noon } }), 'lost');
    expect([session.shown.Cm, opensAccount(session)]).toEqual([undefined, opens]);
  });

  it('is forgotten when its twelve hours are over', () => {
    expect(sessionEnds(aSession())).toBe(noon + twelveHours);
  });
});
