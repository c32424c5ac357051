import { epochSeconds } from '../../src/domain/brands';
import { sameHash } from '../../src/domain/constant-time';
import { limits } from '../../src/domain/limits';
import { hasCountedOn } from '../../src/domain/passkey';
import { openedLately, sessionRestsUntil, shownLately, signedInLately } from '../../src/domain/session';
import { keepCeremony, takeCeremony } from '../ceremonies';
import { writeEntry } from '../entries';
import { clearPasswordCounters, turnFactorsOn } from './attempts';
import type {
  AddPasskeyAnswer,
  AddPasskeyInput,
  ChangePasskeyInput,
  HeldPasskeyAnswer,
  KeepUpgradeInput,
  PasskeyChangeAnswer,
  PasskeyOwnerAnswer,
  SetPasswordAnswer,
  SetPasswordInput,
  SettlePasskeyAnswer,
  SettlePasskeyInput,
  TakeUpgradeInput,
  TellOfCopyAnswer,
  TellOfCopyInput,
  UpgradeAnswer,
} from './credential-verbs';
import { noteEvent } from './events';
import {
  audit,
  type Head,
  opensByPassword,
  passwordMembers,
  readActiveHead,
  readOwnHead,
  type Turn,
  tell,
} from './head';
import {
  countPasskeys,
  countProvenPasskeys,
  forgetPasskey,
  passkeysOf,
  provenPasskeys,
  readHandle,
  readPasskey,
  type StoredPasskey,
  shownPasskeys,
} from './kept-passkeys';
import { sendNotice, tellOfSignIn } from './notices';
import { endOthers } from './overview';
import { noteNewPassword } from './pending-removal';
import { spendLinks } from './reset';
import { retraceMember } from './retrace';
import { findSession, type LiveSession } from './sessions';
import { replaceSession, turnAway } from './sign-in';
import type { NewPasskeyInput, SessionInput } from './verbs';

/** Kinds of device that are kept of a passkey. */
const MOST_SEEN = 10;

/** Whether the person of a session signed in minutes ago by the strongest factor they hold. */
const isFresh = ({ sql, now }: Turn, { session }: LiveSession): boolean =>
  signedInLately(session, { provenPasskeys: countProvenPasskeys(sql) }, now);

/** Keeps a passkey of a person being registered. Called once, before the account is active. */
export function beginWithPasskey(turn: Turn, head: Head, { key, passkey, userHandle, told }: NewPasskeyInput): Head {
  writeEntry(turn.sql, 'passkey-owner', '', userHandle);
  return keepPasskey(turn, head, { key, passkey, told });
}

function keepPasskey(
  turn: Turn,
  head: Head,
  { key, passkey, told, beside = [] }: Omit<NewPasskeyInput, 'userHandle'> & { readonly beside?: readonly string[] },
): Head {
  const addedBeside = beside.length > 0 ? { addedBeside: beside } : {};
  const stored: StoredPasskey = { ...passkey, index: told.index, addedAt: turn.now, ...addedBeside };
  writeEntry(turn.sql, 'passkey', key, stored);
  const next = tell(turn, head, { change: 'passkey-added', at: turn.now, ...told });
  audit(turn, 'authn_passkey_added', { account: head.account });
  return next;
}

/** What an authenticator is told about the person of a session, and which of their passkeys it may already hold. */
export function passkeyOwner(sql: SqlStorage, { session }: SessionInput, now: number): PasskeyOwnerAnswer {
  const live = findSession(sql, session, now);
  if (live === undefined) return { tag: 'no-session' };
  const { wrappedKey, sealedEmail, sealedPhone } = live.head;
  const userHandle = readHandle(sql);
  return {
    tag: 'owner',
    // Looking does not use a session.
    sessionUntil: epochSeconds(sessionRestsUntil(live.session, live.session.usedAt)),
    ...{ wrappedKey, sealedEmail, sealedPhone },
    ...(userHandle === undefined ? {} : { userHandle }),
    passkeys: shownPasskeys(sql),
  };
}

/**
 * Keeps the challenge by which a browser may make a passkey by itself: for a person without one, who has just signed in by
 * password and code. @see W3C WebAuthn L3 §5.1.3
 */
