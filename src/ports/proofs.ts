import type { EpochSeconds, PhoneNumber } from '../domain/brands';
import type { Patient } from '../domain/patient';
import type { Caller, CookieToken } from './caller';

/** What an account knows of the record of its person. */
export interface ProofOfSession {
  /** The phone of the account, to be compared with those of a record. */
  readonly phone: PhoneNumber;
  /** Absent before a proof. */
  readonly patient?: Patient;
  /** When that record was matched; not known of every account. */
  readonly matchedAt?: EpochSeconds;
}

/**
 * `held-by-another`: the number belongs to another account, and one person has one account. `already-proved`: this account
 * has another person's record. `busy`: another account is being tied to it at this moment, and may not be.
 */
export type ProofLinked = 'linked' | 'held-by-another' | 'already-proved' | 'busy' | 'no-session';

/** Accounts and the records of their people: one NHS number has one account, which the directory decides. */
export interface Proofs {
  read(session: CookieToken): Promise<ProofOfSession | undefined>;
  /** Counts a trace of a session's person as failed before it is made. */
  takeTrace(
    session: CookieToken,
  ): Promise<
    { readonly outcome: 'taken' | 'no-session' } | { readonly outcome: 'locked'; readonly until: EpochSeconds }
  >;
  /** That trace did not fail. */
  refundTrace(session: CookieToken): Promise<void>;
  /** Ties the account of a session to a record that its person confirmed. A repeated call gives the same answer. */
  link(session: CookieToken, patient: Patient, caller: Caller): Promise<ProofLinked>;
  /**
   * Ends the account of a session, whose person said that they are somebody who has died: nobody signs in to it, and all that it
   * gave ends. An operator can enable it. `stays`: a login that a service asserts, or a password alone, is not enough for that.
   */
  disable(session: CookieToken, caller: Caller): Promise<'disabled' | 'stays' | 'no-session'>;
}
