/**
 * The rate at which a whole deployment may ask an outside system, given out in slices so that no request waits on one object
 * for long. Slices follow one another: a slice is a right to send so many requests within a stretch of time of its own.
 */

/** When the next slice may begin, in epoch milliseconds. */
export interface BudgetState {
  readonly freeFrom: number;
}

/** The right to send `requests` requests, beginning `inMillis` after the answer and ending `forMillis` later. */
export interface BudgetSlice {
  readonly requests: number;
  readonly inMillis: number;
  readonly forMillis: number;
}

/** `busy`: no slice begins while the caller could wait for it. */
export type BudgetLease = ({ readonly outcome: 'granted' } & BudgetSlice) | { readonly outcome: 'busy' };

/** What a caller asks: the rate that the system allows, and how long the caller can wait. */
export interface BudgetWish {
  readonly perSecond: number;
  readonly patienceMillis: number;
}

/** Of a system that was not asked yet. */
export const unusedBudget: BudgetState = { freeFrom: 0 };

/** Requests of one second are spread over more, because answers and requests meet on their way. */
const SPREAD_MILLIS = 1200;
/** A slice of one request is used at once: so late it is void. */
const LATEST_MILLIS = 50;
/** A slice is at most a twentieth of a second's requests. */
const SLICES = 20;
/** Nobody waits longer; also where the clock was set back. */
const LONGEST_REST_MILLIS = 60_000;

/** How many requests a slice has, how far it lies from the next one, and for how long it is good. */
function sliceOf(perSecond: number): {
  readonly requests: number;
  readonly stride: number;
  readonly forMillis: number;
} {
  const requests = Math.max(1, Math.floor(perSecond / SLICES));
  if (requests === 1) return { requests, stride: Math.ceil(SPREAD_MILLIS / perSecond), forMillis: LATEST_MILLIS };
  // Requests may stand at the end of one slice and at the beginning of another: one slice less keeps the rate in any second.
  const stride = Math.ceil(SPREAD_MILLIS / (Math.floor(perSecond / requests) - 1));
  return { requests, stride, forMillis: stride };
}

/**
 * Gives out the next slice. Asked twice it gives two: the rate is kept all the same, and the unused one is lost.
 * @param nowMillis epoch milliseconds
 */
export function leaseBudget(
  state: BudgetState,
  { perSecond, patienceMillis }: BudgetWish,
  nowMillis: number,
): { readonly state: BudgetState; readonly lease: BudgetLease } {
  const isSound = state.freeFrom <= nowMillis + LONGEST_REST_MILLIS;
  const from = isSound ? Math.max(nowMillis, state.freeFrom) : nowMillis;
  const inMillis = from - nowMillis;
  if (inMillis > patienceMillis) return { state, lease: { outcome: 'busy' } };
  const { requests, stride, forMillis } = sliceOf(perSecond);
  return { state: { freeFrom: from + stride }, lease: { outcome: 'granted', requests, inMillis, forMillis } };
}

/** Nobody asks the system for so long: it said so. A minute at most. */
export function restBudget(state: BudgetState, restMillis: number, nowMillis: number): BudgetState {
  return { freeFrom: Math.max(state.freeFrom, nowMillis + Math.min(restMillis, LONGEST_REST_MILLIS)) };
}

/** The right to one request. `answered` is told when its answer is there, or will not come. */
export interface BudgetTicket {
  answered(): void;
}

/** `awaited`: somebody waits for the answer. `spare`: nobody does, and it takes what those leave. */
export type RequestNeed = 'awaited' | 'spare';

/** The budget in front of one outside system, as its client sees it. */
export interface RequestBudget {
  /**
   * Waits until one request may be sent, which must then be sent at once.
   * @returns undefined when that is not before `endsAtMillis` (epoch, the machine's time), or cannot be known. Never rejects.
   */
  take(endsAtMillis: number): Promise<BudgetTicket | undefined>;
  /** Tells all isolates that the system asked to be left alone. Never rejects. */
  rest(millis: number): Promise<void>;
}
