import type { AttemptVerdict } from '../../src/domain/attempts';
import { epochSeconds } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';
import type { ShownCredentials } from '../../src/domain/vector';
import { deleteEntry, readEntry, writeEntry } from '../entries';
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
import { judgePasscode, sendPasscode } from './passcodes';
import { retraceMember } from './retrace';
import { endSession, findSession, type LiveSession, lineOf, openSession } from './sessions';
import type {
  Bearer,
  CheckPasscodeAnswer,
  CheckPasscodeInput,
  ContactAnswer,
  ContactInput,
  IssuePasscodeAnswer,
  IssuePasscodeInput,
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
function bearerStands(turn: Pick<Turn, 'sql' | 'now'>, bearer: Bearer, interaction: string): Head | undefined {
  if (bearer.by === 'session') return findSession(turn.sql, bearer.session, turn.now)?.head;
  if (bearer.by === 'link')
    return findLink(turn, 'reset', bearer.link).verdict === 'live' ? readActiveHead(turn.sql) : undefined;
  const proof = readEntry<SignInProof>(turn.sql, 'sign-in', interaction, turn.now);
  return proof === undefined ? undefined : readOwnHead(turn.sql);
}

/** Where a code would go, for one whose password was right or who has a session. */
export function readContact(at: Pick<Turn, 'sql' | 'now'>, { bearer, interaction }: ContactInput): ContactAnswer {
  const head = bearerStands(at, bearer, interaction);
  if (head === undefined) return { tag: 'lost' };
  const { wrappedKey, sealedEmail, sealedPhone } = head;
  return { tag: 'contact', wrappedKey, sealedEmail, sealedPhone };
}

/** Sends a code to who may be sent one in this interaction. */
export function issuePasscode(turn: Turn, input: IssuePasscodeInput): IssuePasscodeAnswer {
  return bearerStands(turn, input.bearer, input.interaction) === undefined
    ? { tag: 'lost' }
    : sendPasscode(turn, input.interaction, input.passcode);
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
