import type { AccountFacts, Session } from '../../src/domain/account';
import { type EpochSeconds, epochSeconds } from '../../src/domain/brands';
import type { Consent } from '../../src/domain/consent';
import { sameHash } from '../../src/domain/constant-time';
import type { StoredGrant } from '../../src/domain/grant';
import { limits } from '../../src/domain/limits';
import {
  isShownBy,
  opensAccount,
  sessionEnds,
  sessionIsLive,
  sessionRestsUntil,
  withoutPasskey,
} from '../../src/domain/session';
import { isPasswordOnly, type ShownCredentials } from '../../src/domain/vector';
import { deleteEntry, deleteKind, listEntries, readEntry, writeEntry } from '../entries';
import { audit, type Head, opensByPassword, readActiveHead, type Turn } from './head';
import { oweAtSignIn } from './owed-retrace';
import { removalToTell } from './pending-removal';
import type { SecretRef, SessionAnswer, SessionInput } from './verbs';

type Look = Pick<Turn, 'sql' | 'now'>;

/** A live session and the head of its account. */
export interface LiveSession {
  readonly head: Head;
  readonly session: Session;
  /** `asserted`: it counts for one authorization request, and no browser holds it. */
  readonly kind: 'session' | 'asserted';
}

/** The session that a secret opens, if it lives. */
export function findSession(sql: SqlStorage, ref: SecretRef | undefined, now: number): LiveSession | undefined {
  const head = readActiveHead(sql);
  if (ref === undefined || head === undefined) return undefined;
  for (const kind of ['session', 'asserted'] as const) {
    const session = readEntry<Session>(sql, kind, ref.id, now);
    if (session === undefined || !sameHash(session.secretHash, ref.secretHash)) continue;
    return sessionIsLive(session, now, head.notBefore) ? { head, session, kind } : undefined;
  }
  return undefined;
}

/** What a live session tells of its person. */
export function readSession({ sql, now }: Look, { session }: SessionInput): SessionAnswer {
  const live = findSession(sql, session, now);
  if (live !== undefined) return { tag: 'session', facts: factsOf(sql, live, now) };
  const ended = readEntry<EndedSession>(sql, 'disabled-session', session.id, now);
  return ended !== undefined && sameHash(ended.secretHash, session.secretHash)
    ? { tag: 'none', disabledIn: ended.signedInBy }
    : { tag: 'none' };
}

/** What is kept for a while of a session that ended with its account. */
type EndedSession = Pick<Session, 'secretHash' | 'signedInBy'>;

/** Ends everything of an account that is disabled. Who had just signed in is told so, and not asked to sign in once more. */
export function endDisabled({ sql, now }: Look): void {
  const sessions = listEntries<Session>(sql, 'session', now);
  endEverything(sql);
  for (const { id, value } of sessions) {
    const ended: EndedSession = { secretHash: value.secretHash, signedInBy: value.signedInBy };
    writeEntry(sql, 'disabled-session', id, ended, now + limits.interactionLife.value);
  }
}

/** The session that a secret opens, if it lives and opens the pages of the account. */
export function findAccountSession(sql: SqlStorage, ref: SecretRef, now: number): LiveSession | undefined {
  const live = findSession(sql, ref, now);
  return live?.kind === 'session' && opensAccount(live.session) ? live : undefined;
}

/**
 * Opens a session. Those that ended unused are forgotten; beyond the most sessions of an account the oldest ends, of those that
 * open its pages and of those that do not apart: a stolen password ends no session in which more was shown.
 * @param as what was shown and where; `openedAt` where it goes on from another session, else now
 */
export function openSession(
  turn: Turn,
  ref: SecretRef,
  as: Pick<Session, 'shown' | 'signedInBy'> &
    Partial<Pick<Session, 'openedAt' | 'shownHere' | 'passkeys' | 'line' | 'opened' | 'removalTold'>>,
): void {
  const { sql, now } = turn;
  const notBefore = readActiveHead(sql)?.notBefore ?? now;
  const held = listEntries<Session>(sql, 'session', now).toSorted((a, b) => a.value.openedAt - b.value.openedAt);
  const [live, over] = [true, false].map((lives) =>
    held.filter(({ value }) => sessionIsLive(value, now, notBefore) === lives),
  );
  const alike = live?.filter(({ value }) => opensAccount(value) === opensAccount(as)) ?? [];
  const oldest = alike.slice(0, Math.max(0, alike.length + 1 - limits.sessionsPerAccount.value));
  for (const { id } of [...(over ?? []), ...oldest]) endSession(sql, id);
  const on = turn.on === undefined ? {} : { on: turn.on };
  const session: Session = { openedAt: now, ...as, secretHash: ref.secretHash, usedAt: now, ...on };
  writeEntry(sql, 'session', ref.id, session, sessionEnds(session));
  // Ensure that a session which goes on from another makes no look due: its sign-in did.
  if (session.openedAt === now) oweAtSignIn(turn);
  audit(turn, 'session_created');
}

