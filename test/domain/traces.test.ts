import { describe, expect, it } from 'vitest';
import { countTrace, noTraces, refundTrace, type Traces } from '../../src/domain/traces';

const now = 1_795_000_000;
const failing = (times: number, from: Traces = noTraces, at = now): Traces =>
  Array.from({ length: times }).reduce<Traces>((held) => countTrace(held, at).traces, from);

describe('failed traces', () => {
  it('are looked at five times; then none is for fifteen minutes', () => {
    expect(countTrace(failing(4), now).verdict).toEqual({ kind: 'allowed' });
    const locked = failing(5);
    expect(countTrace(locked, now).verdict).toEqual({ kind: 'locked', until: now + 900 });
    expect(countTrace(locked, now + 899).verdict.kind).toBe('locked');
    expect(countTrace(locked, now + 900).verdict).toEqual({ kind: 'allowed' });
  });

  it('lock for a day the third time in a day: no more than fifteen are made', () => {
    const second = failing(5, failing(5), now + 900);
    const third = failing(5, second, now + 1800);
    expect(countTrace(third, now + 1800).verdict).toEqual({ kind: 'locked', until: now + 1800 + 86_400 });
    const later = failing(5, second, now + 900 + 86_400);
    expect(later.lockedUntil).toBe(now + 900 + 86_400 + 900);
  });

  it('are not those that found a record, the fifth neither', () => {
    expect(refundTrace(failing(1))).toEqual(noTraces);
    expect(countTrace(refundTrace(failing(5)), now).verdict).toEqual({ kind: 'allowed' });
    expect(countTrace(countTrace(refundTrace(failing(5)), now).traces, now).verdict.kind).toBe('locked');
    expect(refundTrace(failing(5)).locks).toEqual([]);
  });
});
