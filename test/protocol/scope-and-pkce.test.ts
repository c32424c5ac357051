import { describe, expect, it } from 'vitest';
import type { Scope } from '../../src/domain/claims';
import { codeChallengeOf, isCodeChallenge, isCodeVerifier } from '../../src/protocol/pkce';
import { narrowScopes, readScopes } from '../../src/protocol/scope';

const approved: readonly Scope[] = ['openid', 'profile', 'basic_demographics', 'email'];

describe('the scope of a request', () => {
  it.each<[string, string, readonly string[]]>([
    ['openid alone', 'openid', ['openid']],
    ['any order, in the order of the table', 'email profile openid', ['openid', 'profile', 'email']],
    ['a scope twice', 'openid email email', ['openid', 'email']],
    ['NL-16 a scope nobody knows', 'openid address nhs_app_credentials', ['openid']],
    ['a name of an object member', 'openid constructor __proto__', ['openid']],
    ['spaces around and between', '  openid   email ', ['openid', 'email']],
    ['another case, which nobody knows', 'openid Email', ['openid']],
  ])('%s', (_what, text, scopes) => {
    expect(readScopes(text, approved)).toEqual({ kind: 'scopes', scopes });
  });

  it.each([
    ['NL-15 without openid', 'email', 'scope_openid_missing'],
    ['NL-15 with OpenID in capitals', 'OpenID email', 'scope_openid_missing'],
    ['of spaces', '   ', 'scope_openid_missing'],
    ['NL-17 known and not approved', 'openid phone', 'scope_not_approved'],
    ['NL-17 known and not approved, among unknown ones', 'openid x landline', 'scope_not_approved'],
    ['NL-18 both demographics', 'openid profile basic_demographics', 'scope_demographics_twice'],
    ['with a tab', 'openid\temail', 'scope_malformed'],
    ['with a line feed at the end', 'openid\n', 'scope_malformed'],
    ['with a quote', 'openid "email"', 'scope_malformed'],
    ['not ASCII', 'openid é', 'scope_malformed'],
  ])('%s is refused', (_what, text, reason) => {
    expect(readScopes(text, approved)).toMatchObject({ kind: 'refused', reason });
  });
});

describe('the scope of a refresh', () => {
  const granted: readonly Scope[] = ['openid', 'profile', 'email'];

  it.each<[string, string | undefined, readonly string[]]>([
    ['nothing asked', undefined, granted],
    ['the same', 'email openid profile', granted],
    ['less', 'openid email', ['openid', 'email']],
  ])('NL-73 %s', (_what, text, scopes) => {
    expect(narrowScopes(text, granted)).toEqual({ kind: 'scopes', scopes });
  });

  it.each([
    ['known, approved, not granted', 'openid phone'],
    ['unknown', 'openid address'],
    ['blank', ' '],
  ])('NL-73 with a name that is %s is refused', (_what, text) => {
    expect(narrowScopes(text, granted)).toMatchObject({ kind: 'refused', reason: 'scope_wider' });
  });
});

describe('PKCE', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

  it('RFC 7636 appendix B: the challenge of the verifier', async () => {
    expect(await codeChallengeOf(verifier)).toBe(challenge);
  });

  it.each<[string, string, boolean]>([
    ['43 characters', 'a'.repeat(43), true],
    ['42 characters', 'a'.repeat(42), false],
    ['128 characters', 'a'.repeat(128), true],
    ['129 characters', 'a'.repeat(129), false],
    ['all unreserved marks', `-._~${'a'.repeat(40)}`, true],
    ['a plus', `+${'a'.repeat(43)}`, false],
    ['a line feed', `${'a'.repeat(43)}\n`, false],
  ])('a verifier of %s: %s', (_what, text, can) => {
    expect(isCodeVerifier(text)).toBe(can);
  });

  it.each<[string, string, boolean]>([
    ['of 32 bytes', challenge, true],
    ['with unused bits set', `${challenge.slice(0, -1)}N`, false],
    ['cut short', challenge.slice(1), false],
    ['padded', `${challenge}=`, false],
    ['in the plain alphabet', challenge.replace('-', '+'), false],
  ])('a challenge %s: %s', (_what, text, can) => {
    expect(isCodeChallenge(text)).toBe(can);
  });
});
