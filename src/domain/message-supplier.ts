import type { MessageChannel } from './message';

/**
 * Who carries messages, and by which ways; the greatest weight is asked first. Landlines: only Voodoo SMS reads a text out.
 * @see GOV.UK Notify, Voodoo SMS and Amazon SNS API documentation
 */
export const messageSuppliers = [
  { name: 'govuk-notify', weight: 100, channels: ['email', 'sms'] },
  { name: 'voodoo-sms', weight: 10, channels: ['sms', 'voice'] },
  { name: 'amazon-sns', weight: 1, channels: ['sms'] },
] as const satisfies readonly { name: string; weight: number; channels: readonly MessageChannel[] }[];

export type MessageSupplier = (typeof messageSuppliers)[number]['name'];

/** Whether this deployment has an account with a supplier. Without one with GOV.UK Notify there is no deployment. */
export const hasAccount = (
  accounts: { readonly voodoo: object | undefined; readonly sns: object | undefined },
  supplier: MessageSupplier,
): boolean =>
  (supplier !== 'voodoo-sms' || accounts.voodoo !== undefined) &&
  (supplier !== 'amazon-sns' || accounts.sns !== undefined);

/**
 * What a supplier said to one message.
 * `accepted`: it is on its way. `refused`: nobody will ever deliver it, for it is the number that is wrong.
 * `not-accepted`: it was certainly not taken, another may be asked. `unknown`: it may have been taken.
 */
export interface SupplierAnswer {
  readonly outcome: 'accepted' | 'refused' | 'not-accepted' | 'unknown';
  /** Whether the supplier itself works: a message that it refuses says nothing against it. */
  readonly supplierIsWell: boolean;
  /** For so long it asked to be left alone. */
  readonly waitSeconds?: number;
}

/**
 * The suppliers of a channel in the order in which they are asked.
 * @param turn how many places on the order begins, and round again: who asks for another message gets it another way
 * @param configured whether this deployment has an account there
 */
export function supplierOrder(
  channel: MessageChannel,
  turn: number,
  configured: (supplier: MessageSupplier) => boolean,
): readonly MessageSupplier[] {
  const able = messageSuppliers
    .filter(({ channels }) => (channels as readonly MessageChannel[]).includes(channel))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ name }) => name)
    .filter(configured);
  const first = able.length === 0 ? 0 : turn % able.length;
  return [...able.slice(first), ...able.slice(0, first)];
}
