import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedText, signText, textSignatureKeys } from '../../src/crypto/text-signature';
import { keysOf } from './keys';

const keys = keysOf(1, 2);
const purpose = 'audit-head';

describe('a signed text', () => {
  it('verifies with the public key alone, in another implementation', async () => {
    const [version, signature = ''] = (await signText(keys, purpose, 'text')).split('.');
    const [newest] = await textSignatureKeys(keys, purpose);
    expect([version, newest?.version]).toEqual(['2', 2]);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: newest?.x ?? '' }, format: 'jwk' });
    expect(verify(null, Buffer.from('text'), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('verifies as long as the set has its version', async () => {
    const old = await signText(keysOf(1), purpose, 'text');
    expect(await isSignedText(keys, purpose, 'text', old)).toBe(true);
    expect(await isSignedText(keysOf(2), purpose, 'text', old)).toBe(false);
  });

  it('verifies for no other text, purpose, key or version', async () => {
    const signature = await signText(keys, purpose, 'text');
    expect(await isSignedText(keys, purpose, 'text', signature)).toBe(true);
    expect(await isSignedText(keys, purpose, 'texts', signature)).toBe(false);
    expect(await isSignedText(keys, 'other', 'text', signature)).toBe(false);
    expect(await isSignedText(new Map([[2, new Uint8Array(32)]]), purpose, 'text', signature)).toBe(false);
    expect(await isSignedText(keys, purpose, 'text', signature.replace('2.', '1.'))).toBe(false);
  });

  it.each(['', '2.', 'x', '2.AAAA', `2.${'A'.repeat(86)}`, `2.${'-'.repeat(86)}`, `0.${'A'.repeat(86)}`])(
    'is not %j',
    async (signature) => {
      expect(await isSignedText(keys, purpose, 'text', signature)).toBe(false);
    },
  );
});
