import { generateKeyPairSync, sign } from 'node:crypto';
import { PrivateKeyJwt } from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import type { PublicJwk } from '../../src/domain/client';
import { readAssertionClaims, verifyClientAssertion } from '../../src/protocol/client-assertion';
import { parseTokenRequest } from '../../src/protocol/token-request';
import { base64urlJson, errorOf, now, origin, rsaKey, signedJwt, type TestKey } from './fixtures';

const key = rsaKey('key-1');
const second = rsaKey('key-2');
const stranger = rsaKey('key-1');
const tokenEndpoint = `${origin}/token`;

const header = { alg: 'RS512', typ: 'JWT', kid: 'key-1' };
const claims = { iss: 'service-one', sub: 'service-one', aud: tokenEndpoint, exp: now + 60, iat: now, jti: 'id-1' };
type Claims = Readonly<Record<string, unknown>>;

const rules = {
  clientId: 'service-one',
  keys: [key.jwk, second.jwk],
  tokenEndpoint,
  issuer: origin,
  algorithms: ['RS512'],
  now,
};
const verify = (jwt: string, change: Partial<typeof rules> = {}) => verifyClientAssertion(jwt, { ...rules, ...change });
const withClaims = (change: Claims, by: TestKey = key) => signedJwt(header, { ...claims, ...change }, by);
const withHeader = (change: Claims, by: TestKey = key) => signedJwt({ ...header, ...change }, claims, by);
const good = withClaims({});
const refusal = async (jwt: string, change: Partial<typeof rules> = {}) => {
  const error = await errorOf(() => verify(jwt, change));
  expect(error).toMatchObject({ code: 'invalid_client', deliver: 'json', status: 400 });
  return error.reason;
};

