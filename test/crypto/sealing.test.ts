import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../src/crypto/base64url';
import { purposeKey, purposeMac } from '../../src/crypto/purpose-key';
import { open, openWith, seal, sealWith } from '../../src/crypto/sealing';
import { keysOf } from './keys';

const keys = keysOf(1, 2);
const text = JSON.stringify({ email: 'pat@example.test', note: '\u{1F600} \ufeff' });

describe('sealing', () => {
  it('opens what was sealed, byte for byte, a leading byte order mark included', async () => {
    for (const plaintext of [text, '', '\ufeffbom', 'é\u0000\u{10FFFF}']) {
      expect(await open(keys, 'purpose', await seal(keys, 'purpose', plaintext, 'aad'), 'aad')).toBe(plaintext);
    }
  });

  it('seals under the newest version and opens every version', async () => {
    const old = await seal(keysOf(1), 'purpose', text, 'aad');
    expect(old).toMatch(/^1\./);
    expect(await seal(keys, 'purpose', text, 'aad')).toMatch(/^2\./);
    expect(await open(keys, 'purpose', old, 'aad')).toBe(text);
  });

  it('never gives the same ciphertext twice', async () => {
    expect(await seal(keys, 'purpose', text, 'aad')).not.toBe(await seal(keys, 'purpose', text, 'aad'));
  });

  it('refuses a text with a lone surrogate instead of changing it', async () => {
    await expect(seal(keys, 'purpose', 'a\ud800', 'aad')).rejects.toThrow('lone surrogate');
  });

  it('is AES-256-GCM under HKDF-SHA-256 of the master key, as another implementation finds', async () => {
    const sealed = await seal(keys, 'purpose', text, 'aad');
    const bytes = fromBase64Url(sealed.slice(2));
    const key = hkdfSync('sha256', keys.get(2) ?? '', '', 'gatehouse/seal/purpose', 32);
    const decipher = createDecipheriv('aes-256-gcm', new Uint8Array(key), bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from('aad')).setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(text);
  });

  it('opens the published AES-256-GCM vector (McGrew and Viega, test case 14)', async () => {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['decrypt']);
    const hex = `${'00'.repeat(12)}cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919`;
    expect(await openWith(key, toBase64Url(Buffer.from(hex, 'hex')), '')).toBe('\0'.repeat(16));
  });
});

describe('what was sealed opens nowhere else', () => {
  const flipped = (sealed: string, index: number) => {
    const [version = '', body = ''] = sealed.split('.');
    const bytes = fromBase64Url(body);
    bytes[index < 0 ? bytes.length + index : index] = (bytes.at(index) ?? 0) ^ 1;
    return `${version}.${toBase64Url(bytes)}`;
  };

  it.each<[string, (sealed: string) => string]>([
    ['a bit of the nonce is flipped', (sealed) => flipped(sealed, 0)],
    ['a bit of the ciphertext is flipped', (sealed) => flipped(sealed, 12)],
    ['a bit of the tag is flipped', (sealed) => flipped(sealed, -1)],
    ['the version names the other key', (sealed) => `1${sealed.slice(1)}`],
    ['the version names no key', (sealed) => `3${sealed.slice(1)}`],
    ['the version is spelled otherwise', (sealed) => `0${sealed}`],
    ['the version is missing', (sealed) => sealed.slice(2)],
    ['the end is cut off', (sealed) => sealed.slice(0, -4)],
    ['all but the nonce is cut off', (sealed) => sealed.slice(0, 18)],
    ['padding is added', (sealed) => `${sealed}=`],
    ['white space is added', (sealed) => `${sealed}\n`],
    ['it is empty', () => ''],
  ])('when %s', async (_case, change) => {
    const sealed = await seal(keys, 'purpose', text, 'aad');
    expect(await open(keys, 'purpose', sealed, 'aad')).toBe(text);
    await expect(open(keys, 'purpose', change(sealed), 'aad')).rejects.toThrow();
  });

  it('for another purpose, associated data or key set', async () => {
    const sealed = await seal(keys, 'purpose', text, 'account|email|1');
    await expect(open(keys, 'other', sealed, 'account|email|1')).rejects.toThrow();
    await expect(open(keys, 'purpose', sealed, 'account|email|2')).rejects.toThrow();
    await expect(open(keysOf(3, 2), 'purpose', await seal(keys, 'purpose', text, 'a'), 'a')).resolves.toBe(text);
    await expect(open(keysOf(9), 'purpose', sealed, 'account|email|1')).rejects.toThrow();
  });

  it('a text sealed under one data key does not open under another', async () => {
    const keyOf = (fill: number) =>
      crypto.subtle.importKey('raw', new Uint8Array(32).fill(fill), 'AES-GCM', false, ['encrypt', 'decrypt']);
    const [one, two] = [await keyOf(1), await keyOf(2)];
    const sealed = await sealWith(one, text, 'aad');
    expect(await openWith(one, sealed, 'aad')).toBe(text);
    await expect(openWith(two, sealed, 'aad')).rejects.toThrow();
    await expect(openWith(one, sealed, 'bad')).rejects.toThrow();
  });
});

describe('purpose keys', () => {
  it('are derived once for a key set', async () => {
    expect((await purposeKey(keys, 'p')).key).toBe((await purposeKey(keys, 'p')).key);
    expect((await purposeKey(keysOf(2), 'p')).key).not.toBe((await purposeKey(keysOf(2), 'p')).key);
  });

  it('name the version they come from, and refuse one that is not held', async () => {
    expect((await purposeKey(keys, 'p')).version).toBe(2);
    expect((await purposeKey(keys, 'p', 1)).version).toBe(1);
    expect((await purposeMac(keys, 'p', 1)).version).toBe(1);
    await expect(purposeKey(keys, 'p', 3)).rejects.toThrow('no master key');
    await expect(async () => purposeKey(new Map(), 'p')).rejects.toThrow('empty');
  });

  it('cannot be read back', async () => {
    const { key } = await purposeKey(keys, 'p');
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });
});
