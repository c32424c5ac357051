import { epochSeconds } from '../../src/domain/brands';
import { sameHash } from '../../src/domain/constant-time';
import { limits } from '../../src/domain/limits';
import type { MailedLink } from '../../src/domain/mailed-link';
import {
  goesBy,
  judgeRemoval,
  type KeptRemoval,
  levelAfterRemoval,
  newRemoval,
  putOffRemoval,
  type RemovalOnRecord,
  removalEnds,
} from '../../src/domain/passkey-removal';
import { sessionEnds } from '../../src/domain/session';
import { deleteEntry, listEntries, writeEntry } from '../entries';
import { acknowledgeMessage, appendMessage } from '../outbox';
import { audit, type Head, opensByPassword, readActiveHead, type Turn, tell, writeHead } from './head';
import { forgetPasskey, isPasswordDoubted, listPasskeys, readPasskey, shownPasskeys } from './kept-passkeys';
import { findLink, keepLink } from './links';
import { sendNotice } from './notices';
import { judgePasscode, passcodeUntil } from './passcodes';
import { keepRemoval, readRemoval } from './pending-removal';
import type {
  AnswerRemovalInput,
  AskRemovalAnswer,
  AskRemovalInput,
  FinishRemovalAnswer,
  FinishRemovalInput,
  LinkInput,
  ProvePhoneAnswer,
  ProvePhoneInput,
  ReadRemovalAnswer,
  ReadRemovalRequestAnswer,
  ReadRemovalRequestInput,
  StopRemovalAnswer,
  StopRemovalInput,
} from './recovery-verbs';
import type { ResetLink } from './reset';
import { endEverything, findSession, type LiveSession } from './sessions';
import type { DecisionAnswer } from './verbs';

/**
 * Getting rid of passkeys that are lost or a stranger's, for who has the mailbox and the phone of the account. It is asked for
 * by both, told on both, and done a day later by a link to the mailbox.
 */
interface RemovalLink extends MailedLink {
  readonly removal: string;
  /** The link of the phone stops a removal and does nothing else. */
  readonly may: 'stop' | 'remove';
  /** Once it was done: what the caller is told, also when the call is repeated. */
  readonly done?: Extract<FinishRemovalAnswer, { tag: 'removed' }>;
}

/** Codes that are sent for a link are kept by its id, apart from those of any journey. */
export const codesOfLink = (link: LinkInput['link']): string => `link ${link.id}`;

/** Where somebody stands who wants passkeys removed. Changes nothing. */
export function readRemovalRequest(
  turn: Pick<Turn, 'sql' | 'now'>,
  { link: ref, browserHash }: ReadRemovalRequestInput,
): ReadRemovalRequestAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findLink<ResetLink>(turn, 'reset', ref);
  if (found.verdict !== 'live') return { tag: found.verdict };
  const { wrappedKey, sealedEmail, sealedPhone } = head;
  const live = { tag: 'live', wrappedKey, sealedEmail, sealedPhone } as const;
  const pending = readRemoval(turn);
  if (pending !== undefined)
    return { ...live, at: 'pending', from: pending.from, passkeys: chosenPasskeys(turn, pending) };
  if (isProved(turn, found.link, browserHash)) return { ...live, at: 'choice', passkeys: shownPasskeys(turn.sql) };
  const codeUntil = passcodeUntil(turn, codesOfLink(ref));
  return { ...live, at: 'phone', ...(codeUntil === undefined ? {} : { codeUntil: epochSeconds(codeUntil) }) };
}

/**
 * Whether the browser that shows a link is the one in which the code of the phone was entered: whoever reads the mail has the
 * link as well.
 */
function isProved({ now }: Pick<Turn, 'now'>, link: ResetLink, browserHash: string | undefined): boolean {
  const { phoneProvedUntil = 0, phoneProvedBy } = link;
  if (now >= phoneProvedUntil) return false;
  // A worker of an older release knows no browsers.
  return phoneProvedBy === undefined || (browserHash !== undefined && sameHash(phoneProvedBy, browserHash));
}

const chosenPasskeys = ({ sql }: Pick<Turn, 'sql'>, { keys }: KeptRemoval) =>
  shownPasskeys(sql).filter(({ key }) => keys.includes(key));

