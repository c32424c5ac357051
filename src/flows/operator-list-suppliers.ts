import type { Ports } from '../ports';

/** How each supplier of messages does: its circuit, and the last day's messages. */
export const listSuppliers = (ports: Pick<Ports, 'receipts'>): ReturnType<Ports['receipts']['read']> =>
  ports.receipts.read();
