import { describe, expect, it } from 'vitest';
import { type SilentError, silentError } from '../../src/domain/journey';
import { aView, noon } from '../support/builders';

type View = Parameters<typeof aView>[0];

describe('prompt=none, when no page may be shown', () => {
  it.each<[string, View, SilentError | undefined]>([
    ['NL-31 without a session', {}, 'sso_login_required'],
    ['NL-32 with all that is asked, gives a code', { account: {} }, undefined],
    ['NL-33 where consent is missing', { account: { consents: [] } }, 'consent_required'],
    [
      'where a further scope is not agreed to',
      { request: { scopes: ['openid', 'phone'] }, account: {} },
      'consent_required',
    ],
    ['where a code was not shown', { account: { shown: { Cp: noon } } }, 'sso_login_required'],
    ['where a passkey was not shown', { account: {}, request: { vtr: ['P0.Cm'] } }, 'sso_login_required'],
    [
      'where a passkey was not shown, and new terms are not accepted',
      { account: { acceptedTerms: '2020-01' }, request: { vtr: ['P0.Cm'] } },
      'sso_login_required',
    ],
    ['where credential and level are missing', { account: {}, request: { vtr: ['P9.Cm'] } }, 'sso_login_required'],
    ['where the level is missing', { account: {}, request: { vtr: ['P9.Cp.Cd'] } }, 'interaction_required'],
    [
      'where the level is missing, and consent',
      { account: { consents: [] }, request: { vtr: ['P9.Cp.Cd'] } },
      'interaction_required',
    ],
    ['where new terms are not accepted', { account: { acceptedTerms: '2020-01' } }, 'interaction_required'],
    [
      'where passkeys are to be removed and nobody said so yet in this session',
      { account: { removal: { from: noon, canPutOff: true } } },
      'interaction_required',
    ],
    [
      'where one of two vectors is met, gives a code',
      { account: {}, request: { vtr: ['P0.Cm', 'P0.Cp.Cd'] } },
      undefined,
    ],
    [
      'where of two vectors one lacks a level, one a code',
      { account: { shown: { Cp: noon } }, request: { vtr: ['P9.Cp', 'P0.Cp.Cd'] } },
      'sso_login_required',
    ],
  ])('%s', (_what, view, error) => {
    expect(silentError(aView(view))).toBe(error);
  });

  it('where an asserted login is another person’s, an account must be selected', () => {
    for (const shown of [{ Cp: noon, Cd: noon }, { Cp: noon }]) {
      const other = aView({ account: {} }).account ?? expect.fail();
      expect(silentError({ ...aView({ account: { shown } }), other })).toBe('account_selection_required');
    }
  });
});
