import type { Attempts } from '../../src/domain/attempts';
import type { EpochSeconds } from '../../src/domain/brands';
import type { SealedMessage } from '../../src/domain/message';
import type { Called, NoticeIssue, SealedContact, SealedPassword, SecretRef, SignedIn, SignInNews } from './verbs';

/** The verbs by which a person signs in with a password and a code; those of passkeys are in `credential-verbs.ts`. */

export interface ReservePasswordInput {
  /** The session that lacks a password; absent where a person signs in. */
  readonly session?: SecretRef;
  /** Random per request: names the attempt, so that a call repeated by the platform counts it once. */
  readonly ticket: string;
  /** Keyed hash of the address: its counter where there is no account. */
  readonly addressKey: string;
  /** Keyed hash of the network that it comes from: a right password takes back the wrong ones from there. */
  readonly source?: string;
  readonly device?: SecretRef;
  readonly context: string;
}
export type ReservePasswordAnswer =
  | {
      readonly tag: 'reserved';
      /** Absent where there is no account: the caller verifies against a hash that nothing meets. */
      readonly held?: SealedContact & { readonly password?: SealedPassword };
      readonly deviceKnown: boolean;
      /** The device showed a secret of before, and is forgotten: its person is told when the attempt is settled. */
      readonly deviceCopied?: boolean;
    }
  | { readonly tag: 'locked'; readonly until: EpochSeconds }
  | { readonly tag: 'off' }
  /** The session that was to be stepped up has ended. */
  | { readonly tag: 'lost' }
  | { readonly tag: 'pending'; readonly op: string };

/** A code about to be sent: its keyed hash, and the whole message sealed. */
export interface PasscodeIssue {
  readonly codeHash: string;
  readonly message: SealedMessage;
}

/** Asked of the decoy that answers for an address without an account. */
export interface ReadGuessesInput {
  /** Keyed hash of the address. */
  readonly addressKey: string;
}
export interface ReadGuessesAnswer {
  readonly tag: 'guesses';
  readonly attempts?: Attempts;
}

export interface SettlePasswordInput extends Called {
  readonly ticket: string;
  readonly right: boolean;
  /** Nobody could look at the password. */
  readonly unseen?: true;
  readonly interaction: string;
  /** Opened when the password was right and is enough. */
  readonly session?: SecretRef;
  /** The session that it steps up; absent for a new sign-in. */
  readonly before?: SecretRef;
  /** The remembered device's next secret: it changes at each use. */
  readonly nextDeviceSecretHash?: string;
  /** Sent when the password was right and a code is wanted; absent when the limits said no. */
  readonly passcode?: PasscodeIssue;
  readonly news?: SignInNews;
  /** Tells that a device was forgotten, since somebody may have copied it. */
  readonly deviceCopied?: NoticeIssue;
}

export type SettlePasswordAnswer =
  /** `lockedUntil`: it was one too many, and no further one is looked at before. */
  | { readonly tag: 'wrong'; readonly lockedUntil?: EpochSeconds }
  | SignedIn
  /** The session that was to be stepped up has ended. */
  | { readonly tag: 'lost' }
  | { readonly tag: 'code-sent'; readonly turn: number }
  | { readonly tag: 'sending-locked'; readonly until: EpochSeconds };

/** Who is to enter a code. */
export type Bearer =
  | { readonly by: 'password' }
  | { readonly by: 'session'; readonly session: SecretRef }
  /** Who reads the mail of the account: a link to choose a password anew. Opens no session. */
  | { readonly by: 'link'; readonly link: SecretRef };

export interface ContactInput {
  readonly bearer: Bearer;
  readonly interaction: string;
}
export type ContactAnswer = ({ readonly tag: 'contact' } & SealedContact) | { readonly tag: 'lost' };

export interface IssuePasscodeInput extends ContactInput {
  readonly passcode: PasscodeIssue;
  readonly context: string;
}
export type IssuePasscodeAnswer =
  /** `turn`: how many codes were sent before in a row; the message goes by another supplier each time. */
  | { readonly tag: 'sent'; readonly turn: number }
  | { readonly tag: 'sending-locked'; readonly until: EpochSeconds }
  | { readonly tag: 'lost' };

export interface CheckPasscodeInput extends ContactInput, Called {
  readonly codeHash: string;
  readonly session: SecretRef;
  /** The device to be remembered from now on. */
  readonly device?: SecretRef;
  /** By which this person is remembered in this browser so far; a new one takes its place. */
  readonly knownBy?: SecretRef;
  readonly news?: SignInNews;
}
/** Why a code is not the one that was sent, or is not looked at. */
export type PasscodeRefusal =
  | { readonly tag: 'wrong' }
  | { readonly tag: 'expired' }
  | { readonly tag: 'locked'; readonly until: EpochSeconds }
  | { readonly tag: 'off' };
export type CheckPasscodeAnswer = SignedIn | PasscodeRefusal | { readonly tag: 'lost' };
