import type { AccountId, EmailAddress, EpochSeconds } from '../domain/brands';
import type { NewPasskey } from '../domain/passkey';
import type { CookieToken } from './caller';

/** A passkey that was just made, and the handle by which its authenticator knows the person. */
export interface MadePasskey {
  readonly made: NewPasskey;
  /** 64 random bytes, base64url. */
  readonly userHandle: string;
}

/** A passkey as its person sees it. */
export interface HeldPasskey {
  /** Its name in the account: SHA-256 of the credential id. */
  readonly key: string;
  readonly credentialId: string;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly name?: string;
  readonly backedUp: boolean;
  /** False while it signs nobody in alone: it was made without asking its person, and was not used yet. */
  readonly userVerified: boolean;
  readonly addedAt: EpochSeconds;
  /** The passkeys that were shown in the session in which it was added, by their names in the account. */
  readonly addedBeside?: readonly string[];
  readonly usedAt?: EpochSeconds;
}

/** What authenticators are told about the person of a session, and the passkeys that there are. */
export interface PasskeyOwner {
  readonly email: EmailAddress;
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
  /** Absent while there was never a passkey. */
  readonly userHandle?: string;
  readonly passkeys: readonly HeldPasskey[];
}

export type PasskeyReservation =
  | {
      readonly outcome: 'held';
      readonly account: AccountId;
      readonly held: {
        readonly credentialId: string;
        readonly publicKey: string;
        readonly counter: number;
        readonly backupEligible: boolean;
        readonly userHandle: string;
      };
      /** The signature was right, and the counter went back: tells the person that there seem to be two copies of it. */
      tellOfCopy(): Promise<void>;
      /** The signature was right: opens a session. `before`: the session of the same person that it steps up. */
      settle(verified: {
        readonly counter: number;
        readonly backedUp: boolean;
        readonly before?: CookieToken;
        readonly browser: CookieToken | undefined;
      }): Promise<
        | { readonly outcome: 'signed-in'; readonly session: CookieToken }
        /** The account is disabled, or the passkey is not taken. */
        | { readonly outcome: 'disabled' | 'refused' }
      >;
    }
  /** `free`: nobody owns the id at all, so that its keeper may forget it. */
  | { readonly outcome: 'unknown'; readonly free: boolean };

export type PasskeyAdded = 'added' | 'no-session' | 'stale' | 'too-many' | 'taken';

export type PasskeyChanged = 'done' | 'no-session' | 'stale' | 'last' | 'unknown';

/** A passkey ceremony that a browser was asked for. */
export interface PasskeyCeremony {
  readonly kind: 'create' | 'get';
  /** 32 random bytes, base64url. */
  readonly challenge: string;
  /** Making a passkey: the handle by which its authenticator will know the person. */
  readonly userHandle: string;
  /** Making a passkey for somebody who is signed in: whose it will be, whoever is signed in when it comes. */
  readonly account?: AccountId;
}
