import { resetWaitsUntil } from '../../src/domain/attempts';
import { epochSeconds } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';
import type { MailedLink } from '../../src/domain/mailed-link';
import { countResetMail, type ResetMails, resetMailsEnd } from '../../src/domain/reset-mails';
import { listEntries, readEntry, writeEntry } from '../entries';
import { appendMessage } from '../outbox';
import { clearPasswordCounters, guessingTurnedOff, turnFactorsOn } from './attempts';
import { keepBrowser } from './devices';
import { activateHead, audit, type Head, readActiveHead, readHead, type Turn, tell } from './head';
import { countPasskeys } from './kept-passkeys';
import { findLink, keepLink } from './links';
import { sendNotice } from './notices';
import { noteNewPassword } from './pending-removal';
import type {
  CompleteResetAnswer,
  CompleteResetInput,
  LinkInput,
  ReadResetAnswer,
  RequestResetAnswer,
  RequestResetInput,
} from './recovery-verbs';
import { endEverything } from './sessions';

/** A link to choose a password anew, and what was shown by whoever came by it. */
export interface ResetLink extends MailedLink {
  readonly interaction?: string;
  /** Until when a code that came back from the phone counts for what is done by this link, and the hash of the browser's secret. */
  readonly phoneProvedUntil?: number;
  readonly phoneProvedBy?: string;
}

/**
 * Somebody asked to choose the password of this address anew. What is sent is decided here, and the answer is the same
 * whatever that is: an object without an account counts what it was told, and sends nothing.
 */
export function requestReset(turn: Turn, input: RequestResetInput): RequestResetAnswer {
  const noted = { tag: 'noted' } as const;
  if (readEntry(turn.sql, 'reset', input.link.id, turn.now) !== undefined) return noted;
  const held = readHead(turn.sql);
  if (held?.state === 'pending' && held.op === input.creation) activateHead(turn.sql, held);
  audit(turn, 'authn_reset_requested');
  const head = readActiveHead(turn.sql);
  if (head === undefined) return noted;
  // Counted here, where alone it is known that a mail leaves: what is asked in vain uses none up.
  const counted = countResetMail(readEntry<ResetMails>(turn.sql, 'reset-mails', '', turn.now), turn.now);
  if (counted === undefined) return noted;
  writeEntry(turn.sql, 'reset-mails', '', counted.mails, resetMailsEnd(counted.mails));
  const life = counted.isLast ? limits.lastResetLinkLife : limits.resetLinkLife;
  const until = turn.now + life.value;
  const { interaction } = input;
  const link: ResetLink = { secretHash: input.link.secretHash, until, ...(interaction && { interaction }) };
  keepLink(turn, 'reset', input.link.id, link);
  const { last, ...usual } = mayChoose(turn, head) ? input.withPassword : input.withoutPassword;
  appendMessage(turn.sql, counted.isLast ? (last ?? usual) : usual, turn.now, epochSeconds(until));
  return noted;
}

/**
 * Whether a link chooses a password: not for a person who signs in by passkey alone, for whoever has the mailbox and the
 * phone would get in at once. Who has lost all passkeys, and had them removed, has nothing else left.
 */
const mayChoose = ({ sql }: Pick<Turn, 'sql'>, head: Head): boolean =>
  head.sealedPassword !== undefined || countPasskeys(sql) === 0;

/** Whose link it is, for the page behind it. Changes nothing. */
export function readReset(turn: Pick<Turn, 'sql' | 'now'>, { link: ref }: LinkInput): ReadResetAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const { verdict } = findLink<ResetLink>(turn, 'reset', ref);
  if (verdict !== 'live') return { tag: verdict };
  const { wrappedKey, sealedEmail, sealedPhone, sealedPassword } = head;
  const choosesPassword = mayChoose(turn, head);
  const contact = { wrappedKey, sealedEmail, sealedPhone, ...(sealedPassword && { sealedPassword }) };
  const live = { tag: 'live', ...contact, choosesPassword } as const;
  return { ...live, passkeys: countPasskeys(turn.sql), waits: false };
}

/**
 * Sets the password by a link, once. Everything ends that the one before may have opened; nobody is signed in, and no
 * browser is remembered any more, so that the next sign-in asks all that it can. What guessing turned off is on again, once a
 * day; this browser has a counter of its own, so that its person gets in whatever is guessed elsewhere.
 */
export function completeReset(turn: Turn, input: CompleteResetInput): CompleteResetAnswer {
  const head = readActiveHead(turn.sql);
  if (head === undefined) return { tag: 'broken' };
  const found = findLink<ResetLink>(turn, 'reset', input.link);
  if (found.link?.usedBy === input.op) return done(found.link);
  if (found.verdict !== 'live') return { tag: found.verdict };
  if (!mayChoose(turn, head)) return { tag: 'broken' };
  const stayOff = mustWait(turn, head) !== undefined;
  const turnedOn = guessingTurnedOff(turn) && !stayOff ? { turnedOnAt: turn.now } : {};
  const { passwordOff: _off, passwordBeside: _before, ...kept } = head;
  const { sealedPassword, passwordLength } = input;
  const next = {
    ...kept,
    sealedPassword,
    passwordLength,
    passwordByLink: true as const,
    passwordNeedsSecond: true as const,
    notBefore: turn.now,
    ...turnedOn,
  };
  tell(turn, next, { change: 'password-set', at: turn.now });
  endEverything(turn.sql);
  noteNewPassword(turn, { byLink: true });
  clearPasswordCounters(turn, { stayOff });
  if (!stayOff) turnFactorsOn(turn);
  if (input.browser !== undefined) keepBrowser(turn, input.browser);
  spendLinks(turn, input);
  audit(turn, 'authn_password_reset');
  sendNotice(turn, input.notice);
  return done(found.link);
}

const done = ({ interaction }: ResetLink): CompleteResetAnswer => ({
  tag: 'done',
  ...(interaction && { interaction }),
});

/** Until when what guessing turned off stays off, because a reset turned it on today and it was guessed at again. */
const mustWait = (turn: Pick<Turn, 'sql' | 'now'>, { turnedOnAt }: Head): number | undefined =>
  resetWaitsUntil(guessingTurnedOff(turn), turnedOnAt, turn.now);

/** Every link that was sent has done its work with the one that was used: none of them opens the account again. */
export function spendLinks(turn: Turn, by: { readonly link?: LinkInput['link']; readonly op: string }): void {
  for (const { id, value } of listEntries<ResetLink>(turn.sql, 'reset', turn.now)) {
    const usedBy = id === by.link?.id ? { usedBy: by.op } : {};
    if (value.usedAt === undefined) keepLink(turn, 'reset', id, { ...value, usedAt: turn.now, ...usedBy });
  }
}
