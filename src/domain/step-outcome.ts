import type { RemovalToTell } from './account';
import type { BirthDate, EpochSeconds, NhsNumber, Postcode } from './brands';
import type { ConsentLabel } from './claims';
import type { BirthDateFault, ClaimedName, NameFault, PostcodeFault } from './demographics-claim';
import type { StepName } from './journey';
import type { NhsNumberFault } from './nhs-number';
import type { PhoneVerdict } from './phone';
import type { ProofStop } from './proofing';
import type { ProofingLevel } from './vector';

/** As much of an account as tells its person which one it is. */
export interface AccountHint {
  /** Masked: the first character and the domain. */
  readonly email: string;
  readonly phoneEnding: string;
}

/** What a page of a journey shows; drawn from the interaction, never from what the browser sent. */
export interface StepView {
  readonly step: StepName;
  /** The interaction's id: the pages lie below it. */
  readonly interaction: string;
  readonly service: {
    readonly clientId: string;
    readonly name: string;
    readonly homeUri?: string;
    readonly privacyUri?: string;
    readonly termsUri?: string;
    readonly redirectUri: string;
  };
  readonly email?: string;
  readonly phone?: string;
  /** Of the number that a code was sent to; absent until one was. */
  readonly phoneEnding?: string;
  /** That number is a landline's: its codes are read out. */
  readonly called?: boolean;
  /** The network said that messages can never reach this number. */
  readonly suspect?: boolean;
  /** No text message came, twice: the person may give a landline instead. */
  readonly offerLandline?: boolean;
  /** When the page is worth nothing any more, since the journey or the password shown on it has had its time. */
  readonly ends: { readonly at: EpochSeconds; readonly of: 'journey' | 'password' };
  /** Until when the code that was sent last works. */
  readonly codeUntil?: EpochSeconds;
  readonly allowRegistration: boolean;
  /** What the request takes; never what the account has. */
  readonly takesPasskey: boolean;
  readonly takesPassword: boolean;
  /** The person came for their own account: there is no service to go back to. */
  readonly errand: boolean;
  /** A passkey was just made and has not been used: with it the account was set up, or it was added on this journey. */
  readonly newPasskey: boolean;
  /** The person has a session: they are stepping up or deciding, not signing in. */
  readonly signedIn: boolean;
  /** Whom the page is shown to: its form counts for nobody else. */
  readonly shownTo?: string;
  readonly newItems: readonly ConsentLabel[];
  /** The level that what would be shared is of; absent where nobody is signed in. */
  readonly level?: ProofingLevel;
  readonly sharedItems: readonly ConsentLabel[];
  /** Whose session to go on with. */
  readonly choices?: { readonly asserted: AccountHint; readonly session: AccountHint };
  /** Passkeys are to be removed: from when, and whether it can be put off. */
  readonly removal?: RemovalToTell;
  /** Those passkeys, on the page that tells of it. Times in epoch seconds. */
  readonly passkeysToGo?: readonly PasskeyToGo[];
  /** Masked: whose information is asked for, on the page that asks. */
  readonly signedInAs?: string;
  /** What was said so far of who they are, and what came of it. */
  readonly proof?: ProofSoFar;
  /** The terms were accepted once, in an earlier version. */
  readonly termsChanged: boolean;
}

/** A passkey that is to be removed, as its person knows it. */
export interface PasskeyToGo {
  readonly key: string;
  readonly shownName?: string;
  readonly addedAt: EpochSeconds;
  readonly usedAt?: EpochSeconds;
}

/** What a person said of who they are; nothing of their record but the end of its number. */
export interface ProofSoFar {
  readonly nhsNumber?: NhsNumber | 'not-known';
  readonly name?: ClaimedName;
  readonly birthDate?: BirthDate;
  readonly postcode?: Postcode;
  /** The last four figures of the number of the record that agreed. */
  readonly ending?: string;
  readonly stop?: ProofStop;
}

/** Why a page is shown again. Each has its words in the content files. */
export type Problem =
  | 'email-empty'
  | 'email-malformed'
  | 'email-too-short'
  | 'email-blocked'
  | 'email-too-long'
  | 'password-empty'
  | 'password-wrong'
  | 'new-password-empty'
  | 'new-password-too-short'
  | 'new-password-too-long'
  | 'new-password-has-email'
  | 'new-password-has-service-name'
  | 'new-password-repeats'
  | 'new-password-keyboard'
  | 'new-password-common'
  | 'new-password-same'
  | 'code-empty'
  | 'code-malformed'
  | 'code-wrong'
  | 'code-expired'
  | `phone-${Exclude<PhoneVerdict['kind'], 'phone'>}`
  | 'passkey-failed'
  | 'passkey-expired'
  | 'passkey-unknown'
  | 'passkey-not-made'
  | 'passkey-exists'
  | 'passkey-too-many'
  | 'passkey-last'
  | 'passkey-name-empty'
  | 'passkey-name-long'
  | 'passkey-name-hidden'
  | 'passkeys-none-chosen'
  | 'nhs-number-choice'
  | `nhs-number-${NhsNumberFault}`
  | `first-name-${NameFault}`
  | `middle-name-${Exclude<NameFault, 'empty'>}`
  | `last-name-${NameFault}`
  | `birth-date-${BirthDateFault}`
  | `postcode-${PostcodeFault}`
  | 'no-match'
  | 'record-unavailable'
  | 'record-busy'
  | 'decision-missing';

/** What came of a visit to a page, or of a form sent from it; answered in one place. */
export type StepOutcome =
  | { readonly kind: 'page'; readonly view: StepView; readonly resent?: boolean }
  /** The page again, with what was wrong. */
  | {
      readonly kind: 'retry';
      readonly view: StepView;
      readonly problem: Problem;
      /** What else is wrong on the page. */
      readonly further?: readonly Problem[];
      readonly typed?: string;
      /** The id of a passkey that was tried and that no account has. */
      readonly unknownPasskey?: string;
    }
  /** On to whatever is needed next; cookies change when a session or a remembered device did. */
  | {
      readonly kind: 'onward';
      readonly interaction: string;
      readonly page?: string;
      readonly session?: string;
      readonly device?: string;
    }
  /** Too many tries or messages; until when. */
  | {
      readonly kind: 'locked';
      readonly of: 'password' | 'code' | 'sends' | 'requests' | 'traces';
      readonly until: EpochSeconds;
      readonly now: EpochSeconds;
      readonly view: StepView;
    }
  /** The factor is off until it is set anew. */
  | { readonly kind: 'off'; readonly view: StepView }
  /** All was right, and the account is disabled (CID2012). */
  | { readonly kind: 'disabled'; readonly view: StepView }
  /** Back to the service, with a code or an error; the interaction is over. */
  | { readonly kind: 'to-service'; readonly location: string; readonly interaction?: string }
  /** The interaction is unknown, not this browser's, expired or over (CID1004). */
  | { readonly kind: 'lost' }
  /** The form was on a page that another person was shown. */
  | { readonly kind: 'foreign' }
  /** The service is unknown or was disabled meanwhile (CID1004). */
  | { readonly kind: 'no-service' };
