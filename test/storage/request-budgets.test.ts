import { describe, expect, it } from 'vitest';
import { leaseBudget, type RequestNeed, restBudget, unusedBudget } from '../../src/domain/request-budget';
import { budgetFor, createBudget } from '../../src/storage/request-budgets';

/** Time that runs when nobody has anything else to do. */
function simulatedTime() {
  let now = 1_000_000;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    wait: (millis: number) => new Promise<void>((wake) => void sleepers.push({ at: now + Math.max(0, millis), wake })),
    /** Moves on from one sleeper to the next until the work is done. */
    async run<T>(work: Promise<T>): Promise<T> {
      let isDone = false;
      const watched = work.finally(() => {
        isDone = true;
      });
      for (;;) {
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        if (isDone) return watched;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) throw new Error('everybody waits, and nobody for the time');
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

/** Isolates before one atom, whose answers are some milliseconds on their way. */
function aDeployment(
  perSecond: number,
  isolates: number,
  wayMillis: (call: number) => number = (call) => (call * 7) % 60,
) {
  const time = simulatedTime();
  let state = unusedBudget;
  let calls = 0;
  const source = {
    async lease(patienceMillis: number) {
      calls += 1;
      const way = wayMillis(calls);
      await time.wait(way / 2);
      const answer = leaseBudget(state, { perSecond, patienceMillis }, time.now());
      state = answer.state;
      await time.wait(way / 2);
      return answer.lease;
    },
    async rest(millis: number) {
      state = restBudget(state, millis, time.now());
    },
  };
  const budgets = Array.from({ length: isolates }, () => createBudget(source, perSecond, time));
  const sent: number[] = [];
  const ask = async (caller: number, endsAtMillis: number, need: RequestNeed = 'awaited') => {
    const ticket = await budgets[caller % isolates]?.take(endsAtMillis, need);
    if (ticket === undefined) return false;
    sent.push(time.now());
    ticket.answered();
    return true;
  };
  return { time, budgets, sent, ask, calls: () => calls };
}

const mostInASecond = (sent: readonly number[]): number =>
  Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + 1000).length));