describe('a client assertion', () => {
  it('is accepted, and says by which id a second use is seen', async () => {
    expect(await verify(good)).toEqual({ jti: 'id-1', exp: now + 60, kid: 'key-1' });
    expect(readAssertionClaims(good)).toEqual({ clientId: 'service-one', kid: 'key-1' });
  });

  it.each<[string, string]>([
    ['NL-64 without kid', signedJwt({ alg: 'RS512', typ: 'JWT' }, claims, key)],
    ['NL-64 without kid, by the second key', signedJwt({ alg: 'RS512', typ: 'JWT' }, claims, second)],
    ['NL-64 without typ', withHeader({ typ: undefined })],
    ['NL-64 without iat', withClaims({ iat: undefined })],
    ['NL-64 without kid, typ and iat', signedJwt({ alg: 'RS512' }, { ...claims, iat: undefined }, key)],
    ['with a kid nobody registered', withHeader({ kid: 'made up' })],
    ['with a kid that is no text', withHeader({ kid: 1 })],
    ['with typ in lower case', withHeader({ typ: 'jwt' })],
    ['with the kind as typ', withHeader({ typ: 'client-authentication+jwt' })],
    ['with the audience in an array', withClaims({ aud: [tokenEndpoint] })],
    ['with the audience among others', withClaims({ aud: ['https://other.example', tokenEndpoint] })],
    ['with the issuer as audience', withClaims({ aud: origin })],
    ['NL-65 with an hour to live', withClaims({ exp: now + 3600 })],
    ['NL-65 with an hour to live, by a clock a minute ahead', withClaims({ exp: now + 3660 })],
    ['that expired 59 seconds ago', withClaims({ exp: now - 59 })],
    ['with iat by a clock a minute ahead', withClaims({ iat: now + 60 })],
    ['NL-65 with an hour and a minute from iat to exp', withClaims({ iat: now - 3600, exp: now + 60 })],
    ['with a time in parts of a second', withClaims({ exp: now + 60.7 })],
    ['with nbf now', withClaims({ nbf: now })],
    ['with nbf by a clock a minute ahead', withClaims({ nbf: now + 60 })],
    ['with claims nobody knows', withClaims({ scope: 'openid', azp: 'x' })],
  ])('%s is accepted', async (_what, jwt) => {
    expect((await verify(jwt)).jti).toBe('id-1');
  });

  it.each<[string, Claims, string]>([
    ['NL-62 the audience of another endpoint', { aud: `${origin}/authorize` }, 'assertion_aud'],
    ['NL-62 the audience of another server', { aud: 'https://other.example/token' }, 'assertion_aud'],
    ['NL-62 the issuer with a slash', { aud: `${origin}/` }, 'assertion_aud'],
    ['NL-62 the token endpoint with a slash', { aud: `${tokenEndpoint}/` }, 'assertion_aud'],
    ['NL-62 the token endpoint in capitals', { aud: tokenEndpoint.toUpperCase() }, 'assertion_aud'],
    ['NL-62 no audience', { aud: undefined }, 'assertion_aud'],
    ['NL-62 an empty list of audiences', { aud: [] }, 'assertion_aud'],
    ['NL-62 a list within a list', { aud: [[tokenEndpoint]] }, 'assertion_aud'],
    ['NL-62 an audience that is an object', { aud: { [tokenEndpoint]: true } }, 'assertion_aud'],
    ['NL-62 iss of another service', { iss: 'service-two' }, 'assertion_iss'],
    ['NL-62 no iss', { iss: undefined }, 'assertion_iss'],
    ['NL-62 sub of another service', { sub: 'service-two' }, 'assertion_sub'],
    ['NL-62 no sub', { sub: undefined }, 'assertion_sub'],
    ['NL-62 expired', { exp: now - 60 }, 'assertion_expired'],
    ['NL-62 no exp', { exp: undefined }, 'assertion_exp_missing'],
    ['NL-62 exp as text', { exp: String(now + 60) }, 'assertion_exp_missing'],
    ['NL-62 exp null', { exp: null }, 'assertion_exp_missing'],
    ['NL-65 an hour, a minute and a second to live', { exp: now + 3661 }, 'assertion_exp_far'],
    ['NL-65 a day to live', { exp: now + 86_400 }, 'assertion_exp_far'],
    ['NL-65 exp in milliseconds', { exp: (now + 60) * 1000 }, 'assertion_exp_far'],
    ['NL-62 no jti', { jti: undefined }, 'assertion_jti'],
    ['NL-62 an empty jti', { jti: '' }, 'assertion_jti'],
    ['a jti that is a number', { jti: 1 }, 'assertion_jti'],
    ['a huge jti', { jti: 'x'.repeat(513) }, 'assertion_jti'],
    ['nbf in the future', { nbf: now + 61 }, 'assertion_nbf'],
    ['nbf as text', { nbf: 'now' }, 'assertion_nbf'],
    ['iat as text', { iat: 'now' }, 'assertion_iat'],
    ['iat in the future', { iat: now + 61 }, 'assertion_iat_future'],
    ['NL-65 an hour, a minute and a second from iat to exp', { iat: now - 3601 }, 'assertion_life'],
    ['NL-65 an iat of long ago', { iat: 0 }, 'assertion_life'],
  ])('with %s is refused', async (_what, change, reason) => {
    expect(await refusal(withClaims(change))).toBe(reason);
  });

  it('with a time too large for a number is refused', async () => {
    const text = JSON.stringify(claims).replace(`"exp":${now + 60}`, '"exp":1e999');
    expect(await refusal(signedJwt(header, text, key))).toBe('assertion_exp_missing');
  });
});

