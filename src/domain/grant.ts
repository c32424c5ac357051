import type { ShownPasskeys } from './account';
import type { AccountId, ClientId, EpochSeconds, Subject } from './brands';
import type { Scope } from './claims';
import { limits } from './limits';
import { isPasswordAlone, type ProofingLevel, type ShownCredentials } from './vector';

/**
 * What was decided when a person was let into a service, frozen: the tokens of this grant say this.
 * Values that may change (e-mail, phone) are read when userinfo is asked.
 */
export interface Grant {
  readonly clientId: ClientId;
  readonly redirectUri: string;
  readonly scopes: readonly Scope[];
  readonly vot: string;
  readonly level: ProofingLevel;
  readonly authTime: EpochSeconds;
  readonly nonce?: string;
  /** S256 challenge; then the code needs its verifier. @see RFC 7636 §4.6 */
  readonly codeChallenge?: string;
  readonly issuedAt: EpochSeconds;
}

/** A grant as it is told, with what follows from what was shown for it. */
export interface ToldGrant extends Grant {
  /** Nothing but a password stands behind it. */
  readonly passwordAlone?: true;
}

/** Whose grant it is. */
export interface Granted extends ToldGrant {
  readonly account: AccountId;
  readonly subject: Subject;
  /** The grant's entry in its account, base64url. */
  readonly grantId: string;
}

/** Why a code is not redeemed. Only `reused`, by an authenticated service, has a consequence: what the first gave ends. */
export type RedeemRefusal =
  | 'unknown'
  | 'expired'
  | 'reused'
  | 'revoked'
  | 'other-client'
  | 'redirect-uri'
  | 'code-verifier';

/** What comes of a code; `why` is for the log, the service reads `invalid_grant`. */
export type Redemption =
  | { readonly outcome: 'redeemed'; readonly grant: Granted }
  | { readonly outcome: 'refused'; readonly why: RedeemRefusal };

/** A grant as its account keeps it. */
export interface StoredGrant {
  readonly grant: Grant;
  /** What was shown in the session it came from, so that the login can be asserted to another service. */
  readonly shown?: ShownCredentials;
  /** The passkeys among them; absent in what an older release wrote. */
  readonly passkeys?: ShownPasskeys;
  /** The session that it was given in, by what that began as; absent in what an older release wrote. */
  readonly line?: string;
  readonly codeHash: string;
  readonly interaction: string;
  readonly redeemedAt?: number;
  readonly revokedAt?: number;
}

/** A grant as it is told. Where nothing is known of what was shown, for an older release wrote it, that was a password. */
export const toldGrant = ({ grant, shown = {} }: Pick<StoredGrant, 'grant' | 'shown'>): ToldGrant => ({
  ...grant,
  ...(isPasswordAlone(grant.vot, shown) && { passwordAlone: true }),
});

/** What a service shows with a code; `challenge` is the S256 of the verifier it sent, if any. */
export interface CodePresentation {
  readonly clientId: ClientId;
  readonly redirectUri: string;
  readonly challenge?: string;
}

/**
 * Judges a code whose hash was right.
 * @param codeLifeSeconds of the issuer's profile
 * @see RFC 6749 §4.1.3; RFC 9700 §4.5
 */
export function judgeRedemption(
  stored: StoredGrant,
  shown: CodePresentation,
  now: number,
  codeLifeSeconds: number,
): RedeemRefusal | undefined {
  // Ensure the code is redeemed by the service it was issued to; another one changes nothing.
  if (stored.grant.clientId !== shown.clientId) return 'other-client';
  // Ensure the code was not redeemed before; the caller revokes what the first redemption gave.
  if (stored.redeemedAt !== undefined) return 'reused';
  if (stored.revokedAt !== undefined) return 'revoked';
  // Ensure the code is young enough.
  if (now >= stored.grant.issuedAt + codeLifeSeconds) return 'expired';
  // Ensure redirect_uri is the one of the authorization request.
  if (stored.grant.redirectUri !== shown.redirectUri) return 'redirect-uri';
  // Ensure the verifier fits the challenge, and that none is sent where none was announced (downgrade).
  if (stored.grant.codeChallenge !== shown.challenge) return 'code-verifier';
  return undefined;
}

/** Who asserts a login, and when. `notBefore`: everything of the account from before has ended. */
export interface LoginAssertion {
  readonly clientId: ClientId;
  readonly notBefore: number;
  readonly now: number;
}

/**
 * What was shown in the login that a service asserts to another, by the ID token it got for it.
 * @returns undefined when it may not be asserted (any more)
 * @see NHS login Federation §3.3.1 (asserted_login_identity)
 */
export function assertedLogin(
  { grant, shown, redeemedAt, revokedAt }: StoredGrant,
  { clientId, notBefore, now }: LoginAssertion,
): ShownCredentials | undefined {
  // Ensure the ID token was issued, to this very service, and that nothing ended what it stands for.
  if (grant.clientId !== clientId || redeemedAt === undefined || revokedAt !== undefined) return undefined;
  if (grant.issuedAt < notBefore || shown === undefined) return undefined;
  // Ensure the ID token has not expired.
  if (now >= redeemedAt + limits.idTokenLife.value) return undefined;
  // Ensure that a login asserted on and on, token by token, ends when the session it began in would have ended.
  const newest = Math.max(0, ...Object.values(shown));
  if (now >= newest + limits.sessionLife.value + limits.idTokenLife.value) return undefined;
  return shown;
}
