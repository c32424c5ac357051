import { epochSeconds } from '../../src/domain/brands';
import type { BlindIndex } from '../../src/domain/ledger-row';
import { limits } from '../../src/domain/limits';
import type { MailedLink } from '../../src/domain/mailed-link';
import { deleteEntry } from '../entries';
import { appendMessage } from '../outbox';
import { audit, type Head, readActiveHead, type Turn, tell, writeHead } from './head';
import { findLink, keepLink } from './links';
import type { DisownAnswer, DisownInput, LinkInput, ReadNoticeAnswer } from './recovery-verbs';
import { endEverything, findSession } from './sessions';
import type { NoticeIssue, SignInNews } from './verbs';

/** A passkey that a notice tells of: it goes when its person says that they did not add it. */
export interface AddedPasskey {
  readonly key: string;
  readonly credentialId: string;
  readonly index: readonly BlindIndex[];
}
interface DisownLink extends MailedLink {
  readonly passkey?: AddedPasskey;
}

/** A notice is news for a few days, and of no use after its link. */
const KEEP_NOTICE_SECONDS = limits.disownLinkLife.value;

/** Tells the person by e-mail of what was just decided. The message leaves by the outbox, after the answer. */
export function sendNotice(turn: Turn, { link, message }: NoticeIssue, passkey?: AddedPasskey): void {
  const until = turn.now + limits.disownLinkLife.value;
  keepLink<DisownLink>(turn, 'disown', link.id, { secretHash: link.secretHash, until, ...(passkey && { passkey }) });
  appendMessage(turn.sql, message, turn.now, epochSeconds(turn.now + KEEP_NOTICE_SECONDS));
}

/** Tells the person of a new sign-in, unless this browser held a session of theirs. */
export function tellOfSignIn(turn: Turn, news: SignInNews | undefined): void {
  if (news === undefined || findSession(turn.sql, news.held, turn.now) !== undefined) return;
  sendNotice(turn, news.notice);
}

/** Whether a link that says "this was not me" still does something. Changes nothing. */
export function readNotice(turn: Pick<Turn, 'sql' | 'now'>, { link }: LinkInput): ReadNoticeAnswer {
  return readActiveHead(turn.sql) === undefined ? { tag: 'broken' } : { tag: findLink(turn, 'disown', link).verdict };
}

/**
 * A sign-in was somebody else's: everything ends that they may hold, and the password opens nothing until it is chosen
 * anew by a link to the address of the account.
 */
export function disown(turn: Turn, input: DisownInput): DisownAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findLink<DisownLink>(turn, 'disown', input.link);
  const passkey = found.link?.passkey;
  const done = { tag: 'done', ...(passkey && { credentialId: passkey.credentialId }) } as const;
  if (found.link?.usedBy === input.op) return done;
  if (found.verdict !== 'live') return { tag: found.verdict };
  keepLink(turn, 'disown', input.link.id, { ...found.link, usedAt: turn.now, usedBy: input.op });
  endEverything(turn.sql);
  const off: Head = { ...head, notBefore: turn.now, passwordOff: true };
  writeHead(turn.sql, off);
  if (passkey !== undefined) forgetPasskey(turn, off, passkey);
  audit(turn, 'login_disowned');
  return done;
}

/** Forgets a passkey; the directory forgets whose it was after this. */
export function forgetPasskey(turn: Turn, head: Head, { key, index }: Pick<AddedPasskey, 'key' | 'index'>): void {
  deleteEntry(turn.sql, 'passkey', key);
  tell(turn, head, { change: 'passkey-removed', at: turn.now, index });
  audit(turn, 'authn_passkey_removed');
}
