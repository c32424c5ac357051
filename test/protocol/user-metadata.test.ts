import { constants, privateDecrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseUserMetadata, randomUserMetadata } from '../../src/protocol/user-metadata';
import { errorOf, rsaKey } from './fixtures';

describe('what a service notes', () => {
  it.each([
    ['NL-91 any text', 'seen 2026-11-23'],
    ['NL-92 1,024 characters', 'x'.repeat(1024)],
    ['NL-92 1,024 characters outside the basic plane', '\u{1F600}'.repeat(1024)],
    ['what looks like JSON, as it is', '{"a":null}'],
    ['control characters', '\0\n\t'],
    ['AUTO, which is not auto', 'AUTO'],
    ['auto with a space', 'auto '],
  ])('%s is kept as it is', (_what, text) => {
    expect(parseUserMetadata(text)).toEqual({ kind: 'keep', text });
  });

  it('NL-91 empty clears it', () => {
    expect(parseUserMetadata('')).toEqual({ kind: 'clear' });
  });

  it('NL-93 auto asks for a random one', () => {
    expect(parseUserMetadata('auto')).toEqual({ kind: 'random' });
  });

  it.each([
    ['NL-92 1,025 characters', 'x'.repeat(1025)],
    ['NL-92 1,025 characters outside the basic plane', '\u{1F600}'.repeat(1025)],
    ['half a character', 'x\ud83d'],
    ['nothing that can be read', undefined],
  ])('%s is invalid_request', async (_what, text) => {
    const error = await errorOf(() => parseUserMetadata(text));
    expect(error).toMatchObject({ code: 'invalid_request', status: 400, deliver: 'bearer' });
  });
});

describe('a random note', () => {
  const key = rsaKey('one');
  const opened = (note: string | undefined, { privateKey } = key) =>
    privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(note ?? '', 'base64url'),
    ).toString();

  it('NL-93 is a number that the service alone can read, base64url, another each time', async () => {
    const notes = await Promise.all([randomUserMetadata([key.jwk]), randomUserMetadata([key.jwk])]);
    for (const note of notes) {
      expect(note).toMatch(/^[\w-]{342}$/);
      expect(opened(note)).toMatch(/^\d{16,40}$/);
    }
    expect(new Set(notes.map((note) => opened(note))).size).toBe(2);
  });

  it('NL-93 of a service with a key of 4,096 bits still fits the limit', async () => {
    const large = rsaKey('large', 4096);
    const note = await randomUserMetadata([large.jwk]);
    expect(note?.length).toBeLessThanOrEqual(1024);
    expect(opened(note, large)).toMatch(/^\d+$/);
  });

  it('is made under the first key that can encrypt, and is not made without one', async () => {
    const elliptic = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
    expect(opened(await randomUserMetadata([elliptic, key.jwk]))).toMatch(/^\d+$/);
    expect(await randomUserMetadata([elliptic])).toBeUndefined();
    expect(await randomUserMetadata([])).toBeUndefined();
  });
});
