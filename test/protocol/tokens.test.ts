import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { clientId, epochSeconds, subject } from '../../src/domain/brands';
import { accessTokenClaims, verifyAccessToken } from '../../src/protocol/access-token';
import { readBearer } from '../../src/protocol/bearer';
import { type IdTokenFacts, idTokenClaims } from '../../src/protocol/id-token';
import type { JsonObject } from '../../src/protocol/json-object';
import { signJwt } from '../../src/protocol/jwt';
import { bearerChallenge } from '../../src/protocol/oauth-error';
import { errorOf, now, origin, rsaKey, signedJwt, signers } from './fixtures';

const idKey = rsaKey('id-key');
const accessKey = rsaKey('access-key');
const stranger = rsaKey('access-key');
const published = [idKey.jwk, accessKey.jwk].map((jwk) => ({ ...jwk, alg: 'RS512', use: 'sig' }));

const facts: IdTokenFacts = {
  issuer: origin,
  clientId: clientId('service-one'),
  subject: subject('7c1d4c52-0c2b-4f0b-9f53-6d0e5a2b9d10'),
  jti: '1-202611.AAAA',
  issuedAt: now,
  authTime: epochSeconds(now - 10),
  vot: 'P0.Cp.Cd',
  scopes: ['openid'],
  level: 'P0',
  toldLevel: 'P0',
  nonce: 'a nonce & "quotes"',
};
const proven = { nhsNumber: '9990000018', familyName: 'SAMPLE', givenName: 'Pat', birthdate: '1980-02-29' };
const at = (level: 'P0' | 'P5' | 'P9') => ({ level, toldLevel: level });
const common = {
  iss: origin,
  sub: facts.subject,
  aud: 'service-one',
  iat: now,
  auth_time: now - 10,
  jti: '1-202611.AAAA',
  vot: 'P0.Cp.Cd',
  vtm: `${origin}/trustmark/auth.gatehouse.example`,
};

describe('an ID token', () => {
  it('NL-75 NL-76 at P0 with openid alone says this and nothing else', () => {
    expect(idTokenClaims(facts)).toEqual({ ...common, exp: now + 3600, nonce: facts.nonce, token_use: 'id' });
  });

  it('has no nonce when none was sent', () => {
    const { nonce: _, ...without } = facts;
    expect(idTokenClaims(without)).not.toHaveProperty('nonce');
  });

  it.each(['profile', 'basic_demographics'] as const)('NL-86 at P0 with %s says the level only', (scope) => {
    const { identity_proofing_level: level, ...rest } = idTokenClaims({ ...facts, scopes: ['openid', scope], proven });
    expect(level).toBe('P0');
    expect(rest).toEqual(idTokenClaims(facts));
  });

  it.each(['P5', 'P9'] as const)('NL-78 at %s with profile says who it is', (level) => {
    expect(idTokenClaims({ ...facts, scopes: ['openid', 'profile'], ...at(level), proven })).toMatchObject({
      identity_proofing_level: level,
      nhs_number: '9990000018',
      family_name: 'SAMPLE',
      birthdate: '1980-02-29',
    });
  });

  it('NL-78 at P9 with basic_demographics has no NHS number, and with openid alone nothing of the person', () => {
    const basic = idTokenClaims({ ...facts, scopes: ['openid', 'basic_demographics'], ...at('P9'), proven });
    expect(basic).not.toHaveProperty('nhs_number');
    expect(basic).toMatchObject({ family_name: 'SAMPLE', birthdate: '1980-02-29' });
    expect(idTokenClaims({ ...facts, ...at('P9'), proven })).toEqual(idTokenClaims(facts));
  });

  it('NL-49 states the level held beside the vector asked', () => {
    const claims = idTokenClaims({ ...facts, scopes: ['openid', 'profile'], ...at('P9'), vot: 'P5.Cp.Cd', proven });
    expect(claims).toMatchObject({ vot: 'P5.Cp.Cd', identity_proofing_level: 'P9' });
  });

  it('tells of what was proved up to the level that the service may be told, and the level held', () => {
    const of = (toldLevel: 'P0' | 'P5') =>
      idTokenClaims({ ...facts, scopes: ['openid', 'profile'], level: 'P9', toldLevel, proven });
    expect(of('P0')).toEqual({ ...idTokenClaims(facts), identity_proofing_level: 'P9' });
    expect(of('P5')).toMatchObject({ identity_proofing_level: 'P9', nhs_number: '9990000018' });
  });

  it.each(['acr', 'amr', 'azp', 'email', 'phone_number', 'given_name', 'address', 'gender'])(
    'NL-77 NL-90 never has %s',
    (claim) => {
      const scopes = ['openid', 'profile', 'profile_extended', 'email', 'phone'] as const;
      expect(idTokenClaims({ ...facts, scopes, ...at('P9'), proven })).not.toHaveProperty(claim);
    },
  );
});

