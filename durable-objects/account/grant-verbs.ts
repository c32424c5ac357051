import type { AccountFacts } from '../../src/domain/account';
import type { AuthorizationRequest } from '../../src/domain/authorization-request';
import type { ClientId, Subject } from '../../src/domain/brands';
import type { Scope } from '../../src/domain/claims';
import type { CodePresentation, RedeemRefusal, ToldGrant } from '../../src/domain/grant';
import type { WrappedKey } from '../../src/domain/ledger-row';
import type { PresentedRefresh } from '../../src/domain/refresh-family';
import type { ProofingLevel } from '../../src/domain/vector';
import type { SealedContact, SecretRef, SessionInput } from './verbs';

/** The verbs of what a service was granted: the request that is decided, its code, its tokens, and what they open. */

export interface OpenAssertedInput {
  /** The grant of the ID token that is asserted, and the service it was issued to. */
  readonly grantId: string;
  readonly clientId: ClientId;
  readonly session: SecretRef;
  readonly interaction: string;
  readonly context: string;
}

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
  readonly grant: ToldGrant;
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
      /** The level up to which the person agreed to share; absent from atoms of an older release. */
      readonly agreed?: ProofingLevel;
      /** What the service noted, sealed under the account's data key. */
      readonly sealedMetadata?: string;
      readonly patient?: SealedPatient;
      readonly passwordAlone?: true;
    } & SealedContact)
  | { readonly tag: 'ended' };

export interface WriteMetadataInput extends ReadGrantInput {
  /** Absent to forget it. */
  readonly sealed?: string;
  readonly context: string;
}
export type WriteMetadataAnswer = { readonly tag: 'written' } | { readonly tag: 'ended' };
