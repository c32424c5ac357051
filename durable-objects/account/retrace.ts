import type { AccountId, EpochSeconds } from '../../src/domain/brands';
import type { BlindIndex, WrappedKey } from '../../src/domain/ledger-row';
import { leaseRetrace, mayRetrace, putOffRetrace } from '../../src/domain/retrace';
import { deleteKind } from '../entries';
import { acknowledgeMessage, randomFraction } from '../outbox';
import { audit, type Head, type KeptPatient, readActiveHead, readHead, type Turn, tell } from './head';
import { keepRetraces, readRetraces } from './owed-retrace';
import { readRemoval } from './pending-removal';
import { endDisabled, findAccountSession, findSession } from './sessions';
import type { Called, SessionInput } from './verbs';

/** Asks for the look that is due, under a lease. */
export interface TakeRetraceInput {
  /** Whoever asks twice by it, for an answer was lost, has the lease all the same. */
  readonly op: string;
}
/** `none`: nothing is due, or somebody is at it. */
export type TakeRetraceAnswer =
  | {
      readonly tag: 'taken';
      readonly wrappedKey: WrappedKey;
      readonly sealedPhone: string;
      readonly sealed: string;
      readonly against: 'claim' | 'document';
      readonly at: EpochSeconds;
    }
  | { readonly tag: 'none' };

/** What was found. `renumbered`: the directory has given the new number to this account. */
export type RetraceFinding =
  /** Nobody answered. */
  | { readonly kind: 'owed' }
  | { readonly kind: 'unchanged' | 'suspended' | 'disabled' }
  | {
      readonly kind: 'changed' | 'renumbered';
      /** The record, under the account's data key, and the keyed values of its number. */
      readonly sealed: string;
      readonly index: readonly BlindIndex[];
    };

/** Tells what a look found. */
export interface RetracedInput extends Called {
  /** The sealed record that was looked at again: where another is kept by now, nothing was found out about that. */
  readonly from: string;
  readonly found: RetraceFinding;
}
/** `stale`: another record is kept by now, or none. */
export type RetracedAnswer = { readonly tag: 'done' } | { readonly tag: 'stale' };

/** Whoever is signed in said that they are somebody who has died. */
export interface DisableInput extends SessionInput, Called {}
/** `disabled` also when it was so already; `stays`: this session says too little of who is there to end an account by. */
export type DisableAnswer = { readonly tag: 'disabled' | 'stays' | 'no-session' };

/** An operator lets the person of a disabled account in again. */
export interface EnableInput extends Called {
  readonly account: AccountId;
}
export type EnableAnswer = { readonly tag: 'enabled' | 'unchanged' | 'unknown' };

/** Gives one caller the look at the record that is due, for half a minute. */
export function takeRetrace(turn: Turn, { op }: TakeRetraceInput): TakeRetraceAnswer {
  const head = readActiveHead(turn.sql);
  const leased = leaseRetrace(readRetraces(turn.sql), op, turn.now);
  if (head?.patient === undefined || leased === undefined) return { tag: 'none' };
  keepRetraces(turn.sql, leased);
  const { wrappedKey, sealedPhone } = head;
  const { sealed, against, at } = head.patient;
  return { tag: 'taken', wrappedKey, sealedPhone, sealed, against, at };
}

/** Whether a worker is to make a look at the record now: the answer to a sign-in says so. */
export const retraceMember = ({ sql, now }: Pick<Turn, 'sql' | 'now'>): { readonly retrace?: true } =>
  mayRetrace(readRetraces(sql), now) ? { retrace: true } : {};

/** Takes what was found into the account. A repeated call finds it taken, and changes nothing. */
export function retraced(turn: Turn, { from, found }: RetracedInput): RetracedAnswer {
  const held = readHead(turn.sql);
  if (held?.state === 'disabled' && found.kind === 'disabled') return { tag: 'done' };
  const head = readActiveHead(turn.sql);
  if (head?.patient === undefined) return { tag: 'stale' };
  const { patient } = head;
  if ('sealed' in found && patient.sealed === found.sealed) return { tag: 'done' };
  if (patient.sealed !== from) return { tag: 'stale' };
  if (found.kind === 'owed') {
    keepRetraces(turn.sql, putOffRetrace(readRetraces(turn.sql), turn.now, randomFraction()));
    return { tag: 'done' };
  }
  keepRetraces(turn.sql, {});
  switch (found.kind) {
    case 'unchanged':
      break;
    case 'changed':
    case 'renumbered':
      keepRecord(turn, head, { ...patient, sealed: found.sealed, index: found.index });
      break;
    case 'suspended':
      suspend(turn, head);
      break;
    case 'disabled':
      disable(turn, head);
      break;
    default:
      return found satisfies never;
  }
  return { tag: 'done' };
}

/** Services are told of the record as it is kept at the moment they ask: nothing of it lies in a grant. */
function keepRecord(turn: Turn, head: Head, patient: KeptPatient): void {
  tell(turn, { ...head, patient }, { change: 'proved', level: head.level, ...patient });
  audit(turn, 'identity_renewed');
}

/** Grants above the level stand no longer; the person stays signed in, and may prove again who they are. */
function suspend(turn: Turn, head: Head): void {
  if (head.suspended === true) return;
  tell(turn, { ...head, level: 'P0', suspended: true }, { change: 'level', at: turn.now, level: 'P0' });
  audit(turn, 'identity_suspended');
}

/** Ends all that anybody holds of the account. What its person signs in by stays, for they may be alive. */
function disable(turn: Turn, head: Head): void {
  const { sql, now } = turn;
  const removal = readRemoval(turn);
  if (removal !== undefined) acknowledgeMessage(sql, removal.ready.id);
  endDisabled(turn);
  keepRetraces(sql, {});
  for (const kind of ['reset', 'disown', 'removal', 'passkey-removal']) deleteKind(sql, kind);
  tell(turn, { ...head, state: 'disabled', notBefore: now }, { change: 'status', at: now, status: 'disabled' });
  audit(turn, 'account_disabled');
}

/** Ends the account of a session whose person said that they are somebody who has died. A repeated call finds it ended. */
export function disableOwn(turn: Turn, { session }: DisableInput): DisableAnswer {
  const live = findSession(turn.sql, session, turn.now);
  if (live === undefined) return { tag: readHead(turn.sql)?.state === 'disabled' ? 'disabled' : 'no-session' };
  // Ensure that nobody's account is ended by a service that asserts their login, or by whoever knows a password and nothing else.
  if (findAccountSession(turn.sql, session, turn.now) === undefined) return { tag: 'stays' };
  disable(turn, live.head);
  return { tag: 'disabled' };
}

/** An operator found that the account was disabled by mistake. The record is looked at again at the next sign-in. */
export function enable(turn: Turn, { account }: EnableInput): EnableAnswer {
  const head = readHead(turn.sql);
  if (head?.account !== account || head.state === 'pending') return { tag: 'unknown' };
  if (head.state === 'active') return { tag: 'unchanged' };
  deleteKind(turn.sql, 'disabled-session');
  tell(turn, { ...head, state: 'active', notBefore: turn.now }, { change: 'status', at: turn.now, status: 'active' });
  audit(turn, 'account_enabled');
  return { tag: 'enabled' };
}
