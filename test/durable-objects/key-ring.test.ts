import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { keyPhase, signingKey } from '../../src/domain/key-phase';
import { limits } from '../../src/domain/limits';
import { clock, seconds } from './support/clock';
import type { KeyRing } from './support/platform-atoms';

const namespace = env.KEY_RING as unknown as DurableObjectNamespace<KeyRing>;
const candidate = (kid: string) => ({ kid, publicJwk: { kty: 'RSA', kid }, sealedPrivateJwk: `sealed-${kid}` });
const kids = (keys: readonly { readonly kid: string }[]) => keys.map(({ kid }) => kid).toSorted();
const days = (count: number) => count * 86_400;

describe('a key ring', () => {
  it('publishes its first key and signs with it at once', async () => {
    const stub = namespace.getByName('first');
    const { outcome, keys } = await stub.offer(candidate('a'));
    expect(outcome).toBe('kept');
    expect(keys.map((key) => keyPhase(key, seconds()))).toEqual(['active']);
  });

  it('keeps the first of simultaneous offers, and tells the others which it is', async () => {
    const stub = namespace.getByName('race');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => stub.offer(candidate(`k${index}`))));
    const kept = answers.filter(({ outcome }) => outcome === 'kept');
    expect(kept).toHaveLength(1);
    expect(new Set(answers.map(({ keys }) => kids(keys).join())).size).toBe(1);
  });

  it('keeps the same offer once when the call is repeated', async () => {
    const stub = namespace.getByName('again');
    await stub.offer(candidate('a'));
    const again = await stub.offer(candidate('a'));
    expect(again.outcome).toBe('kept');
    expect(kids(again.keys)).toEqual(['a']);
  });

  it('takes a successor only when the key in use retires soon, and lets services see it a day before it signs', async () => {
    const stub = namespace.getByName('successor');
    await stub.offer(candidate('a'));
    clock.advance(days(27));
    expect((await stub.offer(candidate('b'))).outcome).toBe('declined');
    clock.advance(days(1));
    const { outcome, keys } = await stub.offer(candidate('b'));
    expect(outcome).toBe('kept');
    expect(signingKey(keys, seconds())?.kid).toBe('a');
    expect(signingKey(keys, seconds(limits.keyPublishBefore.value))?.kid).toBe('a');
    expect(signingKey(keys, seconds(days(2)))?.kid).toBe('b');
    clock.advance(days(2) + limits.keyKeepAfter.value - 1);
    expect(kids((await stub.read()).keys)).toEqual(['a', 'b']);
    clock.advance(1);
    expect(kids((await stub.read()).keys)).toEqual(['b']);
  });

  it('signs on with a key whose successor was made late, until services know the new one', async () => {
    const stub = namespace.getByName('late');
    await stub.offer(candidate('a'));
    clock.advance(days(30) + 60);
    const { keys } = await stub.offer(candidate('b'));
    expect(signingKey(keys, seconds(limits.keyPublishBefore.value))?.kid).toBe('a');
    expect(signingKey(keys, seconds(days(1) + 3600))?.kid).toBe('b');
  });

  it('destroys the private half of a key that is gone', async () => {
    const stub = namespace.getByName('destroy');
    await stub.offer(candidate('a'));
    clock.advance(days(31));
    expect((await stub.read()).keys).toEqual([]);
    const left = await runInDurableObject(stub, (_instance, state) =>
      state.storage.sql.exec('SELECT * FROM ring_key').toArray(),
    );
    expect(left).toEqual([]);
  });

  it('rotates on demand, once at a time', async () => {
    const stub = namespace.getByName('rotate');
    await stub.offer(candidate('a'));
    expect((await stub.rotate(candidate('b'))).outcome).toBe('kept');
    const { outcome, keys } = await stub.rotate(candidate('c'));
    expect(outcome).toBe('declined');
    expect(signingKey(keys, seconds())?.kid).toBe('a');
    expect(signingKey(keys, seconds(days(1) + 3600))?.kid).toBe('b');
  });

  it('ends a key at once in an emergency, and signs with the replacement', async () => {
    const stub = namespace.getByName('revoke');
    await stub.offer(candidate('a'));
    expect((await stub.revoke({ kid: 'unknown', candidate: candidate('b') })).outcome).toBe('declined');
    const { keys } = await stub.revoke({ kid: 'a', candidate: candidate('b') });
    expect(kids(keys)).toEqual(['b']);
    expect(signingKey(keys, seconds())?.kid).toBe('b');
  });
});
