import type { AccountFacts } from '../../src/domain/account';
import type { Attempts } from '../../src/domain/attempts';
import type { AccountId, EpochSeconds, Subject } from '../../src/domain/brands';
import type { Consent } from '../../src/domain/consent';
import type { DeviceName } from '../../src/domain/device-name';
import type { BlindIndex, PasskeyRecord, WrappedKey } from '../../src/domain/ledger-row';
import type { SealedMessage } from '../../src/domain/message';
import type { NewPasskey } from '../../src/domain/passkey';
import type { PasswordLength } from '../../src/domain/password';
import type { ProofingLevel, ShownCredentials } from '../../src/domain/vector';

/**
 * The verbs of the `account` atom: one plain object in, one tagged union out. Secrets come as hashes, personal data as
 * ciphertext. `context` is the sealed caller (network address, request id) for the audit trail. Here are the words that all
 * verbs share, and those of registration, session and consent; each other topic has a file of its own.
 */

/** Who called, for a verb whose person recognises it later: the sealed caller, and what they use in coarse words. */
export interface Called {
  readonly context: string;
  readonly on?: DeviceName;
}

/** A secret of a cookie or token: where it is kept, and the hash it must have. */
export interface SecretRef {
  readonly id: string;
  readonly secretHash: string;
}

/** A message that tells a person what was done, with a link by which they say that it was not them. */
export interface NoticeIssue {
  readonly link: SecretRef;
  readonly message: SealedMessage;
}

/** How a person hears of a sign-in, unless it is in a browser that is theirs already. */
export interface SignInNews {
  readonly notice: NoticeIssue;
  /** A session of the same person that this browser holds. */
  readonly held?: SecretRef;
}

/** What is sealed under the account's data key, with that key as it is kept. */
export interface SealedContact {
  readonly wrappedKey: WrappedKey;
  readonly sealedEmail: string;
  readonly sealedPhone: string;
}

/** A password hash, sealed, and whether the password was long enough to stand alone. */
export interface SealedPassword {
  readonly sealed: string;
  readonly length: PasswordLength;
}

/** A passkey on its way into an account. */
export interface NewPasskeyInput {
  /** SHA-256 of the credential id: its name in the account. */
  readonly key: string;
  readonly passkey: NewPasskey;
  readonly userHandle: string;
  /** What the book of record is told. */
  readonly told: PasskeyRecord;
}

export interface PrepareInput extends SealedContact {
  readonly op: string;
  readonly account: AccountId;
  readonly subject: Subject;
  /** Absent for a person who signs in by passkey only. */
  readonly password?: SealedPassword;
  readonly passkey?: NewPasskeyInput;
  readonly emailIndex: readonly BlindIndex[];
  /** The shard of the directory in which the address is reserved. */
  readonly directoryShard: number;
  readonly termsVersion: string;
  /** Changes are numbered above this: each generation of atoms from a number of its own. Absent where an older release asks. */
  readonly firstSeq?: number;
  /** What was guessed at the address before it had an account. */
  readonly attempts?: Attempts;
  readonly context: string;
}
export type PrepareAnswer = { readonly tag: 'prepared' } | { readonly tag: 'taken' };

export interface ActivateInput extends Called {
  readonly op: string;
  /** Opened at once when the person is there; absent when a look-up completes a creation that was cut short. */
  readonly session?: SecretRef & { readonly shown: ShownCredentials; readonly signedInBy: string };
}
export type ActivateAnswer = { readonly tag: 'active' } | { readonly tag: 'unknown' };

export interface SessionInput {
  readonly session: SecretRef;
}
export type SessionAnswer =
  | { readonly tag: 'session'; readonly facts: AccountFacts }
  /** `disabledIn`: it ended with its account, and this is the interaction in which its person had signed in. */
  | { readonly tag: 'none'; readonly disabledIn?: string };
/**
 * Everything was right. `retrace`: a look at the person's record is due, which the worker makes after it has answered.
 * `disabled`: the account is theirs, and nobody signs in to it.
 */
export type SignedIn = { readonly tag: 'signed-in'; readonly retrace?: true } | { readonly tag: 'disabled' };

export interface AcceptTermsInput extends SessionInput {
  readonly version: string;
  readonly context: string;
}
export interface AgreeInput extends SessionInput {
  readonly consent: Omit<Consent, 'at'>;
  readonly context: string;
}
export type DecisionAnswer = { readonly tag: 'done' } | { readonly tag: 'no-session' };

export interface OverviewAnswerBody extends SealedContact {
  readonly level: ProofingLevel;
  readonly consents: readonly Consent[];
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
}
export type OverviewAnswer = ({ readonly tag: 'overview' } & OverviewAnswerBody) | { readonly tag: 'no-session' };

export interface SignOutInput extends Called {
  readonly session?: SecretRef;
  readonly device?: SecretRef;
}
export type SignOutEverywhereInput = SessionInput & Called;
export interface AcknowledgeMessageInput {
  readonly id: string;
}
