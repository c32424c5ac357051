import type { Scope } from '../domain/claims';
import type { Client } from '../domain/client';
import type { Granted } from '../domain/grant';
import { limits } from '../domain/limits';
import type { Patient } from '../domain/patient';
import { profiles } from '../domain/profiles';
import { toldLevel } from '../domain/vector';
import type { Ports } from '../ports';
import type { Caller } from '../ports/caller';
import { accessTokenClaims } from '../protocol/access-token';
import { type ClientAssertion, readAssertionClaims, verifyClientAssertion } from '../protocol/client-assertion';
import { idTokenClaims, provenFacts } from '../protocol/id-token';
import { issuerOf, tokenEndpointOf } from '../protocol/issuer';
import { signJwt } from '../protocol/jwt';
import { OAuthError } from '../protocol/oauth-error';
import { codeChallengeOf } from '../protocol/pkce';
import { narrowScopes } from '../protocol/scope';
import {
  type CodeTokenRequest,
  parseTokenRequest,
  type RefreshTokenRequest,
  type TokenRequest,
} from '../protocol/token-request';

/** The answer to a token request. @see NHS login Federation §3.5.3; RFC 6749 §5.1 */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly scope: string;
  /** For an authorization code only. */
  readonly id_token?: string;
  readonly refresh_token?: string;
}

export interface IssueTokensInput {
  readonly parameters: readonly (readonly [string, string])[];
  /** The Authorization header, if there was one: no way of authenticating here, but it must be said. */
  readonly authorization: string | undefined;
  readonly caller: Caller;
}

type TokenPorts = Pick<Ports, 'accounts' | 'audit' | 'clients' | 'clock' | 'keys' | 'settings'>;

/** A service that signed a good assertion, which is still to be admitted. */
interface Authenticated {
  readonly client: Client;
  readonly assertion: ClientAssertion;
}

/**
 * Answers a token request: an authorization code or a refresh token, shown by the service it was given to. Neither Postgres
 * nor Redis is asked.
 * @throws OAuthError invalid_request | unsupported_grant_type | invalid_client | unauthorized_client | invalid_grant |
 *   invalid_scope (deliver json)
 * @see RFC 6749 §4.1.3, §6; RFC 7523 §3; NHS login Federation §3.5
 */
export async function issueTokens(ports: TokenPorts, input: IssueTokensInput): Promise<TokenAnswer> {
  let known = false;
  try {
    const request = parseTokenRequest(input.parameters, input.authorization);
    const authenticated = await authenticate(ports, request);
    known = true;
    return request.grantType === 'authorization_code'
      ? await exchangeCode(ports, request, authenticated, input.caller)
      : await refresh(ports, request, authenticated, input.caller);
  } catch (cause) {
    if (cause instanceof OAuthError) {
      const kind = cause.code === 'invalid_client' ? 'client_authn_fail' : 'token_refused';
      const event = { kind, at: ports.clock.now(), ...input.caller, detail: { reason: cause.reason } } as const;
      // What a service did that showed who it is stands one by one; what anybody may do is bounded.
      if (known) ports.audit.record(event);
      else ports.audit.recordRefusal(event);
    }
    throw cause;
  }
}

/**
 * The assertion's id and the code are spent at the same time, each in its own atom; no token leaves before both said yes.
 * A code shown twice ends what it gave only when the assertion is good: whoever saw a request and sends it again ends nothing.
 */
async function exchangeCode(
  ports: TokenPorts,
  request: CodeTokenRequest,
  { client, assertion }: Authenticated,
  caller: Caller,
): Promise<TokenAnswer> {
  const { clientId, refreshTokens: refreshes } = client;
  const { code, redirectUri, codeVerifier } = request;
  const challenge = codeVerifier === undefined ? {} : { challenge: await codeChallengeOf(codeVerifier) };
  const [, redemption] = await Promise.all([
    admit(ports, client, assertion),
    ports.accounts.redeem(code, { clientId, redirectUri, refreshes, ...challenge }, caller),
  ]);
  if (redemption.outcome !== 'redeemed') {
    if (redemption.why === 'reused') await ports.accounts.revokeReused(code, clientId, caller);
    throw refuse('invalid_grant', 'the code is not valid', `code_${redemption.why.replaceAll('-', '_')}`);
  }
  const { refreshToken } = redemption;
  const grant = { ...redemption.grant, scopes: standing(client, redemption.grant.scopes) };
  const told = { client, grant, patient: redemption.patient };
  const [idToken, answer] = await Promise.all([signIdToken(ports, told), signAccessToken(ports, told, grant.scopes)]);
  return { ...answer, id_token: idToken, ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }) };
}

