import type { ClientId } from './brands';
import type { Scope } from './claims';
import type { Errand } from './errand';
import type { ProfileName } from './profiles';
import type { Vector } from './vector';

/** An authorization request that was checked against the registration of the service that sent it. */
export interface AuthorizationRequest {
  readonly issuer: ProfileName;
  readonly clientId: ClientId;
  /** Exactly as registered. */
  readonly redirectUri: string;
  /** Any Unicode, returned byte-exact; absent only for a service registered `state-optional`. */
  readonly state?: string;
  readonly nonce?: string;
  /** Known and approved scopes in the order of the claims table; always with `openid`. */
  readonly scopes: readonly Scope[];
  /** Accepted alternatives, in the order asked, never empty. */
  readonly vectors: readonly Vector[];
  readonly prompt: 'any' | 'none' | 'login';
  readonly display: 'page' | 'touch';
  readonly allowRegistration: boolean;
  /** S256 challenge, 43 base64url characters. @see RFC 7636 §4.2 */
  readonly codeChallenge?: string;
  /** The signed JWT as sent; judged later. @see NHS login Federation §3.3.1 */
  readonly assertedLoginIdentity?: string;
  /** The person came for their own account: no service, no consent, no code. Never read from a request on the wire. */
  readonly errand?: Errand;
}

/** Whether the request takes a passkey; what a page offers depends on this, never on the account. */
export const takesPasskey = ({ vectors }: AuthorizationRequest): boolean =>
  vectors.some(({ credentials }) => credentials.length === 0 || credentials.includes('Cm'));

/** Whether the request takes a password, with or without a code. */
export const takesPassword = ({ vectors }: AuthorizationRequest): boolean =>
  vectors.some(({ credentials }) => credentials.includes('Cp'));
