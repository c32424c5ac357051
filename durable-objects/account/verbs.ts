import type { AccountFacts } from '../../src/domain/account';
import type { Attempts } from '../../src/domain/attempts';
import type { AuthorizationRequest } from '../../src/domain/authorization-request';
import type { AccountId, ClientId, EpochSeconds, Subject } from '../../src/domain/brands';
import type { Scope } from '../../src/domain/claims';
import type { Consent } from '../../src/domain/consent';
import type { DeviceName } from '../../src/domain/device-name';
import type { CodePresentation, Grant, RedeemRefusal } from '../../src/domain/grant';
import type { BlindIndex, PasskeyRecord, WrappedKey } from '../../src/domain/ledger-row';
import type { SealedMessage } from '../../src/domain/message';
import type { NewPasskey } from '../../src/domain/passkey';
import type { PasswordLength } from '../../src/domain/password';
import type { PresentedRefresh } from '../../src/domain/refresh-family';
import type { ProofingLevel, ShownCredentials } from '../../src/domain/vector';
import type { Ceremony } from '../ceremonies';

/**
 * The verbs of the `account` atom: one plain object in, one tagged union out. Secrets come as hashes, personal data as
 * ciphertext. `context` is the sealed caller (network address, request id) for the audit trail.
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
export type SessionAnswer = { readonly tag: 'session'; readonly facts: AccountFacts } | { readonly tag: 'none' };

export interface OpenAssertedInput {
  /** The grant of the ID token that is asserted, and the service it was issued to. */
  readonly grantId: string;
  readonly clientId: ClientId;
  readonly session: SecretRef;
  readonly interaction: string;
  readonly context: string;
}

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
/**
 * Everything was right. `retrace`: a look at the person's record is due, which the worker makes after it has answered.
 * `disabled`: the account is theirs, and nobody signs in to it.
 */
export type SignedIn = { readonly tag: 'signed-in'; readonly retrace?: true } | { readonly tag: 'disabled' };

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

export interface AcceptTermsInput extends SessionInput {
  readonly version: string;
  readonly context: string;
}
export interface AgreeInput extends SessionInput {
  readonly consent: Omit<Consent, 'at'>;
  readonly context: string;
}
export type DecisionAnswer = { readonly tag: 'done' } | { readonly tag: 'no-session' };

export interface AuthorizeVerbInput extends SessionInput {
  readonly interaction: string;
  readonly request: AuthorizationRequest;
  /** The grant's entry and the hash of the code's secret; both follow from the interaction. */
  readonly code: SecretRef;
  readonly context: string;
}
export type AuthorizeAnswer =
  | { readonly tag: 'granted' }
  | { readonly tag: 'completed' }
  | { readonly tag: 'needs'; readonly facts: AccountFacts }
  | { readonly tag: 'no-session' };

/** What is kept of a person's record, still sealed. */
export interface SealedPatient {
  readonly sealed: string;
  readonly wrappedKey: WrappedKey;
}

/** What tokens are made of. */
export interface TokenGrant {
  readonly grant: Grant;
  readonly subject: Subject;
  /** What is kept of the person's record; absent before a proof. */
  readonly patient?: SealedPatient;
}

export interface RedeemInput {
  readonly code: SecretRef;
  readonly shown: CodePresentation;
  readonly codeLifeSeconds: number;
  /** The first refresh token of the grant, for a service that gets any. */
  readonly refresh?: { readonly secretHash: string };
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
  readonly context: string;
}
export type RedeemAnswer =
  | ({ readonly tag: 'redeemed' } & TokenGrant)
  | { readonly tag: 'refused'; readonly why: RedeemRefusal };

export interface RevokeReusedInput {
  readonly code: SecretRef;
  readonly clientId: ClientId;
  readonly context: string;
}
export type RevokeReusedAnswer = { readonly tag: 'revoked' } | { readonly tag: 'unchanged' };

export interface RefreshInput {
  readonly grantId: string;
  /** A token that this issuer made: its generation and the hash of its secret. */
  readonly shown: PresentedRefresh;
  /** What is asked, if less than what was granted. */
  readonly scopes?: readonly string[];
  /** What takes its place if it is the latest; sealed under a key that follows from the secret shown. */
  readonly next: { readonly secretHash: string; readonly sealedSuccessor: string };
  readonly context: string;
}
export type RefreshAnswer =
  | ({ readonly tag: 'refreshed' } & TokenGrant)
  | ({ readonly tag: 'repeated'; readonly sealedSuccessor: string } & TokenGrant)
  | { readonly tag: 'refused'; readonly why: 'unknown' | 'reused' | 'expired' | 'scope' };

