import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasherAtom } from '../../durable-objects/hasher';
import type { Env } from '../../src/env';
import type { Hasher } from './support/platform-atoms';

const namespace = env.HASHER as unknown as DurableObjectNamespace<Hasher>;

async function hashOf(hasher: DurableObjectStub<Hasher>, password: string): Promise<string> {
  const answer = await hasher.hash({ password });
  return answer.outcome === 'hashed' ? answer.stored : answer.outcome;
}

describe('a hasher', () => {
  it('verifies the password it hashed, and no other', async () => {
    const hasher = namespace.getByName('hasher-1');
    const stored = await hashOf(hasher, 'correct horse battery');
    expect(stored).not.toContain('correct');
    expect(await hasher.verify({ password: 'correct horse battery', stored })).toEqual({ outcome: 'match' });
    expect(await hasher.verify({ password: 'correct horse batterz', stored })).toEqual({ outcome: 'mismatch' });
  });

  it('salts: the same password has two hashes', async () => {
    const hasher = namespace.getByName('hasher-1');
    const first = await hashOf(hasher, 'correct horse battery');
    const second = await hashOf(hasher, 'correct horse battery');
    expect(first).not.toBe(second);
  });

  it('finds no match with a hash of a form it does not know', async () => {
    const hasher = namespace.getByName('hasher-1');
    expect(await hasher.verify({ password: 'x', stored: 'plain:x' })).toEqual({ outcome: 'mismatch' });
  });
});

describe('hashers of one isolate', () => {
  let millis = 0;
  let begun: [string, number][] = [];
  let takes = 0;
  /** The platform's clock stands still while code runs: what it took is seen at the next wait. */
  let unseen = 0;
  beforeEach(() => {
    [millis, begun, takes, unseen] = [0, [], 100, 0];
    const dues: number[] = [];
    vi.spyOn(scheduler, 'wait').mockImplementation(async (waited) => {
      millis += unseen;
      unseen = 0;
      const due = millis + Number(waited);
      dues.push(due);
      // Whatever can go on does so first; then it is as late as the first wait ends.
      while (millis < due) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        if (Math.min(...dues) === due) millis = Math.max(millis, due);
      }
      dues.splice(dues.indexOf(due), 1);
    });
  });
  afterEach(() => vi.restoreAllMocks());

  /** Asks two of them at the same moment, as many times as there are passwords. @returns whose was hashed, and who was refused */
  const ask = (
    passwords: readonly string[],
    { thread = 'shared', settled = 0, after = 10_000, of = (_index: number): string | undefined => undefined } = {},
  ) =>
    runInDurableObject(namespace.getByName('hasher-2'), async (_atom, state) => {
      const hash = (password: string) => {
        begun.push([password, millis]);
        unseen += takes;
        return password;
      };
      const Slow = hasherAtom({ machineNow: () => millis, hash, verify: () => true });
      const given = { ...env, HASHER_THREAD: thread } as unknown as Env;
      const [one, two] = [new Slow(state, given), new Slow(state, given)];
      const askAll = (all: readonly string[]) =>
        Promise.all(
          all.map(async (password, index) => {
            const network = of(index);
            const asked = { password, ...(network !== undefined && { of: network }) };
            const { outcome } = await (index % 2 === 0 ? one : two).hash(asked);
            return { password, outcome, at: millis };
          }),
        );
      for (let index = 0; index < settled; index += 1) await askAll(['before']);
      millis += after;
      [begun, unseen] = [[], 0];
      return askAll(passwords);
    });
  const many = Array.from({ length: 64 }, (_, index) => `password ${index}`);
  const first = () => Math.min(...begun.map(([, at]) => at));

  it('leave their thread to others after each hash, for half as long as it took', async () => {
    await ask(['a', 'b', 'c']);
    const [one, two, three] = begun.map(([, at]) => at - first());
    expect(one).toBe(0);
    expect(two).toBeGreaterThanOrEqual(150);
    expect(three).toBeGreaterThanOrEqual((two ?? 0) + 150);
    expect(begun.map(([password]) => password).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('refuse at once what they could not hash within a second, and hash it for nobody', async () => {
    takes = 150;
    const answers = await ask(many, { settled: 1 });
    const [hashed, refused] = [
      answers.filter(({ outcome }) => outcome === 'hashed'),
      answers.filter(({ outcome }) => outcome === 'busy'),
    ];
    // The first keeps the others from being heard for 150 ms; then a hash and a rest take 225 ms, and the fifth would end too late.
    expect([hashed.length, refused.length]).toEqual([4, 60]);
    expect(begun.map(([password]) => password)).toEqual(hashed.map(({ password }) => password));
    // One was let in, and is told when it is seen that it would take too long.
    expect(refused.filter(({ at }) => at - first() === 150)).toHaveLength(59);
    expect(Math.max(...refused.map(({ at }) => at)) - first()).toBeLessThanOrEqual(150 + 1000);
  });

  it('that have a thread of their own rest not, and hash more in the same second', async () => {
    takes = 150;
    const answers = await ask(many, { settled: 1, thread: 'own' });
    const hashed = answers.filter(({ outcome }) => outcome === 'hashed');
    expect(hashed).toHaveLength(6);
    expect(Math.max(...hashed.map(({ at }) => at)) - first()).toBeLessThanOrEqual(150 + 1000);
  });

  it('begin nothing for whoever was let in and would wait too long, because others took longer than was thought', async () => {
    takes = 900;
    const answers = await ask(many);
    // The second was let in when the first had ended, and began after its rest.
    expect(answers.filter(({ outcome }) => outcome === 'hashed')).toHaveLength(2);
    expect(begun).toHaveLength(2);
  });

  it('hash for whoever is alone, on however slow a machine, and comes while they rest', async () => {
    takes = 5000;
    const alone = [expect.objectContaining({ outcome: 'hashed' })];
    expect(await ask(['alone'], { settled: 2 })).toEqual(alone);
    expect(await ask(['alone'], { settled: 2, after: 0 })).toEqual(alone);
  });

  describe.each(['shared', 'own'])('with a thread that is %s', (thread) => {
    it.each([100, 150, 300])(
      'hash for another network beside one that keeps asking, when a hash takes %i ms',
      async (each) => {
        takes = each;
        const of = (index: number) => (index === 63 ? 'another' : 'one');
        const answers = await ask(many, { settled: 1, thread, of });
        expect(answers[63]).toMatchObject({ outcome: 'hashed' });
        // It waits for what was begun, and for nothing else that came before it.
        expect(begun.map(([password]) => password).indexOf('password 63')).toBeLessThanOrEqual(1);
        expect(answers.filter(({ outcome }) => outcome === 'hashed').length).toBeGreaterThan(1);
      },
    );
  });

  it('hash for networks in turn', async () => {
    const answers = await ask(['a', 'a', 'a', 'b', 'b', 'b'], { settled: 1, of: (index) => (index < 3 ? 'a' : 'b') });
    expect(begun.map(([password]) => password).slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
    expect(answers.filter(({ outcome }) => outcome === 'hashed').length).toBeGreaterThanOrEqual(4);
  });
});
