import {
  clientId as asClientId,
  subject as asSubject,
  type ClientId,
  type EpochSeconds,
  epochSeconds,
  type Subject,
} from '../domain/brands';
import { scopes as known, type Scope } from '../domain/claims';
import type { PublicJwk } from '../domain/client';
import { limits } from '../domain/limits';
import { profiles } from '../domain/profiles';
import type { TokenFacts } from './id-token';
import type { JsonObject } from './json-object';
import { readJwt, signatureVerifies } from './jwt';
import { OAuthError } from './oauth-error';
import { releasedClaims } from './released-claims';
import { trustmarkUrl } from './trustmark';

/**
 * The claims of an access token, which lives five minutes. The NHS number is told with the scope `profile` only, twice:
 * as the claim, and as the patient a GP system is asked about.
 * @see NHS login Federation §3.5.1 (access token); RFC 6749 §1.4
 */
export function accessTokenClaims(facts: TokenFacts): JsonObject {
  const { issuer, clientId, subject, jti, issuedAt, authTime, vot, scopes, toldLevel, proven } = facts;
  const release = { destination: 'idToken', scopes, level: toldLevel } as const;
  const { nhs_number: nhsNumber } = releasedClaims({ nhs_number: proven?.nhsNumber }, release);
  return {
    iss: issuer,
    sub: subject,
    aud: clientId,
    iat: issuedAt,
    exp: issuedAt + limits.accessTokenLife.value,
    auth_time: authTime,
    jti,
    scope: scopes.join(' '),
    vot,
    vtm: trustmarkUrl(issuer),
    ...(nhsNumber === undefined ? {} : { nhs_number: nhsNumber, requesting_patient: nhsNumber }),
    reason_for_request: 'patientaccess',
    client_id: clientId,
    token_use: 'access',
    version: 0,
  };
}

/** What to judge an access token by. */
export interface AccessTokenRules {
  readonly issuer: string;
  /** The issuer's published keys. */
  readonly keys: readonly PublicJwk[];
  readonly now: EpochSeconds;
  /** Of the issuer's profile; that of the default issuer when left out. */
  readonly algorithm?: string;
}

/** A good access token: whose it is, and what it opens. Whether its grant still stands is for the account to say. */
export interface AccessToken {
  readonly clientId: ClientId;
  readonly subject: Subject;
  readonly jti: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: EpochSeconds;
}

/**
 * Verifies an access token that this issuer signed for a service.
 * @throws OAuthError invalid_token (bearer) when any check fails, also for an ID token or a client's own assertion
 * @see RFC 6750 §3.1; RFC 8725 §3; NHS login Federation §3.7
 */
export async function verifyAccessToken(jwt: string, rules: AccessTokenRules): Promise<AccessToken> {
  const token = readJwt(jwt);
  if (token === undefined) throw refused('the access token is malformed', 'access_token_malformed');
  const { header, claims } = token;
  // Ensure the header is the one we write: our algorithm, our type, one of our keys.
  const algorithm = rules.algorithm ?? profiles['nhs-login'].accessTokenAlgorithm;
  if (header['alg'] !== algorithm) throw refused('the access token is not ours', 'access_token_alg');
  if (header['typ'] !== 'JWT') throw refused('the access token is not ours', 'access_token_typ');
  const keys = rules.keys.filter((key) => key.kid !== undefined && key.kid === header['kid']);
  if (keys.length === 0) throw refused('the access token is not ours', 'access_token_kid');
  // Ensure that key made the signature.
  if (!(await signatureVerifies(jwt, token, { keys, algorithms: [algorithm] }))) {
    throw refused('the access token is not ours', 'access_token_signature');
  }
  // Ensure the token was made by this issuer, to open userinfo: an ID token is signed as well, and opens nothing.
  if (claims['iss'] !== rules.issuer) throw refused('the access token is of another issuer', 'access_token_iss');
  if (claims['token_use'] !== 'access') throw refused('the token is not an access token', 'access_token_use');
  return checkedClaims(claims, rules.now);
}

function checkedClaims(claims: JsonObject, now: EpochSeconds): AccessToken {
  const { sub, aud, client_id: client, jti, scope, exp } = claims;
  // Ensure the token lives; its times are by our own clock, so no skew is allowed for.
  if (typeof exp !== 'number' || exp <= now) throw refused('the access token has expired', 'access_token_expired');
  // Ensure the token says for whom it is, the same in both places.
  if (typeof aud !== 'string' || aud !== client) throw refused('the access token has no audience', 'access_token_aud');
  if (typeof sub !== 'string' || typeof jti !== 'string' || typeof scope !== 'string') {
    throw refused('the access token is incomplete', 'access_token_claims');
  }
  const names = scope.split(' ');
  return {
    clientId: asClientId(aud),
    subject: asSubject(sub),
    jti,
    scopes: known.filter((name) => names.includes(name)),
    expiresAt: epochSeconds(exp),
  };
}

const refused = (description: string, reason: string): OAuthError =>
  new OAuthError('invalid_token', { description, reason, deliver: 'bearer' });
