import { epochSeconds } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';
import type { MailedLink } from '../../src/domain/mailed-link';
import { countNotice, type SentNotice } from '../../src/domain/notice';
import { readEntry, writeEntry } from '../entries';
import { appendMessage } from '../outbox';
import { audit, type Head, readActiveHead, type Turn, writeHead } from './head';
import { doubtedPasskeys, forgetPasskey, type NamedPasskey } from './kept-passkeys';
import { findLink, keepLink } from './links';
import type { DisownAnswer, DisownInput, LinkInput, ReadNoticeAnswer } from './recovery-verbs';
import { endEverything, findSession } from './sessions';
import type { NoticeIssue, SignInNews } from './verbs';

interface DisownLink extends MailedLink {
  readonly passkey?: NamedPasskey;
  /** Once it was used: the ids of the passkeys that went. */
  readonly gone?: readonly string[];
}

/**
 * Tells the person by e-mail of what was just decided, unless they were told of so much of its kind lately. The message leaves
 * by the outbox, after the answer.
 */
export function sendNotice(turn: Turn, { link, message }: NoticeIssue, passkey?: NamedPasskey): void {
  const held = readEntry<readonly SentNotice[]>(turn.sql, 'notices', '', turn.now) ?? [];
  // The use of a passkey is told of each: the link of another mail does not take that one away.
  const of = passkey?.added === false ? `${message.template} ${passkey.key}` : message.template;
  const counted = countNotice(held, { of, at: turn.now });
  if (counted === undefined) return;
  writeEntry(turn.sql, 'notices', '', counted, turn.now + 86_400);
  // A notice is news for a few days, and of no use after its link.
  const until = epochSeconds(turn.now + limits.disownLinkLife.value);
  keepLink<DisownLink>(turn, 'disown', link.id, { secretHash: link.secretHash, until, ...(passkey && { passkey }) });
  appendMessage(turn.sql, message, turn.now, until);
}

/** Tells the person of a new sign-in, unless this browser held a session of theirs. */
export function tellOfSignIn(turn: Turn, news: SignInNews | undefined, passkey?: NamedPasskey): void {
  if (news === undefined || findSession(turn.sql, news.held, turn.now) !== undefined) return;
  sendNotice(turn, news.notice, passkey);
}

/** Whether a link that says "this was not me" still does something. Changes nothing. */
export function readNotice(turn: Pick<Turn, 'sql' | 'now'>, { link }: LinkInput): ReadNoticeAnswer {
  return readActiveHead(turn.sql) === undefined ? { tag: 'broken' } : { tag: findLink(turn, 'disown', link).verdict };
}

/**
 * A sign-in was somebody else's: everything ends that they may hold, passkeys too, and the password opens nothing until it is
 * chosen anew by a link to the address of the account.
 */
export function disown(turn: Turn, input: DisownInput): DisownAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findLink<DisownLink>(turn, 'disown', input.link);
  const { link } = found;
  if (link?.usedBy === input.op) return { tag: 'done', credentialIds: link.gone ?? [] };
  if (found.verdict !== 'live') return { tag: found.verdict };
  const doubted = doubtedPasskeys(turn, head, found.link.passkey);
  const gone = doubted.map(({ value }) => value.credentialId);
  keepLink<DisownLink>(turn, 'disown', input.link.id, { ...found.link, gone, usedAt: turn.now, usedBy: input.op });
  endEverything(turn.sql);
  const off: Head = { ...head, notBefore: turn.now, passwordOff: true };
  writeHead(turn.sql, off);
  doubted.reduce((latest, { id, value }) => forgetPasskey(turn, latest, { key: id, index: value.index }), off);
  audit(turn, 'login_disowned');
  return { tag: 'done', credentialIds: gone };
}
