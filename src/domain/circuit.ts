import { backOffSeconds } from './back-off';
import type { EpochSeconds } from './brands';

/** How an outside system has behaved lately. Times in epoch seconds. */
export interface CircuitState {
  /** Consecutive failures while closed. */
  readonly failures: number;
  /** How often it opened without a success between. */
  readonly opened: number;
  readonly openUntil: number;
  /** Somebody is trying whether the system is back. */
  readonly probeUntil: number;
}

/** What a caller may do for the next second. */
export type CircuitLease = 'closed' | 'open' | 'probe';

/** The state of a system that nothing is known of. */
export const closedCircuit: CircuitState = { failures: 0, opened: 0, openUntil: 0, probeUntil: 0 };

const mostFailures = 5;
const shortestOpenSeconds = 4;
const probeSeconds = 10;
/** A system that asks for more is asked again all the same: it may be the only one by which a person gets their code. */
const longestRestSeconds = 60;

/** Whether a caller may try the system. When the wait is over one caller alone is given a probe. */
export function leaseCircuit(
  state: CircuitState,
  now: EpochSeconds,
): { readonly state: CircuitState; readonly lease: CircuitLease } {
  if (state.opened === 0) return { state, lease: 'closed' };
  if (now < state.openUntil || now < state.probeUntil) return { state, lease: 'open' };
  return { state: { ...state, probeUntil: now + probeSeconds }, lease: 'probe' };
}

/** What became of a call. `waitSeconds`: for so long the system asked to be left alone. */
export interface CallReport {
  readonly succeeded: boolean;
  readonly waitSeconds?: number;
}

/**
 * The state after a call. The fifth failure in a row opens the circuit for some seconds, a failed probe for longer.
 * One that asks to be left alone opens it at once, for as long as it asks, and a minute at most.
 * @param random a number from 0 up to, not including, 1
 */
export function reportCircuit(
  state: CircuitState,
  { succeeded, waitSeconds = 0 }: CallReport,
  now: EpochSeconds,
  random: number,
): CircuitState {
  if (succeeded) return closedCircuit;
  if (waitSeconds > 0) {
    const openUntil = Math.max(state.openUntil, now + Math.min(waitSeconds, longestRestSeconds));
    return { failures: 0, opened: Math.max(1, state.opened), openUntil, probeUntil: 0 };
  }
  const failures = state.failures + 1;
  if (state.opened === 0 && failures < mostFailures) return { ...state, failures };
  // Those who called before the circuit opened report late: they do not make the wait longer.
  if (now < state.openUntil) return state;
  const opened = state.opened + 1;
  const openUntil = now + Math.max(shortestOpenSeconds, backOffSeconds(opened + 2, random));
  return { failures: 0, opened, openUntil, probeUntil: 0 };
}

/** The circuit in front of one outside system, as its client sees it. */
export interface Circuit {
  /** Whether the system is worth calling now. */
  admits(): Promise<boolean>;
  /** Tells what became of a call that was admitted, and for how long the system asked to be left alone. Never rejects. */
  report(succeeded: boolean, waitSeconds?: number): Promise<void>;
}
