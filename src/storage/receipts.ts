import type { SettleAnswer } from '../../durable-objects/supplier';
import { equalText } from '../crypto/constant-time';
import { keyedHash } from '../crypto/keyed-hash';
import type { PhoneNumber } from '../domain/brands';
import { limits } from '../domain/limits';
import { hasAccount, type MessageSupplier, messageSuppliers } from '../domain/message-supplier';
import type { Receipt, SupplierReading } from '../domain/receipt';
import { type Env, readConfig } from '../env';
import type { Limits } from '../ports/limits';
import type { Receipts } from '../ports/receipts';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

/** What the receipts adapter works with. */
export interface ReceiptParts {
  readonly env: Env;
  readonly limits: Limits;
  /** Asks GOV.UK Notify itself. @returns the number that can never be reached, if that is what it says of this message */
  confirmUnreachable(notifyId: string, reference: string): Promise<PhoneNumber | undefined>;
}

/** Nobody waits for it, but a message must not be sent twice because its note was slow. */
const DEADLINE_MILLIS = 500;

const callSupplierAtom = <Answer>(env: Env, supplier: MessageSupplier, verb: string, input: object): Promise<Answer> =>
  callAtom<Answer>(atomStub(env, 'SUPPLIER', supplier), verb, input, { deadlineMillis: DEADLINE_MILLIS });

/** Notes that a supplier has taken a message. Never rejects: a message that was not noted has no receipt, no more. */
export async function noteAccepted(env: Env, supplier: MessageSupplier, reference: string): Promise<void> {
  await callSupplierAtom(env, supplier, 'accepted', { reference }).catch(() => undefined);
}

/** The messages of which a supplier said nothing yet, as many as are asked about in an hour. */
export async function awaitedReceipts(env: Env, supplier: MessageSupplier): Promise<readonly string[]> {
  const most = limits.receiptsPolledPerHour.value;
  const answer = await callSupplierAtom<{ readonly references: readonly string[] }>(env, supplier, 'awaiting', {
    most,
  });
  return answer.references;
}

/**
 * Notes a receipt; the first one of a message stands. A number that can never be reached is suspect for a day.
 * @param readPhone the number of the message, if the supplier itself says that it can never be reached
 */
export async function settleReceipt(
  parts: Pick<ReceiptParts, 'env' | 'limits'>,
  { supplier, reference, state }: Receipt,
  readPhone: () => Promise<PhoneNumber | undefined>,
): Promise<'noted' | 'unknown'> {
  const answer = await callSupplierAtom<SettleAnswer>(parts.env, supplier, 'settle', { reference, state });
  if (answer.outcome === 'settled' && state === 'permanent-failure') {
    const phone = await readPhone();
    if (phone !== undefined) await parts.limits.take('undeliverable-by-number', await suspectKey(parts.env, phone));
  }
  return answer.outcome === 'unknown' ? 'unknown' : 'noted';
}

const suspectKey = (env: Env, phone: PhoneNumber): Promise<string> =>
  keyedHash(readConfig(env).indexKeys, 'send-limit', phone);

/** Whether the network said within a day that this number can never be reached. */
export async function isSuspect(parts: Pick<ReceiptParts, 'env' | 'limits'>, phone: PhoneNumber): Promise<boolean> {
  return parts.limits.isCounted('undeliverable-by-number', await suspectKey(parts.env, phone));
}

/** Receipts over the supplier atoms. */
export function receipts(parts: ReceiptParts): Receipts {
  const config = readConfig(parts.env);
  const { notifyCallbackToken } = config;
  return {
    isNotify: (token) =>
      notifyCallbackToken !== undefined && token !== undefined && equalText(token, notifyCallbackToken),
    record: ({ supplierId, ...receipt }) =>
      settleReceipt(parts, receipt, () => parts.confirmUnreachable(supplierId, receipt.reference)),
    read: () =>
      Promise.all(
        messageSuppliers.map(async ({ name: supplier }) => ({
          supplier,
          configured: hasAccount(config, supplier),
          ...(await callSupplierAtom<SupplierReading>(parts.env, supplier, 'reading', {})),
        })),
      ),
  };
}