export interface ReadGrantInput {
  readonly grantId: string;
  readonly clientId: ClientId;
}
export type ReadGrantAnswer =
  | ({
      readonly tag: 'grant';
      readonly subject: Subject;
      readonly scopes: readonly Scope[];
      readonly level: ProofingLevel;
      /** What the service noted, sealed under the account's data key. */
      readonly sealedMetadata?: string;
      readonly patient?: SealedPatient;
    } & SealedContact)
  | { readonly tag: 'ended' };

export interface WriteMetadataInput extends ReadGrantInput {
  /** Absent to forget it. */
  readonly sealed?: string;
  readonly context: string;
}
export type WriteMetadataAnswer = { readonly tag: 'written' } | { readonly tag: 'ended' };

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

/** A passkey as its person is shown it. */
export interface KeptPasskey extends NewPasskey {
  readonly key: string;
  readonly sealedName?: string;
  readonly addedAt: number;
  readonly usedAt?: number;
}
export type PasskeyOwnerAnswer =
  | ({
      readonly tag: 'owner';
      /** When the session ends if nothing more is done. */
      readonly sessionUntil: EpochSeconds;
      readonly userHandle?: string;
      readonly passkeys: readonly KeptPasskey[];
    } & SealedContact)
  | { readonly tag: 'no-session' };

export interface KeepUpgradeInput extends SessionInput, Called {
  readonly ceremony: Ceremony;
}
export interface TakeUpgradeInput extends SessionInput, Called {
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
}
export type UpgradeAnswer = { readonly tag: 'ceremony'; readonly ceremony: Ceremony } | { readonly tag: 'none' };

export interface HeldPasskeyInput {
  readonly key: string;
}
export type HeldPasskeyAnswer =
  | ({
      readonly tag: 'held';
      readonly account: AccountId;
      readonly credentialId: string;
      readonly publicKey: string;
      readonly counter: number;
      readonly backupEligible: boolean;
      readonly userHandle: string;
    } & SealedContact)
  | { readonly tag: 'unknown' };

export interface SettlePasskeyInput extends Called {
  readonly key: string;
  /** As the verified assertion says. */
  readonly counter: number;
  readonly backedUp: boolean;
  readonly session: SecretRef;
  /** The session that is stepped up; absent for a new sign-in. */
  readonly before?: SecretRef;
  readonly interaction: string;
  readonly news?: SignInNews;
}
/** `copied`: its counter went back, so that there seem to be two of it. */
export type SettlePasskeyAnswer = SignedIn | { readonly tag: 'refused'; readonly copied?: true };

export interface TellOfCopyInput extends Called {
  readonly key: string;
  readonly notice: NoticeIssue;
}
export interface TellOfCopyAnswer {
  readonly tag: 'done';
}

export interface AddPasskeyInput extends SessionInput, Called {
  readonly notice: NoticeIssue;
  readonly passkey: NewPasskeyInput;
}
export type AddPasskeyAnswer =
  | { readonly tag: 'done' }
  | { readonly tag: 'no-session' }
  /** The sign-in is too old, or was not by the strongest factor held. */
  | { readonly tag: 'stale' }
  | { readonly tag: 'too-many' }
  | { readonly tag: 'taken' };

export interface ChangePasskeyInput extends SessionInput, Called {
  readonly key: string;
  readonly change:
    | {
        readonly kind: 'remove';
        readonly told: { readonly index: readonly BlindIndex[] };
        readonly notice: NoticeIssue;
      }
    | { readonly kind: 'name'; readonly sealed: string; readonly told: PasskeyRecord };
}
export type PasskeyChangeAnswer =
  | { readonly tag: 'done'; readonly credentialId: string }
  | { readonly tag: 'no-session' }
  | { readonly tag: 'stale' }
  | { readonly tag: 'last' }
  | { readonly tag: 'unknown' };

export interface SetPasswordInput extends SessionInput, Called {
  readonly password: SealedPassword;
  /** The session that takes the place of the one shown: the password counts as shown in it. */
  readonly next: SecretRef;
  /** The remembered device of the browser that asks: it stays when the others are forgotten. */
  readonly device?: SecretRef;
  readonly notice: NoticeIssue;
  readonly interaction: string;
}
export type SetPasswordAnswer = { readonly tag: 'done' } | { readonly tag: 'no-session' } | { readonly tag: 'stale' };
