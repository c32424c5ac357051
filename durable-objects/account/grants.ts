import { epochSeconds } from '../../src/domain/brands';
import { sameHash } from '../../src/domain/constant-time';
import { assertedLogin, type Grant, judgeRedemption, type StoredGrant, toldGrant } from '../../src/domain/grant';
import { journeyView, nextStep } from '../../src/domain/journey';
import { limits } from '../../src/domain/limits';
import { levelStands } from '../../src/domain/patient';
import { authTime, chooseVector } from '../../src/domain/vector';
import { deleteEntry, readEntry, writeEntry } from '../entries';
import { beginFamily, endFamily } from './families';
import type {
  AuthorizeAnswer,
  AuthorizeVerbInput,
  OpenAssertedInput,
  ReadGrantAnswer,
  ReadGrantInput,
  RedeemAnswer,
  RedeemInput,
  RevokeReusedAnswer,
  RevokeReusedInput,
  WriteMetadataAnswer,
  WriteMetadataInput,
} from './grant-verbs';
import { audit, readActiveHead, type Turn, tell } from './head';
import { sealedPatientOf, tokenGrant } from './proof';
import { consentsOf, factsOf, findSession, lineOf, openAssertedSession, touchSession } from './sessions';
import type { SessionAnswer } from './verbs';

/** A grant is kept while any of its tokens lives, and long enough to notice that its code is shown again. */
const keepGrantSeconds = limits.idTokenLife.value + limits.authorizationCodeLife.value;

/** Judges session, credentials, terms, level and consent, and makes the grant; idempotent by interaction. */
export function authorize(turn: Turn, input: AuthorizeVerbInput): AuthorizeAnswer {
  const { sql, now } = turn;
  const live = findSession(sql, input.session, now);
  if (live === undefined) return { tag: 'no-session' };
  const made = readEntry<StoredGrant>(sql, 'grant', input.code.id, now);
  if (made !== undefined)
    return made.redeemedAt === undefined && made.revokedAt === undefined ? { tag: 'granted' } : { tag: 'completed' };
  const facts = factsOf(sql, live, now);
  const vector = chooseVector(input.request.vectors, facts.shown, facts.level);
  const view = journeyView({ request: input.request, facts: {}, account: facts, interaction: input.interaction });
  if (vector === undefined || view.account === undefined || nextStep(view) !== undefined)
    return { tag: 'needs', facts };
  const { clientId, redirectUri, scopes, nonce, codeChallenge } = input.request;
  const grant: Grant = {
    clientId,
    redirectUri,
    scopes,
    vot: vector.text,
    level: facts.level,
    authTime: epochSeconds(authTime(vector, facts.shown)),
    issuedAt: now,
    ...(nonce === undefined ? {} : { nonce }),
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
  };
  const stored: StoredGrant = {
    shown: facts.shown,
    ...(live.session.passkeys && { passkeys: live.session.passkeys }),
    line: lineOf(input.session.id, live.session),
    grant,
    codeHash: input.code.secretHash,
    interaction: input.interaction,
  };
  writeEntry(sql, 'grant', input.code.id, stored, now + keepGrantSeconds);
  touchSession(sql, input.session.id, live, now);
  audit(turn, 'authz_grant', { client: clientId });
  return { tag: 'granted' };
}

/**
 * Spends a code. A second presentation is told as `reused` and changes nothing by itself: whether it revokes is for the
 * caller to say, who knows by then whether the service authenticated.
 */
export function redeem(turn: Turn, input: RedeemInput): RedeemAnswer {
  const { sql, now } = turn;
  const head = readActiveHead(sql);
  const stored = readEntry<StoredGrant & { readonly redeemedBy?: string }>(sql, 'grant', input.code.id, now);
  if (head === undefined || stored === undefined || !sameHash(stored.codeHash, input.code.secretHash))
    return { tag: 'refused', why: 'unknown' };
  if (stored.redeemedBy === input.op && stored.revokedAt === undefined)
    return { tag: 'redeemed', ...tokenGrant(head, stored) };
  const why =
    stored.grant.issuedAt < head.notBefore || !levelStands(stored.grant.level, head.level)
      ? 'revoked'
      : judgeRedemption(stored, input.shown, now, input.codeLifeSeconds);
  if (why === undefined) {
    const familyEnds = stored.grant.authTime + limits.refreshTokenLife.value;
    if (input.refresh !== undefined) beginFamily(turn, input.code.id, input.refresh.secretHash, familyEnds);
    const keptUntil = input.refresh === undefined ? now + keepGrantSeconds : familyEnds + limits.accessTokenLife.value;
    writeEntry(sql, 'grant', input.code.id, { ...stored, redeemedAt: now, redeemedBy: input.op }, keptUntil);
    audit(turn, 'token_issued', { client: input.shown.clientId });
    return { tag: 'redeemed', ...tokenGrant(head, stored) };
  }
  audit(turn, 'token_refused', { client: input.shown.clientId });
  return { tag: 'refused', why };
}

