import { DurableObject } from 'cloudflare:workers';
import { hasherAtom } from '../../../durable-objects/hasher';
import { keyRingAtom } from '../../../durable-objects/key-ring';
import { ledgerAtom } from '../../../durable-objects/ledger';
import * as outbox from '../../../durable-objects/outbox';
import { rateLimitAtom } from '../../../durable-objects/rate-limit';
import { supplierAtom } from '../../../durable-objects/supplier';
import { hashPassword, verifyPassword } from '../../../src/crypto/password-hash';
import { textDigest } from '../../../src/crypto/text-digest';
import type { AccountId } from '../../../src/domain/brands';
import type { LedgerAcceptance, LedgerHandOver } from '../../../src/domain/ledger-hand-over';
import type { LedgerBatch, LedgerOutcome, LedgerRow } from '../../../src/domain/ledger-row';
import type { DeliveryOutcome, SealedMessage } from '../../../src/domain/message';
import type { Env } from '../../../src/env';
import { clock, seconds } from './clock';

/** What the outside does, as the test says; tests and atoms run in one isolate. */
export const outside: {
  ledger: (batch: LedgerBatch) => Promise<LedgerOutcome>;
  message: (message: SealedMessage) => Promise<DeliveryOutcome>;
  retrace: (account: AccountId) => Promise<void>;
  handOver: (shard: number, handOver: LedgerHandOver) => Promise<LedgerAcceptance>;
} = {
  ledger: async () => ({ outcome: 'applied' }),
  message: async () => 'delivered',
  retrace: async () => undefined,
  handOver: async (_shard, { rows }) => ({ outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 }),
};

export class Hasher extends hasherAtom({ machineNow: Date.now, hash: hashPassword, verify: verifyPassword }) {}
export class RateLimit extends rateLimitAtom({ clock }) {}
export class KeyRing extends keyRingAtom({ clock }) {}
export class Supplier extends supplierAtom({ clock }) {}
export class Ledger extends ledgerAtom({
  clock,
  sha256: textDigest,
  deliver: { ledger: (_env, batch) => outside.ledger(batch) },
}) {}

/** An atom that has nothing but an outbox. */
export class Sender extends DurableObject<Env> {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    outbox.createOutbox(state.storage.sql);
  }

  append(rows: readonly LedgerRow[]): void {
    for (const row of rows) outbox.appendRow(this.ctx.storage.sql, row);
  }

  /** What an atom does in one stretch: decides, writes its news, and finds that it may not. */
  appendAndFail(row: LedgerRow): { outcome: 'refused' } {
    try {
      this.ctx.storage.transactionSync(() => {
        outbox.appendRow(this.ctx.storage.sql, row);
        throw new RangeError('decided otherwise');
      });
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
    return { outcome: 'refused' };
  }

  send(message: SealedMessage, leaseSeconds: number): void {
    outbox.appendMessage(this.ctx.storage.sql, message, seconds(leaseSeconds));
  }

  acknowledge(id: string): void {
    outbox.acknowledgeMessage(this.ctx.storage.sql, id);
  }

  take(leaseSeconds: number): readonly SealedMessage[] {
    return outbox.takeDueMessages(this.ctx.storage.sql, seconds(), leaseSeconds);
  }

  hold(): void {
    outbox.holdOutbox(this.ctx.storage.sql);
  }

  release(): void {
    outbox.releaseOutbox(this.ctx.storage.sql);
  }

  due(): number | undefined {
    return outbox.nextOutboxDue(this.ctx.storage.sql);
  }

  async drain(): Promise<void> {
    await outbox.drainOutbox({
      sql: this.ctx.storage.sql,
      env: this.env,
      deliver: { message: (_env, message) => outside.message(message) },
      handOver: (_env, shard, handOver) => outside.handOver(shard, handOver),
      from: this.ctx.id.toString(),
      ledgerShard: 7,
      now: seconds(),
    });
  }
}
