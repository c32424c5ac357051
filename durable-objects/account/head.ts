import type { AuditEventKind } from '../../src/domain/audit-event';
import type { AccountId, ClientId, EpochSeconds, Subject } from '../../src/domain/brands';
import type { DeviceName } from '../../src/domain/device-name';
import type { AccountChange, BlindIndex } from '../../src/domain/ledger-row';
import { limits } from '../../src/domain/limits';
import type { PasswordLength } from '../../src/domain/password';
import type { ProofingLevel } from '../../src/domain/vector';
import { deleteEntry, randomEntryId, readEntry, writeEntry } from '../entries';
import { appendRow, holdOutbox, releaseOutbox } from '../outbox';
import type { ReservedAddress } from '../owns-address';
import { noteEvent } from './events';
import type { PrepareInput, SealedContact, SealedPassword } from './verbs';

/** A person's record, sealed under the account's data key, and the keyed values of its NHS number. */
export interface KeptPatient {
  readonly sealed: string;
  readonly index: readonly BlindIndex[];
  /** What it was matched against. */
  readonly against: 'claim' | 'document';
  readonly at: EpochSeconds;
}

/** What an account is, apart from its many entries. An atom without a head is a decoy: it counts, and grants nothing. */
export interface Head extends SealedContact {
  readonly account: AccountId;
  /**
   * `pending` until the directory has given the address to this account; then it forgets itself at `pendingUntil`.
   * `disabled`: whoever shows that it is theirs is told so, and that is all it does.
   */
  readonly state: 'pending' | 'active' | 'disabled';
  readonly op: string;
  readonly pendingUntil: number;
  /** What the directory is asked about if nobody completes the registration. */
  readonly reserved: ReservedAddress;
  readonly subject: Subject;
  readonly createdAt: EpochSeconds;
  readonly level: ProofingLevel;
  /** What is kept of the record that the person was matched with. Absent before a proof. */
  readonly patient?: KeptPatient;
  /** The record is not valid any more: the level is P0 until the person proves again who they are. */
  readonly suspended?: true;
  /** Absent for a person who signs in by passkey only. */
  readonly sealedPassword?: string;
  readonly passwordLength?: PasswordLength;
  readonly acceptedTerms: string;
  /** Sessions, grants and devices from before this moment have ended. */
  readonly notBefore: number;
  /** The password opens nothing until it is chosen anew: its person said that a sign-in was not theirs. */
  readonly passwordOff?: true;
  /** The password was chosen by a link from a mail, and nobody who had signed in has chosen another since. */
  readonly passwordByLink?: true;
  /**
   * Passkeys that were shown in the session in which the password was chosen, by their names in the account, also when they are
   * gone since. Absent for a password that was chosen at registering, by a link, or in a session without a passkey.
   */
  readonly passwordBeside?: readonly string[];
  /** The password was chosen by a link or beside a passkey that is gone, and no code or passkey was shown since: it never signs in alone. */
  readonly passwordNeedsSecond?: true;
  /** When a reset last turned on what guessing had turned off. */
  readonly turnedOnAt?: EpochSeconds;
  /** The book of record knows what the account stands on; absent in what an older release wrote. */
  readonly standingTold?: true;
  /** Number of the last change told to the book of record. */
  readonly seq: number;
}

/** Everything the verbs of one call share. */
export interface Turn {
  readonly sql: SqlStorage;
  readonly now: EpochSeconds;
  /** The sealed caller, for audit events. */
  readonly context: string;
  /** What the caller uses, in coarse words. */
  readonly on?: DeviceName | undefined;
}

/** The head of an object, whatever state it is in; undefined for a decoy. */
export const readHead = (sql: SqlStorage): Head | undefined => readEntry<Head>(sql, 'head', '', 0);

/** The head of an account that may act. */
export function readActiveHead(sql: SqlStorage): Head | undefined {
  const head = readHead(sql);
  return head?.state === 'active' ? head : undefined;
}

/** The head of an account that somebody may show to be theirs: one that may act, or a disabled one, which says so to them. */
export function readOwnHead(sql: SqlStorage): Head | undefined {
  const head = readHead(sql);
  return head?.state === 'pending' ? undefined : head;
}

