import { sameHash } from '../../src/domain/constant-time';
import { judgeLink, type LinkVerdict, linkKeptUntil, type MailedLink } from '../../src/domain/mailed-link';
import { boundKind, readEntry, writeEntry } from '../entries';
import type { Turn } from './head';
import type { SecretRef } from './verbs';

/** What a link is for: to choose a password anew, to say that a sign-in was somebody else's, to stop or do a removal of passkeys. */
export type LinkKind = 'reset' | 'disown' | 'removal';

/**
 * Links of a kind that an account keeps; beyond, the oldest is as if it had never been sent. More than are sent while one of
 * them does something, so that none is pushed out by what others bring about: of notices 40 a day for three days.
 */
const MOST_LINKS = 200;

/** Keeps a mailed link as long as it is known by its secret. */
export function keepLink<Link extends MailedLink>({ sql }: Turn, kind: LinkKind, id: string, link: Link): void {
  writeEntry(sql, kind, id, link, linkKeptUntil(link));
  boundKind(sql, kind, MOST_LINKS);
}

/** A link that was found by its secret, and whether it may do what it is for. */
export type FoundLink<Link> =
  | { readonly verdict: 'live'; readonly link: Link }
  | { readonly verdict: Exclude<LinkVerdict, 'live'>; readonly link?: Link };

/** A link by its id. One that is kept no longer was sent long ago: its routing part showed that it is ours. */
export function findLink<Link extends MailedLink>(
  { sql, now }: Pick<Turn, 'sql' | 'now'>,
  kind: LinkKind,
  ref: SecretRef,
): FoundLink<Link> {
  const link = readEntry<Link>(sql, kind, ref.id, now);
  if (link === undefined) return { verdict: 'expired' };
  if (!sameHash(link.secretHash, ref.secretHash)) return { verdict: 'broken' };
  return { verdict: judgeLink(link, now), link };
}
