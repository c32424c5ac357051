import type { AuthorizationRequest } from '../domain/authorization-request';
import type { OAuthErrorCode } from './oauth-error';

/** What a service is told when it gets a code. */
export interface CodeResponse {
  readonly code: string;
  /** As sent; absent when the request had none. */
  readonly state?: string | undefined;
}

/** What a service is told when it gets none. */
export interface ErrorResponse {
  readonly error: OAuthErrorCode;
  /** Printable ASCII, for example `ConsentNotGiven`. */
  readonly description?: string | undefined;
  readonly state?: string | undefined;
}

/**
 * Where the person goes with a code.
 * @param redirectUri as registered; it is only added to, never parsed or normalised
 * @see NHS login Federation §3.3.2; RFC 6749 §4.1.2
 */
export function codeLocation(redirectUri: string, { code, state }: CodeResponse): string {
  return appended(redirectUri, [
    ['code', code],
    ['state', state],
  ]);
}

/** Where the person goes without a code. @see NHS login Federation §3.3.3; RFC 6749 §4.1.2.1 */
export function errorLocation(redirectUri: string, { error, description, state }: ErrorResponse): string {
  return appended(redirectUri, [
    ['error', error],
    ['error_description', description],
    ['state', state],
  ]);
}

/** Where a person goes who refused, or for whom there is no way. @see NHS login Federation §3.3.3; RFC 6749 §4.1.2.1 */
export function deniedLocation(
  { redirectUri, state, errand }: Pick<AuthorizationRequest, 'redirectUri' | 'state' | 'errand'>,
  description: 'ConsentNotGiven' | 'IdentityLevelUnavailable' | 'CredentialUnavailable',
): string {
  // Who came for their own account goes back to it: there is no service to be told.
  if (errand !== undefined) return redirectUri;
  return errorLocation(redirectUri, { error: 'access_denied', description, state });
}

function appended(redirectUri: string, members: readonly (readonly [string, string | undefined])[]): string {
  const query = members
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encoded(value)}`]))
    .join('&');
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`;
}

/**
 * Percent-encoding that form decoders and URI decoders read alike: a space is %20, a plus is %2B.
 * A lone surrogate has no UTF-8; it becomes U+FFFD, as it would in any decoder on the way.
 */
const encoded = (value: string): string => encodeURIComponent(value.toWellFormed());
