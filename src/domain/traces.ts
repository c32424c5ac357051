import { limits } from './limits';

/** Failed traces of one account since the last lock, the locks of the last day, and until when none is made. Epoch seconds. */
export interface Traces {
  readonly failed: number;
  readonly locks: readonly number[];
  readonly lockedUntil: number;
}

/** Of an account that has not failed. */
export const noTraces: Traces = { failed: 0, locks: [], lockedUntil: 0 };

/** So long after the last trace nothing of it is kept. */
export const traceMemorySeconds = 86_400;

type TraceVerdict = { readonly kind: 'allowed' } | { readonly kind: 'locked'; readonly until: number };

/**
 * Counts a trace as failed before it is made; `refundTrace` takes it back. So simultaneous traces are no more than
 * consecutive ones. The fifth locks for a quarter of an hour, the third lock of a day until the next: nobody tries days of
 * birth and postcodes until a record agrees.
 */
export function countTrace(held: Traces, now: number): { readonly traces: Traces; readonly verdict: TraceVerdict } {
  if (now < held.lockedUntil) return { traces: held, verdict: { kind: 'locked', until: held.lockedUntil } };
  const failed = held.failed + 1;
  const locks = held.locks.filter((at) => at > now - traceMemorySeconds);
  if (failed < limits.tracesFailed.value)
    return { traces: { failed, locks, lockedUntil: 0 }, verdict: { kind: 'allowed' } };
  const isLast = locks.length + 1 >= limits.locksPerDay.value;
  const lockedUntil = now + (isLast ? traceMemorySeconds : limits.lockShort.value);
  return { traces: { failed: 0, locks: [...locks, now], lockedUntil }, verdict: { kind: 'allowed' } };
}

/** The trace did not fail: a record agreed, or nobody answered. A lock that it set is taken back with it. */
export const refundTrace = ({ failed, locks, lockedUntil }: Traces): Traces =>
  lockedUntil > 0
    ? { failed: limits.tracesFailed.value - 1, locks: locks.slice(0, -1), lockedUntil: 0 }
    : { failed: Math.max(0, failed - 1), locks, lockedUntil };

/**
 * What the book of record keeps of traces: the locks of the day and how long the account is locked. It changes when a lock comes
 * or goes, not with each trace.
 * @returns undefined where there is nothing to keep
 */
export const keptTraces = ({ locks, lockedUntil }: Traces): Traces | undefined =>
  locks.length === 0 && lockedUntil === 0 ? undefined : { failed: 0, locks, lockedUntil };
