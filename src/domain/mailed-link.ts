import { limits } from './limits';

/** A link that was sent by e-mail, as its account keeps it. Only the hash of its secret is stored. Times in epoch seconds. */
export interface MailedLink {
  readonly secretHash: string;
  readonly until: number;
  /** When it did what it is for, or another of its kind did. */
  readonly usedAt?: number;
  /** The call that used it, so that its repetition is recognised. */
  readonly usedBy?: string;
}

/** `broken`: it is not one of ours, or not as we sent it. */
export type LinkVerdict = 'live' | 'expired' | 'used' | 'broken';

/** Whether a link that was shown with its own secret may do what it is for. */
export function judgeLink({ until, usedAt }: MailedLink, now: number): Exclude<LinkVerdict, 'broken'> {
  if (usedAt !== undefined) return 'used';
  return now < until ? 'live' : 'expired';
}

/** Until when the account knows of a link, to tell one that was used from one that is too old. */
export const linkKeptUntil = (link: MailedLink): number => link.until + limits.linkKeptFor.value;
