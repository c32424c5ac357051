import type { AccountEvent } from '../../src/domain/account-event';
import type { EpochSeconds } from '../../src/domain/brands';
import type { DeviceName } from '../../src/domain/device-name';
import type { LinkVerdict } from '../../src/domain/mailed-link';
import type { SealedMessage } from '../../src/domain/message';
import type { PasswordLength } from '../../src/domain/password';
import type { Called, NoticeIssue, SealedContact, SecretRef, SessionInput } from './verbs';

/** The verbs by which a person gets their account back, and hears of what was done with it. */

export interface RequestResetInput extends Called {
  /** Who registered the address: a registration that was cut short is completed first. */
  readonly creation?: string;
  readonly link: SecretRef;
  /** The journey that the person came from. */
  readonly interaction?: string;
  /** What is sent where there is a password, and where there is none. */
  readonly withPassword: SealedMessage;
  readonly withoutPassword: SealedMessage;
}
/** The same for every address: what is sent, if anything, leaves by the outbox. */
export interface RequestResetAnswer {
  readonly tag: 'noted';
}

export interface LinkInput {
  readonly link: SecretRef;
}
/** A link that may not do what it is for. */
export interface DeadLink {
  readonly tag: Exclude<LinkVerdict, 'live'>;
}

export type ReadResetAnswer = ({ readonly tag: 'live' } & SealedContact) | DeadLink;

export interface CompleteResetInput extends LinkInput, Called {
  readonly sealedPassword: string;
  readonly passwordLength: PasswordLength;
  readonly notice: NoticeIssue;
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
}
export type CompleteResetAnswer =
  | { readonly tag: 'done'; readonly interaction?: string }
  /** A reset turned on what guessing had turned off, less than a day ago. */
  | { readonly tag: 'too-soon'; readonly until: EpochSeconds }
  | DeadLink;

export type ReadNoticeAnswer = { readonly tag: 'live' } | DeadLink;

export interface DisownInput extends LinkInput, Called {
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
}
/** `credentialIds`: of the passkeys that were removed, for the directory to forget. */
export type DisownAnswer = { readonly tag: 'done'; readonly credentialIds: readonly string[] } | DeadLink;

export interface SecurityInput extends SessionInput {
  /** By which the browser that asks is remembered. */
  readonly device?: SecretRef;
}
interface Access {
  readonly id: string;
  readonly usedAt: EpochSeconds;
  readonly on: DeviceName | undefined;
  /** It is the one of the browser that asks. */
  readonly isThis: boolean;
}
export type SecurityAnswer =
  | ({
      readonly tag: 'security';
      readonly hasPassword: boolean;
      readonly sessionUntil: EpochSeconds;
      readonly sessions: readonly (Access & { readonly openedAt: EpochSeconds })[];
      readonly devices: readonly (Access & { readonly until: EpochSeconds })[];
      readonly events: readonly AccountEvent[];
    } & SealedContact)
  | { readonly tag: 'no-session' };

export interface EndAccessInput extends SecurityInput, Called {
  readonly end: { readonly kind: 'session' | 'device'; readonly id: string } | { readonly kind: 'others' };
}
