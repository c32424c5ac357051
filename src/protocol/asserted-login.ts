import { type EpochSeconds, epochSeconds } from '../domain/brands';
import type { PublicJwk } from '../domain/client';
import { limits } from '../domain/limits';
import { canBeClientId } from './client-id';
import { readJwt, signatureVerifies } from './jwt';

/** Who an asserted login says it is from; nothing is believed yet. */
export interface ClaimedAssertion {
  readonly clientId: string;
  readonly kid?: string;
}

/** A good assertion of a login. It counts once, so its `jti` is kept until `exp`. */
export interface AssertedLogin {
  readonly jti: string;
  readonly exp: EpochSeconds;
  /** The `jti` of the ID token that was issued to the asserting service. */
  readonly idTokenJti: string;
}

export interface AssertedLoginRules {
  readonly clientId: string;
  readonly keys: readonly PublicJwk[];
  readonly algorithms: readonly string[];
  readonly now: EpochSeconds;
}

const MOST_JTI = 512;

/** Which service to ask for its keys. @returns undefined when the JWT cannot be read */
export function readAssertedLogin(jwt: string): ClaimedAssertion | undefined {
  const { header, claims } = readJwt(jwt) ?? {};
  const issuer = claims?.['iss'];
  if (typeof issuer !== 'string' || !canBeClientId(issuer)) return undefined;
  const kid = header?.['kid'];
  return { clientId: issuer, ...(typeof kid === 'string' ? { kid } : {}) };
}

/**
 * Verifies the JWT by which one service asserts a login to another.
 * @returns undefined when any check fails: then the person signs in, or `prompt=none` is told so
 * @see NHS login Federation §3.3.1 (asserted_login_identity)
 */
export async function verifyAssertedLogin(jwt: string, rules: AssertedLoginRules): Promise<AssertedLogin | undefined> {
  const read = readJwt(jwt);
  if (read === undefined) return undefined;
  const { iss, code, jti, iat, exp } = read.claims;
  // Ensure the algorithm is one of the profile's, and the asserting service made the signature.
  if (!(await signatureVerifies(jwt, read, rules))) return undefined;
  // Ensure the service speaks of a login of its own.
  if (iss !== rules.clientId) return undefined;
  // Ensure it has a name by which a second use is seen, and names an ID token.
  if (typeof jti !== 'string' || jti === '' || jti.length > MOST_JTI) return undefined;
  if (typeof code !== 'string' || code === '') return undefined;
  // Ensure it is of this minute: not older, not longer, not from the future.
  if (typeof iat !== 'number' || typeof exp !== 'number' || !Number.isFinite(iat + exp)) return undefined;
  if (exp - iat > limits.assertedLoginLife.value || exp <= rules.now) return undefined;
  if (iat > rules.now + limits.clockSkewShort.value) return undefined;
  return { jti, exp: epochSeconds(Math.ceil(exp)), idTokenJti: code };
}
