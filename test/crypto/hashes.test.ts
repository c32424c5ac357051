import { createHmac, hkdfSync, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../src/crypto/base64url';
import { newDataKey, unwrapDataKey } from '../../src/crypto/key-wrapping';
import { blindIndexes, keyedHash, sha256, shardOf } from '../../src/crypto/keyed-hash';
import { hashPassword, verifyPassword } from '../../src/crypto/password-hash';
import { openWith, sealWith } from '../../src/crypto/sealing';
import { lengthPrefixed } from '../../src/crypto/utf8';
import { keysOf } from './keys';

const keys = keysOf(1, 2);

describe('keyed hashes', () => {
  it('are HMAC-SHA-256 under HKDF of the newest key, as another implementation finds', async () => {
    const key = new Uint8Array(hkdfSync('sha256', keys.get(2) ?? '', '', 'gatehouse/mac/purpose', 32));
    const expected = createHmac('sha256', key)
      .update(lengthPrefixed(['a', 'b']))
      .digest('base64url');
    expect(await keyedHash(keys, 'purpose', 'a', 'b')).toBe(expected);
  });

  it('differ by purpose, key and where one part ends', async () => {
    const hashes = await Promise.all([
      keyedHash(keys, 'purpose', 'a', 'b'),
      keyedHash(keys, 'other', 'a', 'b'),
      keyedHash(keysOf(1), 'purpose', 'a', 'b'),
      keyedHash(keys, 'purpose', 'ab'),
      keyedHash(keys, 'purpose', 'ab', ''),
      keyedHash(keys, 'purpose', 'b', 'a'),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('FIPS 180-4: SHA-256 of "abc"', async () => {
    const hex = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256('abc')).toBe(toBase64Url(Buffer.from(hex, 'hex')));
  });
});

describe('blind indexes', () => {
  it('hold every live version, newest first, each equal to what it was when it was newest', async () => {
    const both = await blindIndexes(keys, 'email', 'pat@example.test');
    expect(both.map((index) => index.version)).toEqual([2, 1]);
    expect(both[1]).toEqual((await blindIndexes(keysOf(1), 'email', 'pat@example.test'))[0]);
  });

  it('are unrelated for another kind or value', async () => {
    const values = await Promise.all([
      blindIndexes(keys, 'email', 'pat@example.test'),
      blindIndexes(keys, 'phone', 'pat@example.test'),
      blindIndexes(keys, 'email', 'pam@example.test'),
      blindIndexes(keys, 'emailp', 'at@example.test'),
    ]);
    expect(new Set(values.flat().map((index) => index.value)).size).toBe(8);
  });
});

describe('shards', () => {
  const shardKey = new Uint8Array(32).fill(5);

  it('stay the same for a value for ever', async () => {
    expect(await shardOf(shardKey, 'email', 'pat@example.test', 1024)).toBe(
      await shardOf(shardKey, 'email', 'pat@example.test', 1024),
    );
    const expected = createHmac('sha256', shardKey)
      .update(lengthPrefixed(['email', 'pat@example.test']))
      .digest();
    expect(await shardOf(shardKey, 'email', 'pat@example.test', 1024)).toBe(expected.readUInt32BE(0) % 1024);
  });

  it('are filled evenly', async () => {
    const counts = new Array<number>(64).fill(0);
    for (let index = 0; index < 6400; index += 1) {
      const shard = await shardOf(shardKey, 'email', `person-${index}@example.test`, 64);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(160);
  });
});

describe('data keys', () => {
  it('unwrap for their owner and open what they sealed', async () => {
    const { key, wrapped } = await newDataKey(keys, 'account-1');
    const sealed = await sealWith(key, 'text', 'aad');
    expect(wrapped.kekVersion).toBe(2);
    expect(await openWith(await unwrapDataKey(keys, wrapped, 'account-1'), sealed, 'aad')).toBe('text');
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });

  it('unwrap after the master key has been rotated, while the old one is held', async () => {
    const { wrapped } = await newDataKey(keysOf(1), 'account-1');
    await expect(unwrapDataKey(keys, wrapped, 'account-1')).resolves.toBeDefined();
    await expect(unwrapDataKey(keysOf(2), wrapped, 'account-1')).rejects.toThrow('no master key');
  });

  it('unwrap for nobody else, under no other version, and not when moved or cut', async () => {
    const { wrapped } = await newDataKey(keys, 'account-1');
    const other = await newDataKey(keys, 'account-2');
    await expect(unwrapDataKey(keys, wrapped, 'account-2')).rejects.toThrow();
    await expect(unwrapDataKey(keys, { ...wrapped, kekVersion: 1 }, 'account-1')).rejects.toThrow();
    await expect(unwrapDataKey(keys, other.wrapped, 'account-1')).rejects.toThrow();
    const ciphertext = wrapped.ciphertext.slice(0, -4);
    await expect(unwrapDataKey(keys, { ...wrapped, ciphertext }, 'account-1')).rejects.toThrow();
  });
});

describe('password hashes', () => {
  const password = 'three small wooden boats';
  const stored = hashPassword(password);

  it('verify the password and no other, and never repeat', () => {
    expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(verifyPassword(password, stored)).toBe(true);
    expect(verifyPassword(`${password} `, stored)).toBe(false);
    expect(verifyPassword('', stored)).toBe(false);
    expect(hashPassword(password)).not.toBe(stored);
  });

  it('agree whatever way the keyboard composed a letter', () => {
    expect(verifyPassword('cafe\u0301 au lait bitte', hashPassword('caf\u00e9 au lait bitte'))).toBe(true);
  });

  it('RFC 7914 §12: the third vector verifies, from its own parameters', () => {
    const salt = Buffer.from('SodiumChloride').toString('base64').replaceAll('=', '');
    const hex =
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
      'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887';
    const phc = `$scrypt$ln=14,r=8,p=1$${salt}$${Buffer.from(hex, 'hex').toString('base64').replaceAll('=', '')}`;
    expect(verifyPassword('pleaseletmein', phc)).toBe(true);
    expect(verifyPassword('pleaseletmeout', phc)).toBe(false);
  });

  it('are what another implementation makes of the same salt', () => {
    const [, , , salt = '', hash = ''] = stored.split('$');
    const made = scryptSync(password, Buffer.from(salt, 'base64'), 32, { N: 16384, r: 8, p: 5, maxmem: 2 ** 26 });
    expect(made.toString('base64').replaceAll('=', '')).toBe(hash);
  });

  it.each([
    ['empty', ''],
    ['of another kind', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$aGFzaA'],
    ['too dear to check', stored.replace('ln=14', 'ln=20')],
    ['without work', stored.replace('ln=14', 'ln=0')],
    ['without a salt', stored.replace(/\$[^$]{22}\$/, '$$$$')],
    ['with a hash cut short', stored.slice(0, -1)],
    ['with a trailing line', `${stored}\n`],
  ])('that are %s verify nothing', (_case, phc) => {
    expect(verifyPassword(password, stored)).toBe(true);
    expect(verifyPassword(password, phc)).toBe(false);
  });
});
