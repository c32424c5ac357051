import type { Scope } from '../../../src/domain/claims';

/**
 * What the contract promises about sessions, codes, refresh families and access tokens, said once more and more simply:
 * nothing is stored that can expire, nothing is sealed or hashed, and numbers are written out rather than read from the
 * product's own tables. Secrets stand here as the product gave them.
 */
export interface Model {
  now: number;
  /** Steps so far. */
  taken: number;
  readonly people: readonly ModelPerson[];
  readonly services: readonly ModelService[];
  readonly sessions: ModelSession[];
  readonly codes: ModelCode[];
  readonly refreshTokens: ModelRefreshToken[];
  readonly accessTokens: ModelAccessToken[];
  readonly idTokens: ModelIdToken[];
}
export interface ModelPerson {
  readonly email: string;
  readonly phone: string;
  /** Learnt from the first token; the same in every other. */
  subject?: string;
  /** What was agreed with each service, by its place in the list. */
  readonly agreed: Map<number, Set<Scope>>;
}
export interface ModelService {
  readonly clientId: string;
  readonly refreshes: boolean;
  disabled: boolean;
  /** The last assertion that it was authenticated by. */
  lastAssertion?: { readonly jwt: string; readonly exp: number };
}
export interface ModelSession {
  readonly secret: string;
  readonly person: number;
  readonly openedAt: number;
  readonly vot: string;
  usedAt: number;
  ended: boolean;
}
export interface ModelCode {
  readonly secret: string;
  readonly person: number;
  /** The session that it was given in, or that gave the login which was handed over for it. */
  readonly session: ModelSession;
  readonly service: number;
  readonly scopes: readonly Scope[];
  readonly verifier: string | undefined;
  readonly issuedAt: number;
  readonly authTime: number;
  readonly vot: string;
  readonly nonce: string;
  spent: boolean;
  /** All that it gave is worth nothing, and so is the code. */
  ended: boolean;
  /** How often it gave tokens. */
  given: number;
  /** Of the refresh tokens it led to: the number of the latest, and when that was made. */
  generation: number;
  rotatedAt: number;
}
export interface ModelRefreshToken {
  readonly secret: string;
  readonly code: ModelCode;
  readonly generation: number;
}
export interface ModelAccessToken {
  readonly secret: string;
  readonly code: ModelCode;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number;
}
export interface ModelIdToken {
  /** Its `jti`, by which its service asserts the login. */
  readonly name: string;
  readonly code: ModelCode;
  readonly expiresAt: number;
}

const minute = 60;
const hour = 60 * minute;
const month = 30 * 24 * hour;

/** Half an hour unused, twelve hours in all. */
export const sessionLives = (model: Model, session: ModelSession): boolean =>
  !session.ended && model.now < session.usedAt + 30 * minute && model.now < session.openedAt + 12 * hour;

export interface Ask {
  readonly service: number;
  readonly scopes: readonly Scope[];
  readonly prompt: 'any' | 'none' | 'login';
}
/** A code, the error that a service is sent, or a page: the person is asked, or told that the service is not known. */
export type Asked = 'code' | 'sso_login_required' | 'consent_required' | 'page' | 'unauthorized_client';

export function judgeAsk(model: Model, session: ModelSession, { service, scopes, prompt }: Ask): Asked {
  if (model.services[service]?.disabled !== false) return 'unauthorized_client';
  if (prompt === 'login') return 'page';
  if (!sessionLives(model, session)) return prompt === 'none' ? 'sso_login_required' : 'page';
  const agreed = model.people[session.person]?.agreed.get(service);
  if (agreed !== undefined && scopes.every((scope) => agreed.has(scope))) return 'code';
  return prompt === 'none' ? 'consent_required' : 'page';
}

export interface Showing {
  readonly service: number;
  readonly verifier: string | undefined;
  readonly redirectUri: 'right' | 'other';
  /** A new assertion; one that was used before; or that one after it has expired. */
  readonly assertion: 'fresh' | 'replayed' | 'expired';
}
export type Shown = 'tokens' | 'invalid_grant' | 'invalid_client' | 'unauthorized_client' | 'invalid_scope';

