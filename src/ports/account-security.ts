import type { AccountEvent } from '../domain/account-event';
import type { EmailAddress, EpochSeconds, InteractionId } from '../domain/brands';
import type { Consent } from '../domain/consent';
import type { DeviceName } from '../domain/device-name';
import type { LinkVerdict } from '../domain/mailed-link';
import type { ProofingLevel } from '../domain/vector';
import type { CookieToken } from './caller';

/** What a person sees about themselves and the services they use. */
export interface AccountOverview {
  readonly email: EmailAddress;
  readonly phoneEnding: string;
  readonly level: ProofingLevel;
  readonly consents: readonly Consent[];
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
}

/** What the browser holds in which a person looks at their account. */
export interface AccountBrowser {
  readonly session: CookieToken;
  readonly device: CookieToken | undefined;
}

/** A way into an account that its person recognises. */
export interface AccountAccess {
  readonly id: string;
  readonly usedAt: EpochSeconds;
  readonly on: DeviceName | undefined;
  /** It is the one of the browser that asks. */
  readonly isThis: boolean;
}

export interface AccountSecurity {
  readonly email: EmailAddress;
  /** There is one, and it opens the account. */
  readonly hasPassword: boolean;
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
  readonly sessions: readonly (AccountAccess & { readonly openedAt: EpochSeconds })[];
  readonly devices: readonly (AccountAccess & { readonly until: EpochSeconds })[];
  /** The latest last. */
  readonly events: readonly AccountEvent[];
}

export type AccessToEnd = { readonly kind: 'session' | 'device'; readonly id: string } | { readonly kind: 'others' };

/** A link of an e-mail that may not do what it is for. */
export type DeadLink = Exclude<LinkVerdict, 'live'>;

/** A link by which a password is chosen anew, or passkeys are got rid of. */
export interface ResetLink {
  readonly outcome: 'live';
  readonly email: EmailAddress;
  /** It chooses a password: not where a person signs in by passkey alone. */
  readonly choosesPassword: boolean;
  readonly hasPasskeys: boolean;
  /** It may not be used yet: a reset turned on today what guessing has turned off again. */
  readonly waits: boolean;
  /** The hash of the password that it replaces; absent where there is none. */
  readonly replaces?: string;
}

export type ResetCompleted =
  /** `interaction`: the journey on which the person had forgotten the password. */
  | { readonly outcome: 'done'; readonly interaction?: InteractionId; readonly device?: CookieToken }
  /** A reset turned on what guessing had turned off, less than a day ago. */
  | { readonly outcome: 'too-soon'; readonly until: EpochSeconds }
  | { readonly outcome: DeadLink };