describe('the signature of a client assertion', () => {
  it.each(['RS256', 'PS512', 'HS512', 'none'] as const)('NL-61 by %s is refused', async (algorithm) => {
    expect(await refusal(signedJwt({ ...header, alg: algorithm }, claims, key, algorithm))).toMatch(
      /assertion_(alg|malformed)/,
    );
  });

  it.each(['RS256', 'PS512', 'HS512'] as const)('NL-61 by %s under the name RS512 is refused', async (algorithm) => {
    expect(await refusal(signedJwt(header, claims, key, algorithm))).toBe('assertion_signature');
  });

  it('NL-61 by ES512 is refused', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-521' });
    const input = `${base64urlJson({ ...header, alg: 'ES512' })}.${base64urlJson(claims)}`;
    const signature = sign('sha512', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const jwk: PublicJwk = { kty: 'EC', ...publicKey.export({ format: 'jwk' }) };
    expect(await refusal(`${input}.${signature.toString('base64url')}`, { keys: [jwk] })).toBe('assertion_alg');
  });

  it.each<[string, unknown]>([
    ['none', 'none'],
    ['None', 'None'],
    ['NONE', 'NONE'],
    ['an empty text', ''],
    ['null', null],
    ['absent', undefined],
    ['in a list', ['RS512']],
    ['in lower case', 'rs512'],
    ['followed by a space', 'RS512 '],
  ])('NL-61 with alg %s is refused, signed or not', async (_what, alg) => {
    const signed = signedJwt({ ...header, alg }, claims, key);
    expect(await refusal(signed)).toBe('assertion_alg');
    expect(await refusal(signed.slice(0, signed.lastIndexOf('.') + 1))).toBe('assertion_malformed');
  });

  it('by the key of another service is refused, also under a kid that is known', async () => {
    expect(await refusal(withClaims({}, stranger))).toBe('assertion_signature');
    expect(await refusal(withHeader({ kid: 'key-2' }))).toBe('assertion_signature');
    expect(await refusal(good, { keys: [] })).toBe('assertion_signature');
  });

  it.each<[string, Claims]>([
    ['jwk', { jwk: stranger.jwk }],
    ['jku', { jku: 'https://evil.test/keys.json' }],
    ['x5u', { x5u: 'https://evil.test/cert.pem' }],
    ['x5c', { x5c: ['MIIB'] }],
    ['a kid that is a path', { kid: '../../etc/passwd' }],
    ['a kid that is SQL', { kid: "' OR 1=1 --" }],
  ])('is never judged by a key that the header brings: %s', async (_what, change) => {
    expect((await verify(withHeader(change))).jti).toBe('id-1');
    expect(await refusal(withHeader(change, stranger))).toBe('assertion_signature');
  });

  it.each<[string, Claims]>([
    ['crit with an unknown extension', { crit: ['exp'], exp: now + 60 }],
    ['crit with b64', { crit: ['b64'], b64: false }],
    ['an empty crit', { crit: [] }],
    ['b64 without crit', { b64: false }],
    ['zip', { zip: 'DEF' }],
    ['enc', { enc: 'A256GCM' }],
  ])('in a header with %s is refused', async (_what, change) => {
    expect(await refusal(withHeader(change))).toBe('assertion_malformed');
  });

  it.each([['at+jwt'], ['logout+jwt'], ['secevent+jwt'], [''], [1]])('in a JWT of type %j is refused', async (typ) => {
    expect(await refusal(withHeader({ typ }))).toBe('assertion_typ');
  });

  it('fails when one bit of any part is flipped', async () => {
    const parts = good.split('.');
    for (const [index, part] of parts.entries()) {
      const bytes = Buffer.from(part, 'base64url');
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ 1;
        const jwt = parts.map((one, position) => (position === index ? flipped.toString('base64url') : one)).join('.');
        await refusal(jwt);
      }
    }
  });
});

describe('the key of a client assertion', () => {
  it.each<[string, PublicJwk]>([
    ['for another algorithm', { ...key.jwk, alg: 'RS256' }],
    ['for encryption', { ...key.jwk, use: 'enc' }],
    ['called by another type', { ...key.jwk, kty: 'EC' }],
    ['that is a shared secret', { kty: 'oct', k: 'AAAA', kid: 'key-1' } as PublicJwk],
    ['without a modulus', { kty: 'RSA', e: 'AQAB' }],
    ['that is no number', { ...key.jwk, n: '!' }],
    ['with an exponent of one', { ...key.jwk, e: 'AQ' }],
    ['of enormous size', { ...key.jwk, n: 'A'.repeat(20_000) }],
  ])('%s verifies nothing', async (_what, jwk) => {
    expect(await refusal(good, { keys: [jwk] })).toBe('assertion_signature');
    expect((await verify(good, { keys: [jwk, { ...key.jwk, alg: 'RS512', use: 'sig' }] })).jti).toBe('id-1');
  });

  it('with 1,024 bits verifies nothing, with 2,048 and 4,096 it does', async () => {
    const sized = async (bits: number) => {
      const made = rsaKey('sized', bits);
      return verify(signedJwt({ alg: 'RS512' }, claims, made), { keys: [made.jwk] });
    };
    expect((await errorOf(() => sized(1024))).reason).toBe('assertion_signature');
    expect((await sized(2048)).jti).toBe('id-1');
    expect((await sized(4096)).jti).toBe('id-1');
  });
});

