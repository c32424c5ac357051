import { admitsNewcomers, isLate } from '../domain/backlog';
import { type Env, readConfig } from '../env';
import type { Backlog } from '../ports/backlog';
import { raiseAlert } from './alerts';
import { readBacklog, unparkLedgers } from './ledger';

/** How often an isolate looks, in the machine's time: all ledgers are asked. */
const LOOK_EVERY_MILLIS = 60_000;

interface Look {
  readonly atMillis: number;
  readonly admits: boolean;
}
const looks = new WeakMap<object, Look>();

/** Tells a person of what waits too long, and of rows that are still parked; for the hourly task. */
export async function watchBacklog({ env, now }: { readonly env: Env; now(): number }): Promise<void> {
  const { undelivered, parked, oldestAt, why = 'unknown' } = await readBacklog(env);
  if (parked > 0) raiseAlert('ledger_rows_parked', { parked, why });
  if (isLate({ oldestAt }, now())) raiseAlert('ledger_backlog', { undelivered, why });
}

/**
 * Whether so much waits for Postgres that nobody new is taken on. An isolate looks once a minute after an answer has left,
 * and goes by its last look; ledgers that cannot be asked do not stop anyone.
 */
export function backlog(parts: { readonly env: Env; now(): number; waitUntil(work: Promise<unknown>): void }): Backlog {
  const isolate = readConfig(parts.env);
  const look = async (): Promise<void> => {
    const admits = admitsNewcomers(await readBacklog(parts.env), parts.now());
    looks.set(isolate, { atMillis: Date.now(), admits });
  };
  return {
    read: () => readBacklog(parts.env),
    unpark: () => unparkLedgers(parts.env),
    admitsRegistrations() {
      const last = looks.get(isolate);
      if (last === undefined || Date.now() - last.atMillis > LOOK_EVERY_MILLIS) {
        looks.set(isolate, { atMillis: Date.now(), admits: last?.admits ?? true });
        parts.waitUntil(look().catch(() => undefined));
      }
      return last?.admits ?? true;
    },
  };
}