/** A replayed assertion is refused before the refresh token is looked at, so that a replay cannot end the family. */
async function refresh(
  ports: TokenPorts,
  request: RefreshTokenRequest,
  { client, assertion }: Authenticated,
  caller: Caller,
): Promise<TokenAnswer> {
  if (!client.refreshTokens) {
    throw refuse('unauthorized_client', 'the client gets no refresh tokens', 'refresh_not_registered');
  }
  await admit(ports, client, assertion);
  const asked = request.scope?.split(' ').filter((name) => name !== '');
  // Ensure nothing is asked that was taken from the service meanwhile, before the token is spent on it.
  if (!(asked ?? []).every((name) => client.scopes.some((scope) => scope === name))) {
    throw refuse('invalid_scope', 'scope is wider than what the client is approved for', 'scope_not_approved');
  }
  const narrowed = asked === undefined ? {} : { scopes: asked };
  const shown = { clientId: client.clientId, ...narrowed };
  const refreshed = await ports.accounts.refresh(request.refreshToken, shown, caller);
  if (refreshed.outcome === 'refused' && refreshed.why === 'scope') {
    throw refuse('invalid_scope', 'scope is wider than what was granted', 'scope_wider');
  }
  if (refreshed.outcome !== 'refreshed') {
    throw refuse('invalid_grant', 'the refresh token is not valid', `refresh_${refreshed.why}`);
  }
  const scopes = narrowScopes(request.scope, standing(client, refreshed.grant.scopes));
  if (scopes.kind !== 'scopes') throw refuse('invalid_scope', scopes.description, scopes.reason);
  const { grant, patient } = refreshed;
  const answer = await signAccessToken(ports, { client, grant, patient }, scopes.scopes);
  return { ...answer, refresh_token: refreshed.refreshToken };
}

async function authenticate(ports: TokenPorts, request: TokenRequest): Promise<Authenticated> {
  const claimed = readAssertionClaims(request.clientAssertion, request.clientId);
  const client = await ports.clients.find(claimed.clientId);
  // Ensure the service is known and active; an unknown one is answered like one with a bad signature.
  if (client === undefined || client.status !== 'active') {
    throw refuse('invalid_client', 'the client is not known', 'client_unknown');
  }
  const issuer = issuerOf(ports.settings.origin, client.issuer);
  const assertion = await verifyClientAssertion(request.clientAssertion, {
    clientId: client.clientId,
    keys: await ports.clients.verificationKeys(client, claimed.kid),
    tokenEndpoint: tokenEndpointOf(issuer),
    issuer,
    algorithms: profiles[client.issuer].clientAuthentication.algorithms,
    now: ports.clock.now(),
  });
  return { client, assertion };
}

async function admit(ports: TokenPorts, client: Client, assertion: ClientAssertion): Promise<void> {
  const admission = await ports.clients.admit(client, assertion);
  // Ensure the service still stands, and that its assertion is new.
  if (admission.status !== 'active') throw refuse('invalid_client', 'the client is not active', 'client_disabled');
  if (admission.outcome !== 'fresh') {
    throw refuse('invalid_client', 'the client assertion was used before', 'assertion_replayed');
  }
}

/** What was granted, without what an operator took from the service since. */
const standing = (client: Client, granted: readonly Scope[]): readonly Scope[] =>
  granted.filter((scope) => client.scopes.includes(scope));

/** What tokens tell: what was granted, and of whom. */
interface Told {
  readonly client: Client;
  readonly grant: Granted;
  readonly patient?: Patient | undefined;
}

async function signIdToken(ports: TokenPorts, told: Told): Promise<string> {
  const { grant } = told;
  const [key, jti] = await Promise.all([
    ports.keys.signing('nhs-login', 'id-token'),
    ports.accounts.tokenId(grant, 'id'),
  ]);
  const { nonce } = grant;
  const claims = idTokenClaims({ ...tokenFacts(ports, told, jti), ...(nonce === undefined ? {} : { nonce }) });
  return signJwt(key, claims);
}

async function signAccessToken(ports: TokenPorts, told: Told, scopes: readonly Scope[]): Promise<TokenAnswer> {
  const [key, jti] = await Promise.all([
    ports.keys.signing('nhs-login', 'access-token'),
    ports.accounts.tokenId(told.grant, 'access'),
  ]);
  const accessToken = await signJwt(key, accessTokenClaims({ ...tokenFacts(ports, told, jti), scopes }));
  const expiresIn = limits.accessTokenLife.value;
  return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn, scope: scopes.join(' ') };
}

function tokenFacts(ports: TokenPorts, { client, grant, patient }: Told, jti: string) {
  const { clientId, subject, authTime, vot, scopes, level } = grant;
  const issuer = issuerOf(ports.settings.origin, 'nhs-login');
  const proven = patient && { proven: provenFacts(patient) };
  const levels = { level, toldLevel: toldLevel(level, grant.passwordAlone === true, client.vectors) };
  return { issuer, clientId, subject, jti, issuedAt: ports.clock.now(), authTime, vot, scopes, ...levels, ...proven };
}

type TokenFault =
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'unauthorized_client'
  | 'invalid_scope';

function refuse(code: TokenFault, description: string, reason: string): OAuthError {
  return new OAuthError(code, { description, reason, deliver: 'json' });
}
