import type { Client, PublicJwk } from '../domain/client';
import type { RotatedClient } from '../domain/key-rotation';
import { profiles } from '../domain/profiles';
import type { RegistrationProblem } from '../domain/registration-file';

/** A service as the operator API tells it, in the names of its file. @see RFC 7591 §3.2.1 */
export interface ClientInformation {
  readonly client_id: string;
  readonly client_id_issued_at: number;
  readonly version: number;
  readonly status: 'active' | 'disabled';
  readonly client_name: string;
  readonly client_uri?: string;
  readonly policy_uri?: string;
  readonly tos_uri?: string;
  readonly issuer: string;
  readonly redirect_uris: readonly string[];
  readonly post_logout_redirect_uris: readonly string[];
  readonly jwks?: { readonly keys: readonly PublicJwk[] };
  /** Keys of before the last rotation, valid until the next. */
  readonly previous_jwks?: { readonly keys: readonly PublicJwk[] };
  readonly jwks_uri?: string;
  readonly token_endpoint_auth_method: string;
  readonly id_token_signed_response_alg: string;
  readonly scope: string;
  readonly vectors: readonly string[];
  readonly legal_basis: string;
  readonly refresh_tokens: boolean;
  readonly im1_enabled: boolean;
  readonly sso_from: readonly string[];
  readonly compatibility: readonly string[];
  readonly shards: number;
}

/** The record of a service in the names of its file, with what is ours to give. */
export function clientInformation(client: Client): ClientInformation {
  const { previousKeys }: RotatedClient = client;
  const profile = profiles[client.issuer];
  return {
    client_id: client.clientId,
    client_id_issued_at: client.createdAt,
    version: client.version,
    status: client.status,
    client_name: client.name,
    ...(client.homeUri === undefined ? {} : { client_uri: client.homeUri }),
    ...(client.privacyUri === undefined ? {} : { policy_uri: client.privacyUri }),
    ...(client.termsUri === undefined ? {} : { tos_uri: client.termsUri }),
    issuer: client.issuer,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    ...(client.keys.kind === 'jwks' ? { jwks: { keys: client.keys.keys } } : { jwks_uri: client.keys.uri }),
    ...(previousKeys === undefined ? {} : { previous_jwks: { keys: previousKeys } }),
    token_endpoint_auth_method: profile.clientAuthentication.method,
    id_token_signed_response_alg: profile.idTokenAlgorithm,
    scope: client.scopes.join(' '),
    vectors: client.vectors,
    legal_basis: client.legalBasis,
    refresh_tokens: client.refreshTokens,
    im1_enabled: client.im1Enabled,
    sso_from: client.ssoFrom,
    compatibility: client.compatibility,
    shards: client.shards,
  };
}

/** What became of a call that changes a service. */
export type ServiceChange =
  | { readonly outcome: 'done'; readonly service: ClientInformation; readonly notes: readonly string[] }
  | { readonly outcome: 'refused'; readonly problems: readonly RegistrationProblem[] }
  | { readonly outcome: 'not-found' }
  /** Somebody else changed the service at the same moment. */
  | { readonly outcome: 'conflict' };