/** Ends what a redeemed code gave: its own service, authenticated, showed it once more. */
export function revokeReused(turn: Turn, { code, clientId }: RevokeReusedInput): RevokeReusedAnswer {
  const { sql, now } = turn;
  const stored = readEntry<StoredGrant>(sql, 'grant', code.id, now);
  // Ensure it is this code, of this service, and that it was redeemed: anything else ends nothing.
  if (stored?.redeemedAt === undefined || !sameHash(stored.codeHash, code.secretHash)) return { tag: 'unchanged' };
  if (stored.grant.clientId !== clientId || stored.revokedAt !== undefined) return { tag: 'unchanged' };
  writeEntry(sql, 'grant', code.id, { ...stored, revokedAt: now }, now + keepGrantSeconds);
  endFamily(sql, code.id);
  audit(turn, 'code_reused', { client: clientId });
  return { tag: 'revoked' };
}

/** Signs a person in for one request, by what they showed when the asserting service got its ID token. */
export function openAsserted(turn: Turn, input: OpenAssertedInput): SessionAnswer {
  const { sql, now } = turn;
  const opened = findSession(sql, input.session, now);
  if (opened !== undefined) return { tag: 'session', facts: factsOf(sql, opened, now) };
  const head = readActiveHead(sql);
  const stored = readEntry<StoredGrant>(sql, 'grant', input.grantId, now);
  if (head === undefined || stored === undefined) return { tag: 'none' };
  const shown = assertedLogin(stored, { clientId: input.clientId, notBefore: head.notBefore, now });
  if (shown === undefined) return { tag: 'none' };
  const { passkeys, line } = stored;
  const as = {
    shown,
    ...(passkeys && { passkeys }),
    ...(line !== undefined && { line }),
    signedInBy: input.interaction,
  };
  openAssertedSession(turn, input.session, as);
  const live = findSession(sql, input.session, now);
  return live === undefined ? { tag: 'none' } : { tag: 'session', facts: factsOf(sql, live, now) };
}

/** Keeps, for one service, what it noted about this person. */
export function writeMetadata(turn: Turn, input: WriteMetadataInput): WriteMetadataAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined || readGrant(turn.sql, input, turn.now).tag !== 'grant') return { tag: 'ended' };
  const { clientId: client, sealed } = input;
  if (sealed === undefined) deleteEntry(turn.sql, 'metadata', client);
  else writeEntry(turn.sql, 'metadata', client, sealed);
  tell(turn, head, { change: 'client-note', at: turn.now, client, ...(sealed === undefined ? {} : { sealed }) });
  audit(turn, 'user_metadata_changed', { client: input.clientId });
  return { tag: 'written' };
}

/** What an access token of this grant may read at this moment. */
export function readGrant(sql: SqlStorage, input: ReadGrantInput, now: number): ReadGrantAnswer {
  const head = readActiveHead(sql);
  const stored = readEntry<StoredGrant>(sql, 'grant', input.grantId, now);
  if (head === undefined || stored?.redeemedAt === undefined || stored.revokedAt !== undefined) return { tag: 'ended' };
  if (stored.grant.clientId !== input.clientId || stored.grant.issuedAt < head.notBefore) return { tag: 'ended' };
  const consent = consentsOf(sql, now).find((held) => held.client === input.clientId);
  if (consent === undefined) return { tag: 'ended' };
  const { wrappedKey, sealedEmail, sealedPhone, subject, level } = head;
  // A scope whose consent was withdrawn is told no longer, also with a token from before.
  const scopes = stored.grant.scopes.filter((scope) => consent.scopes.includes(scope));
  const sealedMetadata = readEntry<string>(sql, 'metadata', input.clientId, now);
  const metadata = sealedMetadata === undefined ? {} : { sealedMetadata };
  const patient = sealedPatientOf(head);
  const { passwordAlone } = toldGrant(stored);
  const told = { ...metadata, ...(patient && { patient }), ...(passwordAlone && { passwordAlone }) };
  return { tag: 'grant', subject, level, agreed: consent.level, scopes, wrappedKey, sealedEmail, sealedPhone, ...told };
}
