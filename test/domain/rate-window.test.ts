import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits';
import { giveBackRate, type RateCount, type RateWindow, rateWindows, takeRate } from '../../src/domain/rate-window';

const day = 86_400;
const names = Object.keys(rateWindows) as readonly (keyof typeof rateWindows)[];

function use(window: RateWindow, count: number, now: number, held?: RateCount) {
  let last: ReturnType<typeof takeRate> | undefined;
  for (let nth = 1; nth <= count; nth += 1) last = takeRate(window, last?.count ?? held, now);
  if (last === undefined) throw new Error('at least one use');
  return last;
}

describe('a rate window', () => {
  it.each(names)('%s allows the most and refuses the one beyond it', (name) => {
    const window: RateWindow = rateWindows[name];
    const most = limits[window.most].value;
    expect(use(window, most, 0).limitedUntil).toBeUndefined();
    expect(use(window, most + 1, 0).limitedUntil).toBe(window.lockSeconds ?? window.windowSeconds);
  });

  it.each(names)('%s begins anew when its window and its lock are over, to the second', (name) => {
    const window: RateWindow = rateWindows[name];
    const most = limits[window.most].value;
    const full = use(window, most + 1, 0).count;
    const over = Math.max(window.windowSeconds, window.lockSeconds ?? 0);
    expect(takeRate(window, full, over - 1).limitedUntil).toBeDefined();
    expect(use(window, most, over, full).limitedUntil).toBeUndefined();
  });

  it('that locks, locks from the use beyond the most, and asking again makes it no longer', () => {
    const window: RateWindow = rateWindows['email-code-sends-by-email'];
    const most = limits[window.most].value;
    const { count } = use(window, most, 0);
    const refused = takeRate(window, count, 100);
    expect(refused.limitedUntil).toBe(100 + limits.lockShort.value);
    expect(takeRate(window, refused.count, 200)).toEqual(refused);
  });

  it('that slides lets no span of its length have more than the most', () => {
    const window: RateWindow = rateWindows['phone-code-sends-by-unproved-number'];
    const most = limits[window.most].value;
    const hour = 3600;
    // One use, and the others just before its day is over: a window that began with it would forget them a moment later.
    const early = takeRate(window, undefined, 0).count;
    const full = use(window, most - 1, day - hour, early).count;
    expect(takeRate(window, full, day - 1).limitedUntil).toBe(day);
    const next = takeRate(window, full, day);
    expect(next.limitedUntil).toBeUndefined();
    expect(takeRate(window, next.count, day).limitedUntil).toBe(2 * day - hour);
  });

  it('that slides takes a use back, once, and no other', () => {
    const window: RateWindow = rateWindows['phone-code-sends-by-number'];
    const most = limits[window.most].value;
    const taken = takeRate(window, use(window, most - 1, 0).count, 1, 'mine');
    expect(takeRate(window, taken.count, 2).limitedUntil).toBe(day);
    const back = giveBackRate(giveBackRate(taken.count, 'mine'), 'mine');
    expect(back.used).toBe(most - 1);
    expect(giveBackRate(back, 'another').used).toBe(most - 1);
    expect(takeRate(window, back, 2, 'next').limitedUntil).toBeUndefined();
  });

  it('that slides goes on with what an older release had counted', () => {
    const window: RateWindow = rateWindows['phone-code-sends-by-number'];
    const most = limits[window.most].value;
    const held = { used: most, since: 100, lockedUntil: 0 };
    expect(takeRate(window, held, 200).limitedUntil).toBe(100 + day);
    expect(takeRate(window, held, 100 + day).limitedUntil).toBeUndefined();
  });

  it.each([
    ['phone-code-sends-by-number', 10, day],
    ['phone-code-sends-by-unproved-number', 6, day],
    ['sends-by-address', 20, 3600],
    ['proved-sends-by-address', 20, 3600],
    ['sends-by-wide-network', 500, 3600],
    ['passwords-by-address', 300, 600],
    ['passkeys-by-address', 300, 600],
    ['interactions-by-address', 600, 60],
    ['passwords-by-wide-network', 3000, 600],
    ['passkeys-by-wide-network', 3000, 600],
    ['interactions-by-wide-network', 6000, 60],
    ['registrations-by-wide-network', 600, 3600],
    ['email-code-sends-by-email', 5, 900],
    ['email-codes-by-email-and-network', 10, day],
    ['email-codes-by-email', 30, day],
    ['code-attempts-by-target-and-network', 10, 3600],
  ] as const)('%s is the promised %i in %i seconds', (name, most, windowSeconds) => {
    expect([limits[rateWindows[name].most].value, rateWindows[name].windowSeconds]).toEqual([most, windowSeconds]);
  });
});
