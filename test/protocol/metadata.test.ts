import { describe, expect, it } from 'vitest';
import { discoveryDocument } from '../../src/protocol/discovery';
import { issuerOf, tokenEndpointOf } from '../../src/protocol/issuer';
import { jwksDocument } from '../../src/protocol/jwks';
import { isTrustmarkHost, trustmarkDocument, trustmarkUrl } from '../../src/protocol/trustmark';
import { origin, rsaKey } from './fixtures';

describe('the discovery document', () => {
  const document = discoveryDocument(origin, 'nhs-login');

  it('NL-1 NL-2 names the issuer without a slash, and every endpoint on its host by https', () => {
    expect(document.issuer).toBe(origin);
    for (const [name, value] of Object.entries(document)) {
      if (name.endsWith('_endpoint') || name === 'jwks_uri')
        expect(value).toMatch(/^https:\/\/auth\.gatehouse\.example\//);
    }
    expect(tokenEndpointOf(issuerOf(origin, 'nhs-login'))).toBe(document.token_endpoint);
  });

  it('NL-3 NL-4 NL-5 says exactly what is supported', () => {
    expect(document).toMatchObject({
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS512'],
      token_endpoint_auth_signing_alg_values_supported: ['RS512'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('says what is not: request objects and the claims parameter, whose defaults would promise them', () => {
    expect(document).toMatchObject({
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
  });

  it('NL-6 lists the ten scopes', () => {
    expect(document.scopes_supported.toSorted()).toEqual([
      'basic_demographics',
      'client_metadata',
      'email',
      'gp_integration_credentials',
      'gp_registration_details',
      'landline',
      'openid',
      'phone',
      'profile',
      'profile_extended',
    ]);
  });

  it('NL-7 lists the claims, each once', () => {
    const wanted = ['identity_proofing_level', 'vot', 'vtm', 'nhs_number', 'client_user_metadata'];
    expect(document.claims_supported).toEqual(expect.arrayContaining([...wanted, 'gp_integration_credentials']));
    expect(new Set(document.claims_supported).size).toBe(document.claims_supported.length);
  });

  it('NL-8 has no FIDO UAF, which is absent on purpose', () => {
    expect(Object.keys(document).filter((name) => name.startsWith('fido'))).toEqual([]);
  });
});

describe('the JWKS document', () => {
  it('NL-9 publishes what is needed to verify, and no private member', () => {
    const key = rsaKey('one');
    const withPrivate = { ...key.jwk, alg: 'RS512', ...key.privateKey.export({ format: 'jwk' }), kty: 'RSA' };
    expect(withPrivate).toHaveProperty('d');
    expect(jwksDocument([withPrivate])).toEqual({
      keys: [{ kty: 'RSA', n: key.jwk.n, e: 'AQAB', kid: 'one', alg: 'RS512', use: 'sig' }],
    });
  });

  it.each(['n', 'e', 'kid', 'alg'])('is not made of a key without %s', (member) => {
    const key = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'one', alg: 'RS512' };
    expect(jwksDocument([key]).keys).toHaveLength(1);
    const { [member as 'n']: _, ...without } = key;
    expect(() => jwksDocument([without])).toThrow('a published key');
  });
});

describe('the trustmark', () => {
  it('NL-10 says which levels and credentials are stated', () => {
    expect(trustmarkDocument(origin)).toEqual({
      idp: origin,
      trustmark_provider: origin,
      P: ['P0', 'P5', 'P9'],
      C: ['Cp', 'Cd', 'Cm'],
    });
  });

  it.each([
    [origin, `${origin}/trustmark/auth.gatehouse.example`],
    ['http://localhost:8787', 'http://localhost:8787/trustmark/localhost:8787'],
    [`${origin}/openid`, `${origin}/openid/trustmark/auth.gatehouse.example`],
  ])('of %s is at %s', (issuer, url) => {
    expect(trustmarkUrl(issuer)).toBe(url);
  });

  it.each([
    [origin, 'auth.gatehouse.example', true],
    [origin, 'gatehouse.example', true],
    [origin, 'example', false],
    [origin, 'auth.gatehouse.example:443', false],
    [origin, 'evil.test', false],
    [origin, '', false],
    ['https://gatehouse.example', 'example', false],
    ['http://localhost:8787', 'localhost:8787', true],
    ['http://localhost:8787', '', false],
  ])('NL-10 of %s is found under %s: %s', (issuer, host, found) => {
    expect(isTrustmarkHost(issuer, host)).toBe(found);
  });
});