describe('the budget of an isolate', () => {
  it.each([
    [5, 1],
    [5, 8],
    [30, 1],
    [30, 8],
    [100, 1],
    [100, 8],
  ])('is never exceeded: of 64 simultaneous callers, %i a second pass, in %i isolates', async (perSecond, isolates) => {
    const { time, sent, ask } = aDeployment(perSecond, isolates);
    const endsAt = time.now() + 20_000;
    const passed = await time.run(Promise.all(Array.from({ length: 64 }, (_, caller) => ask(caller, endsAt))));
    expect(passed).toEqual(Array.from({ length: 64 }, () => true));
    expect(mostInASecond(sent)).toBeLessThanOrEqual(perSecond);
  });

  it('tells those at once who would wait too long, and lets pass who comes in time', async () => {
    const { time, sent, ask } = aDeployment(5, 4);
    const began = time.now();
    const passed = await time.run(Promise.all(Array.from({ length: 64 }, (_, caller) => ask(caller, began + 4000))));
    expect(passed.filter(Boolean).length).toBe(sent.length);
    expect(sent.length).toBeGreaterThanOrEqual(14);
    expect(sent.length).toBeLessThanOrEqual(20);
    expect(time.now() - began).toBeLessThanOrEqual(4100);
  });

  it.each([5, 20, 100])(
    'is not exceeded at a system that stands still and then takes at once what was sent to it one by one: %i a second',
    async (perSecond) => {
      const { time, budgets } = aDeployment(perSecond, 1);
      const stillUntil = time.now() + 2500;
      const arrivals: number[] = [];
      const callers = Array.from({ length: 64 }, async () => {
        const ticket = await budgets[0]?.take(time.now() + 20_000, 'awaited');
        if (ticket === undefined) return false;
        const arrives = Math.max(stillUntil, time.now());
        arrivals.push(arrives);
        void time.wait(arrives - time.now() + 10).then(() => ticket.answered());
        return true;
      });
      expect((await time.run(Promise.all(callers))).every(Boolean)).toBe(true);
      expect(mostInASecond(arrivals)).toBeLessThanOrEqual(perSecond);
    },
  );

  it.each([
    [5, 1],
    [5, 8],
    [30, 1],
    [30, 8],
  ])(
    'lets those pass first whom somebody waits for, and the others by and by: %i a second, in %i isolates',
    async (perSecond, isolates) => {
      const { time, sent, ask } = aDeployment(perSecond, isolates);
      const began = time.now();
      const many = perSecond * 10;
      const spare = Promise.all(Array.from({ length: many }, (_, one) => ask(one, began + 60_000, 'spare')));
      const awaited = Array.from({ length: perSecond * 2 }, async (_, one) => {
        await time.wait(1000);
        return ask(one, time.now() + 4500);
      });
      expect((await time.run(Promise.all(awaited))).every(Boolean)).toBe(true);
      expect((await time.run(spare)).every(Boolean)).toBe(true);
      expect(sent).toHaveLength(many + perSecond * 2);
      expect(mostInASecond(sent)).toBeLessThanOrEqual(perSecond);
    },
  );

  it('keeps places for those whom somebody waits for, while what nobody waits for is on its way', async () => {
    const { time, budgets } = aDeployment(5, 1);
    const [shared] = budgets;
    if (shared === undefined) throw new Error('there is no budget');
    const [looks, pages] = [budgetFor(shared, 'spare'), budgetFor(shared, 'awaited')];
    const spare = await time.run(Promise.all([1, 2, 3, 4].map(() => looks.take(time.now() + 5000))));
    expect(spare.filter((ticket) => ticket !== undefined)).toHaveLength(3);
    expect(await time.run(pages.take(time.now() + 4500))).toBeDefined();
  });

  it('gives back the place of one whose answer nobody told of', async () => {
    const { time, budgets } = aDeployment(1, 1);
    await time.run(budgets[0]?.take(time.now() + 2000, 'awaited') ?? Promise.reject(new Error('none')));
    const [began, second] = [time.now(), budgets[0]?.take(time.now() + 9000, 'awaited')];
    expect(await time.run(second ?? Promise.reject(new Error('none')))).toBeDefined();
    expect(time.now() - began).toBeGreaterThanOrEqual(2900);
  });

  it('asks the atom once for as many as a slice has', async () => {
    const { time, calls, ask } = aDeployment(100, 1);
    await time.run(Promise.all(Array.from({ length: 20 }, (_, caller) => ask(caller, time.now() + 5000))));
    expect(calls()).toBeLessThanOrEqual(5);
  });

  it('sends nothing when the atom is away', async () => {
    const time = simulatedTime();
    const away = createBudget(
      { lease: () => Promise.reject(new Error('away')), rest: () => Promise.reject(new Error('away')) },
      5,
      time,
    );
    expect(await time.run(away.take(time.now() + 5000, 'awaited'))).toBeUndefined();
    await away.rest(1000);
  });

  it('does not use an answer that was so long on its way that it does not say when', async () => {
    const { time, sent, ask, calls } = aDeployment(5, 1, (call) => (call === 1 ? 400 : 10));
    expect(await time.run(ask(0, time.now() + 5000))).toBe(true);
    expect([calls(), sent.length]).toEqual([2, 1]);
  });

  it('goes on when the caller that asked for all never comes back', async () => {
    const time = simulatedTime();
    let asked = 0;
    const budget = createBudget(
      {
        lease: () => {
          asked += 1;
          if (asked === 1) return new Promise(() => undefined);
          return Promise.resolve({ outcome: 'granted', requests: 1, inMillis: 0, forMillis: 50 });
        },
        rest: async () => undefined,
      },
      5,
      time,
    );
    void budget.take(time.now() + 60_000, 'awaited');
    expect(await time.run(budget.take(time.now() + 5000, 'awaited'))).toBeDefined();
  });

  it('rests in all isolates when the system asks one of them', async () => {
    const { time, budgets, sent, ask } = aDeployment(5, 2);
    const began = time.now();
    await budgets[0]?.rest(3000);
    await time.run(ask(1, began + 5000));
    expect(sent[0]).toBeGreaterThanOrEqual(began + 3000);
  });
});
