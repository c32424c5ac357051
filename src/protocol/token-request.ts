import { OAuthError, type OAuthErrorCode } from './oauth-error';
import { oneValue, type Parameters, refuseMalformedText, refuseRepetition } from './parameters';
import { isCodeVerifier } from './pkce';

/** How the service says who it is; the JWT is not verified yet. */
export interface ClientCredential {
  readonly clientAssertion: string;
  /** Optional beside an assertion; then it must be the assertion's `iss`. */
  readonly clientId?: string;
}

export interface CodeTokenRequest extends ClientCredential {
  readonly grantType: 'authorization_code';
  readonly code: string;
  readonly redirectUri: string;
  /** 43 to 128 unreserved characters. */
  readonly codeVerifier?: string;
}

export interface RefreshTokenRequest extends ClientCredential {
  readonly grantType: 'refresh_token';
  readonly refreshToken: string;
  /** As sent; absent for the same as granted. */
  readonly scope?: string;
}

export type TokenRequest = CodeTokenRequest | RefreshTokenRequest;

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const grantTypes = ['authorization_code', 'refresh_token'] as const;

/** The grants of the token endpoint, for its metadata. */
export const supportedGrantTypes: readonly string[] = grantTypes;

/**
 * Reads a token request.
 * @param params of the form body
 * @param authorization the Authorization header, if the request had one
 * @throws OAuthError invalid_request when a parameter is missing, repeated or no UTF-8, or the service authenticates in
 *   more than one way; unsupported_grant_type; invalid_client when it authenticates in no way or by a secret;
 *   invalid_grant when the verifier cannot be one
 * @see RFC 6749 §4.1.3, §6, §2.3; RFC 7521 §4.2; NHS login Federation §3.5
 */
export function parseTokenRequest(params: Parameters, authorization?: string): TokenRequest {
  refuseRepetition(params, 'json');
  refuseMalformedText(params, 'json');
  // Ensure the grant is one that is offered.
  const grantType = required(params, 'grant_type');
  const offered = grantTypes.find((one) => one === grantType);
  if (offered === undefined) throw fault('unsupported_grant_type', 'grant_type is not offered', 'grant_type');
  const credential = readCredential(params, authorization);
  switch (offered) {
    case 'authorization_code':
      return codeRequest(params, credential);
    case 'refresh_token':
      return refreshRequest(params, credential);
    default:
      throw new Error(offered satisfies never);
  }
}

function codeRequest(params: Parameters, credential: ClientCredential): CodeTokenRequest {
  const code = required(params, 'code');
  const redirectUri = required(params, 'redirect_uri');
  const codeVerifier = oneValue(params, 'code_verifier');
  // Ensure a verifier is as long as RFC 7636 asks: a short one could be guessed from its challenge.
  if (codeVerifier !== undefined && !isCodeVerifier(codeVerifier)) {
    throw fault('invalid_grant', 'code_verifier must be 43 to 128 unreserved characters', 'code_verifier_malformed');
  }
  const verifier = codeVerifier === undefined ? {} : { codeVerifier };
  return { grantType: 'authorization_code', ...credential, code, redirectUri, ...verifier };
}

function refreshRequest(params: Parameters, credential: ClientCredential): RefreshTokenRequest {
  const refreshToken = required(params, 'refresh_token');
  const scope = oneValue(params, 'scope');
  return { grantType: 'refresh_token', ...credential, refreshToken, ...(scope === undefined ? {} : { scope }) };
}

function readCredential(params: Parameters, authorization: string | undefined): ClientCredential {
  const clientAssertion = oneValue(params, 'client_assertion');
  const type = oneValue(params, 'client_assertion_type');
  const basic = authorization !== undefined && /^basic(\s|$)/i.test(authorization);
  const secret = oneValue(params, 'client_secret') !== undefined;
  const assertion = clientAssertion !== undefined || type !== undefined;
  // Ensure the service authenticates in one way only.
  if ([basic, secret, assertion].filter(Boolean).length > 1) {
    throw fault('invalid_request', 'more than one way of client authentication', 'client_authentication_twice');
  }
  // Ensure that way is private_key_jwt: no service has a secret.
  if (basic) {
    throw new OAuthError('invalid_client', {
      description: 'clients authenticate by private_key_jwt',
      reason: 'client_secret_basic',
      deliver: 'json',
      challenge: 'Basic',
    });
  }
  if (secret) throw fault('invalid_client', 'clients authenticate by private_key_jwt', 'client_secret_post');
  if (clientAssertion === undefined) {
    throw fault('invalid_client', 'client_assertion is missing', 'client_assertion_missing');
  }
  if (type !== assertionType) {
    throw fault('invalid_client', `client_assertion_type must be ${assertionType}`, 'client_assertion_type');
  }
  const clientId = oneValue(params, 'client_id');
  return { clientAssertion, ...(clientId === undefined ? {} : { clientId }) };
}

function required(params: Parameters, name: 'grant_type' | 'code' | 'redirect_uri' | 'refresh_token'): string {
  const value = oneValue(params, name);
  if (value === undefined) throw fault('invalid_request', `${name} is missing`, `${name}_missing`);
  return value;
}

const fault = (code: OAuthErrorCode, description: string, reason: string): OAuthError =>
  new OAuthError(code, { description, reason, deliver: 'json' });