/** Notes that a session was used: the idle time begins anew. @returns when it ends if it is not used again */
export function touchSession(sql: SqlStorage, id: string, { kind, session }: LiveSession, now: number): EpochSeconds {
  if (kind === 'session') writeEntry(sql, 'session', id, { ...session, usedAt: now }, sessionEnds(session));
  return epochSeconds(sessionRestsUntil(session, now));
}

/** Opens a session for one authorization request: what was shown at another service, as it was shown there. */
export function openAssertedSession(
  turn: Turn,
  ref: SecretRef,
  as: Pick<Session, 'shown' | 'passkeys' | 'line' | 'signedInBy'>,
): void {
  const { sql, now } = turn;
  const session: Session = { openedAt: now, usedAt: now, ...as, secretHash: ref.secretHash, shownHere: {} };
  writeEntry(sql, 'asserted', ref.id, session, now + limits.interactionLife.value);
  audit(turn, 'login_asserted');
}

/** Ends a session, of a browser or asserted; what services got in it lives on. */
export function endSession(sql: SqlStorage, id: string): void {
  deleteEntry(sql, 'session', id);
  deleteEntry(sql, 'asserted', id);
}

/**
 * Ends what a passkey opened that is kept no longer: sessions, codes, tokens, and logins that could be asserted.
 * @param own id of the session in which it was decided: it goes on, and the passkey counts in it no longer
 */
export function endOpenedBy({ sql, now }: Turn, key: string, own: string | undefined): void {
  for (const kind of ['session', 'asserted'] as const)
    for (const { id, value } of listEntries<Session>(sql, kind, now).filter((one) => isShownBy(one.value, key)))
      if (id === own) writeEntry(sql, kind, id, withoutPasskey(value, key), sessionEnds(value));
      else endSession(sql, id);
  for (const { id, value } of listEntries<StoredGrant>(sql, 'grant', now)) if (isShownBy(value, key)) endGrant(sql, id);
}

/** Ends what was opened by a password and nothing else. A session in which that is decided has shown more. */
export function endOpenedByPassword({ sql, now }: Look): void {
  const isOpened = (shown: ShownCredentials | undefined) => shown?.Cp !== undefined && isPasswordOnly(shown);
  for (const kind of ['session', 'asserted'] as const)
    for (const { id, value } of listEntries<Session>(sql, kind, now)) if (isOpened(value.shown)) endSession(sql, id);
  for (const { id, value } of listEntries<StoredGrant>(sql, 'grant', now)) if (isOpened(value.shown)) endGrant(sql, id);
}

/** What a session began as: those that take its place when more is shown keep it, and what it gives is known by it. */
export const lineOf = (id: string, { line }: Session): string => line ?? id;

/**
 * Ends what sessions gave to services: codes, tokens, and logins that could be asserted.
 * @param isEnded whether those of a line are; undefined for what an older release wrote
 */
export function endGivenIn({ sql, now }: Look, isEnded: (line: string | undefined) => boolean): void {
  endAssertedIn({ sql, now }, isEnded);
  for (const { id, value } of listEntries<StoredGrant>(sql, 'grant', now)) if (isEnded(value.line)) endGrant(sql, id);
}

/** Ends the logins of sessions that a service asserted and that are not yet answered. */
export function endAssertedIn({ sql, now }: Look, isEnded: (line: string | undefined) => boolean): void {
  for (const { id, value } of listEntries<Session>(sql, 'asserted', now)) if (isEnded(value.line)) endSession(sql, id);
}

/** Ends a grant and all that it gave. */
function endGrant(sql: SqlStorage, id: string): void {
  deleteEntry(sql, 'grant', id);
  deleteEntry(sql, 'family', id);
}

/** What was agreed with each service, the latest of each. */
export const consentsOf = (sql: SqlStorage, now: number): readonly Consent[] =>
  listEntries<Consent>(sql, 'consent', now).map((entry) => entry.value);

/** What the journey is told of a person with a session. */
export function factsOf(sql: SqlStorage, { head, session, kind }: LiveSession, now: number): AccountFacts {
  const passkeys = listEntries<{ readonly userVerified: boolean; readonly addedAt: number }>(sql, 'passkey', 0);
  const added = passkeys.map(({ id: key, value: { addedAt } }) => ({ key, addedAt }));
  return {
    account: head.account,
    subject: head.subject,
    shown: session.shown,
    ...(session.shownHere && { shownHere: session.shownHere }),
    ...(session.opened && { opened: session.opened }),
    level: head.level,
    ...(head.suspended && { suspended: true }),
    acceptedTerms: head.acceptedTerms,
    consents: consentsOf(sql, now),
    signedInBy: session.signedInBy,
    hasPassword: opensByPassword(head),
    passkeys: passkeys.length,
    provenPasskeys: passkeys.filter(({ value }) => value.userVerified).length,
    ...(kind === 'session' ? removalToTell({ sql, now }, session, added) : {}),
    readAt: epochSeconds(now),
  };
}

/** Ends every session, remembered device and grant of the account at once. */
export function endEverything(sql: SqlStorage): void {
  for (const kind of ['session', 'asserted', 'device', 'browser', 'grant', 'family', 'sign-in', 'passcode', 'ticket'])
    deleteKind(sql, kind);
}
