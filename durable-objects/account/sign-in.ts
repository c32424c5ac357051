import type { AttemptVerdict } from '../../src/domain/attempts';
import { epochSeconds } from '../../src/domain/brands';
import { sameHash } from '../../src/domain/constant-time';
import { limits } from '../../src/domain/limits';
import { type Challenge, countSend, countUnanswered, type Sends, turnOf } from '../../src/domain/passcode';
import type { ShownCredentials } from '../../src/domain/vector';
import { deleteEntry, readEntry, writeEntry } from '../entries';
import { acknowledgeMessage, appendMessage } from '../outbox';
import { counterOf, lockedUntil, refund, takeAttempt, withdraw } from './attempts';
import {
  findBrowser,
  findDevice,
  forgetDevice,
  forgetOwn,
  rememberDevice,
  rotateDevice,
  showsSpentSecret,
} from './devices';
import {
  audit,
  type Head,
  noteSecondFactor,
  opensByPassword,
  passwordOf,
  readActiveHead,
  readHead,
  readOwnHead,
  type Turn,
} from './head';
import { findLink } from './links';
import { sendNotice, tellOfSignIn } from './notices';
import { retraceMember } from './retrace';
import { endSession, findSession, type LiveSession, lineOf, openSession } from './sessions';
import type {
  Bearer,
  CheckPasscodeAnswer,
  CheckPasscodeInput,
  IssuePasscodeAnswer,
  PasscodeIssue,
  PasscodeRefusal,
  ReservePasswordAnswer,
  ReservePasswordInput,
  SettlePasswordAnswer,
  SettlePasswordInput,
} from './sign-in-verbs';
import type { SecretRef } from './verbs';

/** An attempt that was counted and waits for its verdict. */
interface Ticket {
  readonly counter: string;
  readonly countedAt: number;
  readonly device?: string;
  readonly source?: string;
  /** The device that came along was forgotten, for it showed a secret of before. */
  readonly deviceCopied?: boolean;
  readonly answer?: SettlePasswordAnswer;
}

/** The password of this account was right in this interaction. */
interface SignInProof {
  readonly passwordAt: number;
}

const allowed: AttemptVerdict = { kind: 'allowed' };

/** The codes of an account have one counter over all routes. */
const passcodes = counterOf('passcode');

/** Counts a password attempt as failed and hands out what it is to be verified against. */
export function reservePassword(turn: Turn, input: ReservePasswordInput): ReservePasswordAnswer {
  const { sql, now } = turn;
  const any = readHead(sql);
  if (any?.state === 'pending') return { tag: 'pending', op: any.op };
  const head = readOwnHead(sql);
  if (input.session !== undefined && findSession(sql, input.session, now) === undefined) return { tag: 'lost' };
  // A browser that this person asked us to remember counts for itself, and so does one in which they chose the password by a
  // link: a stranger's guesses lock neither out.
  const device = head === undefined ? undefined : findDevice(sql, input.device, now);
  const own = device ?? (head === undefined ? undefined : findBrowser(sql, input.device, now));
  const counter = counterOf('password', head === undefined ? input.addressKey : own?.id);
  // A device is one place by itself.
  const source = own === undefined ? input.source : undefined;
  const repeated = readEntry<Ticket>(sql, 'ticket', input.ticket, now);
  const isRepeated = repeated !== undefined;
  const verdict = isRepeated ? allowed : takeAttempt(turn, 'password', counter, source);
  if (verdict.kind !== 'allowed') {
    audit(turn, 'authn_login_lock');
    return verdict.kind === 'off' ? { tag: 'off' } : { tag: 'locked', until: epochSeconds(verdict.until) };
  }
  const deviceCopied = repeated?.deviceCopied ?? (head !== undefined && endCopiedDevice(turn, input.device));
  if (!isRepeated) {
    const place = device === undefined ? { ...(source && { source }) } : { device: device.id };
    const kept: Ticket = { counter, countedAt: now, ...place, deviceCopied };
    writeEntry(sql, 'ticket', input.ticket, kept, now + limits.settleWithin.value);
  }
  if (head === undefined) return { tag: 'reserved', deviceKnown: false };
  const { wrappedKey, sealedEmail, sealedPhone } = head;
  // One that was turned off by its person is looked at as any other, and never right: the answer tells no stranger.
  if (head.passwordOff === true) return { tag: 'reserved', deviceKnown: false };
  const password = passwordOf(head);
  return {
    tag: 'reserved',
    deviceKnown: device !== undefined,
    deviceCopied,
    held: { wrappedKey, sealedEmail, sealedPhone, ...(password === undefined ? {} : { password }) },
  };
}

