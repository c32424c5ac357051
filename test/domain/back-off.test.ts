import { describe, expect, it } from 'vitest';
import { backOffSeconds } from '../../src/domain/back-off';
import { epochSeconds } from '../../src/domain/brands';
import { closedCircuit, leaseCircuit, reportCircuit } from '../../src/domain/circuit';
import { ledgerShardOf } from '../../src/domain/ledger-hand-over';

describe('the wait before another try', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [6, 32],
    [7, 60],
    [1000, 60],
  ])('after failure %i is at most %i seconds and at least half of that', (failures, most) => {
    expect(backOffSeconds(failures, 0)).toBe(most);
    expect(backOffSeconds(failures, 0.999_999)).toBeGreaterThanOrEqual(most / 2);
    expect(backOffSeconds(failures, 0.999_999)).toBeLessThanOrEqual(most);
  });
});

describe('a circuit', () => {
  const now = epochSeconds(1000);
  const fail = (times: number, at = now) => {
    let state = closedCircuit;
    for (let failure = 0; failure < times; failure += 1) state = reportCircuit(state, { succeeded: false }, at, 0);
    return state;
  };

  it('opens with the fifth failure, and no longer when callers of before report late', () => {
    expect(leaseCircuit(fail(4), now).lease).toBe('closed');
    expect(leaseCircuit(fail(5), now).lease).toBe('open');
    expect(fail(50)).toEqual(fail(5));
  });

  it.each([
    [30, 30],
    [60, 60],
    [86_400, 60],
  ])('of a system that asks to be left alone for %i seconds is open for %i from its first word', (asked, seconds) => {
    const state = reportCircuit(closedCircuit, { succeeded: false, waitSeconds: asked }, now, 0);
    expect(leaseCircuit(state, epochSeconds(now + seconds - 1)).lease).toBe('open');
    expect(leaseCircuit(state, epochSeconds(now + seconds)).lease).toBe('probe');
    expect(reportCircuit(state, { succeeded: false }, now, 0)).toEqual(state);
    expect(reportCircuit(state, { succeeded: true }, now, 0)).toEqual(closedCircuit);
  });

  it('waits longer with each failed probe, a minute at most', () => {
    let state = fail(5);
    const waits: number[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      waits.push(state.openUntil - (probe === 0 ? now : 100_000 * probe));
      state = reportCircuit(
        leaseCircuit(state, epochSeconds(100_000 * (probe + 1))).state,
        { succeeded: false },
        epochSeconds(100_000 * (probe + 1)),
        0,
      );
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits[0]).toBe(4);
    expect(waits.at(-1)).toBe(60);
  });
});

describe('the ledger of an account', () => {
  it('is one of 64, by the first six bits of its id', () => {
    expect([ledgerShardOf('AAAA'), ledgerShardOf('zAAA'), ledgerShardOf('_AAA')]).toEqual([0, 51, 63]);
  });

  it.each(['', '=', 'é', ' A'])('is not to be had for %j, which is no id', (id) => {
    expect(() => ledgerShardOf(id)).toThrow(RangeError);
  });
});