describe('a text that is no client assertion', () => {
  const [first = '', payload = '', signature = ''] = good.split('.');

  it.each<[string, string]>([
    ['empty', ''],
    ['a word', 'assertion'],
    ['in two parts', `${first}.${payload}`],
    ['in four parts', `${good}.x`],
    ['in five parts, as encrypted', `${good}.x.y`],
    ['without a signature', `${first}.${payload}.`],
    ['with padding', `${first}.${payload}.${signature}==`],
    ['with a line feed', `${good}\n`],
    ['with a space before', ` ${good}`],
    ['in the plain alphabet', `${first}.${payload}.${signature.slice(0, -1)}+`],
    ['with claims that are no JSON', signedJwt(header, '{', key)],
    ['with claims that are a list', signedJwt(header, '[]', key)],
    ['with claims that are null', signedJwt(header, 'null', key)],
    ['with a header that is no JSON', `${base64urlJson('x')}.${payload}.${signature}`],
    ['with a claim twice', signedJwt(header, `{"iss":"service-two",${JSON.stringify(claims).slice(1)}`, key)],
    ['with a claim twice, once escaped', signedJwt(header, `{"\\u0069ss":"x",${JSON.stringify(claims).slice(1)}`, key)],
    ['with a header member twice', signedJwt(`{"alg":"none",${JSON.stringify(header).slice(1)}`, claims, key)],
    ['of more than 16 KiB', withClaims({ filler: 'x'.repeat(16_384) })],
    ['in JSON', JSON.stringify({ payload, signatures: [{ protected: first, signature }] })],
  ])('%s is refused before and at verification', async (_what, jwt) => {
    expect((await errorOf(() => readAssertionClaims(jwt))).reason).toBe('assertion_malformed');
    expect(await refusal(jwt)).toBe('assertion_malformed');
  });

  it.each<[string, unknown]>([
    ['absent', undefined],
    ['a number', 1],
    ['a list', ['service-one']],
    ['empty', ''],
    ['a path', '../service-one'],
    ['too long', 'x'.repeat(256)],
  ])('with iss %s names no service', async (_what, iss) => {
    expect((await errorOf(() => readAssertionClaims(withClaims({ iss })))).reason).toBe('assertion_iss');
  });

  it('beside the client_id of another service is refused, beside its own it is not', async () => {
    expect(readAssertionClaims(good, 'service-one').clientId).toBe('service-one');
    const error = await errorOf(() => readAssertionClaims(good, 'service-two'));
    expect(error).toMatchObject({ code: 'invalid_client', reason: 'assertion_client_id' });
  });
});

describe('an assertion of a certified library', () => {
  it('is accepted without an option', async () => {
    const parameters = new URLSearchParams();
    const authenticate = PrivateKeyJwt({ key: await key.signing(), kid: 'key-1' });
    await authenticate({ issuer: origin }, { client_id: 'service-one' }, parameters, new Headers());
    const request = parseTokenRequest([
      ...parameters,
      ['grant_type', 'authorization_code'],
      ['code', 'c'],
      ['redirect_uri', 'https://service.example/callback'],
    ]);
    const { clientAssertion, clientId } = request;
    expect(readAssertionClaims(clientAssertion, clientId).clientId).toBe('service-one');
    const assertion = await verify(clientAssertion, { now: epochSeconds(Date.now() / 1000) });
    expect(assertion.kid).toBe('key-1');
  });
});

describe('an assertion between services', () => {
  it('of one service is not that of another, although its signature is good', async () => {
    const jwt = withClaims({ iss: 'service-two', sub: 'service-two' });
    expect(await refusal(jwt)).toBe('assertion_iss');
    expect((await verify(jwt, { clientId: 'service-two' })).jti).toBe('id-1');
  });

  it('of the profile that wants another algorithm is refused', async () => {
    expect(await refusal(good, { algorithms: ['PS256'] })).toBe('assertion_alg');
    expect(await refusal(good, { algorithms: [] })).toBe('assertion_alg');
  });

  it('ends by the clock of the issuer', async () => {
    expect((await verify(good, { now: epochSeconds(now + 119) })).jti).toBe('id-1');
    expect(await refusal(good, { now: epochSeconds(now + 120) })).toBe('assertion_expired');
  });
});
