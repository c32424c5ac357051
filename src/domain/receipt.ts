import type { MessageSupplier } from './message-supplier';

/**
 * What became of a message that a supplier had taken.
 * `permanent-failure`: the number is not in use or takes no messages. `technical-failure`: the supplier's own.
 */
export type ReceiptState = 'delivered' | 'temporary-failure' | 'permanent-failure' | 'technical-failure';

/** A supplier's word on one message. */
export interface Receipt {
  readonly supplier: MessageSupplier;
  /** The id of the message; says nothing about the person. */
  readonly reference: string;
  readonly state: ReceiptState;
}

/** How a supplier carried the messages that it took in the last day. */
export interface SupplierReading {
  readonly accepted: number;
  readonly delivered: number;
  /** Of those delivered: within a minute. */
  readonly inTime: number;
  readonly failed: number;
  readonly circuit: 'closed' | 'open';
}

/** A message that a supplier took: when, and what it said later. */
export interface TakenMessage {
  readonly acceptedAt: number;
  readonly settledAt?: number;
  readonly state?: ReceiptState;
}

/** Counts messages. @param inTimeSeconds how soon is in time */
export function countTaken(
  messages: readonly TakenMessage[],
  inTimeSeconds: number,
): Pick<SupplierReading, 'accepted' | 'delivered' | 'inTime' | 'failed'> {
  const delivered = messages.filter(({ state }) => state === 'delivered');
  return {
    accepted: messages.length,
    delivered: delivered.length,
    inTime: delivered.filter(({ acceptedAt, settledAt = acceptedAt }) => settledAt - acceptedAt <= inTimeSeconds)
      .length,
    failed: messages.filter(({ state }) => state !== undefined && state !== 'delivered').length,
  };
}
