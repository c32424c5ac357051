import { JWT_MOST_CHARACTERS } from './jwt';
import { OAuthError } from './oauth-error';

/**
 * The bearer token of a request. Only the Authorization header is looked at, never a query or a body.
 * @param authorization the header as received; several are joined by commas, and refused
 * @throws OAuthError invalid_token (bearer) when there is none, or it is not one bearer token
 * @see RFC 6750 §2.1; NHS login Federation §3.7
 */
export function readBearer(authorization: string | null | undefined): string {
  if (authorization === null || authorization === undefined) {
    throw refused('an access token is required', 'bearer_missing');
  }
  const [, token] = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization) ?? [];
  if (token === undefined || token.length > JWT_MOST_CHARACTERS) {
    throw refused('the Authorization header is not one bearer token', 'bearer_malformed');
  }
  return token;
}

const refused = (description: string, reason: string): OAuthError =>
  new OAuthError('invalid_token', { description, reason, deliver: 'bearer' });
