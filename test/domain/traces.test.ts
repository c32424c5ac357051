import { describe, expect, it } from 'vitest';
import { countTrace, noTraces, refundTrace, type Traces } from '../../src/domain/traces';

const now = 1_795_000_000;
const failing = (times: number, from: Traces = noTraces): Traces =>
  Array.from({ length: times }).reduce<Traces>((held) => countTrace(held, now).traces, from);

describe('failed traces', () => {
  it('are looked at five times; then none is for fifteen minutes', () => {
    expect(countTrace(failing(4), now).verdict).toEqual({ kind: 'allowed' });
    const locked = failing(5);
    expect(countTrace(locked, now).verdict).toEqual({ kind: 'locked', until: now + 900 });
    expect(countTrace(locked, now + 899).verdict.kind).toBe('locked');
    expect(countTrace(locked, now + 900).verdict).toEqual({ kind: 'allowed' });
  });

  it('begin anew after the lock', () => {
    const after = countTrace(failing(5), now + 900).traces;
    expect(after).toEqual({ failed: 1, lockedUntil: 0 });
  });

  it('are not those that found a record, the fifth neither', () => {
    expect(refundTrace(failing(1))).toEqual(noTraces);
    expect(countTrace(refundTrace(failing(5)), now).verdict).toEqual({ kind: 'allowed' });
    expect(countTrace(countTrace(refundTrace(failing(5)), now).traces, now).verdict.kind).toBe('locked');
  });
});
