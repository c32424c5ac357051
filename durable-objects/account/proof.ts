import { type EpochSeconds, epochSeconds } from '../../src/domain/brands';
import { type StoredGrant, toldGrant } from '../../src/domain/grant';
import type { BlindIndex, WrappedKey } from '../../src/domain/ledger-row';
import { limits } from '../../src/domain/limits';
import { levelStands } from '../../src/domain/patient';
import { levelFrom } from '../../src/domain/proofing';
import { countTrace, noTraces, refundTrace, type Traces, traceMemorySeconds } from '../../src/domain/traces';
import { isPasswordOnly } from '../../src/domain/vector';
import { readEntry, writeEntry } from '../entries';
import type { SealedPatient, TokenGrant } from './grant-verbs';
import { audit, type Head, readActiveHead, type Turn, tell } from './head';
import { sendNotice } from './notices';
import { keepRetraces } from './owed-retrace';
import { findSession } from './sessions';
import type { Called, NoticeIssue, SessionInput } from './verbs';

/** Asked before the directory gives a number to this account. `op`: names the tie of this account to this number. */
export interface BeginLinkInput extends SessionInput {
  readonly op: string;
}
/** `no-session`: whoever confirmed the record is not signed in any more. */
export type BeginLinkAnswer = { readonly tag: 'begun' } | { readonly tag: 'no-session' };

/**
 * Takes note that a person confirmed a record while they were signed in. Once the directory has given the number to this
 * account, the tie is finished whatever became of the session: else the number would be held by an account without a record.
 */
export function beginLink({ sql, now }: Turn, { session, op }: BeginLinkInput): BeginLinkAnswer {
  if (proverOf({ sql, now }, session) === undefined) return { tag: 'no-session' };
  writeEntry(sql, 'linking', op, true, now + limits.directoryReservation.value);
  return { tag: 'begun' };
}

/** The account of a session that may tie it to a record: not on a password alone, which may be stolen. */
function proverOf({ sql, now }: Pick<Turn, 'sql' | 'now'>, session: SessionInput['session']): Head | undefined {
  const live = findSession(sql, session, now);
  return live === undefined || isPasswordOnly(live.session.shown) ? undefined : live.head;
}

/** A person's record on its way into their account. */
export interface LinkPatientInput extends SessionInput, Called {
  /** Absent where the worker is of an older release: then the session must live. */
  readonly op?: string;
  readonly patient: {
    /** Under the account's data key. */
    readonly sealed: string;
    /** Keyed values of the NHS number, which the directory has given to this account. */
    readonly index: readonly BlindIndex[];
  };
  /** Tells the person of it; absent from callers of an older release. */
  readonly notice?: NoticeIssue;
}
/** What became of a tie; a repeated call is `done`. */
export type LinkPatientAnswer =
  | { readonly tag: 'done' }
  /** The account has another record: to be matched with this one its person needs another account. */
  | { readonly tag: 'already-proved' }
  | { readonly tag: 'no-session' };

const sameNumber = (one: readonly BlindIndex[], other: readonly BlindIndex[]): boolean =>
  one.some(({ value }) => other.some((held) => held.value === value));

/** Ties an account to the record that its person was matched with, and confirmed. The level follows from the evidence. */
export function linkPatient(turn: Turn, input: LinkPatientInput): LinkPatientAnswer {
  const { op } = input;
  const isBegun = op !== undefined && readEntry(turn.sql, 'linking', op, turn.now) !== undefined;
  const head = isBegun ? readActiveHead(turn.sql) : proverOf(turn, input.session);
  if (head === undefined) return { tag: 'no-session' };
  const { sealed, index } = input.patient;
  const held = head.patient;
  // Ensure that nobody's account changes hands: who is another person needs another account.
  if (held !== undefined && !sameNumber(held.index, index) && head.suspended !== true) return { tag: 'already-proved' };
  const patient = { sealed, index, against: 'claim', at: turn.now } as const;
  const level = levelFrom([{ kind: 'record-match', against: 'claim', record: index[0]?.value ?? '', at: turn.now }]);
  // A repeated call; and a level that fell since is proved anew.
  if (held !== undefined && levelStands(level, head.level)) return { tag: 'done' };
  const { suspended: _over, ...kept } = head;
  keepRetraces(turn.sql, {});
  tell(turn, { ...kept, patient, level }, { change: 'proved', level, ...patient });
  audit(turn, 'identity_proved');
  if (input.notice !== undefined) sendNotice(turn, input.notice);
  return { tag: 'done' };
}

export type TakeTraceAnswer =
  | { readonly tag: 'taken' }
  | { readonly tag: 'locked'; readonly until: EpochSeconds }
  | { readonly tag: 'no-session' };

/** Counts a trace as failed before it is made. */
export function takeTrace(turn: Turn, { session }: SessionInput): TakeTraceAnswer {
  if (findSession(turn.sql, session, turn.now) === undefined) return { tag: 'no-session' };
  const { traces, verdict } = countTrace(readTraces(turn) ?? noTraces, turn.now);
  if (verdict.kind === 'locked') return { tag: 'locked', until: epochSeconds(verdict.until) };
  keepTraces(turn, traces);
  return { tag: 'taken' };
}

/** What was traced in vain, and the locks that came of it. */
export const readTraces = ({ sql, now }: Pick<Turn, 'sql' | 'now'>): Traces | undefined =>
  readEntry<Traces>(sql, 'traces', '', now);
/** Keeps what was counted of looks that failed, for a day or until the lock is over. */
export const keepTraces = ({ sql, now }: Pick<Turn, 'sql' | 'now'>, traces: Traces): void =>
  writeEntry(sql, 'traces', '', traces, Math.max(traces.lockedUntil, now) + traceMemorySeconds);

/** The trace that was counted did not fail. */
export function refundTraceOf(turn: Turn, { session }: SessionInput): { readonly tag: 'done' } {
  const held = readTraces(turn);
  if (held !== undefined && findSession(turn.sql, session, turn.now) !== undefined) keepTraces(turn, refundTrace(held));
  return { tag: 'done' };
}

/** What may be told of a person's record; nothing while no level stands on it. */
export const sealedPatientOf = ({ patient, level, wrappedKey }: Head): SealedPatient | undefined =>
  patient === undefined || level === 'P0' ? undefined : { sealed: patient.sealed, wrappedKey };

/** What the tokens of a grant are made of: what was decided then, and the record as it is kept now. */
export function tokenGrant(head: Head, stored: StoredGrant): TokenGrant {
  const patient = sealedPatientOf(head);
  return { grant: toldGrant(stored), subject: head.subject, ...(patient && { patient }) };
}

/** What is kept of the record of a session's person. */
export function readPatient(turn: Pick<Turn, 'sql' | 'now'>, { session }: SessionInput): ReadPatientAnswer {
  const live = findSession(turn.sql, session, turn.now);
  if (live === undefined) return { tag: 'no-session' };
  const { wrappedKey, sealedPhone, sealedEmail, patient, suspended } = live.head;
  const record = patient && { sealed: patient.sealed, at: patient.at };
  return { tag: 'owner', wrappedKey, sealedPhone, sealedEmail, ...record, ...(suspended && { suspended }) };
}
export type ReadPatientAnswer =
  | {
      readonly tag: 'owner';
      readonly wrappedKey: WrappedKey;
      readonly sealedPhone: string;
      readonly sealed?: string;
      /** That record is not valid any more. */
      readonly suspended?: true;
      /** When it was matched; this and the address are absent from atoms of an older release. */
      readonly at?: EpochSeconds;
      readonly sealedEmail?: string;
    }
  | { readonly tag: 'no-session' };
