import type { ClientId, EpochSeconds } from './brands';
import type { Scope } from './claims';
import type { ProfileName } from './profiles';

/** A public key as a JWK (RFC 7517): RSA members only, never a private one. */
export interface PublicJwk {
  readonly kty: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly kid?: string;
  readonly alg?: string;
  readonly use?: string;
}

/** Where the keys of a service come from: given at onboarding, or published by the service itself. */
export type ClientKeys =
  | { readonly kind: 'jwks'; readonly keys: readonly PublicJwk[] }
  | { readonly kind: 'jwks_uri'; readonly uri: string };

/** The authority under which a service receives personal data. */
export type LegalBasis = 'nhs-commissioned' | 'not-commissioned' | 'local-authority' | 'devolved';

/** What partner software may leave out, service by service. */
export type Compatibility = 'state-optional' | 'nonce-optional';

/** A connected service as it was onboarded. `version` grows by one with each change. */
export interface Client {
  readonly clientId: ClientId;
  readonly version: number;
  readonly status: 'active' | 'disabled';
  readonly issuer: ProfileName;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly keys: ClientKeys;
  readonly scopes: readonly Scope[];
  /** Complete vectors the service may ask for, for example `P9.Cp.Cd`. */
  readonly vectors: readonly string[];
  readonly legalBasis: LegalBasis;
  readonly refreshTokens: boolean;
  readonly im1Enabled: boolean;
  /** Services that may assert a login to this one. */
  readonly ssoFrom: readonly ClientId[];
  readonly compatibility: readonly Compatibility[];
  /** How many `client` atoms share the load of this service, at most 300 requests a second each. */
  readonly shards: number;
  readonly homeUri?: string;
  readonly privacyUri?: string;
  readonly termsUri?: string;
  readonly createdAt: EpochSeconds;
}
