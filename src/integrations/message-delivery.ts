import { open } from '../crypto/sealing';
import type { EpochSeconds } from '../domain/brands';
import type { Circuit } from '../domain/circuit';
import type { DeliveryOutcome, Message, PhoneMessage, SealedMessage } from '../domain/message';
import { hasAccount, type MessageSupplier, type SupplierAnswer, supplierOrder } from '../domain/message-supplier';
import type { Config } from '../env';
import { sendBySns } from './amazon-sns';
import { findAtNotify, sendByNotify } from './govuk-notify';
import { sendByVoodoo } from './voodoo-sms';

/** What the delivery of messages works with. */
export interface DeliveryParts {
  readonly config: Pick<Config, 'masterKeys' | 'origin' | 'notify' | 'voodoo' | 'sns' | 'messageSender'>;
  circuit(supplier: MessageSupplier): Circuit;
  /** Notes that a supplier has taken a message. Never rejects. */
  noteAccepted(supplier: MessageSupplier, id: string): Promise<void>;
  /** The whole text of a message, for suppliers that hold no templates. @param host of the issuer */
  text(message: PhoneMessage, host: string): string;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

/**
 * Opens a message and gives it to its suppliers in their order, until one takes it or may have taken it. All are given the
 * same message with the same code. Never throws.
 * @returns `failed` also when the message does not open: a key may be on its way to this deployment; `refused` also when
 * its code has expired
 */
export async function deliverMessage(parts: DeliveryParts, sealed: SealedMessage): Promise<DeliveryOutcome> {
  const message = await open(parts.config.masterKeys, 'message', sealed.sealed, sealed.id).then(
    (text) => JSON.parse(text) as Message,
    () => undefined,
  );
  if (message === undefined) return 'failed';
  if (message.channel !== 'email' && message.expiresAt <= parts.now()) return 'refused';
  const able = (supplier: MessageSupplier) => hasAccount(parts.config, supplier);
  for (const supplier of supplierOrder(message.channel, sealed.turn ?? 0, able)) {
    const circuit = parts.circuit(supplier);
    // The circuit spares waiting. Who was put off asks all the same: pauses of its own keep it from asking too often.
    if (!sealed.mayBeTaken && !(await circuit.admits())) continue;
    const answer = await sendBy(supplier, parts, { ...sealed, message }).catch(() => undefined);
    await circuit.report(answer?.supplierIsWell ?? false, answer?.waitSeconds);
    if (answer?.outcome === 'accepted') {
      await parts.noteAccepted(supplier, sealed.id);
      return 'delivered';
    }
    if (answer?.outcome === 'refused') return 'refused';
    // It may be on its way: another supplier is asked only when it is tried again.
    if (answer?.outcome === 'unknown') return 'failed';
  }
  return 'failed';
}

interface Opened extends Pick<SealedMessage, 'id' | 'mayBeTaken'> {
  readonly message: Message;
}

async function sendBy(
  supplier: MessageSupplier,
  { config, now, ...parts }: DeliveryParts,
  { id, mayBeTaken, message }: Opened,
): Promise<SupplierAnswer | undefined> {
  const host = new URL(config.origin).hostname;
  const common = {
    now,
    sender: config.messageSender,
    text: (whole: PhoneMessage) => parts.text(whole, host),
    ...(parts.fetch === undefined ? {} : { fetch: parts.fetch }),
  };
  if (supplier === 'govuk-notify') {
    const notify = { ...common, host, notify: config.notify };
    const before = mayBeTaken ? await findAtNotify(notify, id) : undefined;
    return before ?? sendByNotify(notify, id, message);
  }
  if (message.channel === 'email') return undefined;
  if (supplier === 'voodoo-sms')
    return config.voodoo && sendByVoodoo({ ...common, voodoo: config.voodoo }, id, message);
  return config.sns && sendBySns({ ...common, sns: config.sns }, message);
}
