import type { AccountFacts } from '../domain/account';
import type { AuthorizationRequest } from '../domain/authorization-request';
import type { EmailAddress, InteractionId, PhoneNumber, Subject } from '../domain/brands';
import type { Scope } from '../domain/claims';
import type { Granted, Redemption } from '../domain/grant';
import type { Patient } from '../domain/patient';
import type { ProofingLevel } from '../domain/vector';
import type { Caller } from './caller';

/** What a service asks of an account when a person comes back with a session. */
export interface AuthorizeInput {
  /** Random per request; a repeated call with the same id gives the same grant. */
  readonly interaction: InteractionId;
  readonly request: AuthorizationRequest;
  readonly caller: Caller;
}

export type AuthorizeOutcome =
  | { readonly outcome: 'granted'; readonly code: string }
  /** The session lives, but a page is needed; the facts say which. */
  | { readonly outcome: 'needs'; readonly facts: AccountFacts }
  /** The grant of this interaction was redeemed already. */
  | { readonly outcome: 'completed' }
  | { readonly outcome: 'no-session' };

/** What userinfo tells, by live values. */
export interface GrantReading {
  /** What the service noted. */
  readonly userMetadata?: string;
  readonly subject: Subject;
  readonly scopes: readonly Scope[];
  readonly level: ProofingLevel;
  /** The level up to which the person agreed to share; not known of atoms of an older release. */
  readonly agreed?: ProofingLevel;
  readonly email: EmailAddress;
  readonly phone: PhoneNumber;
  /** What is kept of the person's record; absent before a proof. */
  readonly patient?: Patient;
  /** Nothing but a password stands behind it. */
  readonly passwordAlone?: true;
}

export type CodeRedemption =
  | {
      readonly outcome: 'redeemed';
      readonly grant: Granted;
      readonly patient?: Patient;
      readonly refreshToken?: string;
    }
  | Extract<Redemption, { outcome: 'refused' }>;

export type Refreshment =
  | {
      readonly outcome: 'refreshed';
      readonly grant: Granted;
      readonly patient?: Patient;
      readonly refreshToken: string;
    }
  | { readonly outcome: 'refused'; readonly why: 'unknown' | 'reused' | 'expired' | 'scope' };
