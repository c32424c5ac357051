import { randomId } from '../crypto/random';
import { seal } from '../crypto/sealing';
import type { DeliveryOutcome, Message, SealedMessage } from '../domain/message';
import type { KeySet } from '../env';

/** How a worker sends a message at once, while the atom that queued it holds it under a lease. */
export interface MessageSender {
  send(message: SealedMessage): Promise<DeliveryOutcome>;
  waitUntil(work: Promise<unknown>): void;
}

/** Seals a message for its way through an outbox; its id is also the reference at the supplier. */
export async function sealMessage(masterKeys: KeySet, message: Message): Promise<SealedMessage> {
  const id = randomId();
  const sealed = await seal(masterKeys, 'message', JSON.stringify(message), id);
  return { id, channel: message.channel, template: message.template, sealed };
}

/**
 * Sends a queued message after the answer has left, and takes it from the queue when the supplier has it or never will.
 * When anything fails the alarm sends it as soon as the lease lapses.
 */
export function sendAtOnce(sender: MessageSender, message: SealedMessage, acknowledge: () => Promise<unknown>): void {
  const work = sender.send(message).then((outcome) => (outcome === 'failed' ? undefined : acknowledge()));
  sender.waitUntil(work.catch(() => undefined));
}
