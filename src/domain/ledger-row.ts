import type { Attempts, Factor } from './attempts';
import type { SealedAuditEvent } from './audit-event';
import type { AccountId, ClientId, EpochSeconds, Subject } from './brands';
import type { Scope } from './claims';
import type { Client } from './client';
import type { RemovalOnRecord } from './passkey-removal';
import type { PasswordLength } from './password';
import type { Traces } from './traces';
import type { ProofingLevel } from './vector';

/** A data key as stored: ciphertext under master key `kekVersion`. */
export interface WrappedKey {
  readonly kekVersion: number;
  /** base64url of nonce ‖ ciphertext ‖ tag. */
  readonly ciphertext: string;
}

/** One version of the keyed look-up value of an address. */
export interface BlindIndex {
  readonly version: number;
  /** base64url, 32 bytes. */
  readonly value: string;
}

/** What the book of record keeps of a passkey: everything an account can be built from again, sealed. */
export interface PasskeyRecord {
  readonly index: readonly BlindIndex[];
  /** The passkey and its name, under the account's data key. */
  readonly sealed: string;
}

/** `disabled`: nobody signs in to it, and what it gave to services has ended. It keeps its address and its NHS number. */
export type AccountStatus = 'active' | 'disabled';

/** What lets a person in, or keeps others out, and no other row tells: an account is built from it again. */
export interface AccountStanding {
  /** The password's hash, under the account's data key; absent for a person who signs in by passkey only. */
  readonly sealedPassword?: string;
  readonly passwordLength?: PasswordLength;
  /** The password opens nothing until it is chosen anew. */
  readonly passwordOff?: true;
  /** The password was chosen by a link from a mail. */
  readonly passwordByLink?: true;
  /** Passkeys that were shown in the session in which it was chosen. */
  readonly passwordBeside?: readonly string[];
  /** No code and no passkey was shown since it was chosen so, or since such a passkey went. */
  readonly passwordNeedsSecond?: true;
  /** The record that was matched is not valid any more. */
  readonly suspended?: true;
  /** When a reset last turned on what guessing had turned off. */
  readonly turnedOnAt?: EpochSeconds;
  /** The handle by which authenticators know the person; absent while there was never a passkey. */
  readonly userHandle?: string;
  /** SHA-256 of the credential ids of those passkeys that sign in alone. */
  readonly provenPasskeys: readonly string[];
  /** Of a passkey that was added in a session, those that were shown in it. */
  readonly passkeysBeside?: Readonly<Record<string, readonly string[]>>;
  /** Locks, and factors that are off. */
  readonly attempts: Readonly<Partial<Record<Factor, Attempts>>>;
  /** Locks of proofs of identity; absent where there are none. */
  readonly traces?: Traces;
  /** Passkeys that are to be removed. */
  readonly removal?: RemovalOnRecord;
}

/** A change of an account on its way to the book of record. Everything that names a person is ciphertext. */
export type AccountChange =
  | {
      readonly change: 'created';
      readonly subject: Subject;
      readonly at: EpochSeconds;
      readonly level: ProofingLevel;
      readonly wrappedKey: WrappedKey;
      readonly sealedEmail: string;
      readonly sealedPhone: string;
      readonly emailIndex: readonly BlindIndex[];
      readonly hasPassword: boolean;
    }
  | ({ readonly change: 'passkey-added'; readonly at: EpochSeconds } & PasskeyRecord)
  | ({ readonly change: 'passkey-named'; readonly at: EpochSeconds } & PasskeyRecord)
  | { readonly change: 'passkey-removed'; readonly at: EpochSeconds; readonly index: readonly BlindIndex[] }
  | {
      /** The account's data key under a newer master key, and the keyed values of every live version. */
      readonly change: 'keys-renewed';
      readonly at: EpochSeconds;
      readonly wrappedKey: WrappedKey;
      readonly emailIndex: readonly BlindIndex[];
      readonly passkeyIndexes: readonly (readonly BlindIndex[])[];
      /** Those of the NHS number; absent before a proof. */
      readonly nhsNumberIndex?: readonly BlindIndex[];
    }
  | { readonly change: 'password-set'; readonly at: EpochSeconds }
  | { readonly change: 'standing'; readonly at: EpochSeconds; readonly standing: AccountStanding }
  | { readonly change: 'level'; readonly at: EpochSeconds; readonly level: ProofingLevel }
  | { readonly change: 'status'; readonly at: EpochSeconds; readonly status: AccountStatus }
  | {
      readonly change: 'proved';
      readonly at: EpochSeconds;
      readonly level: ProofingLevel;
      readonly against: 'claim' | 'document';
      /** The record that the person was matched with, under the account's data key. */
      readonly sealed: string;
      /** Keyed values of its NHS number. */
      readonly index: readonly BlindIndex[];
    }
  | { readonly change: 'terms'; readonly at: EpochSeconds; readonly termsVersion: string }
  | {
      readonly change: 'consent';
      readonly at: EpochSeconds;
      readonly client: ClientId;
      readonly scopes: readonly Scope[];
      readonly level: ProofingLevel;
      readonly version: string;
    }
  | {
      readonly change: 'client-note';
      readonly at: EpochSeconds;
      readonly client: ClientId;
      /** What the service noted, under the account's data key; absent when it took the note back. */
      readonly sealed?: string;
    };

/** What an atom writes beside its decision, and a ledger carries to Postgres. */
export type LedgerRow =
  | { readonly kind: 'audit'; readonly event: SealedAuditEvent }
  | { readonly kind: 'account'; readonly account: AccountId; readonly seq: number; readonly change: AccountChange }
  | { readonly kind: 'client'; readonly client: Client };

/** An audit event in its place in a chain. `hash` = SHA-256 over chain, seq, previous hash and the sealed event. */
export interface ChainedAuditEvent {
  readonly chain: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** base64url; for seq 1 the SHA-256 of the chain's name. */
  readonly prevHash: string;
  readonly hash: string;
  readonly event: SealedAuditEvent;
}

/** What a ledger hands over in one transaction: at most 500 rows. */
export interface LedgerBatch {
  readonly chain: string;
  readonly audit: readonly ChainedAuditEvent[];
  readonly changes: readonly Exclude<LedgerRow, { kind: 'audit' }>[];
}

/** `applied` also when every row had been applied before. `poisoned` names rows Postgres will never take. */
export type LedgerOutcome =
  | { readonly outcome: 'applied' }
  | { readonly outcome: 'failed'; readonly why: string }
  | { readonly outcome: 'poisoned'; readonly index: number; readonly why: string };