/** The code that was sent to the phone came back: for a while, the browser that has it may choose. It opens no session. */
export function provePhone(turn: Turn, input: ProvePhoneInput): ProvePhoneAnswer {
  if (readActiveHead(turn.sql) === undefined) return { tag: 'broken' };
  const found = findLink<ResetLink>(turn, 'reset', input.link);
  if (found.verdict !== 'live') return { tag: found.verdict };
  const { codeHash, op, browserHash } = input;
  if (isProved(turn, found.link, browserHash)) return { tag: 'proved' };
  const verdict = judgePasscode(turn, { interaction: codesOfLink(input.link), codeHash, op });
  if (verdict.tag !== 'right') return verdict;
  const phoneProvedUntil = turn.now + limits.signInLife.value;
  const { phoneProvedBy: _before, ...link } = found.link;
  const by = browserHash === undefined ? {} : { phoneProvedBy: browserHash };
  keepLink<ResetLink>(turn, 'reset', input.link.id, { ...link, phoneProvedUntil, ...by });
  return { tag: 'proved' };
}

/**
 * Takes note that passkeys are to be removed, and tells it on every way that is known. Sessions end, so that whoever signs in
 * by a passkey from now on is told as well.
 */
export function askRemoval(turn: Turn, input: AskRemovalInput): AskRemovalAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findLink<ResetLink>(turn, 'reset', input.link);
  const pending = readRemoval(turn);
  if (pending?.id === input.op) return { tag: 'asked', from: pending.from };
  if (found.verdict !== 'live') return { tag: found.verdict };
  // Ensure the mailbox alone is not enough, also while its person has just shown the phone.
  if (!isProved(turn, found.link, input.browserHash)) return { tag: 'unproved' };
  if (pending !== undefined) return { tag: 'pending', from: pending.from };
  const keys = input.keys.filter((key) => readPasskey(turn.sql, key) !== undefined);
  if (keys.length === 0) return { tag: 'nothing' };
  const removal: KeptRemoval = { ...newRemoval(input.op, keys, turn.now), ready: input.ready };
  keepRemoval(turn, removal);
  for (const [may, { link, message }] of [
    ['remove', input.byMail],
    ['stop', input.byPhone],
  ] as const) {
    // Longer than it can be put off: what became of the removal is judged by the removal.
    const until = turn.now + limits.passkeyRemovalPutOff.value + limits.passkeyRemovalOpen.value;
    keepLink<RemovalLink>(turn, 'removal', link.id, { secretHash: link.secretHash, until, removal: removal.id, may });
    appendMessage(turn.sql, message, turn.now, removal.from);
  }
  sendWhenReady(turn, removal);
  const { phoneProvedUntil: _spent, phoneProvedBy: _by, ...link } = found.link;
  keepLink<ResetLink>(turn, 'reset', input.link.id, link);
  endEverything(turn.sql);
  writeHead(turn.sql, { ...head, notBefore: turn.now });
  audit(turn, 'passkey_removal_asked');
  return { tag: 'asked', from: removal.from };
}

function sendWhenReady({ sql }: Turn, removal: KeptRemoval): void {
  acknowledgeMessage(sql, removal.ready.id);
  appendMessage(sql, removal.ready, removal.from, epochSeconds(removalEnds(removal)));
}

/** The removal that an account knows of, as the book of record is to have it: its links work on when the account is built again. */
export function removalOnRecord(turn: Pick<Turn, 'sql' | 'now'>): RemovalOnRecord | undefined {
  const removal = readRemoval(turn);
  if (removal === undefined) return undefined;
  const links = listEntries<RemovalLink>(turn.sql, 'removal', turn.now)
    .filter(({ value }) => value.removal === removal.id && value.usedAt === undefined)
    .map(({ id, value: { secretHash, until, may } }) => ({ id, secretHash, until, may }));
  return { ...removal, links };
}

/** Keeps a removal again that the book of record knows: its day goes on, and who is to be told is told. */
export function restoreRemoval(turn: Turn, { links, ...removal }: RemovalOnRecord): void {
  keepRemoval(turn, removal);
  for (const { id, ...link } of links) keepLink<RemovalLink>(turn, 'removal', id, { ...link, removal: removal.id });
  if (judgeRemoval(removal, turn.now) !== 'over') sendWhenReady(turn, removal);
}

/** The removal that a link is for, while there is one. */
function findRemoval(turn: Pick<Turn, 'sql' | 'now'>, ref: LinkInput['link']) {
  const found = findLink<RemovalLink>(turn, 'removal', ref);
  if (found.verdict !== 'live') return found;
  const removal = readRemoval(turn);
  const state = removal?.id === found.link.removal ? judgeRemoval(removal, turn.now) : 'over';
  // It was stopped or done by another link, or nobody came.
  if (removal === undefined || state === 'over') return { verdict: 'used', link: found.link } as const;
  return { verdict: 'live', link: found.link, removal, state } as const;
}