/** A secret of before ends the device for whoever holds its present one too. */
function endCopiedDevice(turn: Turn, device: SecretRef | undefined): boolean {
  if (!showsSpentSecret(turn.sql, device, turn.now)) return false;
  forgetDevice(turn.sql, device.id);
  audit(turn, 'authn_device_copied');
  return true;
}

/** Settles a reserved attempt, once; a repeated call gets the first answer. */
export function settlePassword(turn: Turn, input: SettlePasswordInput): SettlePasswordAnswer {
  const ticket = readEntry<Ticket>(turn.sql, 'ticket', input.ticket, turn.now);
  if (ticket === undefined) return { tag: 'wrong' };
  if (ticket.answer !== undefined) return ticket.answer;
  if (input.deviceCopied !== undefined && readActiveHead(turn.sql) !== undefined) sendNotice(turn, input.deviceCopied);
  const answer = judgeSettlement(turn, ticket, input);
  writeEntry(turn.sql, 'ticket', input.ticket, { ...ticket, answer }, turn.now + limits.settleWithin.value);
  return answer;
}

function judgeSettlement(turn: Turn, ticket: Ticket, input: SettlePasswordInput): SettlePasswordAnswer {
  const { sql, now } = turn;
  if (input.unseen) {
    withdraw(turn, ticket.counter, ticket.countedAt, ticket.source);
    return { tag: 'wrong' };
  }
  const head = readOwnHead(sql);
  // Ensure only an account can be signed in to, by a password that counts: a decoy never is.
  const counts = head !== undefined && opensByPassword(head);
  if (!input.right || !counts) {
    const locked = lockedUntil(turn, ticket.counter);
    audit(turn, locked === undefined ? 'authn_login_fail' : 'authn_login_lock');
    return { tag: 'wrong', ...(locked === undefined ? {} : { lockedUntil: locked }) };
  }
  refund(turn, ticket.counter, ticket.countedAt, ticket.source);
  // Ensure a session that ended while the password was looked at is not stepped up into one that nobody was told of.
  if (input.before !== undefined && findSession(sql, input.before, now) === undefined) return { tag: 'lost' };
  if (input.session !== undefined) {
    if (head.state === 'disabled') return turnAway(turn);
    const deviceKnown = ticket.device !== undefined;
    // The device's secret changes only where the answer brings its next one to the browser.
    if (ticket.device !== undefined && input.nextDeviceSecretHash !== undefined)
      rotateDevice(turn, ticket.device, input.nextDeviceSecretHash);
    audit(turn, 'authn_login_success');
    const next = { to: input.session, shown: { Cp: now }, interaction: input.interaction };
    if (!deviceKnown) tellOfSignIn(turn, input.news);
    replaceSession(turn, input.before, { ...next, ...(deviceKnown && { spared: { Cd: now } }) });
    return { tag: 'signed-in', ...retraceMember(turn) };
  }
  const proof: SignInProof = { passwordAt: now };
  writeEntry(sql, 'sign-in', input.interaction, proof, now + limits.signInLife.value);
  if (input.passcode === undefined) return { tag: 'sending-locked', until: epochSeconds(now + limits.lockShort.value) };
  const sent = sendPasscode(turn, input.interaction, input.passcode);
  return sent.tag === 'sent' ? { tag: 'code-sent', turn: sent.turn } : sent;
}

/**
 * Opens a session for what was just shown: a new one, or one that goes on from another of the same person and has all that
 * was shown there. What was shown before does not become younger: it ends when the one it replaces would have.
 */
