import type { SealedAuditEvent } from './audit-event';
import type { ChainedAuditEvent } from './ledger-row';

/** The last link of a chain; `seq` 0 and the hash of the chain's name before the first event. */
export interface ChainHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** SHA-256 of a text in UTF-8, base64url. */
export type TextHash = (text: string) => string;

/** Where a chain is broken, and how. */
export interface ChainBreak {
  readonly chain: string;
  readonly seq: number;
  readonly reason: 'missing' | 'wrong_previous' | 'wrong_hash';
}

/** The head of a chain without events. */
export function emptyChain(chain: string, sha256: TextHash): ChainHead {
  return { chain, seq: 0, hash: sha256(chain) };
}

/** The event as the next link of a chain. */
export function chainEvent(head: ChainHead, event: SealedAuditEvent, sha256: TextHash): ChainedAuditEvent {
  const place = { chain: head.chain, seq: head.seq + 1, prevHash: head.hash };
  return { ...place, hash: sha256(linkText(place, event)), event };
}

/** The head after this link. */
export function headAfter({ chain, seq, hash }: ChainedAuditEvent): ChainHead {
  return { chain, seq, hash };
}

/**
 * Follows a chain from a head that is known to be right.
 * @param events links of one chain in the order of `seq`; more may follow in a later call
 * @returns the new head, or the first link that is missing or was changed
 */
export function checkChain(
  events: readonly ChainedAuditEvent[],
  previous: ChainHead,
  sha256: TextHash,
): { readonly outcome: 'intact'; readonly head: ChainHead } | { readonly outcome: 'broken'; readonly at: ChainBreak } {
  let head = previous;
  for (const link of events) {
    const reason = whatIsWrong(link, head, sha256);
    if (reason !== undefined) return { outcome: 'broken', at: { chain: head.chain, seq: head.seq + 1, reason } };
    head = headAfter(link);
  }
  return { outcome: 'intact', head };
}

function whatIsWrong(link: ChainedAuditEvent, head: ChainHead, sha256: TextHash): ChainBreak['reason'] | undefined {
  // Ensure that no link was taken out.
  if (link.chain !== head.chain || link.seq !== head.seq + 1) return 'missing';
  // Ensure that it was made for this place.
  if (link.prevHash !== head.hash) return 'wrong_previous';
  // Ensure that nothing in it was changed.
  return link.hash === sha256(linkText(link, link.event)) ? undefined : 'wrong_hash';
}

/** One text for one link: a JSON array, so that no member can run into the next. */
function linkText(place: Omit<ChainedAuditEvent, 'hash' | 'event'>, event: SealedAuditEvent): string {
  return JSON.stringify([
    place.chain,
    place.seq,
    place.prevHash,
    event.id,
    event.kind,
    event.at,
    event.account ?? null,
    event.client ?? null,
    event.sealed ?? null,
  ]);
}