/** What the page behind a link shows. Changes nothing. */
export function readRemovalLink(turn: Pick<Turn, 'sql' | 'now'>, { link: ref }: LinkInput): ReadRemovalAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findRemoval(turn, ref);
  if (found.verdict !== 'live') return { tag: found.verdict };
  const { wrappedKey, sealedEmail, sealedPhone } = head;
  const { state, removal, link } = found;
  const passkeys = chosenPasskeys(turn, removal);
  return { tag: 'live', state, from: removal.from, may: link.may, passkeys, wrappedKey, sealedEmail, sealedPhone };
}

/** Who has the mailbox or the phone says no: it takes both to remove a passkey. */
export function stopRemoval(turn: Turn, input: StopRemovalInput): StopRemovalAnswer {
  if (readActiveHead(turn.sql) === undefined) return { tag: 'broken' };
  const found = findRemoval(turn, input.link);
  if (found.link?.usedBy === input.op) return { tag: 'stopped' };
  if (found.verdict !== 'live') return { tag: found.verdict };
  const { removal, link } = found;
  keepLink<RemovalLink>(turn, 'removal', input.link.id, { ...link, usedAt: turn.now, usedBy: input.op });
  acknowledgeMessage(turn.sql, removal.ready.id);
  deleteEntry(turn.sql, 'passkey-removal', '');
  // Ensure a removal that was put off is not begun anew to wait less.
  if (removal.putOff && turn.now < removal.from) keepRemoval(turn, { ...removal, stopped: true });
  audit(turn, 'passkey_removal_stopped');
  return { tag: 'stopped' };
}

/**
 * Removes the passkeys that were chosen, and what was added since, when the day is over. Everything ends that they may have
 * opened, and so does a password that somebody chose meanwhile who was signed in.
 */
export function finishRemoval(turn: Turn, input: FinishRemovalInput): FinishRemovalAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findRemoval(turn, input.link);
  if (found.link?.usedBy === input.op && found.link.done !== undefined) return found.link.done;
  if (found.verdict !== 'live') return { tag: found.verdict };
  const { removal, link } = found;
  if (link.may !== 'remove') return { tag: 'broken' };
  if (found.state === 'waiting') return { tag: 'waiting', from: removal.from };
  const gone = listPasskeys(turn.sql).filter(({ id, value }) => goesBy(removal, { key: id, addedAt: value.addedAt }));
  // Whoever held a passkey may have chosen the password by it: alone it signs nobody in until a code was shown beside it.
  const off: Head = {
    ...head,
    notBefore: turn.now,
    passwordNeedsSecond: true,
    ...(removal.passwordDoubted && { passwordOff: true }),
  };
  endEverything(turn.sql);
  writeHead(turn.sql, off);
  const left = gone.reduce(
    (latest, { id, value }) => forgetPasskey(turn, latest, { key: id, index: value.index }),
    off,
  );
  lowerLevel(turn, left);
  deleteEntry(turn.sql, 'passkey-removal', '');
  const credentialIds = gone.map(({ value }) => value.credentialId);
  const done = { tag: 'removed', credentialIds, hasPassword: opensByPassword(off) } as const;
  keepLink<RemovalLink>(turn, 'removal', input.link.id, { ...link, done, usedAt: turn.now, usedBy: input.op });
  sendNotice(turn, input.notice);
  return done;
}

function lowerLevel(turn: Turn, head: Head): void {
  const isOfBefore = head.passwordByLink === undefined && !isPasswordDoubted(turn.sql, head);
  const password = !opensByPassword(head) ? 'none' : isOfBefore ? 'of-before' : 'doubted';
  const level = levelAfterRemoval(head.level, { passkeys: listPasskeys(turn.sql).length, password });
  if (level !== head.level) tell(turn, { ...head, level }, { change: 'level', at: turn.now, level });
}

/** A person who signed in by a passkey was told of the removal, and goes on; or has it wait longer, once. */
export function answerRemoval(turn: Turn, input: AnswerRemovalInput): DecisionAnswer {
  const live = findSession(turn.sql, input.session, turn.now);
  if (live === undefined) return { tag: 'no-session' };
  const removal = readRemoval(turn);
  if (removal === undefined || live.session.shown.Cm === undefined || live.kind !== 'session') return { tag: 'done' };
  noteTold(turn, input.session.id, live, removal.id);
  if (!input.putOff || removal.putOff || judgeRemoval(removal, turn.now) === 'over') return { tag: 'done' };
  const later: KeptRemoval = { ...removal, ...putOffRemoval(removal) };
  keepRemoval(turn, later);
  sendWhenReady(turn, later);
  appendMessage(turn.sql, input.message, turn.now, later.from);
  audit(turn, 'passkey_removal_put_off');
  return { tag: 'done' };
}

function noteTold({ sql }: Turn, id: string, { session }: LiveSession, removalTold: string): void {
  writeEntry(sql, 'session', id, { ...session, removalTold }, sessionEnds(session));
}