export function keepUpgrade(turn: Turn, { session, ceremony }: KeepUpgradeInput): UpgradeAnswer {
  const live = findSession(turn.sql, session, turn.now);
  if (live === undefined || countPasskeys(turn.sql) > 0 || !isFresh(turn, live)) return { tag: 'none' };
  const kept = { ...ceremony, userHandle: readHandle(turn.sql) ?? ceremony.userHandle };
  keepCeremony(turn.sql, session.id, kept, turn.now);
  return { tag: 'ceremony', ceremony: kept };
}

/** Spends that challenge. */
export function takeUpgrade(turn: Turn, { session, op }: TakeUpgradeInput): UpgradeAnswer {
  const live = findSession(turn.sql, session, turn.now);
  const ceremony = live && takeCeremony(turn.sql, session.id, op, turn.now);
  return ceremony === undefined ? { tag: 'none' } : { tag: 'ceremony', ceremony };
}

/** What a signature is to be verified against. */
export function heldPasskey(sql: SqlStorage, key: string): HeldPasskeyAnswer {
  const head = readOwnHead(sql);
  const stored = readPasskey(sql, key);
  const userHandle = readHandle(sql);
  if (head === undefined || stored === undefined || userHandle === undefined) return { tag: 'unknown' };
  const { credentialId, publicKey, counter, backupEligible } = stored;
  const { account, wrappedKey, sealedEmail, sealedPhone } = head;
  const signed = { credentialId, publicKey, counter, backupEligible, userHandle };
  return { tag: 'held', account, wrappedKey, sealedEmail, sealedPhone, ...signed };
}

/**
 * A passkey was verified: its counter moves on, and the session that it completes is opened. Two assertions with one counter
 * are two copies of a key: the second is refused.
 * @see W3C WebAuthn L3 §7.2 step 22
 */
export function settlePasskey(turn: Turn, input: SettlePasskeyInput): SettlePasskeyAnswer {
  const { sql, now } = turn;
  const stored = readPasskey(sql, input.key);
  const head = readOwnHead(sql);
  if (head === undefined || stored === undefined) return { tag: 'refused' };
  if (stored.usedFor === input.session.id && findSession(sql, input.session, now) !== undefined)
    return { tag: 'signed-in', ...retraceMember(turn) };
  const before = findSession(sql, input.before, now);
  if (input.before !== undefined && before === undefined) return { tag: 'refused' };
  // Ensure a passkey that nobody was verified for counts first beside a password, shown here minutes ago (§7.2 step 17).
  if (!stored.userVerified && (before === undefined || !shownLately(before.session, 'Cp', now)))
    return { tag: 'refused' };
  if (!hasCountedOn(stored.counter, input.counter)) {
    audit(turn, 'authn_passkey_cloned');
    return { tag: 'refused', copied: true };
  }
  if (head.state === 'disabled') return turnAway(turn);
  const { counter, backedUp } = input;
  const on = turn.on ?? {};
  const seen = stored.seenOn?.some((one) => one.browser === on.browser && one.system === on.system) === true;
  if (input.before === undefined && !seen) tellOfSignIn(turn, input.news, { key: input.key, added: false });
  // Ensure the first sign-in by it is told, also on the device that made it: only what was told is known.
  const told = seen || input.before !== undefined;
  const seenOn = told ? (stored.seenOn ?? []) : [...(stored.seenOn ?? []), on].slice(-MOST_SEEN);
  const used = { counter, backedUp, userVerified: true, usedAt: now, usedFor: input.session.id, seenOn };
  writeEntry(sql, 'passkey', input.key, { ...stored, ...used });
  turnFactorsOn(turn);
  audit(turn, 'authn_login_success');
  const { session: to, interaction, key: passkey } = input;
  replaceSession(turn, input.before, { to, shown: { Cm: now }, passkey, interaction });
  return { tag: 'signed-in', ...retraceMember(turn) };
}

/** A passkey counted back: its person is told, once a day, with a link by which it goes. @see W3C WebAuthn L3 §6.1.1 */
export function tellOfCopy(turn: Turn, { key, notice }: TellOfCopyInput): TellOfCopyAnswer {
  const stored = readPasskey(turn.sql, key);
  if (readActiveHead(turn.sql) === undefined || stored === undefined) return { tag: 'done' };
  if (turn.now < (stored.copyToldAt ?? Number.NEGATIVE_INFINITY) + limits.copyToldEvery.value) return { tag: 'done' };
  writeEntry(turn.sql, 'passkey', key, { ...stored, copyToldAt: turn.now });
  noteEvent(turn.sql, 'authn_passkey_cloned', turn);
  sendNotice(turn, notice, { key, added: false });
  return { tag: 'done' };
}

