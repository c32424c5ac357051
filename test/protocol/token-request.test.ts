import { describe, expect, it } from 'vitest';
import { OAuthError, oauthErrorStatus } from '../../src/protocol/oauth-error';
import { parseTokenRequest } from '../../src/protocol/token-request';
import { errorOf } from './fixtures';

type Change = Readonly<Record<string, string | undefined>>;

const assertion = {
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: 'a.b.c',
};
const noAssertion = { client_assertion_type: undefined, client_assertion: undefined };
const code = { grant_type: 'authorization_code', ...assertion, code: 'the code', redirect_uri: 'nhsapp://host/path' };
const refresh = { grant_type: 'refresh_token', ...assertion, refresh_token: 'the token' };
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const pairs = (members: Change) =>
  Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));

describe('a token request', () => {
  it('for a code is read', () => {
    expect(parseTokenRequest(pairs(code))).toEqual({
      grantType: 'authorization_code',
      clientAssertion: 'a.b.c',
      code: 'the code',
      redirectUri: 'nhsapp://host/path',
    });
    expect(parseTokenRequest(pairs({ ...code, client_id: 'one', code_verifier: verifier }))).toMatchObject({
      clientId: 'one',
      codeVerifier: verifier,
    });
  });

  it('for a refresh is read', () => {
    const read = { grantType: 'refresh_token', clientAssertion: 'a.b.c', refreshToken: 'the token' };
    expect(parseTokenRequest(pairs(refresh))).toEqual(read);
    expect(parseTokenRequest(pairs({ ...refresh, scope: 'openid' }))).toEqual({ ...read, scope: 'openid' });
    // Some services send their redirect_uri; it is not looked at.
    expect(parseTokenRequest(pairs({ ...refresh, redirect_uri: 'x', unknown: 'y' }))).toEqual(read);
  });

  it('ignores secrets without a value, which mean none, and an Authorization header that is no client authentication', () => {
    expect(parseTokenRequest(pairs({ ...code, client_secret: '' }), 'Bearer a.b.c')).toMatchObject({
      code: 'the code',
    });
  });

  it.each<[string, Change, string]>([
    ['NL-69 password', { ...code, grant_type: 'password' }, 'unsupported_grant_type'],
    ['NL-69 password without authentication', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['client_credentials', { ...code, grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['an inherited name', { ...code, grant_type: 'constructor' }, 'unsupported_grant_type'],
    ['the grant in capitals', { ...code, grant_type: 'AUTHORIZATION_CODE' }, 'unsupported_grant_type'],
    ['no grant', { ...code, grant_type: undefined }, 'invalid_request'],
    ['an empty grant', { ...code, grant_type: '' }, 'invalid_request'],
    ['no code', { ...code, code: undefined }, 'invalid_request'],
    ['an empty code', { ...code, code: '' }, 'invalid_request'],
    ['no redirect_uri', { ...code, redirect_uri: undefined }, 'invalid_request'],
    ['no refresh token', { ...refresh, refresh_token: undefined }, 'invalid_request'],
    ['NL-60 no authentication', { ...code, ...noAssertion }, 'invalid_client'],
    ['NL-60 a client_id alone', { ...code, ...noAssertion, client_id: 'one' }, 'invalid_client'],
    ['NL-60 client_secret_post', { ...code, ...noAssertion, client_secret: 's' }, 'invalid_client'],
    ['an assertion without a type', { ...code, client_assertion_type: undefined }, 'invalid_client'],
    ['a type without an assertion', { ...code, client_assertion: undefined }, 'invalid_client'],
    [
      'an assertion of another type',
      { ...code, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
      'invalid_client',
    ],
    ['an assertion and a secret', { ...code, client_secret: 's' }, 'invalid_request'],
    ['NL-68 a verifier that is too short', { ...code, code_verifier: verifier.slice(1) }, 'invalid_grant'],
    ['NL-68 a verifier that is too long', { ...code, code_verifier: 'a'.repeat(129) }, 'invalid_grant'],
    ['a code that is no UTF-8', { ...code, code: '\ud800' }, 'invalid_request'],
    ['NL-68 a verifier with a space', { ...code, code_verifier: `${verifier} ` }, 'invalid_grant'],
  ])('%s is refused', async (_what, members, expected) => {
    const error = await errorOf(() => parseTokenRequest(pairs(members)));
    expect(error).toMatchObject({ code: expected, deliver: 'json', status: 400, challenge: undefined });
  });

  it.each([...Object.keys(code), 'unknown'])('with %s twice is refused', async (name) => {
    const error = await errorOf(() => parseTokenRequest([...pairs({ ...code, unknown: 'x' }), [name, '']]));
    expect(error).toMatchObject({ code: 'invalid_request', deliver: 'json' });
  });

  it('NL-60 with client_secret_basic is refused in the scheme it used', async () => {
    for (const header of ['Basic b25lOnNlY3JldA==', 'basic x', 'BASIC', 'Basic ']) {
      const error = await errorOf(() => parseTokenRequest(pairs({ ...code, ...noAssertion }), header));
      expect(error).toMatchObject({ code: 'invalid_client', status: 401, challenge: 'Basic' });
    }
  });

  it('with an assertion and client_secret_basic is refused', async () => {
    expect((await errorOf(() => parseTokenRequest(pairs(code), 'Basic x'))).code).toBe('invalid_request');
  });
});

describe('an error', () => {
  it('has the status of its code', () => {
    const made = (code: keyof typeof oauthErrorStatus) =>
      new OAuthError(code, { description: 'd', reason: 'r', deliver: 'json' }).status;
    expect(made('invalid_grant')).toBe(400);
    expect(made('invalid_token')).toBe(401);
    expect(made('insufficient_scope')).toBe(403);
    expect(made('temporarily_unavailable')).toBe(503);
  });

  it('NL-70 of the token endpoint is 400, but where the Authorization header was used', () => {
    for (const code of ['invalid_request', 'invalid_client', 'invalid_grant', 'unsupported_grant_type'] as const) {
      expect(oauthErrorStatus[code]).toBe(400);
    }
  });

  it.each(['', 'it says "no"', 'back\\slash', 'line\nfeed', 'é', 'tab\t'])(
    'is never described by %j',
    (description) => {
      expect(() => new OAuthError('invalid_request', { description, reason: 'r', deliver: 'page' })).toThrow('ASCII');
    },
  );
});
