import { describe, expect, it } from 'vitest';
import type { PublicJwk } from '../../src/domain/client';
import { readAssertedLogin, verifyAssertedLogin } from '../../src/protocol/asserted-login';
import { base64urlJson, now, rsaKey, signedJwt, signers } from './fixtures';

const key = rsaKey('service-key');
const anotherKey = rsaKey('another-key');
const header = { alg: 'RS512', typ: 'JWT' };
const claims = { iss: 'rp-one', code: 'jti of the ID token', jti: 'of this assertion', iat: now, exp: now + 60 };

/** A good assertion with members of header and claims changed, added, or (undefined) left out. */
const assertion = (change: object = {}, headerChange: object = {}) =>
  signedJwt({ ...header, ...headerChange }, { ...claims, ...change }, key);
const verify = (jwt: string, { at = now, keys = [key.jwk] }: { at?: number; keys?: readonly PublicJwk[] } = {}) =>
  verifyAssertedLogin(jwt, { clientId: 'rp-one', keys, algorithms: ['RS512'], now: at as typeof now });

describe('an asserted login identity', () => {
  it('NL-36 tells which ID token it speaks of, and by which name it counts once', async () => {
    expect(await verify(assertion())).toEqual({
      jti: 'of this assertion',
      exp: now + 60,
      idTokenJti: 'jti of the ID token',
    });
  });

  it.each<[string, object, object]>([
    ['without typ', {}, { typ: undefined }],
    ['with a kid that nobody knows', {}, { kid: 'unknown' }],
    ['with the kid of its key', {}, { kid: 'service-key' }],
    ['with aud and sub, which say nothing here', { aud: 'https://elsewhere.example', sub: 'somebody' }, {}],
    ['from a clock that is ten seconds fast', { iat: now + 10, exp: now + 70 }, {}],
    ['that lives a second', { exp: now + 1 }, {}],
    ['with fractions of seconds', { iat: now - 0.5, exp: now + 59.5 }, {}],
  ])('is good %s', async (_what, change, headerChange) => {
    expect(await verify(assertion(change, headerChange))).toBeDefined();
  });

  it.each<[string, object]>([
    ['NL-38 longer than 60 seconds', { exp: now + 61 }],
    ['NL-38 expired', { iat: now - 60, exp: now }],
    ['NL-38 without jti', { jti: undefined }],
    ['NL-38 with an empty jti', { jti: '' }],
    ['NL-38 with a jti that is no text', { jti: 7 }],
    ['NL-38 with a jti of 513 characters', { jti: 'x'.repeat(513) }],
    ['NL-38 without iat', { iat: undefined }],
    ['NL-38 with an iat in words', { iat: String(now) }],
    ['NL-38 without exp', { exp: undefined }],
    ['NL-38 with an exp that JSON has and no clock', { exp: null }],
    ['from a clock that is eleven seconds fast', { iat: now + 11, exp: now + 60 }],
    ['NL-40 without code', { code: undefined }],
    ['NL-40 with an empty code', { code: '' }],
    ['NL-40 with a code that is no text', { code: ['jti of the ID token'] }],
    ['NL-39 of another service than the key belongs to', { iss: 'rp-two' }],
    ['NL-39 without iss', { iss: undefined }],
  ])('%s is refused', async (_what, change) => {
    expect(await verify(assertion(change))).toBeUndefined();
  });

  it('NL-38 with an exp beyond every number is refused', async () => {
    const payload = JSON.stringify(claims).replace(String(now + 60), '1e999');
    expect(await verify(signedJwt(header, payload, key))).toBeUndefined();
  });

  it('NL-39 signed by a key that is not the service’s is refused', async () => {
    expect(await verify(signedJwt(header, claims, anotherKey))).toBeUndefined();
    expect(await verify(signedJwt({ ...header, kid: 'service-key' }, claims, anotherKey))).toBeUndefined();
    expect(await verify(assertion(), { keys: [] })).toBeUndefined();
  });

  it('NL-39 that brings a key of its own is refused', async () => {
    const jwt = signedJwt({ ...header, jwk: anotherKey.jwk }, claims, anotherKey);
    expect(await verify(jwt)).toBeUndefined();
  });

  it.each(['none', 'HS512', 'RS256', 'PS512'] as const)('NL-39 signed by %s is refused', async (alg) => {
    expect(Object.keys(signers)).toContain(alg);
    expect(await verify(signedJwt({ ...header, alg }, claims, key, alg))).toBeUndefined();
    // Also where the header says RS512 and the signature is another.
    expect(await verify(signedJwt(header, claims, key, alg))).toBeUndefined();
  });

  it('NL-39 that was changed after it was signed is refused', async () => {
    const [first, , third] = assertion().split('.');
    const changed = base64urlJson({ ...claims, code: 'jti of another ID token' });
    expect(await verify(`${first}.${changed}.${third}`)).toBeUndefined();
  });

  it.each(['', 'a', 'a.b', 'a.b.c', 'a.b.c.d', '..'])('that is no JWT is refused: %j', async (text) => {
    expect(readAssertedLogin(text)).toBeUndefined();
    expect(await verify(text)).toBeUndefined();
  });
});

describe('who asserts a login', () => {
  it('is read before anything is believed', () => {
    expect(readAssertedLogin(assertion())).toEqual({ clientId: 'rp-one' });
    expect(readAssertedLogin(assertion({}, { kid: 'k1' }))).toEqual({ clientId: 'rp-one', kid: 'k1' });
  });

  it.each([{ iss: undefined }, { iss: 7 }, { iss: '' }, { iss: 'x'.repeat(300) }, { iss: 'no id\n' }])(
    'is nobody with %j',
    (change) => {
      expect(readAssertedLogin(assertion(change))).toBeUndefined();
    },
  );
});
