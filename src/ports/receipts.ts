import type { MessageSupplier } from '../domain/message-supplier';
import type { Receipt, SupplierReading } from '../domain/receipt';

/** What suppliers say about the messages that they took. */
export interface Receipts {
  /** Whether a caller holds the token that GOV.UK Notify was given for this; never where there is none. */
  isNotify(token: string | undefined): boolean;
  /** Notes a receipt. A number that can never be reached becomes suspect, once its supplier was asked again. */
  record(receipt: Receipt & { readonly supplierId: string }): Promise<'noted' | 'unknown'>;
  /** How each supplier carried the messages of the last day, and whether there is an account with it at all. */
  read(): Promise<readonly (SupplierReading & { readonly supplier: MessageSupplier; readonly configured: boolean })[]>;
}
