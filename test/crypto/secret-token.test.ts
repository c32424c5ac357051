import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/crypto/keyed-hash';
import { mintRouting, mintToken, type ReadInput, readRouting, readToken } from '../../src/crypto/secret-token';
import { accountId, epochSeconds } from '../../src/domain/brands';
import { keysOf } from './keys';

const keys = keysOf(1, 2);
const at = epochSeconds(Date.UTC(2026, 10, 23, 12) / 1000);
const code = {
  kind: 'code',
  issuer: 'https://auth.gatehouse.example',
  client: 'service-one',
  accountId: accountId('AAECAwQFBgcICQoLDA0ODw'),
  entryId: 'grant-1',
  at,
} as const;
const reader: ReadInput = { kind: 'code', issuer: code.issuer, client: code.client, now: at };
const moment = (year: number, month: number, day = 1, second = 0) =>
  epochSeconds(Date.UTC(year, month - 1, day, 0, 0, second) / 1000);

describe('a secret token', () => {
  it('says where it belongs, and the hash of its secret, to its issuer alone', async () => {
    const minted = await mintToken(keys, code);
    const route = await readToken(keys, minted.token, reader);
    expect(route).toEqual({ accountId: code.accountId, entryId: 'grant-1', secretHash: minted.secretHash });
    expect(minted.secretHash).toBe(await sha256(minted.token.split('.')[2] ?? ''));
    expect(minted.token).toMatch(/^2-202611\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
  });

  it('has nothing in common with another of the same person, but the month', async () => {
    const [one, two] = [await mintToken(keys, code), await mintToken(keys, code)];
    const [, routingOne, secretOne] = one.token.split('.');
    const [, routingTwo, secretTwo] = two.token.split('.');
    expect(routingOne).not.toBe(routingTwo);
    expect(secretOne).not.toBe(secretTwo);
    expect(one.token).not.toContain(code.accountId);
  });

  it('keeps an entry id with any characters', async () => {
    const { token } = await mintToken(keys, { ...code, entryId: 'a.b.ü' });
    expect((await readToken(keys, token, reader))?.entryId).toBe('a.b.ü');
  });

  it('with another secret keeps its route and shows another hash: the atom refuses it and nothing changes', async () => {
    const { token, secretHash } = await mintToken(keys, code);
    const guess = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(43)}`;
    const route = await readToken(keys, guess, reader);
    expect(route?.accountId).toBe(code.accountId);
    expect(route?.secretHash).not.toBe(secretHash);
  });

  it.each<[string, Partial<ReadInput>]>([
    ['kind', { kind: 'refresh' }],
    ['issuer', { issuer: 'https://auth.gatehouse.example/openid' }],
    ['client', { client: 'service-two' }],
    ['client, when parts are moved between fields', { issuer: `${code.issuer}s`, client: 'ervice-one' }],
  ])('is nothing to a reader of another %s', async (_what, change) => {
    const { token } = await mintToken(keys, code);
    expect(await readToken(keys, token, reader)).toBeDefined();
    expect(await readToken(keys, token, { ...reader, ...change })).toBeUndefined();
  });

  it.each<[string, (token: string) => string]>([
    ['cut at the end', (token) => token.slice(0, -1)],
    ['lengthened', (token) => `${token}A`],
    ['without its secret', (token) => token.slice(0, token.lastIndexOf('.'))],
    ['without its version', (token) => token.slice(token.indexOf('.') + 1)],
    ['with a bit of the routing flipped', (token) => token.replace(/\.(.)/, (_, c) => (c === 'A' ? '.B' : '.A'))],
    ['with the older master named', (token) => token.replace(/^2/, '1')],
    ['with a master that is not held', (token) => token.replace(/^2/, '7')],
    ['with another open month', (token) => token.replace('202611', '202610')],
    ['with an impossible month', (token) => token.replace('202611', '202613')],
    ['with its version respelled', (token) => `0${token}`],
    ['in another alphabet', (token) => token.replace(/[A-Za-z0-9_-]$/, '+')],
    ['padded', (token) => `${token}=`],
    ['with a line feed', (token) => `${token}\n`],
    ['empty', () => ''],
    ['of dots', () => '..'],
    ['huge', (token) => `${token.slice(0, -44)}${'A'.repeat(100_000)}.${'A'.repeat(43)}`],
  ])('%s opens nothing', async (_case, change) => {
    const { token } = await mintToken(keys, code);
    expect(await readToken(keys, token, reader)).toBeDefined();
    expect(await readToken(keys, change(token), reader)).toBeUndefined();
  });

  it('does not open under the keys of another deployment', async () => {
    const { token } = await mintToken(keys, code);
    expect(await readToken(new Map([[2, new Uint8Array(32).fill(9)]]), token, reader)).toBeUndefined();
  });

  it.each<[string, number, boolean]>([
    ['in its own month', moment(2026, 11, 30), true],
    ['in the twelfth month after it, to the last second', moment(2027, 12) - 1, true],
    ['from the thirteenth month on', moment(2027, 12), false],
    ['five minutes before its month begins', moment(2026, 11) - 300, true],
    ['a second earlier still', moment(2026, 11) - 301, false],
  ])('%s opens: at %i it is %s', async (_case, now, opens) => {
    const { token } = await mintToken(keys, code);
    expect((await readToken(keys, token, { ...reader, now: epochSeconds(now) })) !== undefined).toBe(opens);
  });
});

describe('a token made from a seed', () => {
  const seeded = { ...code, seed: 'interaction-1' };

  it('is the same each time, and reads like any other', async () => {
    const first = await mintToken(keys, seeded);
    expect(await mintToken(keys, seeded)).toEqual(first);
    expect(await readToken(keys, first.token, reader)).toMatchObject({ accountId: code.accountId, entryId: 'grant-1' });
  });

  it.each([
    ['seed', { seed: 'interaction-2' }],
    ['kind', { kind: 'refresh' }],
    ['issuer', { issuer: 'https://other.example' }],
    ['client', { client: 'service-two' }],
    ['account', { accountId: accountId('BBECAwQFBgcICQoLDA0ODw') }],
    ['entry', { entryId: 'grant-2' }],
  ] as const)('differs in every part for another %s', async (_what, change) => {
    const [, routing, secret] = (await mintToken(keys, seeded)).token.split('.');
    const [, otherRouting, otherSecret] = (await mintToken(keys, { ...seeded, ...change })).token.split('.');
    expect(otherRouting?.slice(0, 16)).not.toBe(routing?.slice(0, 16));
    expect(otherSecret).not.toBe(secret);
  });

  it('keeps its secret over the turn of the month, with a new routing part to the same place', async () => {
    const november = await mintToken(keys, { ...seeded, at: epochSeconds(moment(2026, 12) - 1) });
    const december = await mintToken(keys, { ...seeded, at: moment(2026, 12) });
    expect(december.token).not.toBe(november.token);
    expect(december.secretHash).toBe(november.secretHash);
    const now = moment(2026, 12, 2);
    expect(await readToken(keys, december.token, { ...reader, now })).toEqual(
      await readToken(keys, november.token, { ...reader, now }),
    );
  });

  it('cannot be told from the seed without the routing master', async () => {
    const other = new Map([[2, new Uint8Array(32).fill(9)]]);
    expect((await mintToken(other, seeded)).secretHash).not.toBe((await mintToken(keys, seeded)).secretHash);
  });
});

describe('the routing of a jti', () => {
  const idToken = { ...code, kind: 'id' } as const;
  const idReader: ReadInput = { ...reader, kind: 'id' };

  it('NL-81 is unique for each token, and leads to the grant', async () => {
    const jtis = await Promise.all(Array.from({ length: 100 }, () => mintRouting(keys, idToken)));
    expect(new Set(jtis).size).toBe(100);
    expect(await readRouting(keys, jtis[0] ?? '', idReader)).toEqual({
      accountId: code.accountId,
      entryId: code.entryId,
    });
  });

  it('NL-40 of an access token is not the routing of an ID token', async () => {
    const access = await mintRouting(keys, { ...code, kind: 'access' });
    expect(await readRouting(keys, access, { ...reader, kind: 'access' })).toBeDefined();
    expect(await readRouting(keys, access, idReader)).toBeUndefined();
  });

  it('is not a token, nor a token a routing', async () => {
    const routing = await mintRouting(keys, code);
    const { token } = await mintToken(keys, code);
    expect(await readToken(keys, routing, reader)).toBeUndefined();
    expect(await readRouting(keys, token, reader)).toBeUndefined();
  });

  it('refuses an account id that could be read two ways', async () => {
    await expect(mintRouting(keys, { ...code, accountId: accountId('a.b') })).rejects.toThrow('no dot');
  });
});
