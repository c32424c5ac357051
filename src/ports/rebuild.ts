import type { Subject } from '../domain/brands';

/** What was there before, as far as the book of record and the signed heads of the audit chains tell. */
export interface RebuildBegun {
  readonly generation: string;
  /** Connected services that answer again. */
  readonly services: number;
  /** Rows that the ledgers of the atoms before still hold, if those atoms are there. */
  readonly undelivered: number;
  /** Security events that signed heads name and the book does not have: what they told of is lost. */
  readonly eventsLost: number;
  /** People whose registration stands in the audit trail and nowhere else. */
  readonly peopleLost: number;
  /** Audit chains of the atoms before whose last links were signed now. */
  readonly chainsClosed: number;
}

/** What one call of a sweep did. */
export interface RebuildPage {
  readonly accounts: number;
  /** Accounts that stay behind: their data key does not open, or an address or passkey is another's. */
  readonly left: number;
  /** Where the next call goes on; absent at the end. */
  readonly last?: string;
}

/**
 * What became of one account. `left`: its data key does not open. `waiting`: so many changes of it have not reached Postgres,
 * `parked` ones among them wait for a person; built from Postgres now, it would be without them.
 */
export type ReplacedAccount =
  | { readonly outcome: 'replaced' | 'left' | 'not-found' }
  | { readonly outcome: 'waiting'; readonly changes: number; readonly parked: number };

/** Atoms of a new generation, filled from the book of record. Each step may be repeated, and reads Postgres. */
export interface Rebuild {
  /** False for the first atoms of a deployment: they took nobody's place. */
  readonly isDue: boolean;
  begin(): Promise<RebuildBegun>;
  /** Who owns which address and passkey. At the end the directory opens, and people can sign in. */
  fillDirectory(after: string | undefined): Promise<RebuildPage>;
  /** Builds accounts that nobody has used yet. At the end nothing is looked for in Postgres any more. */
  wakeAccounts(after: string | undefined): Promise<RebuildPage>;
  /**
   * Builds one account again whose atom is damaged, in whatever generation. Its person is signed out everywhere.
   * @param anyway also where changes of it have not reached Postgres: they are lost
   */
  replaceAccount(subject: Subject, anyway: boolean): Promise<ReplacedAccount>;
}
