import type { AccountId } from '../src/domain/brands';
import type { LedgerBatch, LedgerOutcome } from '../src/domain/ledger-row';
import type { DeliveryOutcome, SealedMessage } from '../src/domain/message';
import type { Env } from '../src/env';

/** How an atom's outbox reaches the outside: bound to the factories from wiring. Never throws. */
export interface Deliver {
  message(env: Env, message: SealedMessage): Promise<DeliveryOutcome>;
  /** Looks at the record of an account's person again, and tells the account what it found. */
  retrace(env: Env, account: AccountId): Promise<void>;
  ledger(env: Env, batch: LedgerBatch): Promise<LedgerOutcome>;
}
