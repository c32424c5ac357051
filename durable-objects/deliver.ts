import type { LedgerBatch, LedgerOutcome } from '../src/domain/ledger-row';
import type { DeliveryOutcome, SealedMessage } from '../src/domain/message';
import type { Env } from '../src/env';

/** How an atom's outbox reaches the outside: bound to the factories from wiring. Never throws. */
export interface Deliver {
  message(env: Env, message: SealedMessage): Promise<DeliveryOutcome>;
  ledger(env: Env, batch: LedgerBatch): Promise<LedgerOutcome>;
}
