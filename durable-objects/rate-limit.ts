import { DurableObject } from 'cloudflare:workers';
import { epochSeconds } from '../src/domain/brands';
import {
  giveBackRate,
  isCounted,
  type RateCount,
  type RateWindow,
  type RateWindowName,
  rateEnds,
  rateWindows,
  type SlidingWindowName,
  takeRate,
} from '../src/domain/rate-window';
import type { Env } from '../src/env';
import type { AtomClock } from './clock';

/** One use to be counted. `key` is a keyed hash; `uses` repeats nothing when a call is retried with the same `operation`. */
export interface TakeInput {
  readonly window: RateWindowName;
  readonly key: string;
  /** Names this use: a retry with the same name is answered as before and counted once. */
  readonly operation: string;
}
/** A use that came to nothing. */
export interface GiveBackInput {
  readonly window: SlidingWindowName;
  readonly key: string;
  readonly operation: string;
}
export type TakeAnswer =
  | { readonly outcome: 'taken' }
  /** `until` in epoch seconds; `refused`: how many were by now, where that is counted. */
  | { readonly outcome: 'limited'; readonly until: number; readonly refused?: number };

interface KeptCount {
  readonly count: RateCount;
  /** The last use, so that its retry is recognised. */
  readonly operation: string;
  readonly answer: TakeAnswer;
}

const sweepEverySeconds = 86_400;
const spreadSeconds = 7200;

/** Counters of many keys: exact, also for simultaneous requests. Expiry is judged on read; a sweep comes at most daily. */
export function rateLimitAtom({ clock }: { readonly clock: AtomClock }) {
  return class RateLimitAtom extends DurableObject<Env> {
    readonly #sql: SqlStorage;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      this.#sql = state.storage.sql;
      this.#sql.exec(
        'CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, value TEXT NOT NULL) WITHOUT ROWID',
      );
    }

    /** Counts one use; the one beyond the most is refused until the window or the lock ends. */
    async take({ window, key, operation }: TakeInput): Promise<TakeAnswer> {
      const now = epochSeconds(clock.now() / 1000);
      const rule: RateWindow = rateWindows[window];
      const id = `${window}:${key}`;
      const held = this.#read(id);
      if (held?.operation === operation) return held.answer;
      const { count, limitedUntil, refused } = takeRate(rule, held?.count, now, operation);
      const answer: TakeAnswer =
        limitedUntil === undefined
          ? { outcome: 'taken' }
          : { outcome: 'limited', until: limitedUntil, ...(refused !== undefined && { refused }) };
      this.#keep(id, rule, { count, operation, answer });
      await this.#planSweep(now);
      return answer;
    }

    /** Takes a use back that was counted and came to nothing; once, however often it is called. */
    async giveBack({ window, key, operation }: GiveBackInput): Promise<{ readonly outcome: 'given-back' }> {
      const id = `${window}:${key}`;
      const held = this.#read(id);
      if (held !== undefined)
        this.#keep(id, rateWindows[window], { ...held, count: giveBackRate(held.count, operation) });
      return { outcome: 'given-back' };
    }

    #read(id: string): KeptCount | undefined {
      const [row] = this.#sql.exec<{ value: string }>('SELECT value FROM counter WHERE key = ?', id).toArray();
      return row === undefined ? undefined : (JSON.parse(row.value) as KeptCount);
    }

    #keep(id: string, rule: RateWindow, kept: KeptCount): void {
      this.#sql.exec(
        'INSERT INTO counter (key, expires_at, value) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET expires_at = ?2, value = ?3',
        id,
        rateEnds(rule, kept.count),
        JSON.stringify(kept),
      );
    }

    /** Whether the key was counted in a window that has not ended, and not all of it was given back. */
    async counted({ window, key }: Pick<TakeInput, 'window' | 'key'>): Promise<{ readonly counted: boolean }> {
      const held = this.#read(`${window}:${key}`)?.count;
      return { counted: held !== undefined && isCounted(rateWindows[window], held, clock.now() / 1000) };
    }

    /** Forgets what has expired. Never throws. */
    override async alarm(): Promise<void> {
      const now = epochSeconds(clock.now() / 1000);
      this.#sql.exec('DELETE FROM counter WHERE expires_at <= ?', now);
      if (this.#sql.exec('SELECT 1 FROM counter LIMIT 1').toArray().length > 0)
        await this.#wakeIn(now, sweepEverySeconds);
    }

    async #planSweep(now: number): Promise<void> {
      if ((await this.ctx.storage.getAlarm()) === null) await this.#wakeIn(now, sweepEverySeconds);
    }

    #wakeIn(now: number, seconds: number): Promise<void> {
      const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
      const due = now + seconds + (random % spreadSeconds);
      return clock.wakeAt(this.ctx, 'RateLimit', due * 1000);
    }
  };
}
