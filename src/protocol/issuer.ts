import { type ProfileName, profiles } from '../domain/profiles';

/** Paths of the endpoints below an issuer. @see NHS login Federation §3.2 */
export const endpointPaths = {
  authorize: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/.well-known/jwks.json',
  discovery: '/.well-known/openid-configuration',
  trustmark: '/trustmark',
} as const;

/** The identifier of an issuer: origin and path, without a trailing slash. @see OpenID Connect Discovery 1.0 §3 */
export const issuerOf = (origin: string, profile: ProfileName): string => `${origin}${profiles[profile].path}`;

/** The URL of the token endpoint: also the audience of client assertions. */
export const tokenEndpointOf = (issuer: string): string => `${issuer}${endpointPaths.token}`;
