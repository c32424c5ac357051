import type { AccountId, EpochSeconds } from '../../src/domain/brands';
import type { BlindIndex, PasskeyRecord } from '../../src/domain/ledger-row';
import type { NewPasskey } from '../../src/domain/passkey';
import type { Ceremony } from '../ceremonies';
import type {
  Called,
  NewPasskeyInput,
  NoticeIssue,
  SealedContact,
  SealedPassword,
  SecretRef,
  SessionInput,
  SignedIn,
  SignInNews,
} from './verbs';

/** The verbs by which a person uses and changes their passkeys, and sets a password while signed in. */

/** A passkey as its person is shown it. */
export interface KeptPasskey extends NewPasskey {
  readonly key: string;
  readonly sealedName?: string;
  readonly addedAt: number;
  readonly addedBeside?: readonly string[];
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
        /** Those that go with it. */
        readonly also?: readonly { readonly key: string; readonly index: readonly BlindIndex[] }[];
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
