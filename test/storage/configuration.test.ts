import { describe, expect, it } from 'vitest';
import { type Env, readConfig } from '../../src/env';
import { memoryBucket } from './support/bucket';

const key = Buffer.alloc(32, 7).toString('base64url');
const keys = JSON.stringify({ 1: key });
const settings = {
  ORIGIN: 'https://auth.example',
  JURISDICTION: 'eu',
  GENERATION: '1',
  CLIENT_ADDRESS_FROM: 'socket',
  BRAND: 'gatehouse',
  NOTIFY_BASE_URL: 'https://notify.example',
  NOTIFY_TEMPLATES: '{}',
  NOTIFY_API_KEY: 'key',
  MESSAGE_SENDER: 'Gatehouse',
  DATABASE_URL: 'postgres://app',
  LEDGER_DATABASE_URL: 'postgres://ledger',
  REDIS_URL: 'https://redis.example',
  REDIS_TOKEN: 'token',
  SHARD_KEY: key,
  MASTER_KEYS: keys,
  INDEX_KEYS: keys,
  ROUTING_KEYS: keys,
  AUDIT_KEYS: keys,
};
const messageOf = (act: () => unknown): string => {
  try {
    return String(act());
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
};
const read = (changes: object) => readConfig({ ...settings, ...changes } as unknown as Env);

describe('settings that are missing or wrong', () => {
  const local = { ENVIRONMENT: 'local' };

  it('are named all at once, those that may be left out not among them', () => {
    const { JURISDICTION, ...needed } = { ...settings, ...local };
    const said = messageOf(() => readConfig({ JURISDICTION } as unknown as Env));
    expect(said.replace(' are not set', '').split(', ').toSorted()).toEqual(Object.keys(needed).toSorted());
    expect(() => read({ ...local, MASTER_KEYS: '' })).toThrow(/^MASTER_KEYS is not set$/);
    expect(read(local).masterKeys.get(1)).toHaveLength(32);
  });

  it.each([
    ['characters that no key has', { SHARD_KEY: `*${key.slice(1)}` }, 'SHARD_KEY must hold keys of 32 bytes'],
    ['a key that is a byte short', { MASTER_KEYS: JSON.stringify({ 1: key.slice(0, 42) }) }, 'MASTER_KEYS must hold'],
    ['a key too long by one', { MASTER_KEYS: JSON.stringify({ 1: `${key}A` }) }, 'MASTER_KEYS must hold'],
    ['a key without a number', { INDEX_KEYS: JSON.stringify({ v1: key }) }, 'INDEX_KEYS must number its keys from 1'],
    ['the number nought', { INDEX_KEYS: JSON.stringify({ 0: key }) }, 'INDEX_KEYS must number its keys from 1'],
    ['quotes that a shell took away', { AUDIT_KEYS: `{1:${key}}` }, 'AUDIT_KEYS is not JSON'],
  ])('are refused by name: %s', (_what, changes, fault) => {
    expect(() => read({ ...local, ...changes })).toThrow(fault);
  });

  it('are taken where keys have numbers, the newest of which seals', () => {
    const two = JSON.stringify({ 1: key, 2: key });
    expect([...read({ ...local, MASTER_KEYS: two }).masterKeys.keys()]).toEqual([1, 2]);
  });
});

describe('a second operator', () => {
  const jwk = (x: string) => JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x });
  it('is not the first one by another name', () => {
    const local = { ENVIRONMENT: 'local', OPERATOR_PUBLIC_JWK: jwk('a') };
    expect(read({ ...local, SECOND_OPERATOR_PUBLIC_JWK: jwk('b') }).secondOperatorPublicJwk).toMatchObject({ x: 'b' });
    expect(read(local).secondOperatorPublicJwk).toBeUndefined();
    expect(() => read({ ...local, SECOND_OPERATOR_PUBLIC_JWK: jwk('a') })).toThrow('must be another key');
  });
});

describe('the second witness of the audit chains', () => {
  it.each(['staging', 'production'])('must be there in %s, or nothing is answered', (environment) => {
    expect(() => read({ ENVIRONMENT: environment })).toThrow('AUDIT_HEADS is not bound to a bucket');
    expect(read({ ENVIRONMENT: environment, AUDIT_HEADS: memoryBucket() }).environment).toBe(environment);
  });

  it('may be missing where nobody is real', () => {
    expect(read({ ENVIRONMENT: 'local' }).environment).toBe('local');
  });
});

describe('the account with PDS', () => {
  const jwk = (changes: object = {}) =>
    JSON.stringify({ kty: 'RSA', kid: 'a', n: 'n'.repeat(342), e: 'AQAB', d: 'd', ...changes });
  const withPds = (changes: object = {}) =>
    read({
      ENVIRONMENT: 'local',
      PDS_API_KEY: 'key',
      PDS_BASE_URL: 'https://pds.example',
      PDS_REQUESTS_PER_SECOND: '5',
      PDS_SIGNING_KEY: jwk(),
      ...changes,
    });

  it('may be missing, and is whole where it is not', () => {
    expect(read({ ENVIRONMENT: 'local' }).pds).toBeUndefined();
    expect(withPds().pds).toMatchObject({ requestsPerSecond: 5, signingKey: { kid: 'a' } });
  });

  it.each([
    ['no key', { PDS_SIGNING_KEY: '' }, 'PDS_SIGNING_KEY is not'],
    ['half a key', { PDS_SIGNING_KEY: jwk({ d: undefined }) }, 'PDS_SIGNING_KEY must be a private RSA JWK'],
    ['a short key', { PDS_SIGNING_KEY: jwk({ n: 'n'.repeat(341) }) }, 'PDS_SIGNING_KEY must be a private RSA JWK'],
    ['a key without a name', { PDS_SIGNING_KEY: jwk({ kid: '' }) }, 'PDS_SIGNING_KEY must be a private RSA JWK'],
    ['a key of another kind', { PDS_SIGNING_KEY: jwk({ kty: 'EC' }) }, 'PDS_SIGNING_KEY must be a private RSA JWK'],
    ['no rate', { PDS_REQUESTS_PER_SECOND: '' }, 'PDS_REQUESTS_PER_SECOND must be a whole number'],
    ['a rate of nothing', { PDS_REQUESTS_PER_SECOND: '0' }, 'PDS_REQUESTS_PER_SECOND must be a whole number'],
    ['no address', { PDS_BASE_URL: '' }, 'PDS_BASE_URL is not set'],
  ])('is refused with %s, and no fault tells the key', (_what, changes, fault) => {
    expect(() => withPds(changes)).toThrow(fault);
  });
});