/** Keeps a head without news for the book of record; `tell` has them. */
export function writeHead(sql: SqlStorage, head: Head): void {
  writeEntry(sql, 'head', '', head);
}

/** The directory gave the address to this account: it may act, and its news may leave. */
export function activateHead(sql: SqlStorage, head: Head): void {
  writeHead(sql, { ...head, state: 'active' });
  releaseOutbox(sql);
}

/** Takes the head away: what is left is a decoy. */
export function forgetHead(sql: SqlStorage): void {
  deleteEntry(sql, 'head', '');
}

/** How a head keeps its password. */
export const passwordMembers = (password: SealedPassword | undefined) =>
  password === undefined ? {} : { sealedPassword: password.sealed, passwordLength: password.length };

/**
 * The password of an account, if it has one. One that was chosen by whoever reads the mail counts as short, however long it is,
 * until a code or a passkey was shown: else the mailbox alone would sign in where a long password is enough.
 */
export function passwordOf({ sealedPassword, passwordLength, passwordNeedsSecond }: Head): SealedPassword | undefined {
  if (sealedPassword === undefined || passwordLength === undefined) return undefined;
  return { sealed: sealedPassword, length: passwordNeedsSecond === true ? 'short' : passwordLength };
}

/** A code or a passkey was shown beside the password: from now on it counts as what it is. */
export function noteSecondFactor({ sql }: Pick<Turn, 'sql'>): void {
  const head = readHead(sql);
  if (head?.passwordNeedsSecond === undefined) return;
  const { passwordNeedsSecond: _needed, ...next } = head;
  writeHead(sql, next);
}

/** Whether a password opens the account: there is one, and its person did not turn it off. */
export const opensByPassword = (head: Head): boolean => passwordOf(head) !== undefined && head.passwordOff !== true;

/** The head of a person being registered; nothing of it leaves the atom before it is active. */
function pendingHead(input: PrepareInput, now: EpochSeconds): Head {
  const { account, op, subject, wrappedKey, sealedEmail, sealedPhone } = input;
  const pendingUntil = now + limits.directoryReservation.value;
  return {
    account,
    op,
    subject,
    wrappedKey,
    sealedEmail,
    sealedPhone,
    ...passwordMembers(input.password),
    acceptedTerms: input.termsVersion,
    state: 'pending',
    pendingUntil,
    reserved: { shard: input.directoryShard, indexes: input.emailIndex },
    createdAt: now,
    level: 'P0',
    notBefore: 0,
    seq: input.firstSeq ?? 0,
  };
}

/** Keeps a person being registered, and what is told of them once the account is active. @returns the head as stored */
export function beginAccount(turn: Turn, input: PrepareInput): Head {
  holdOutbox(turn.sql);
  const head = pendingHead(input, turn.now);
  const { subject, wrappedKey, sealedEmail, sealedPhone, level } = head;
  const { emailIndex, termsVersion, account } = input;
  const hasPassword = input.password !== undefined;
  const created = { subject, at: turn.now, level, wrappedKey, sealedEmail, sealedPhone, emailIndex, hasPassword };
  const told = tell(turn, head, { change: 'created', ...created });
  audit(turn, 'user_created', { account });
  return tell(turn, told, { change: 'terms', at: turn.now, termsVersion });
}

/** Writes an event to the audit trail, beside the decision it tells of; and to what the person is shown, if it is for them. */
export function audit(
  turn: Turn,
  kind: AuditEventKind,
  of: { readonly account?: AccountId | undefined; readonly client?: ClientId } = {},
): void {
  const account = of.account ?? readHead(turn.sql)?.account;
  if (account !== undefined) noteEvent(turn.sql, kind, turn);
  appendRow(turn.sql, {
    kind: 'audit',
    event: {
      id: randomEntryId(),
      kind,
      at: turn.now,
      sealed: turn.context,
      ...(account === undefined ? {} : { account }),
      ...(of.client === undefined ? {} : { client: of.client }),
    },
  });
}

/** Tells the book of record of a change, under the next number. @returns the head as stored */
export function tell(turn: Turn, head: Head, change: AccountChange): Head {
  const next = { ...head, seq: head.seq + 1 };
  writeHead(turn.sql, next);
  appendRow(turn.sql, { kind: 'account', account: head.account, seq: next.seq, change });
  return next;
}
