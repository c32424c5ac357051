import type { EmailAddress, PhoneNumber } from './brands';

/** Names of the message templates; the supplier's template ids are configuration. */
export type MessageTemplate = 'email-code' | 'sms-code';

/** A message to a person, in clear: exists only between the opening of an outbox row and the supplier's answer. */
export type Message =
  | {
      readonly channel: 'email';
      readonly to: EmailAddress;
      readonly template: 'email-code';
      readonly personalisation: Readonly<Record<string, string>>;
    }
  | {
      readonly channel: 'sms';
      readonly to: PhoneNumber;
      readonly template: 'sms-code';
      readonly personalisation: Readonly<Record<string, string>>;
    };

/**
 * A message as an atom keeps it until it is delivered.
 * `id` is also the supplier's `reference`, so that a second delivery can be recognised.
 */
export interface SealedMessage {
  /** 128 random bits, base64url. */
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly template: MessageTemplate;
  /** The message as JSON, sealed under the `message` purpose key, associated data = id. */
  readonly sealed: string;
}

/** What became of an attempt to deliver. `refused`: the supplier will never take it; `failed`: try again. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'failed';
