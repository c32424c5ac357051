import type { EpochSeconds } from '../domain/brands';
import type { RateWindowName } from '../domain/rate-window';

/** Exact counters, one atom per shard of the limited key. */
export interface Limits {
  /** Counts one use of `key` in the window; the one beyond the most is refused until the window or lock ends. */
  take(
    window: RateWindowName,
    key: string,
  ): Promise<{ readonly outcome: 'taken' } | { readonly outcome: 'limited'; readonly until: EpochSeconds }>;
  /** Whether `key` was counted in a window that has not ended. */
  isCounted(window: RateWindowName, key: string): Promise<boolean>;
}

/** Approximate counters in Redis: may be away, and then let everything through to the exact ones. */
export interface CoarseLimits {
  allows(key: string): Promise<boolean>;
}
