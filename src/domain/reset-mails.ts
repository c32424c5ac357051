import { limits } from './limits';

/** Mails with a link to choose a password anew that an account was sent since a moment, of a day. Epoch seconds. */
export interface ResetMails {
  readonly since: number;
  readonly sent: number;
}

/**
 * Counts one more mail with a link. Anybody may ask for them, so there is a last one of a day; it works as long as no other
 * is sent, so that nobody who keeps asking leaves the person without a link that works.
 * @param held what was counted before, of any day
 * @returns what to keep, and whether it is the last of the day; undefined where none is sent any more today
 */
export function countResetMail(
  held: ResetMails | undefined,
  now: number,
): { readonly mails: ResetMails; readonly isLast: boolean } | undefined {
  const fresh = held === undefined || now >= resetMailsEnd(held);
  const { since, sent } = fresh ? { since: now, sent: 0 } : held;
  const most = limits.resetMailsPerDay.value;
  return sent >= most ? undefined : { mails: { since, sent: sent + 1 }, isLast: sent + 1 === most };
}

/** When the day of a count is over. */
export const resetMailsEnd = ({ since }: ResetMails): number => since + limits.lastResetLinkLife.value;
