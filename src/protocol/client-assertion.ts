import { type EpochSeconds, epochSeconds } from '../domain/brands';
import type { PublicJwk } from '../domain/client';
import { limits } from '../domain/limits';
import { canBeClientId } from './client-id';
import type { JsonObject } from './json-object';
import { readJwt, signatureVerifies, type UnverifiedJwt } from './jwt';
import { OAuthError } from './oauth-error';

/** What an assertion says of itself, believed by nobody yet: enough to look up the service and its keys. */
export interface ClaimedClient {
  readonly clientId: string;
  readonly kid?: string;
}

/** What to judge an assertion by. */
export interface AssertionRules {
  readonly clientId: string;
  readonly keys: readonly PublicJwk[];
  /** The URL of the token endpoint: the audience that the interface names. */
  readonly tokenEndpoint: string;
  /** The issuer's identifier: the audience that newer libraries send, and the safer of the two. */
  readonly issuer: string;
  readonly algorithms: readonly string[];
  readonly now: EpochSeconds;
}

/** A good assertion; it counts once, so its `jti` must be kept until `exp` plus the clock skew. */
export interface ClientAssertion {
  readonly jti: string;
  readonly exp: EpochSeconds;
  readonly kid?: string;
}

const MOST_JTI = 512;

/**
 * Who an assertion says it is from.
 * @param sentClientId the `client_id` of the request, if it had one
 * @throws OAuthError invalid_client when the assertion cannot be read, `iss` cannot be a service, or another is named
 *   beside it
 * @see RFC 7523 §3; RFC 7521 §4.2
 */
export function readAssertionClaims(jwt: string, sentClientId?: string): ClaimedClient {
  const { header, claims } = readAssertion(jwt);
  const clientId = claims['iss'];
  if (typeof clientId !== 'string' || !canBeClientId(clientId)) {
    throw refused('the client assertion has no iss', 'assertion_iss');
  }
  // Ensure the request names the same service as the assertion.
  if (sentClientId !== undefined && sentClientId !== clientId) {
    throw refused('client_id differs from iss of the client assertion', 'assertion_client_id');
  }
  return { clientId, ...kidOf(header) };
}

/**
 * Verifies the assertion by which a service authenticates.
 * @returns `jti` and `exp`, for the replay check that must follow
 * @throws OAuthError invalid_client when any check fails
 * @see RFC 7523 §3; NHS login Federation §3.5; OpenID Connect Core 1.0 §9 (private_key_jwt)
 * @see docs/decisions/audience-of-assertions.md
 */
export async function verifyClientAssertion(jwt: string, rules: AssertionRules): Promise<ClientAssertion> {
  const assertion = readAssertion(jwt);
  const { header, claims } = assertion;
  // Ensure the algorithm is one of the profile's.
  if (!rules.algorithms.some((allowed) => allowed === header['alg'])) {
    throw refused(`the client assertion must be signed with ${rules.algorithms.join(' or ')}`, 'assertion_alg');
  }
  // Ensure the JWT is not of a kind that has another purpose.
  if (!isAssertionType(header['typ'])) throw refused('typ of the client assertion must be JWT', 'assertion_typ');
  // Ensure the service made the signature.
  if (!(await signatureVerifies(jwt, assertion, rules))) {
    throw refused('no key of this service verifies the client assertion', 'assertion_signature');
  }
  // Ensure the service speaks of itself.
  if (claims['iss'] !== rules.clientId) throw refused('iss must be the client_id', 'assertion_iss');
  if (claims['sub'] !== rules.clientId) throw refused('sub must be the client_id', 'assertion_sub');
  // Ensure the assertion was made for this issuer.
  if (!isAudience(claims['aud'], [rules.tokenEndpoint, rules.issuer])) {
    throw refused('aud must be the token endpoint or the issuer', 'assertion_aud');
  }
  const exp = checkTimes(claims, rules.now);
  // Ensure the assertion has a name by which a second use is seen.
  const jti = claims['jti'];
  if (typeof jti !== 'string' || jti === '' || jti.length > MOST_JTI) {
    throw refused('the client assertion has no jti', 'assertion_jti');
  }
  return { jti, exp, ...kidOf(header) };
}

function checkTimes(claims: JsonObject, now: EpochSeconds): EpochSeconds {
  const skew = limits.clockSkew.value;
  const { exp, nbf, iat } = claims;
  // Ensure the assertion ends, and not later than a service may ask.
  if (!isMoment(exp)) throw refused('the client assertion has no exp', 'assertion_exp_missing');
  const ends = epochSeconds(exp);
  if (ends + skew <= now) throw refused('the client assertion has expired', 'assertion_expired');
  if (ends > now + limits.assertionLife.value + skew) {
    throw refused('the client assertion lives longer than an hour', 'assertion_exp_far');
  }
  // Ensure the assertion has begun, if it says when.
  if (nbf !== undefined && !(isMoment(nbf) && nbf <= now + skew)) {
    throw refused('the client assertion is not valid yet', 'assertion_nbf');
  }
  if (iat === undefined) return ends;
  // Ensure it was signed neither long before nor by a clock that is wrong, if it says when.
  if (!isMoment(iat)) throw refused('iat of the client assertion is not a time', 'assertion_iat');
  if (iat > now + skew) throw refused('the client assertion is not valid yet', 'assertion_iat_future');
  if (exp - iat > limits.assertionLife.value + skew) {
    throw refused('the client assertion lives longer than an hour', 'assertion_life');
  }
  return ends;
}

function readAssertion(jwt: string): UnverifiedJwt {
  const assertion = readJwt(jwt);
  if (assertion === undefined) throw refused('the client assertion is not a signed JWT', 'assertion_malformed');
  return assertion;
}

/** `aud` is one name or a list of names, of which one must be ours. @see RFC 7519 §4.1.3 */
function isAudience(aud: unknown, ours: readonly string[]): boolean {
  const names: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return ours.some((name) => names.includes(name));
}

/** Some libraries leave `typ` out, some name the kind. @see RFC 7519 §5.1 */
function isAssertionType(typ: unknown): boolean {
  if (typ === undefined) return true;
  return typeof typ === 'string' && ['jwt', 'client-authentication+jwt'].includes(typ.toLowerCase());
}

const isMoment = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const kidOf = (header: JsonObject): { readonly kid?: string } =>
  typeof header['kid'] === 'string' ? { kid: header['kid'] } : {};

const refused = (description: string, reason: string): OAuthError =>
  new OAuthError('invalid_client', { description, reason, deliver: 'json' });
