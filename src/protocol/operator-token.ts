import { errors, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { equalText } from '../crypto/constant-time';
import { sha256 } from '../crypto/keyed-hash';
import { type EpochSeconds, epochSeconds } from '../domain/brands';
import { limits } from '../domain/limits';

/** What an operator's token is judged by. */
export interface OperatorTokenRules {
  /** `call`, if not said: a call of one verb · `approval`: what a second operator has approved. */
  readonly kind?: keyof typeof kinds;
  readonly publicJwk: JsonWebKey;
  /** The address of the verb that is called: a token is good for no other. */
  readonly audience: string;
  /** The body of the call: a token is good for no other. */
  readonly body: string;
  readonly now: EpochSeconds;
}

export type OperatorTokenVerdict =
  | { readonly kind: 'good'; readonly jti: string; readonly exp: EpochSeconds }
  /** `reason` is for the audit chain, never for the caller. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Each kind has a type, so that no other JWT that the same key may have signed is taken for one. An approval is handed from
 * one person to another. @see RFC 8725 §3.11
 */
const kinds = {
  call: { typ: 'gatehouse-operator+jwt', longestLifeSeconds: 60 },
  approval: { typ: 'gatehouse-approval+jwt', longestLifeSeconds: 900 },
} as const;

/** What a second operator signs the hash of: the case and the person, and nothing else. */
export const approvalText = (caseId: string, subject: string): string => JSON.stringify({ case: caseId, subject });

const MOST_CHARACTERS = 4096;
const algorithms = ['EdDSA', 'Ed25519'];

/**
 * Verifies the token with which an operator calls one verb, once, with one body.
 * @returns `jti` and `exp`, for the replay check that must follow; or why it is refused
 * @see RFC 7519 §7.2, RFC 8037 §3.1
 */
export async function verifyOperatorToken(token: string, rules: OperatorTokenRules): Promise<OperatorTokenVerdict> {
  if (token.length > MOST_CHARACTERS) return refused('too_long');
  const claims = await verifiedClaims(token, rules);
  if (typeof claims === 'string') return refused(claims);
  const { iat = 0, exp = 0, jti, body_sha256: bodyHash } = claims;
  // Ensure that a token that was overheard is soon worth nothing.
  if (exp - iat > kinds[rules.kind ?? 'call'].longestLifeSeconds) return refused('lives_too_long');
  if (iat > rules.now + limits.clockSkew.value) return refused('from_the_future');
  // Ensure that it has a name by which a second use is seen.
  if (typeof jti !== 'string' || jti.length < 16 || jti.length > 128) return refused('jti');
  // Ensure that it is for this body.
  if (typeof bodyHash !== 'string' || !equalText(bodyHash, await sha256(rules.body))) return refused('body');
  return { kind: 'good', jti, exp: epochSeconds(exp) };
}

/** The claims once the signature, the kind, the address and the times hold; or why they do not. */
async function verifiedClaims(
  token: string,
  { publicJwk, audience, now, kind = 'call' }: OperatorTokenRules,
): Promise<JWTPayload | string> {
  // Ensure that the configured key is of the one kind that is meant.
  if (publicJwk.kty !== 'OKP' || publicJwk.crv !== 'Ed25519') return 'key_kind';
  try {
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: publicJwk.x ?? '' }, 'EdDSA');
    const { payload } = await jwtVerify(token, key, {
      algorithms,
      audience,
      typ: kinds[kind].typ,
      currentDate: new Date(now * 1000),
      clockTolerance: limits.clockSkew.value,
      requiredClaims: ['iat', 'exp', 'jti', 'body_sha256'],
    });
    // Ensure that the address is the only one.
    return payload.aud === audience ? payload : 'aud';
  } catch (thrown) {
    return thrown instanceof errors.JOSEError ? thrown.code : 'malformed';
  }
}

const refused = (reason: string): OperatorTokenVerdict => ({ kind: 'refused', reason });
