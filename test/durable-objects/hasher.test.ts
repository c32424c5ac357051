import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasherAtom } from '../../durable-objects/hasher';
import type { Env } from '../../src/env';
import type { Hasher } from './support/platform-atoms';

const namespace = env.HASHER as unknown as DurableObjectNamespace<Hasher>;

describe('a hasher', () => {
  it('verifies the password it hashed, and no other', async () => {
    const hasher = namespace.getByName('hasher-1');
    const { stored } = await hasher.hash({ password: 'correct horse battery' });
    expect(stored).not.toContain('correct');
    expect(await hasher.verify({ password: 'correct horse battery', stored })).toEqual({ outcome: 'match' });
    expect(await hasher.verify({ password: 'correct horse batterz', stored })).toEqual({ outcome: 'mismatch' });
  });

  it('salts: the same password has two hashes', async () => {
    const hasher = namespace.getByName('hasher-1');
    const first = await hasher.hash({ password: 'correct horse battery' });
    const second = await hasher.hash({ password: 'correct horse battery' });
    expect(first.stored).not.toBe(second.stored);
  });

  it('finds no match with a hash of a form it does not know', async () => {
    const hasher = namespace.getByName('hasher-1');
    expect(await hasher.verify({ password: 'x', stored: 'plain:x' })).toEqual({ outcome: 'mismatch' });
  });
});

describe('hashers of one isolate', () => {
  let millis: number;
  let begun: [string, number][];
  let takes: number;
  /** The platform's clock stands still while code runs: what it took is seen at the next wait. */
  let unseen: number;
  beforeEach(() => {
    [millis, begun, takes, unseen] = [0, [], 100, 0];
    vi.spyOn(scheduler, 'wait').mockImplementation(async (waited) => {
      await Promise.resolve();
      millis += Number(waited) + unseen;
      unseen = 0;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  /** Asks two of them at the same moment, as many times as there are passwords. */
  const ask = (...passwords: readonly string[]) =>
    runInDurableObject(namespace.getByName('hasher-2'), async (_atom, state) => {
      const hash = (password: string) => {
        begun.push([password, millis]);
        unseen += takes;
        return password;
      };
      const Slow = hasherAtom({ machineNow: () => millis, hash, verify: () => true });
      const [one, two] = [new Slow(state, env as unknown as Env), new Slow(state, env as unknown as Env)];
      return Promise.allSettled(passwords.map((password, index) => (index % 2 === 0 ? one : two).hash({ password })));
    });

  it('leave their thread to others after each hash, for half as long as it took', async () => {
    await ask('a', 'b', 'c');
    const [first, second, third] = begun.map(([, at]) => at);
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(150);
    expect(third).toBeGreaterThanOrEqual((second ?? 0) + 150);
    expect(begun.map(([password]) => password).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('hash nothing for whoever has waited too long', async () => {
    takes = 1000;
    const answers = await ask(...'abcdefghijklmnopqrst');
    const served = answers.filter(({ status }) => status === 'fulfilled');
    expect(served.length).toBeGreaterThan(1);
    expect(served.length).toBeLessThan(answers.length);
    expect(begun).toHaveLength(served.length);
    // Who waits longer than nine seconds has been told to come back.
    expect(Math.max(...begun.map(([, at]) => at))).toBeLessThan(9000);
  });
});
