import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import type { Scope } from '../../src/domain/claims';
import { consentCovers, joinConsent } from '../../src/domain/consent';
import type { ProofingLevel } from '../../src/domain/vector';
import { aConsent, noon } from '../support/builders';

describe('an agreement to share', () => {
  it.each<[string, readonly Scope[], ProofingLevel, boolean]>([
    ['the same scopes', ['openid', 'email'], 'P0', true],
    ['the same in another order', ['email', 'openid'], 'P0', true],
    ['fewer scopes', ['openid'], 'P0', true],
    ['a further scope', ['openid', 'email', 'phone'], 'P0', false],
    ['a higher level', ['openid', 'email'], 'P5', false],
  ])('at P0 to openid and email, asked for %s', (_what, scopes, level, covered) => {
    expect(consentCovers(aConsent(), scopes, level)).toBe(covered);
  });

  it('at a level covers that level and the ones below it', () => {
    const held = aConsent({ level: 'P5' });
    expect((['P0', 'P5', 'P9'] as const).map((level) => consentCovers(held, ['openid'], level))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('that was never given covers nothing, not even openid alone', () => {
    expect(consentCovers(undefined, ['openid'], 'P0')).toBe(false);
    expect(consentCovers(undefined, [], 'P0')).toBe(false);
  });
});

describe('a further agreement', () => {
  const later = epochSeconds(noon + 60);

  it('is kept with the earlier one: the union of scopes, each once, and the time of the latest', () => {
    const joined = joinConsent(aConsent(), aConsent({ scopes: ['openid', 'phone'], at: later, version: 'next' }));
    expect(joined).toEqual(aConsent({ scopes: ['openid', 'email', 'phone'], at: later, version: 'next' }));
  });

  it('is kept alone where there was none', () => {
    expect(joinConsent(undefined, aConsent())).toEqual(aConsent());
  });

  it.each<[ProofingLevel, ProofingLevel, ProofingLevel]>([
    ['P0', 'P9', 'P9'],
    ['P9', 'P0', 'P9'],
    ['P5', 'P5', 'P5'],
  ])('after %s at %s stands at %s', (before, now, joined) => {
    expect(joinConsent(aConsent({ level: before }), aConsent({ level: now })).level).toBe(joined);
  });
});
