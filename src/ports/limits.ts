import type { EpochSeconds } from '../domain/brands';
import type { RateWindowName, SlidingWindowName } from '../domain/rate-window';

/** Exact counters, one atom per shard of the limited key. */
export interface Limits {
  /**
   * Counts one use of `key` in the window; the one beyond the most is refused until the window or lock ends.
   * @param operation names the use, where it may be given back; random
   */
  take(
    window: RateWindowName,
    key: string,
    operation?: string,
  ): Promise<
    | { readonly outcome: 'taken' }
    /** `refused`: how many were by now, where that is counted. */
    | { readonly outcome: 'limited'; readonly until: EpochSeconds; readonly refused?: number }
  >;
  /** Takes a use back that came to nothing. Never rejects: what could not be given back stays counted. */
  giveBack(window: SlidingWindowName, key: string, operation: string): Promise<void>;
  /** Whether `key` was counted in a window that has not ended. */
  isCounted(window: RateWindowName, key: string): Promise<boolean>;
}

/** Approximate counters in Redis: may be away, and then let everything through to the exact ones. */
export interface CoarseLimits {
  allows(key: string): Promise<boolean>;
}