export function replaceSession(
  turn: Turn,
  before: SecretRef | undefined,
  next: {
    readonly to: SecretRef;
    readonly shown: ShownCredentials;
    /** What counts as shown since this browser is remembered: not where credentials are changed. */
    readonly spared?: ShownCredentials;
    /** The passkey among them. */
    readonly passkey?: string;
    readonly interaction: string;
  },
): void {
  const { shown, spared } = next;
  const live = findSession(turn.sql, before, turn.now);
  const together: ShownCredentials = { ...live?.session.shown, ...shown };
  // Ensure it is who chose the password that shows the second factor: beside it, in one session.
  if (together.Cp !== undefined && (together.Cd ?? together.Cm) !== undefined) noteSecondFactor(turn);
  if (live !== undefined && before !== undefined) endSession(turn.sql, before.id);
  const here = live?.session.shownHere ?? (spared && (live?.session.shown ?? {}));
  openSession(turn, next.to, {
    shown: { ...live?.session.shown, ...shown, ...spared },
    ...(here && { shownHere: { ...here, ...shown } }),
    // What a service asserts was shown in another browser: in this one a session begins.
    ...(live?.kind === 'session' && before !== undefined && { line: lineOf(before.id, live.session) }),
    ...passkeysShown(turn, live, next.passkey),
    ...(live?.session.opened && { opened: live.session.opened }),
    ...(live?.session.removalTold && { removalTold: live.session.removalTold }),
    signedInBy: next.interaction,
    openedAt: live?.session.openedAt ?? turn.now,
  });
}

/** The passkeys shown in a session and in the one before. Where that does not say which they were, neither does this. */
function passkeysShown({ now }: Turn, live: LiveSession | undefined, passkey: string | undefined) {
  const before = live?.session;
  if (before?.shown.Cm !== undefined && before.passkeys === undefined) return {};
  return { passkeys: { ...before?.passkeys, ...(passkey && { [passkey]: now }) } };
}

/** Whether the bearer may be sent a code, or enter one, in this interaction. */
export function bearerStands(turn: Turn, bearer: Bearer, interaction: string): Head | undefined {
  if (bearer.by === 'session') return findSession(turn.sql, bearer.session, turn.now)?.head;
  if (bearer.by === 'link')
    return findLink(turn, 'reset', bearer.link).verdict === 'live' ? readActiveHead(turn.sql) : undefined;
  const proof = readEntry<SignInProof>(turn.sql, 'sign-in', interaction, turn.now);
  return proof === undefined ? undefined : readOwnHead(turn.sql);
}

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

/** Compares a code, counts the attempt, and on a right one opens the session that it completes. */
export function checkPasscode(turn: Turn, input: CheckPasscodeInput): CheckPasscodeAnswer {
  const { sql, now } = turn;
  // A repeated call finds the session that the first one opened.
  if (findSession(sql, input.session, now) !== undefined) return { tag: 'signed-in', ...retraceMember(turn) };
  if (readEntry(sql, 'turned-away', input.session.id, now) !== undefined) return { tag: 'disabled' };
  // Ensure a code that was sent to whoever reads the mail opens no session.
  if (input.bearer.by === 'link') return { tag: 'lost' };
  const head = bearerStands(turn, input.bearer, input.interaction);
  if (head === undefined) return { tag: 'lost' };
  const verdict = judgePasscode(turn, { ...input, op: input.session.id });
  if (verdict.tag !== 'right') return verdict;
  if (head.state === 'disabled') {
    deleteEntry(sql, 'sign-in', input.interaction);
    writeEntry(sql, 'turned-away', input.session.id, true, now + limits.settleWithin.value);
    return turnAway(turn);
  }
  completeSignIn(turn, input);
  return { tag: 'signed-in', ...retraceMember(turn) };
}

/** Whoever has shown that the account is theirs is told that it is disabled; nobody else is told anything. */
export function turnAway(turn: Turn): { readonly tag: 'disabled' } {
  audit(turn, 'authn_login_disabled');
  return { tag: 'disabled' };
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

function completeSignIn(turn: Turn, input: CheckPasscodeInput): void {
  const { sql, now } = turn;
  const before = input.bearer.by === 'session' ? input.bearer.session : undefined;
  const proof = readEntry<SignInProof>(sql, 'sign-in', input.interaction, now);
  const shown: ShownCredentials = before === undefined ? { Cp: proof?.passwordAt ?? now, Cd: now } : { Cd: now };
  deleteEntry(sql, 'sign-in', input.interaction);
  audit(turn, 'authn_login_success');
  const known = findDevice(sql, input.knownBy, now);
  if (known === undefined) tellOfSignIn(turn, input.news);
  replaceSession(turn, before, { to: input.session, shown, interaction: input.interaction });
  if (input.device === undefined) return;
  // The new one takes the place of what this browser held of the person: its cookie has one token for each.
  if (input.knownBy !== undefined) forgetOwn(turn, input.knownBy);
  rememberDevice(turn, input.device);
}