/** Judges a code that a service shows, and notes what comes of it. */
export function showCode(model: Model, code: ModelCode, shown: Showing): Shown {
  if (model.services[shown.service]?.disabled !== false || shown.assertion === 'expired') return 'invalid_client';
  const own = shown.service === code.service;
  const fits = shown.redirectUri === 'right' && shown.verifier === code.verifier;
  const good = own && fits && !code.spent && !code.ended && model.now < code.issuedAt + 10 * minute;
  if (good) code.spent = true;
  // A replay may spend the code it came with, and gets nothing for it; and it ends nothing.
  else if (own && code.spent && shown.assertion === 'fresh') code.ended = true;
  if (shown.assertion === 'replayed') return 'invalid_client';
  return good ? 'tokens' : 'invalid_grant';
}

export interface Spending {
  readonly service: number;
  readonly scopes: readonly Scope[] | undefined;
  readonly assertion: Showing['assertion'];
}
/** `again`: the tokens come with the same successor as before. */
export type Spent = Exclude<Shown, 'tokens'> | 'successor' | 'again';

/** Judges a refresh token that a service shows, and notes what comes of it. */
export function spendRefresh(model: Model, token: ModelRefreshToken, shown: Spending): Spent {
  const { code, generation } = token;
  const service = model.services[shown.service];
  if (service?.disabled !== false || shown.assertion === 'expired') return 'invalid_client';
  if (!service.refreshes) return 'unauthorized_client';
  if (shown.assertion === 'replayed') return 'invalid_client';
  if (shown.service !== code.service || code.ended) return 'invalid_grant';
  if (model.now >= code.authTime + month) return 'invalid_grant';
  const latest = generation === code.generation;
  const lost = generation === code.generation - 1 && model.now < code.rotatedAt + minute;
  if (!latest && !lost) {
    code.ended = true;
    return 'invalid_grant';
  }
  const asked = shown.scopes ?? code.scopes;
  if (asked.length === 0 || !asked.every((scope) => code.scopes.includes(scope))) return 'invalid_scope';
  if (lost) return 'again';
  code.generation += 1;
  code.rotatedAt = model.now;
  return 'successor';
}

/** What an access token reads at this moment: a scope set, or an error. */
export function judgeReading(
  model: Model,
  { code, scopes, expiresAt }: ModelAccessToken,
): readonly Scope[] | 'invalid_token' | 'insufficient_scope' {
  const stands = !code.ended && model.now < expiresAt && model.services[code.service]?.disabled === false;
  if (!stands) return 'invalid_token';
  return scopes.includes('openid') ? scopes : 'insufficient_scope';
}

/** Judges a login that the first service asserts to the second, which asks without a page. */
export function judgeHandOver(model: Model, { code, expiresAt }: ModelIdToken, scopes: readonly Scope[]): Asked {
  const [from, to] = model.services;
  if (to?.disabled !== false) return 'unauthorized_client';
  const stands = !code.ended && model.now < expiresAt && model.now < code.authTime + 13 * hour;
  if (from?.disabled !== false || !stands) return 'sso_login_required';
  const agreed = model.people[code.person]?.agreed.get(1);
  return agreed !== undefined && scopes.every((scope) => agreed.has(scope)) ? 'code' : 'consent_required';
}

/** An account that was recovered from an earlier state: what began before this moment has ended. */
export function recover(model: Model, person: number): void {
  for (const session of model.sessions)
    if (session.person === person && session.openedAt < model.now) session.ended = true;
  for (const code of model.codes) if (code.person === person && code.issuedAt < model.now) code.ended = true;
}

/** A password alone does not open the account. */
export const opensAccount = (model: Model, session: ModelSession): boolean =>
  sessionLives(model, session) && session.vot === 'P0.Cp.Cd';

/** Putting sessions out ends what services got in them. */
export function endSessionsOf(model: Model, ends: (session: ModelSession) => boolean): void {
  for (const session of model.sessions) if (ends(session)) session.ended = true;
  for (const code of model.codes) if (ends(code.session)) code.ended = true;
}

/** Signing out everywhere ends every session, code and token of the person. */
export function endAllOf(model: Model, person: number): void {
  for (const session of model.sessions) if (session.person === person) session.ended = true;
  for (const code of model.codes) if (code.person === person) code.ended = true;
}
