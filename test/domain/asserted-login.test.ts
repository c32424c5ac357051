import { describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import { assertedLogin, type LoginAssertion, type StoredGrant } from '../../src/domain/grant';
import { aStoredGrant, noon, theService } from '../support/builders';

const hour = 3600;
const shown = { Cp: noon - 60, Cd: noon - 30 };
const aLogin = (changes: Partial<StoredGrant> = {}) => aStoredGrant({ shown, redeemedAt: noon, ...changes });
const asserted = (stored: StoredGrant, changes: Partial<LoginAssertion> = {}) =>
  assertedLogin(stored, { clientId: theService, notBefore: 0, now: noon, ...changes });

describe('a login that a service asserts to another', () => {
  it('NL-36 counts with what was shown, and when it was shown', () => {
    expect(asserted(aLogin())).toBe(shown);
  });

  it('NL-40 counts until the ID token expires, an hour after it was issued', () => {
    expect(asserted(aLogin(), { now: noon + hour - 1 })).toBe(shown);
    expect(asserted(aLogin(), { now: noon + hour })).toBeUndefined();
    expect(asserted(aLogin({ redeemedAt: noon + 500 }), { now: noon + 500 + hour - 1 })).toBe(shown);
  });

  const { shown: _shown, ...withoutShown } = aLogin();
  it.each<[string, StoredGrant, Partial<LoginAssertion>]>([
    ['of an ID token that another service got', aLogin(), { clientId: clientId('another-service') }],
    ['whose code was never redeemed: there is no ID token', aStoredGrant({ shown }), {}],
    ['whose grant was revoked', aLogin({ revokedAt: noon }), {}],
    ['from before everything was ended', aLogin(), { notBefore: noon + 1 }],
    ['of which nobody knows what was shown', withoutShown, {}],
  ])('NL-40 does not count %s', (_what, stored, changes) => {
    expect(asserted(stored, changes)).toBeUndefined();
  });

  it('passed on from service to service ends when its session would have ended', () => {
    const day = 12 * hour + hour;
    const passedOn = (after: number) => asserted(aLogin({ redeemedAt: noon + after - 60 }), { now: noon + after });
    expect(passedOn(day - 31)).toBe(shown);
    expect(passedOn(day - 30)).toBeUndefined();
  });
});