/** Binds one more passkey to a person who has just signed in by the strongest factor they hold. */
export function addPasskey(turn: Turn, input: AddPasskeyInput): AddPasskeyAnswer {
  const { sql, now } = turn;
  const live = findSession(sql, input.session, now);
  if (live === undefined) return { tag: 'no-session' };
  const held = readPasskey(sql, input.passkey.key);
  if (held !== undefined)
    return held.publicKey === input.passkey.passkey.publicKey ? { tag: 'done' } : { tag: 'taken' };
  const passkeys = countPasskeys(sql);
  if (!isFresh(turn, live)) return { tag: 'stale' };
  if (passkeys >= limits.passkeysPerAccount.value) return { tag: 'too-many' };
  const handle = readHandle(sql);
  if (handle !== undefined && !sameHash(handle, input.passkey.userHandle)) return { tag: 'taken' };
  if (handle === undefined) writeEntry(sql, 'passkey-owner', '', input.passkey.userHandle);
  keepPasskey(turn, live.head, { ...input.passkey, beside: passkeysOf(sql, live.session) });
  sendNotice(turn, input.notice, { key: input.passkey.key, added: true });
  return { tag: 'done' };
}

/**
 * Forgets a passkey, and others that its person chose with it, and ends what they opened elsewhere; or gives it a name. The
 * last credential of an account cannot be removed.
 */
export function changePasskey(turn: Turn, input: ChangePasskeyInput): PasskeyChangeAnswer {
  const { sql, now } = turn;
  const live = findSession(sql, input.session, now);
  if (live === undefined) return { tag: 'no-session' };
  const stored = readPasskey(sql, input.key);
  if (stored === undefined) return { tag: 'unknown' };
  const fresh = input.change.kind === 'name' ? openedLately(live.session, now) : isFresh(turn, live);
  if (!fresh) return { tag: 'stale' };
  if (input.change.kind === 'name') {
    writeEntry(sql, 'passkey', input.key, {
      ...stored,
      sealedName: input.change.sealed,
      index: input.change.told.index,
    });
    tell(turn, live.head, { change: 'passkey-named', at: now, ...input.change.told });
    audit(turn, 'authn_passkey_named');
    return { tag: 'done', credentialId: stored.credentialId };
  }
  const { key, session, change } = input;
  const also = (change.also ?? []).filter((one) => one.key !== key && readPasskey(sql, one.key) !== undefined);
  const gone = [{ key, index: change.told.index }, ...also];
  // Ensure somebody who has no password keeps a passkey that signs in alone: one that a browser made by itself does not yet.
  const left = provenPasskeys(sql).filter(({ id }) => gone.every((one) => one.key !== id));
  if (left.length === 0 && !opensByPassword(live.head)) return { tag: 'last' };
  gone.reduce((latest, one) => forgetPasskey(turn, latest, { ...one, own: session.id }), live.head);
  sendNotice(turn, change.notice);
  return { tag: 'done', credentialId: stored.credentialId };
}

/**
 * Sets a password, or another one, for somebody who has just signed in by the strongest factor they hold. It counts as shown
 * in the session that takes the place of this one. Who knew the one before is out, and the links to choose it are spent.
 */
export function setPassword(turn: Turn, input: SetPasswordInput): SetPasswordAnswer {
  const { sql, now } = turn;
  // A repeated call finds the session that the first one opened.
  if (findSession(sql, input.next, now) !== undefined) return { tag: 'done' };
  const live = findSession(sql, input.session, now);
  if (live === undefined) return { tag: 'no-session' };
  if (!isFresh(turn, live)) return { tag: 'stale' };
  const { passwordOff: _off, passwordByLink: _link, passwordBeside: _before, ...kept } = live.head;
  const beside = passkeysOf(sql, live.session);
  const chosen = { ...passwordMembers(input.password), ...(beside.length > 0 && { passwordBeside: beside }) };
  tell(turn, { ...kept, ...chosen }, { change: 'password-set', at: now });
  clearPasswordCounters(turn);
  noteNewPassword(turn, { byLink: false });
  audit(turn, 'authn_password_change');
  replaceSession(turn, input.session, { to: input.next, shown: { Cp: now }, interaction: input.interaction });
  if (live.head.sealedPassword !== undefined) endOthers(turn, input.next, input.device);
  spendLinks(turn, { op: input.next.id });
  sendNotice(turn, input.notice);
  return { tag: 'done' };
}