describe('an access token', () => {
  it('NL-75 NL-79 at P0 says this and nothing else', () => {
    expect(accessTokenClaims({ ...facts, scopes: ['openid', 'profile', 'email'], proven })).toEqual({
      ...common,
      exp: now + 300,
      scope: 'openid profile email',
      reason_for_request: 'patientaccess',
      client_id: 'service-one',
      token_use: 'access',
      version: 0,
    });
  });

  it('NL-79 names the patient with profile only, when proved, and where the service may be told', () => {
    const patient = { nhs_number: '9990000018', requesting_patient: '9990000018' };
    const of = (change: Partial<IdTokenFacts>) => accessTokenClaims({ ...facts, ...at('P9'), proven, ...change });
    expect(of({ scopes: ['openid', 'profile'] })).toMatchObject(patient);
    for (const claims of [
      of({}),
      of({ scopes: ['openid', 'basic_demographics'] }),
      of(at('P0')),
      of({ scopes: ['openid', 'profile'], toldLevel: 'P0' }),
    ]) {
      expect(claims).not.toHaveProperty('nhs_number');
      expect(claims).not.toHaveProperty('requesting_patient');
    }
  });
});

describe('a signed token', () => {
  it('NL-74 has exactly alg, typ and kid in its header, and verifies by the published key', async () => {
    const jwt = await signJwt({ kid: 'id-key', algorithm: 'RS512', key: await idKey.signing() }, idTokenClaims(facts));
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'RS512', typ: 'JWT', kid: 'id-key' });
    const { payload } = await jwtVerify(jwt, await importPublic(), {
      issuer: origin,
      currentDate: new Date(now * 1000),
    });
    expect(payload).toEqual(idTokenClaims(facts));
  });

  const importPublic = () =>
    crypto.subtle.importKey('jwk', { ...idKey.jwk }, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, false, ['verify']);
});

