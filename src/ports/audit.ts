import type { AuditEvent } from '../domain/audit-event';
import type { AccountId, EpochSeconds, Subject } from '../domain/brands';

/** Security events that belong to no account's own decision. Never delays or fails the answer. */
export interface Audit {
  record(event: AuditEvent): void;
  /**
   * The same of a caller who has not shown who they are: so many an hour of one network one by one, and more of them together,
   * with their number as `detail.together`. Nobody fills the trail by asking.
   */
  recordRefusal(event: AuditEvent & { readonly address: string }): void;
}

/** The security events of one person as they stand in their chain, opened. */
export interface PersonsEvents {
  readonly account: AccountId;
  readonly events: readonly (AuditEvent & {
    /** The event's place in its chain, by which it is found there again. */
    readonly chain: string;
    readonly seq: number;
    readonly hash: string;
  })[];
}

/** The audit chains as stored in Postgres. */
export interface AuditChains {
  /**
   * The names of all chains that anybody knows of, when heads were last signed and stored outside Postgres, and the Ed25519
   * keys that verify them, newest first.
   */
  list(): Promise<{
    readonly chains: readonly string[];
    readonly signedAt?: EpochSeconds;
    readonly keys: readonly { readonly version: number; readonly x: string }[];
  }>;
  /**
   * Follows all chains, or one for some seconds, from a link that was found right before.
   * @returns the first broken row of each chain that is broken, how much was read, and where to go on
   */
  verify(part: { readonly chain?: string; readonly after?: { readonly seq: number; readonly hash: string } }): Promise<{
    readonly chains: number;
    readonly events: number;
    readonly broken: readonly { readonly chain: string; readonly seq: number; readonly why: string }[];
    readonly next?: { readonly seq: number; readonly hash: string };
  }>;
  /** Every event of one person that has reached Postgres, oldest first; undefined when there is no such person. */
  ofPerson(subject: Subject): Promise<PersonsEvents | undefined>;
  /** Records what may not happen unrecorded: resolves when a ledger has the event. */
  keep(event: AuditEvent): Promise<void>;
}
