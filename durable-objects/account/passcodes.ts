import { epochSeconds } from '../../src/domain/brands';
import { sameHash } from '../../src/domain/constant-time';
import { limits } from '../../src/domain/limits';
import { type Challenge, countSend, countUnanswered, type Sends, turnOf } from '../../src/domain/passcode';
import { deleteEntry, readEntry, writeEntry } from '../entries';
import { acknowledgeMessage, appendMessage } from '../outbox';
import { counterOf, lockedUntil, refund, takeAttempt } from './attempts';
import { audit, type Turn } from './head';
import type { IssuePasscodeAnswer, PasscodeIssue, PasscodeRefusal } from './sign-in-verbs';

/** The codes of an account have one counter over all routes. */
const passcodes = counterOf('passcode');

/** Keeps a code and queues its message. A new code replaces the one before. */
export function sendPasscode(
  turn: Turn,
  interaction: string,
  issue: PasscodeIssue,
): Exclude<IssuePasscodeAnswer, { tag: 'lost' }> {
  const { sql, now } = turn;
  // A repeated call finds the code that the first one kept.
  const held = readEntry<Challenge>(sql, 'passcode', interaction, now);
  const counted = readEntry<Sends>(sql, 'sends', '', now);
  if (held?.message === issue.message.id) return { tag: 'sent', turn: turnOf(counted) };
  const locked = lockedUntil(turn, passcodes);
  if (locked !== undefined) return { tag: 'sending-locked', until: locked };
  const refusedUntil = refuseSend(turn, counted);
  if (refusedUntil !== undefined) return { tag: 'sending-locked', until: epochSeconds(refusedUntil) };
  const challenge: Challenge = {
    message: issue.message.id,
    codeHash: issue.codeHash,
    sentAt: now,
    expiresAt: now + limits.phoneCodeLife.value,
    wrong: 0,
  };
  writeEntry(sql, 'passcode', interaction, challenge, challenge.expiresAt);
  // The code before stops working: what still waits to carry it is not sent.
  if (held?.message !== undefined) acknowledgeMessage(sql, held.message);
  const message = { ...issue.message, turn: turnOf(readEntry<Sends>(sql, 'sends', '', now)) };
  appendMessage(sql, message, epochSeconds(now + limits.messageLease.value), epochSeconds(challenge.expiresAt));
  audit(turn, 'authn_passcode_sent');
  return { tag: 'sent', turn: message.turn };
}

/** Counts one request to send, in a row and in the day. @returns until when nothing is sent, if so */
function refuseSend({ sql, now }: Turn, counted: Sends | undefined): number | undefined {
  const { sends, refusedUntil } = countSend(counted, now);
  const ofDay = countUnanswered(readEntry<readonly number[]>(sql, 'unanswered', '', now), now);
  if (refusedUntil === undefined && ofDay.refusedUntil !== undefined) return ofDay.refusedUntil;
  writeEntry(sql, 'sends', '', sends, now + 86_400);
  if (refusedUntil === undefined) writeEntry(sql, 'unanswered', '', ofDay.unanswered, now + 86_400);
  return refusedUntil;
}

/** A code that came back, and what its attempt is recognised by when the call is repeated. */
interface ShownPasscode {
  readonly interaction: string;
  readonly codeHash: string;
  readonly op: string;
}

/** Counts the attempt at a code, then compares it; a right one is spent. */
export function judgePasscode(turn: Turn, shown: ShownPasscode): { readonly tag: 'right' } | PasscodeRefusal {
  const { sql, now } = turn;
  const locked = lockedUntil(turn, passcodes);
  if (locked !== undefined) return { tag: 'locked', until: locked };
  const challenge = readEntry<Challenge>(sql, 'passcode', shown.interaction, now);
  if (challenge === undefined) return { tag: 'expired' };
  // A repeated call of a wrong attempt is not another one.
  if (challenge.lastTry === shown.op) return { tag: 'wrong' };
  const verdict = takeAttempt(turn, 'passcode', passcodes);
  if (verdict.kind === 'off') return { tag: 'off' };
  if (verdict.kind === 'locked') return { tag: 'locked', until: epochSeconds(verdict.until) };
  if (!sameHash(challenge.codeHash, shown.codeHash)) return refusePasscode(turn, shown, challenge);
  refund(turn, passcodes, now);
  endChallenge(turn, shown.interaction, challenge);
  deleteEntry(sql, 'sends', '');
  deleteEntry(sql, 'unanswered', '');
  audit(turn, 'authn_passcode_success');
  return { tag: 'right' };
}

function refusePasscode(turn: Turn, { interaction, op }: ShownPasscode, challenge: Challenge): PasscodeRefusal {
  const { sql } = turn;
  const locked = lockedUntil(turn, passcodes);
  audit(turn, locked === undefined ? 'authn_passcode_fail' : 'authn_passcode_lock');
  if (locked === undefined) {
    const tried: Challenge = { ...challenge, lastTry: op };
    writeEntry(sql, 'passcode', interaction, tried, challenge.expiresAt);
    return { tag: 'wrong' };
  }
  endChallenge(turn, interaction, challenge);
  return { tag: 'locked', until: locked };
}

/** Until when the code that was sent for this works; undefined when none waits. */
export const passcodeUntil = ({ sql, now }: Pick<Turn, 'sql' | 'now'>, interaction: string): number | undefined =>
  readEntry<Challenge>(sql, 'passcode', interaction, now)?.expiresAt;

/** The code does not work any more: what still waits to carry it is not sent. */
function endChallenge({ sql }: Turn, interaction: string, { message }: Challenge): void {
  deleteEntry(sql, 'passcode', interaction);
  if (message !== undefined) acknowledgeMessage(sql, message);
}