describe('the bearer of an access token', () => {
  const rules = { issuer: origin, keys: published, now };
  const claims = accessTokenClaims({ ...facts, scopes: ['openid', 'email'] });
  const header = { alg: 'RS512', typ: 'JWT', kid: 'access-key' };
  const withClaims = (change: JsonObject) => signedJwt(header, { ...claims, ...change }, accessKey);
  const good = withClaims({});
  const refusal = async (jwt: string, change = {}) => {
    const error = await errorOf(() => verifyAccessToken(jwt, { ...rules, ...change }));
    expect(error).toMatchObject({ code: 'invalid_token', deliver: 'bearer', status: 401 });
    return error.reason;
  };

  it('is told apart by what the token says', async () => {
    expect(await verifyAccessToken(good, rules)).toEqual({
      clientId: 'service-one',
      subject: facts.subject,
      jti: '1-202611.AAAA',
      scopes: ['openid', 'email'],
      expiresAt: now + 300,
    });
    const signed = await signJwt({ kid: 'access-key', algorithm: 'RS512', key: await accessKey.signing() }, claims);
    expect((await verifyAccessToken(signed, rules)).clientId).toBe('service-one');
  });

  it('NL-84 is refused to the second when the token has lived five minutes', async () => {
    expect((await verifyAccessToken(good, { ...rules, now: epochSeconds(now + 299) })).clientId).toBe('service-one');
    expect(await refusal(good, { now: epochSeconds(now + 300) })).toBe('access_token_expired');
    expect(await refusal(good, { now: epochSeconds(now + 360) })).toBe('access_token_expired');
  });

  it.each<[string, () => string, string]>([
    ['an ID token', () => signedJwt({ ...header, kid: 'id-key' }, idTokenClaims(facts), idKey), 'access_token_use'],
    [
      'an ID token signed by the access key',
      () => signedJwt(header, idTokenClaims(facts), accessKey),
      'access_token_use',
    ],
    [
      'a client assertion',
      () => signedJwt(header, { ...claims, iss: 'service-one' }, stranger),
      'access_token_signature',
    ],
    ['a token of another issuer', () => withClaims({ iss: 'https://other.example' }), 'access_token_iss'],
    ['a token of the issuer with a slash', () => withClaims({ iss: `${origin}/` }), 'access_token_iss'],
    ['a token without a use', () => withClaims({ token_use: undefined }), 'access_token_use'],
    ['a token for two services', () => withClaims({ aud: ['service-one', 'service-two'] }), 'access_token_aud'],
    ['a token whose service is told twice', () => withClaims({ client_id: 'service-two' }), 'access_token_aud'],
    ['a token without a subject', () => withClaims({ sub: undefined }), 'access_token_claims'],
    ['a token without a jti', () => withClaims({ jti: undefined }), 'access_token_claims'],
    ['a token without a scope', () => withClaims({ scope: undefined }), 'access_token_claims'],
    ['a token without an end', () => withClaims({ exp: undefined }), 'access_token_expired'],
    ['a token with its end as text', () => withClaims({ exp: String(now + 60) }), 'access_token_expired'],
    ['a token by a stranger under our kid', () => signedJwt(header, claims, stranger), 'access_token_signature'],
    [
      'a token under the kid of our other key',
      () => signedJwt({ ...header, kid: 'id-key' }, claims, accessKey),
      'access_token_signature',
    ],
    [
      'a token under an unknown kid',
      () => signedJwt({ ...header, kid: 'gone' }, claims, accessKey),
      'access_token_kid',
    ],
    ['a token without a kid', () => signedJwt({ ...header, kid: undefined }, claims, accessKey), 'access_token_kid'],
    ['a token without a type', () => signedJwt({ ...header, typ: undefined }, claims, accessKey), 'access_token_typ'],
    ['a token of another type', () => signedJwt({ ...header, typ: 'at+jwt' }, claims, accessKey), 'access_token_typ'],
    ['alg none', () => `${signedJwt({ ...header, alg: 'none' }, claims, accessKey)}`, 'access_token_alg'],
    ['alg RS256', () => signedJwt({ ...header, alg: 'RS256' }, claims, accessKey, 'RS256'), 'access_token_alg'],
    ['alg HS512', () => signedJwt({ ...header, alg: 'HS512' }, claims, accessKey, 'HS512'), 'access_token_alg'],
    ['HS512 under the name RS512', () => signedJwt(header, claims, accessKey, 'HS512'), 'access_token_signature'],
    ['crit', () => signedJwt({ ...header, crit: ['b64'], b64: false }, claims, accessKey), 'access_token_malformed'],
    ['no signature', () => good.slice(0, good.lastIndexOf('.') + 1), 'access_token_malformed'],
    ['garbage', () => 'garbage', 'access_token_malformed'],
    ['garbage in three parts', () => 'a.b.c', 'access_token_malformed'],
  ])('NL-84 with %s is refused', async (_what, jwt, reason) => {
    expect(await refusal(jwt())).toBe(reason);
  });

  it('is refused when the key is no longer published', async () => {
    expect(await refusal(good, { keys: [] })).toBe('access_token_kid');
  });

  it('every signer of the tests is what it says: RS512 alone verifies', async () => {
    for (const algorithm of Object.keys(signers) as (keyof typeof signers)[]) {
      const outcome = verifyAccessToken(signedJwt(header, claims, accessKey, algorithm), rules);
      if (algorithm === 'RS512') await expect(outcome).resolves.toBeDefined();
      else await expect(outcome).rejects.toThrow();
    }
  });
});

describe('the Authorization header', () => {
  it.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer a.b.c', 'a.b.c'],
    ['BEARER   a-._~+/z==', 'a-._~+/z=='],
  ])('%j holds %j', (header, token) => {
    expect(readBearer(header)).toBe(token);
  });

  it.each([
    [undefined],
    [null],
    [''],
    ['Bearer'],
    ['Bearer '],
    ['a.b.c'],
    ['Basic b25lOnNlY3JldA=='],
    ['DPoP a.b.c'],
    ['Bearer a.b.c d'],
    ['Bearer a.b.c, Bearer d.e.f'],
    ['Bearer "a.b.c"'],
    ['Bearer a.b.c\n'],
    [' Bearer a.b.c'],
    [`Bearer ${'x'.repeat(16_385)}`],
  ])('NL-84 %j holds none', async (header) => {
    const error = await errorOf(() => readBearer(header));
    expect(error).toMatchObject({ code: 'invalid_token', deliver: 'bearer', status: 401 });
    expect(bearerChallenge(error)).toMatch(/^Bearer error="invalid_token", error_description="[^"\\]+"$/);
  });
});
