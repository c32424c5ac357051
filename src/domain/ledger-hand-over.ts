import type { LedgerRow } from './ledger-row';

/** How many ledgers there are, for life: each is one audit chain. */
export const ledgerShards = 64;

/** A row in the order in which its sender wrote it. `position` only grows; gaps mean nothing. */
export interface PositionedRow {
  readonly position: number;
  readonly row: LedgerRow;
}

/** What a sender gives to its ledger. Handed over again, nothing is taken twice. */
export interface LedgerHandOver {
  /** Names the sender for life: the id of its object, or `once:` and the id of a lone event. */
  readonly from: string;
  /** In the order of their positions, at most 500. */
  readonly rows: readonly PositionedRow[];
}

/** `accepted`: every row up to that position is kept by the ledger, and may be forgotten by its sender. */
export type LedgerAcceptance =
  | { readonly outcome: 'accepted'; readonly upto: number }
  | { readonly outcome: 'refused'; readonly why: string };

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The ledger, 0–63, of an account or of a lone event: the first six of the random bits its id consists of.
 * @param id base64url of random bits
 * @throws RangeError when it is not base64url
 */
export function ledgerShardOf(id: string): number {
  const shard = alphabet.indexOf(id.charAt(0));
  if (id === '' || shard < 0) throw new RangeError('not an id of random bits');
  return shard;
}
