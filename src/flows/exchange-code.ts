import type { Client } from '../domain/client';
import { limits } from '../domain/limits';
import { profiles } from '../domain/profiles';
import type { Caller, Ports } from '../ports';
import { accessTokenClaims } from '../protocol/access-token';
import { readAssertionClaims, verifyClientAssertion } from '../protocol/client-assertion';
import { idTokenClaims } from '../protocol/id-token';
import { issuerOf, tokenEndpointOf } from '../protocol/issuer';
import { signJwt } from '../protocol/jwt';
import { OAuthError } from '../protocol/oauth-error';
import { codeChallengeOf } from '../protocol/pkce';
import { type CodeTokenRequest, parseTokenRequest } from '../protocol/token-request';

/** The answer to a token request. @see NHS login Federation §3.5.3; RFC 6749 §5.1 */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly scope: string;
  readonly id_token: string;
}

export interface ExchangeCodeInput {
  readonly parameters: readonly (readonly [string, string])[];
  /** The Authorization header, if there was one: no way of authenticating here, but it must be said. */
  readonly authorization: string | undefined;
  readonly caller: Caller;
}

type ExchangePorts = Pick<Ports, 'accounts' | 'audit' | 'clients' | 'clock' | 'keys' | 'settings'>;

/**
 * Redeems an authorization code. The assertion's id and the code are spent at the same time, each in its own atom; no token
 * leaves before both have said yes. Neither Postgres nor Redis is asked.
 * @throws OAuthError invalid_request | unsupported_grant_type | invalid_client | invalid_grant (deliver json)
 * @see RFC 6749 §4.1.3; RFC 7523 §3; NHS login Federation §3.5
 */
export async function exchangeCode(ports: ExchangePorts, input: ExchangeCodeInput): Promise<TokenAnswer> {
  try {
    const request = parseTokenRequest(input.parameters, input.authorization);
    if (request.grantType !== 'authorization_code')
      throw refuse('unsupported_grant_type', 'grant_type is not offered', 'grant_type');
    return await redeem(ports, request, input.caller);
  } catch (cause) {
    if (cause instanceof OAuthError) {
      const kind = cause.code === 'invalid_client' ? 'client_authn_fail' : 'token_refused';
      ports.audit.record({ kind, at: ports.clock.now(), ...input.caller, detail: { reason: cause.reason } });
    }
    throw cause;
  }
}

async function redeem(ports: ExchangePorts, request: CodeTokenRequest, caller: Caller): Promise<TokenAnswer> {
  const { client, assertion } = await authenticate(ports, request);
  const challenge = request.codeVerifier === undefined ? undefined : await codeChallengeOf(request.codeVerifier);
  const shown = {
    clientId: client.clientId,
    redirectUri: request.redirectUri,
    ...(challenge === undefined ? {} : { challenge }),
  };
  const [admission, redemption, signing] = await Promise.all([
    ports.clients.admit(client, assertion),
    ports.accounts.redeem(request.code, shown, caller),
    Promise.all([ports.keys.signing('nhs-login', 'id-token'), ports.keys.signing('nhs-login', 'access-token')]),
  ]);
  // Ensure the service still stands, and that its assertion is new.
  if (admission.status !== 'active') throw refuse('invalid_client', 'the client is not active', 'client_disabled');
  if (admission.outcome !== 'fresh')
    throw refuse('invalid_client', 'the client assertion was used before', 'assertion_replayed');
  if (redemption.outcome !== 'redeemed')
    throw refuse('invalid_grant', 'the code is not valid', `code_${redemption.why.replaceAll('-', '_')}`);

  const { grant } = redemption;
  const issuedAt = ports.clock.now();
  const [idJti, accessJti] = await Promise.all([
    ports.accounts.tokenId(grant, 'id'),
    ports.accounts.tokenId(grant, 'access'),
  ]);
  const { clientId, subject, authTime, vot, scopes, level, nonce } = grant;
  const facts = {
    issuer: issuerOf(ports.settings.origin, 'nhs-login'),
    clientId,
    subject,
    issuedAt,
    authTime,
    vot,
    scopes,
    level,
  };
  const [idKey, accessKey] = signing;
  const [idToken, accessToken] = await Promise.all([
    signJwt(idKey, idTokenClaims({ ...facts, jti: idJti, ...(nonce === undefined ? {} : { nonce }) })),
    signJwt(accessKey, accessTokenClaims({ ...facts, jti: accessJti })),
  ]);
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: limits.accessTokenLife.value,
    scope: scopes.join(' '),
    id_token: idToken,
  };
}

async function authenticate(
  ports: ExchangePorts,
  request: CodeTokenRequest,
): Promise<{
  readonly client: Client;
  readonly assertion: { readonly jti: string; readonly exp: Awaited<ReturnType<typeof verifyClientAssertion>>['exp'] };
}> {
  const claimed = readAssertionClaims(request.clientAssertion, request.clientId);
  const client = await ports.clients.find(claimed.clientId);
  // Ensure the service is known and active; an unknown one is answered like one with a bad signature.
  if (client === undefined || client.status !== 'active')
    throw refuse('invalid_client', 'the client is not known', 'client_unknown');
  const issuer = issuerOf(ports.settings.origin, 'nhs-login');
  const assertion = await verifyClientAssertion(request.clientAssertion, {
    clientId: client.clientId,
    keys: await ports.clients.verificationKeys(client, claimed.kid),
    tokenEndpoint: tokenEndpointOf(issuer),
    issuer,
    algorithms: profiles['nhs-login'].clientAuthentication.algorithms,
    now: ports.clock.now(),
  });
  return { client, assertion };
}

function refuse(
  code: 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type',
  description: string,
  reason: string,
): OAuthError {
  return new OAuthError(code, { description, reason, deliver: 'json' });
}
