import { limits } from './limits';

/** Failed traces of one account in a row, and until when none is made. Epoch seconds. */
export interface Traces {
  readonly failed: number;
  readonly lockedUntil: number;
}

export const noTraces: Traces = { failed: 0, lockedUntil: 0 };

/**
 * Counts a trace as failed before it is made; `refundTrace` takes it back. So simultaneous traces are no more than
 * consecutive ones, and nobody tries dates and postcodes until a record agrees.
 */
export function countTrace(
  held: Traces,
  now: number,
): {
  readonly traces: Traces;
  readonly verdict: { readonly kind: 'allowed' } | { readonly kind: 'locked'; readonly until: number };
} {
  if (now < held.lockedUntil) return { traces: held, verdict: { kind: 'locked', until: held.lockedUntil } };
  const failed = held.failed + 1;
  const isLast = failed >= limits.tracesFailed.value;
  const traces = isLast ? { failed: 0, lockedUntil: now + limits.lockShort.value } : { failed, lockedUntil: 0 };
  return { traces, verdict: { kind: 'allowed' } };
}

/** The trace did not fail: a record agreed, or nobody answered. */
export const refundTrace = ({ failed, lockedUntil }: Traces): Traces =>
  lockedUntil > 0
    ? { failed: limits.tracesFailed.value - 1, lockedUntil: 0 }
    : { failed: Math.max(0, failed - 1), lockedUntil };
