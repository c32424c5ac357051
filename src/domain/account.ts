import type { AccountId, EpochSeconds, Subject } from './brands';
import type { Consent } from './consent';
import type { DeviceName } from './device-name';
import type { ProofingLevel, ShownCredentials } from './vector';

/** That somebody asked to remove passkeys of the account: from when it may be done, and whether it can still be put off. */
export interface RemovalToTell {
  readonly from: EpochSeconds;
  readonly canPutOff: boolean;
  /** Of the passkeys that go; absent where an older release did not say. */
  readonly keys?: readonly string[];
}

/** What a live session tells of its person: the facts that a journey judges. */
export interface AccountFacts {
  readonly account: AccountId;
  readonly subject: Subject;
  /** The credentials shown in this session, each with the time it was shown last. */
  readonly shown: ShownCredentials;
  /** Those of them that were shown here, where a service asserted the others or a remembered browser spared one; else absent. */
  readonly shownHere?: ShownCredentials;
  /** The pages of the account stay open, though the passkey that opened them counts no longer. */
  readonly opened?: true;
  readonly level: ProofingLevel;
  /** The record that a level stood on is not valid any more. */
  readonly suspended?: true;
  readonly acceptedTerms: string | undefined;
  readonly consents: readonly Consent[];
  /** The interaction in which this session was opened or last stepped up. */
  readonly signedInBy: string;
  readonly hasPassword: boolean;
  /** How many passkeys the person holds. */
  readonly passkeys: number;
  /** Those among them that sign in alone: one that a browser made by itself does so after its first use. */
  readonly provenPasskeys: number;
  /** Passkeys are to be removed, and a person who signed in by one was not told in this session. */
  readonly removal?: RemovalToTell;
  /** The moment at which all of this was so. */
  readonly readAt: EpochSeconds;
}

/** Passkeys by their names in the account, each with the time it was shown last. Epoch seconds. */
export type ShownPasskeys = Readonly<Record<string, number>>;

/** A session as its account keeps it. Only the hash of its secret is stored. */
export interface Session {
  readonly secretHash: string;
  readonly openedAt: EpochSeconds;
  readonly usedAt: EpochSeconds;
  readonly shown: ShownCredentials;
  /** Those of them that were shown here, where a service asserted the others or a remembered browser spared one; else absent. */
  readonly shownHere?: ShownCredentials;
  /** The passkeys among them, and when each was shown last; absent in what an older release wrote. */
  readonly passkeys?: ShownPasskeys;
  /** A passkey that opened the pages of the account was removed in it: they stay open, and it counts for nothing else. */
  readonly opened?: true;
  /** The session that it began as, where it takes the place of others; else absent. */
  readonly line?: string;
  readonly signedInBy: string;
  /** The removal of passkeys that its person was told of. */
  readonly removalTold?: string;
  /** What it was opened on, to be recognised by its person. */
  readonly on?: DeviceName;
}
