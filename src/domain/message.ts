import type { EmailAddress, EpochSeconds, PhoneNumber } from './brands';

/** What is told by e-mail. */
export type EmailTemplate = 'email-code' | 'reset-link' | 'reset-no-password' | NoticeTemplate | RemovalTemplate;

/** What was done with an account, with a link for a person who did not do it. */
export type NoticeTemplate =
  | 'password-changed'
  | 'new-sign-in'
  | 'passkey-added'
  | 'passkey-removed'
  /** Two devices seem to use one passkey. */
  | 'passkey-copied'
  /** What a browser was remembered by was used before: somebody may have taken it. */
  | 'device-copied'
  /** The account was tied to an NHS record. */
  | 'identity-proved';

/** What becomes of passkeys that somebody asked to remove by mail and phone. */
export type RemovalTemplate = 'passkeys-asked' | 'passkeys-ready' | 'passkeys-put-off';

/** Names of the message templates; GOV.UK Notify's template ids are configuration. */
export type MessageTemplate = EmailTemplate | PhoneTemplate;
/** `…-passkeys-asked`: the passkeys of the account are to be removed. */
export type PhoneTemplate = 'sms-code' | 'voice-code' | 'sms-passkeys-asked' | 'voice-passkeys-asked';

/** The way a message takes to a person. `voice`: a landline, to which the text is read out. */
export type MessageChannel = 'email' | 'sms' | 'voice';

interface CodeToPhone {
  readonly to: PhoneNumber;
  readonly personalisation: { readonly code: string; readonly minutes: string };
  /** The code is of no use afterwards. */
  readonly expiresAt: EpochSeconds;
}

interface NewsToPhone {
  readonly to: PhoneNumber;
  /** By which it is stopped. A voice does not read it out. */
  readonly personalisation: { readonly link: string };
  /** It is no news afterwards. */
  readonly expiresAt: EpochSeconds;
}

/** A message to a person, in clear: exists only between the opening of an outbox row and the supplier's answer. */
export type Message =
  | {
      readonly channel: 'email';
      readonly to: EmailAddress;
      readonly template: EmailTemplate;
      readonly personalisation: Readonly<Record<string, string>>;
    }
  | ({ readonly channel: 'sms'; readonly template: 'sms-code' } & CodeToPhone)
  | ({ readonly channel: 'voice'; readonly template: 'voice-code' } & CodeToPhone)
  | ({ readonly channel: 'sms'; readonly template: 'sms-passkeys-asked' } & NewsToPhone)
  | ({ readonly channel: 'voice'; readonly template: 'voice-passkeys-asked' } & NewsToPhone);

/** A message to a telephone. */
export type PhoneMessage = Exclude<Message, { channel: 'email' }>;

/**
 * A message as an atom keeps it until it is delivered.
 * `id` is also the supplier's `reference`, so that a second delivery can be recognised.
 */
export interface SealedMessage {
  /** 128 random bits, base64url. */
  readonly id: string;
  readonly channel: MessageChannel;
  readonly template: MessageTemplate;
  /** The message as JSON, sealed under the `message` purpose key, associated data = id. */
  readonly sealed: string;
  /** Which supplier is asked first: 0 the one of the greatest weight, 1 the next, and round again. 0 if not said. */
  readonly turn?: number;
  /** It was given away before, and no word of it came: who can tell is asked before it is sent once more. */
  readonly mayBeTaken?: true;
}

/** What became of an attempt to deliver. `refused`: no supplier will ever take it; `failed`: try again. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'failed';

/**
 * The last line of a text message with a code: browsers and phones fill the code in at this host only, so a page that
 * imitates ours gets nothing.
 * @param host of the issuer, without a port
 * @see WICG, Origin-bound one-time codes delivered via SMS §2
 */
export const domainBoundLine = (host: string, code: string): string => `@${host} #${code}`;
