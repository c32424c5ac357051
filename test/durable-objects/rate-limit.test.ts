import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits';
import { clock, seconds } from './support/clock';
import type { RateLimit } from './support/platform-atoms';

const namespace = env.RATE_LIMIT as unknown as DurableObjectNamespace<RateLimit>;
const window = 'sends-by-address';
const most = limits.sendsPerAddressPerHour.value;

const take = (stub: DurableObjectStub<RateLimit>, key: string, operation: string = crypto.randomUUID()) =>
  stub.take({ window, key, operation });

async function exhaust(stub: DurableObjectStub<RateLimit>, key: string) {
  for (let use = 1; use <= most; use += 1) expect(await take(stub, key)).toEqual({ outcome: 'taken' });
}

describe('a rate limit', () => {
  it('allows the most and refuses one beyond, until the window ends', async () => {
    const stub = namespace.getByName('edge');
    const start = seconds();
    await exhaust(stub, 'a');
    expect(await take(stub, 'a')).toEqual({ outcome: 'limited', until: start + 3600 });
    clock.advance(3599);
    expect((await take(stub, 'a')).outcome).toBe('limited');
    clock.advance(1);
    expect(await take(stub, 'a')).toEqual({ outcome: 'taken' });
  });

  it('counts each key and each window by itself', async () => {
    const stub = namespace.getByName('keys');
    await exhaust(stub, 'a');
    expect((await take(stub, 'a')).outcome).toBe('limited');
    expect(await take(stub, 'b')).toEqual({ outcome: 'taken' });
    expect(await stub.take({ window: 'registrations-by-address', key: 'a', operation: 'x' })).toEqual({
      outcome: 'taken',
    });
  });

  it('lets no more than the most through when all come at once', async () => {
    const stub = namespace.getByName('race');
    const answers = await Promise.all(Array.from({ length: most * 3 }, () => take(stub, 'a')));
    expect(answers.filter(({ outcome }) => outcome === 'taken')).toHaveLength(most);
  });

  it('counts a retried call once', async () => {
    const stub = namespace.getByName('retry');
    await take(stub, 'a', 'same');
    for (let again = 0; again < most; again += 1) expect(await take(stub, 'a', 'same')).toEqual({ outcome: 'taken' });
    for (let use = 1; use < most; use += 1) expect(await take(stub, 'a')).toEqual({ outcome: 'taken' });
    expect((await take(stub, 'a')).outcome).toBe('limited');
  });

  it('keeps its counters when the object is started anew', async () => {
    const stub = namespace.getByName('durable');
    await exhaust(stub, 'a');
    await abortAllDurableObjects();
    expect((await take(namespace.getByName('durable'), 'a')).outcome).toBe('limited');
  });

  it('takes back a use that came to nothing, once, however often it is told', async () => {
    const stub = namespace.getByName('back');
    const sliding = { window: 'phone-code-sends-by-number', key: 'a' } as const;
    const uses = Array.from({ length: limits.sendsPerNumberPerDay.value }, (_, nth) => `use ${nth}`);
    for (const operation of uses) expect(await stub.take({ ...sliding, operation })).toEqual({ outcome: 'taken' });
    for (const _call of [1, 2]) await stub.giveBack({ ...sliding, operation: 'use 3' });
    expect(await stub.take({ ...sliding, operation: 'next' })).toEqual({ outcome: 'taken' });
    expect((await stub.take({ ...sliding, operation: 'one more' })).outcome).toBe('limited');
  });

  it('sweeps what has expired, keeps what has not, and rests when nothing is left', async () => {
    const stub = namespace.getByName('sweep');
    const count = () =>
      runInDurableObject(
        stub,
        (_instance, state) => state.storage.sql.exec('SELECT key FROM counter').toArray().length,
      );
    await take(stub, 'old');
    clock.advance(3600);
    await take(stub, 'new');
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await count()).toBe(1);
    clock.advance(3600);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await count()).toBe(0);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });
});
