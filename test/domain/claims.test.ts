import { describe, expect, it } from 'vitest';
import { claims, consentLabels, scopes } from '../../src/domain/claims';
import { proofingLevels } from '../../src/domain/vector';
import { contentEn } from '../../src/ui/content.en';

const named = (claim: string) => claims.find((row) => row.claim === claim);

describe('the claims table', () => {
  it('names each claim once', () => {
    const names = claims.map(({ claim }) => claim);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(scopes)('tells something for the scope %s', (scope) => {
    expect(claims.some((row) => row.scopes.includes(scope))).toBe(true);
  });

  it('tells each claim somewhere, for some scope, each scope once', () => {
    for (const row of claims) {
      expect(row.idToken || row.userinfo, row.claim).toBe(true);
      expect(row.scopes.length, row.claim).toBeGreaterThan(0);
      expect(new Set(row.scopes).size, row.claim).toBe(row.scopes.length);
    }
  });

  it('NL-76 gives the ID token of a P0 person at openid alone its ten claims', () => {
    const told = claims.filter((row) => row.idToken && row.leastLevel === 'P0' && row.scopes.includes('openid'));
    expect(told.map(({ claim }) => claim).toSorted()).toEqual(
      ['aud', 'auth_time', 'exp', 'iat', 'iss', 'jti', 'nonce', 'sub', 'vot', 'vtm'].toSorted(),
    );
  });

  it('tells at P0 nothing that was proved: every claim from proofing wants P5 or more', () => {
    for (const row of claims.filter(({ source }) => source === 'proofing' || source === 'gp'))
      expect(row.leastLevel, row.claim).not.toBe('P0');
    expect(named('gp_integration_credentials')?.leastLevel).toBe('P9');
  });

  it('NL-90 has no claim for address, gender or postcode', () => {
    for (const claim of ['address', 'gender', 'postcode', 'postal_code']) expect(named(claim)).toBeUndefined();
  });

  it('NL-77 has no acr, amr or azp', () => {
    for (const claim of ['acr', 'amr', 'azp']) expect(named(claim)).toBeUndefined();
  });

  it('tells a person about every claim about them: it has a label, or goes with one that has', () => {
    const unlabelled = claims.filter((row) => row.label === undefined && row.source !== 'token');
    for (const row of unlabelled) {
      const companion = claims.find(({ claim, label }) => label !== undefined && row.claim.startsWith(claim));
      expect(companion?.scopes, row.claim).toEqual(row.scopes);
    }
  });

  it('has words for every label', () => {
    const labels = claims.flatMap(({ label }) => label ?? []);
    for (const label of labels) expect(contentEn.consent.labels[label]).not.toBe('');
  });
});

describe('the lines of the consent page', () => {
  it('name what a scope tells at the level of the person, and no more', () => {
    expect(consentLabels(['openid', 'profile'], 'P0')).toEqual(['identifier', 'identityLevel']);
    expect(consentLabels(['openid', 'profile'], 'P5')).toEqual([
      'identifier',
      'identityLevel',
      'nhsNumber',
      'lastName',
      'dateOfBirth',
    ]);
  });

  it('never shrink as the level rises', () => {
    for (const scope of scopes) {
      const lengths = proofingLevels.map((level) => consentLabels([scope], level).length);
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    }
  });

  it('name a thing once, however many scopes tell it', () => {
    expect(consentLabels(['phone', 'landline'], 'P0')).toEqual(['phone']);
  });

  it('are none for no scope', () => {
    expect(consentLabels([], 'P9')).toEqual([]);
  });
});
