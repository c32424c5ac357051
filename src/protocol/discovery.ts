import { claims, scopes } from '../domain/claims';
import type { ProfileName } from '../domain/profiles';
import { profiles } from '../domain/profiles';
import { endpointPaths, issuerOf, tokenEndpointOf } from './issuer';
import { codeChallengeMethod } from './pkce';
import { supportedGrantTypes } from './token-request';

/** An issuer's metadata; snake_case, as on the wire. */
export interface DiscoveryDocument {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
  readonly scopes_supported: readonly string[];
  readonly claims_supported: readonly string[];
  readonly response_types_supported: readonly ['code'];
  readonly response_modes_supported: readonly ['query'];
  readonly grant_types_supported: readonly string[];
  readonly subject_types_supported: readonly ['public'];
  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly token_endpoint_auth_signing_alg_values_supported: readonly string[];
  readonly code_challenge_methods_supported: readonly string[];
  readonly display_values_supported: readonly ['page', 'touch'];
  readonly claims_parameter_supported: false;
  readonly request_parameter_supported: false;
  readonly request_uri_parameter_supported: false;
}

/**
 * What an issuer publishes about itself: true of the claims table and of the profile's row, and of nothing else.
 * @param origin without a trailing slash
 * @see OpenID Connect Discovery 1.0 §3; RFC 8414 §2; NHS login Federation §3.2
 */
export function discoveryDocument(origin: string, profileName: ProfileName): DiscoveryDocument {
  const profile = profiles[profileName];
  const issuer = issuerOf(origin, profileName);
  return {
    issuer,
    authorization_endpoint: `${issuer}${endpointPaths.authorize}`,
    token_endpoint: tokenEndpointOf(issuer),
    userinfo_endpoint: `${issuer}${endpointPaths.userinfo}`,
    jwks_uri: `${issuer}${endpointPaths.jwks}`,
    scopes_supported: scopes,
    claims_supported: [...new Set(claims.map((row) => row.claim))],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: supportedGrantTypes,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [profile.idTokenAlgorithm],
    token_endpoint_auth_methods_supported: [profile.clientAuthentication.method],
    token_endpoint_auth_signing_alg_values_supported: profile.clientAuthentication.algorithms,
    code_challenge_methods_supported: [codeChallengeMethod],
    display_values_supported: ['page', 'touch'],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}
