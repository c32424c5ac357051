import { randomId } from '../crypto/random';
import { seal } from '../crypto/sealing';
import { epochSeconds, type PhoneNumber } from '../domain/brands';
import { limits } from '../domain/limits';
import type { DeliveryOutcome, Message, SealedMessage } from '../domain/message';
import { isLandline } from '../domain/phone';
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

/** How long something works, as people say it. @param seconds whole minutes, or whole hours from one on */
export function lifeInWords(seconds: number): string {
  const [count, unit] = seconds < 3600 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A code for a telephone: as a text, or read out where the number is a landline's. */
export function phoneCodeMessage(to: PhoneNumber, code: string, now: number): Message {
  const personalisation = { code, minutes: String(limits.phoneCodeLife.value / 60) };
  const common = { to, personalisation, expiresAt: epochSeconds(now + limits.phoneCodeLife.value) };
  return isLandline(to)
    ? { channel: 'voice', template: 'voice-code', ...common }
    : { channel: 'sms', template: 'sms-code', ...common };
}

/**
 * Sends a queued message after the answer has left, and takes it from the queue when the supplier has it or never will.
 * When anything fails the alarm sends it as soon as the lease lapses.
 */
export function sendAtOnce(sender: MessageSender, message: SealedMessage, acknowledge: () => Promise<unknown>): void {
  const work = sender.send(message).then((outcome) => (outcome === 'failed' ? undefined : acknowledge()));
  sender.waitUntil(work.catch(() => undefined));
}
