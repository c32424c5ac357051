import type { Receipt } from '../domain/receipt';
import type { Ports } from '../ports';

/**
 * Notes what GOV.UK Notify says of a message. Its word bears no signature: the token alone says that it is Notify.
 * @param token as the caller bears it
 * @param read the receipt; undefined when the body is none
 * @returns `unknown` when there is no such message: Notify asks again later, and by then it may have been noted
 */
export async function recordReceipt(
  ports: Pick<Ports, 'receipts'>,
  {
    token,
    read,
  }: {
    readonly token: string | undefined;
    readonly read: () => Promise<(Receipt & { readonly supplierId: string }) | undefined>;
  },
): Promise<'refused' | 'malformed' | 'noted' | 'unknown'> {
  if (!ports.receipts.isNotify(token)) return 'refused';
  const receipt = await read();
  return receipt === undefined ? 'malformed' : ports.receipts.record(receipt);
}
