import { describe, expect, it } from 'vitest';
import { leaseBudget, restBudget, unusedBudget } from '../../src/domain/request-budget';

const noon = Date.UTC(2026, 10, 25, 12);

/** The earliest and latest times at which `requests` requests may be sent, all slices being used as badly as allowed. */
function slicesOf(perSecond: number, seconds: number) {
  const slices: { readonly from: number; readonly until: number; readonly requests: number }[] = [];
  let state = unusedBudget;
  for (;;) {
    const answer = leaseBudget(state, { perSecond, patienceMillis: seconds * 1000 }, noon);
    if (answer.lease.outcome === 'busy') return slices;
    state = answer.state;
    const { inMillis, forMillis, requests } = answer.lease;
    slices.push({ from: inMillis, until: inMillis + forMillis, requests });
  }
}

/** Of all slices of which some part may fall into one second, the requests together. */
function mostInASecond(slices: ReturnType<typeof slicesOf>): number {
  const counts = slices.map(({ until }) =>
    slices.filter((other) => other.until >= until && other.from < until + 1000).reduce((sum, s) => sum + s.requests, 0),
  );
  return Math.max(...counts);
}

describe('the budget of a deployment', () => {
  it.each([1, 2, 5, 19, 20, 39, 40, 41, 59, 60, 100, 250])(
    'lets no more than %i requests fall into any second, however late slices are used, and most of them',
    (perSecond) => {
      const slices = slicesOf(perSecond, 20);
      expect(mostInASecond(slices)).toBeLessThanOrEqual(perSecond);
      const sent = slices.reduce((sum, { requests }) => sum + requests, 0);
      expect(sent / 20).toBeGreaterThan(perSecond * 0.75);
    },
  );

  it.each([
    [1, 1],
    [5, 1],
    [39, 1],
    [40, 2],
    [100, 5],
    [400, 20],
  ])(
    'gives slices of at most a twentieth and at least one request, a second long at most: of %i, %i',
    (perSecond, most) => {
      for (const { requests, from, until } of slicesOf(perSecond, 3)) {
        expect(requests).toBe(most);
        expect(until - from).toBeLessThanOrEqual(1000);
      }
    },
  );

  it('says at once that it is busy when no slice begins in time, and keeps it for others', () => {
    const first = leaseBudget(unusedBudget, { perSecond: 5, patienceMillis: 0 }, noon);
    expect(first.lease).toEqual({ outcome: 'granted', requests: 1, inMillis: 0, forMillis: 50 });
    const busy = leaseBudget(first.state, { perSecond: 5, patienceMillis: 239 }, noon);
    expect(busy).toEqual({ state: first.state, lease: { outcome: 'busy' } });
    expect(leaseBudget(first.state, { perSecond: 5, patienceMillis: 240 }, noon).lease).toMatchObject({
      inMillis: 240,
    });
  });

  it('rests as long as the system asks, a minute at most, and never shorter than before', () => {
    const wish = { perSecond: 5, patienceMillis: 100_000 };
    const rested = restBudget(unusedBudget, 5000, noon);
    expect(leaseBudget(rested, wish, noon).lease).toMatchObject({ inMillis: 5000 });
    expect(leaseBudget(restBudget(rested, 100, noon), wish, noon).lease).toMatchObject({ inMillis: 5000 });
    expect(leaseBudget(restBudget(rested, 3_600_000, noon), wish, noon).lease).toMatchObject({ inMillis: 60_000 });
  });

  it('does not wait for a time that was yesterday’s tomorrow: a clock that was set back', () => {
    const ahead = { freeFrom: noon + 86_400_000 };
    expect(leaseBudget(ahead, { perSecond: 5, patienceMillis: 0 }, noon).lease).toMatchObject({ inMillis: 0 });
  });
});
