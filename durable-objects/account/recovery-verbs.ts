import type { AccountEvent } from '../../src/domain/account-event';
import type { EpochSeconds } from '../../src/domain/brands';
import type { DeviceName } from '../../src/domain/device-name';
import type { LinkVerdict } from '../../src/domain/mailed-link';
import type { SealedMessage } from '../../src/domain/message';
import type { PasswordLength } from '../../src/domain/password';
import type { KeptPasskey } from './credential-verbs';
import type { PasscodeRefusal } from './sign-in-verbs';
import type { Called, NoticeIssue, SealedContact, SecretRef, SessionInput } from './verbs';

/** The verbs by which a person gets their account back, and hears of what was done with it. */

/** A mail with a link, and the one that is sent the last time in a day: its link works longer, and says so. */
export interface ResetMail extends SealedMessage {
  /** Absent where the worker is of an older release: the usual one is sent then. */
  readonly last?: SealedMessage;
}

export interface RequestResetInput extends Called {
  /** Who registered the address: a registration that was cut short is completed first. */
  readonly creation?: string;
  readonly link: SecretRef;
  /** The journey that the person came from. */
  readonly interaction?: string;
  /** What is sent where there is a password, and where there is none. */
  readonly withPassword: ResetMail;
  readonly withoutPassword: ResetMail;
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

export type ReadResetAnswer =
  | ({
      readonly tag: 'live';
      /** Whether the link chooses a password: not where a person signs in by passkey alone. */
      readonly choosesPassword?: boolean;
      readonly passkeys?: number;
      /** It may not be used yet: a reset turned on today what guessing has turned off again. */
      readonly waits?: boolean;
      /** The password that it replaces; absent where there is none. */
      readonly sealedPassword?: string;
    } & SealedContact)
  | DeadLink;

export interface CompleteResetInput extends LinkInput, Called {
  readonly sealedPassword: string;
  readonly passwordLength: PasswordLength;
  readonly notice: NoticeIssue;
  /** The browser in which it is chosen: its wrong passwords are counted apart from now on. */
  readonly browser?: SecretRef;
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
}
export type CompleteResetAnswer =
  | { readonly tag: 'done'; readonly interaction?: string }
  /** A reset turned on what guessing had turned off, less than a day ago. */
  | { readonly tag: 'too-soon'; readonly until: EpochSeconds }
  | DeadLink;

/** Of the secret of the browser that asks; absent where the worker is of an older release. */
interface FromBrowser {
  readonly browserHash?: string;
}
export type ReadRemovalRequestInput = LinkInput & FromBrowser;
/** Where somebody stands who wants passkeys removed by a link to the mailbox and a code to the phone. */
export type ReadRemovalRequestAnswer = ({ readonly tag: 'live' } & SealedContact & RemovalRequestState) | DeadLink;
type RemovalRequestState =
  /** No code has come back yet, or not from this browser. */
  | { readonly at: 'phone'; readonly codeUntil?: EpochSeconds }
  | { readonly at: 'choice'; readonly passkeys: readonly KeptPasskey[] }
  /** Passkeys are to be removed already. */
  | { readonly at: 'pending'; readonly from: EpochSeconds; readonly passkeys?: readonly KeptPasskey[] };

export interface ProvePhoneInput extends LinkInput, FromBrowser, Called {
  readonly codeHash: string;
  /** Random per request: a wrong attempt that the platform repeats is not another one. */
  readonly op: string;
}
export type ProvePhoneAnswer = { readonly tag: 'proved' } | PasscodeRefusal | DeadLink;

export interface AskRemovalInput extends LinkInput, FromBrowser, Called {
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
  /** The passkeys that were chosen. */
  readonly keys: readonly string[];
  /** Told at once on every way that is known, each with a link of its own: that of the phone stops and does nothing else. */
  readonly byMail: NoticeIssue;
  readonly byPhone: NoticeIssue;
  /** Told when the day is over; with the link of the first mail. */
  readonly ready: SealedMessage;
}
export type AskRemovalAnswer =
  | { readonly tag: 'asked'; readonly from: EpochSeconds }
  /** None of them is a passkey of the account. */
  | { readonly tag: 'nothing' }
  /** Another was asked for, and is not over. */
  | { readonly tag: 'pending'; readonly from: EpochSeconds }
  /** No code came back, or too long ago, or from another browser. */
  | { readonly tag: 'unproved' }
  | DeadLink;

/** A removal as the page behind its link shows it. `may`: the link of the phone only stops it. */
export type ReadRemovalAnswer =
  | ({
      readonly tag: 'live';
      readonly state: 'waiting' | 'ready';
      readonly from: EpochSeconds;
      readonly may: 'stop' | 'remove';
      /** Those that were chosen. */
      readonly passkeys?: readonly KeptPasskey[];
    } & SealedContact)
  | DeadLink;

export interface StopRemovalInput extends LinkInput, Called {
  readonly op: string;
}
export type StopRemovalAnswer = { readonly tag: 'stopped' } | DeadLink;

export interface FinishRemovalInput extends LinkInput, Called {
  readonly op: string;
  readonly notice: NoticeIssue;
}
export type FinishRemovalAnswer =
  /** `credentialIds`: for the directory to forget. `hasPassword`: there is one, and it opens the account. */
  | { readonly tag: 'removed'; readonly credentialIds: readonly string[]; readonly hasPassword: boolean }
  | { readonly tag: 'waiting'; readonly from: EpochSeconds }
  | DeadLink;

export interface AnswerRemovalInput extends SessionInput, Called {
  /** The person says that it was not them, and has it wait longer. */
  readonly putOff: boolean;
  /** Tells so by e-mail. */
  readonly message: SealedMessage;
}

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
