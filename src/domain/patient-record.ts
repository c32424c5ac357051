import type { NhsNumber } from './brands';

/**
 * A date as precisely as the record knows it. `text`: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, by precision; a day that exists.
 * @see PDS FHIR API, Patient.birthDate: "a few records hold" a month or a year alone
 */
export interface RecordedDate {
  readonly precision: 'day' | 'month' | 'year';
  readonly text: string;
}

/** ISO 8601 days, both included; a side that is absent is open. */
export interface RecordedPeriod {
  readonly from?: string;
  readonly until?: string;
}

/** @see FHIR R4 NameUse, as far as PDS uses it */
export type NameUse = 'usual' | 'temp' | 'nickname' | 'old' | 'maiden';

/** One name of a person. The first of `given` may hold several names with spaces between; who has one name has no `given`. */
export interface RecordedName {
  readonly use: NameUse;
  readonly given: readonly string[];
  readonly family?: string;
  readonly period: RecordedPeriod;
}

/** An address as the record has it. */
export interface RecordedAddress {
  readonly use: 'home' | 'temp' | 'billing' | 'work';
  readonly lines: readonly string[];
  /** As the record writes it: compare without spaces, in capitals. */
  readonly postalCode?: string;
  readonly period: RecordedPeriod;
}

/** A telephone number or an e-mail address as somebody once wrote it down: never parsed, formats vary. */
export interface RecordedContact {
  readonly system: 'phone' | 'email';
  readonly use: 'home' | 'work' | 'temp' | 'mobile';
  readonly value: string;
  readonly period: RecordedPeriod;
}

/** A general practice by its ODS code. It may be a past one: see `currentPractice`. */
export interface RecordedPractice {
  readonly odsCode: string;
  readonly period: RecordedPeriod;
}

/** `informal`: told by a local NHS body. `formal`: by a registrar. `removed`: the notice was taken back, the person lives. */
export interface RecordedDeath {
  readonly notice: 'informal' | 'formal' | 'removed' | 'unstated';
  readonly date?: RecordedDate;
}

/** Why nobody is registered for this person any more. @see PDS FHIR API, RemovalFromRegistrationExitCode */
export type RemovalReason = 'death' | 'left-the-country' | 'scotland' | 'northern-ireland' | 'not-returned' | 'other';

/** What the national record of patients knows of one person. Personal throughout: never logged, never part of an address. */
export interface PatientRecord {
  /** The number that the record has now: after a merger it is another than the one asked for. */
  readonly nhsNumber: NhsNumber;
  /** Grows with each change of the record. */
  readonly version: string;
  /** `restricted` and `very-restricted`: where the person lives, how to reach them and their practice are withheld. */
  readonly confidentiality: 'unrestricted' | 'restricted' | 'very-restricted';
  /** One `usual` as a rule, old ones only in a read by number; may be empty. */
  readonly names: readonly RecordedName[];
  /** Of the official record. Matched against nothing. */
  readonly gender?: 'male' | 'female' | 'other' | 'unknown';
  readonly birthDate?: RecordedDate;
  readonly death?: RecordedDeath;
  readonly addresses: readonly RecordedAddress[];
  readonly contacts: readonly RecordedContact[];
  readonly practice?: RecordedPractice;
  readonly removed?: RemovalReason;
}

/**
 * What the national record says to a number. `superseded`: the record has another number now, by which it is known from here
 * on (it may be restricted as well: see its `confidentiality`). `restricted`: where the person lives is withheld.
 * `invalidated`: the number must not be used any more. `unavailable`: nothing is known; ask later.
 */
export type RecordReading =
  | { readonly kind: 'found' | 'superseded' | 'restricted'; readonly record: PatientRecord }
  | { readonly kind: 'invalidated' | 'none' | 'unavailable' };

/** Whether the record says that the person has died. A notice that was taken back does not. */
export const isDeceased = ({ death }: Pick<PatientRecord, 'death'>): boolean =>
  death !== undefined && death.notice !== 'removed';

/** Whether a period holds on a day. @param today ISO 8601 day */
export const isCurrent = ({ from, until }: RecordedPeriod, today: string): boolean =>
  (from === undefined || from <= today) && (until === undefined || today <= until);

/** The practice where the person is registered now, or none. @param today ISO 8601 day */
export const currentPractice = (
  { practice }: Pick<PatientRecord, 'practice'>,
  today: string,
): RecordedPractice | undefined => (practice !== undefined && isCurrent(practice.period, today) ? practice : undefined);
