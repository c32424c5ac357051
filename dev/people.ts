import { sketches } from './cast.ts';

/** A name beside the one that a person uses today. */
export interface FormerName {
  readonly use: 'old' | 'maiden' | 'nickname';
  readonly given: readonly string[];
  readonly family: string;
  readonly until: string;
}

/** What the national record says; what is not said is as the person says it. */
export interface RecordFacts {
  /** ODS code; absent = registered nowhere. */
  readonly practice?: string;
  readonly practiceUntil?: string;
  readonly gender?: 'male' | 'female' | 'other' | 'unknown';
  readonly family?: string;
  readonly formerNames?: readonly FormerName[];
  /** As precise as the record: `1948`. */
  readonly birthDate?: string;
  /** `null` = none on the record; absent = the one the person uses. */
  readonly mobile?: string | null;
  readonly home?: string;
  readonly email?: string;
  /** Wanted for talking and writing, ISO 639-1. */
  readonly language?: string;
  readonly confidentiality?: 'R' | 'V';
  readonly death?: { readonly status: '1' | '2' | 'U'; readonly date: string };
  /** Why nobody is registered for this person. */
  readonly removed?: 'SCT' | 'NIT' | 'EMB';
  /** A number of a record that was merged into this one. */
  readonly formerNumber?: string;
  /** The number of the record that took the place of this one. */
  readonly newNumber?: string;
  readonly invalidated?: true;
}

/** A record, and what becomes of it when the world's clock was moved so far. */
export interface PersonRecord extends RecordFacts {
  readonly later?: RecordFacts & { readonly afterDays: number };
}

/** A synthetic person: nobody real has a number of the 999 range, an example.com address or a 07700 900… phone. */
export interface Person {
  readonly id: string;
  /** What this person is there to show. */
  readonly shows: string;
  readonly givenName: string;
  readonly familyName: string;
  /** ISO 8601 date. */
  readonly birthDate: string;
  readonly address: string;
  readonly postalCode: string;
  /** `null` = has none. */
  readonly nhsNumber: string | null;
  /** What they would type when they set up an account. */
  readonly email: string;
  readonly phone: string;
  readonly password: string;
  /** Those that exist at this moment; the password is the one above, if they chose no other. */
  readonly accounts: readonly { readonly email: string; readonly password: string }[];
  /** What the national record of patients knows; `null` = it does not know them. */
  readonly record: PersonRecord | null;
  /** What outside systems know about this person, by system; a system that is not named does not know them. */
  readonly emulators: Readonly<Record<string, string>>;
}

/** What became of somebody here: whether their address has an account, and whether one has their NHS record. */
export interface Resident {
  readonly id: string;
  readonly account: 'open' | 'none';
  readonly record: 'tied' | 'free';
}

export type Sketch = Omit<Person, 'password' | 'accounts'>;

/** One password for all: long enough, not on any list of common ones, and easy to type. */
const password = 'seven green herons wade';

/** Everybody who lives in the local world. */
export const people: readonly Person[] = sketches.map((sketch) => ({
  ...sketch,
  emulators: { ...sketch.emulators, pds: sketch.record === null ? 'does not know them' : 'has a record of them' },
  password,
  accounts: [],
}));
