import type { BirthDate, NhsNumber, PhoneNumber, Postcode } from './brands';
import { currentName, livesAt } from './demographics';
import { parsePostcode } from './demographics-claim';
import { currentPractice, isCurrent, type PatientRecord, type RecordedName } from './patient-record';
import type { ProofingLevel } from './vector';

/** What an account keeps of the record that its person was matched with. Personal throughout: sealed wherever it rests. */
export interface Patient {
  readonly nhsNumber: NhsNumber;
  /** As the record writes it; absent where it knows no name of today. */
  readonly familyName?: string;
  readonly givenName?: string;
  readonly birthDate: BirthDate;
  /**
   * The one that the person typed, and the record agreed with; another one since the record tells that they moved. Absent
   * where it tells none any more.
   */
  readonly postcode?: Postcode;
  /** The practice where they are registered. */
  readonly odsCode?: string;
  /** The phone of the account stands in the record, or stood there once. @see NHS login Federation, "phone_number_pds_matched" */
  readonly phoneMatched: boolean;
}

/** A number as people write it down, without what they put between its figures: national and international writing are one. */
const figures = (phone: string): string => phone.replaceAll(/[^\d+]/g, '').replace(/^(\+|00)440?/, '0');

/** Whether a phone is among those at which the record says that somebody is reached now. */
export function hasPhone({ contacts }: Pick<PatientRecord, 'contacts'>, phone: PhoneNumber, today: string): boolean {
  return contacts.some(
    ({ system, value, period }) => system === 'phone' && isCurrent(period, today) && figures(value) === figures(phone),
  );
}

/** What services are told of a name: the first of the given ones may hold several. */
function namesOf({ given, family }: RecordedName): Pick<Patient, 'familyName' | 'givenName'> {
  const givenName = given[0]?.split(/\s+/)[0];
  return { ...(family && { familyName: family }), ...(givenName && { givenName }) };
}

/** What to keep of a record that agreed. @param today the day in London, `yyyy-mm-dd` */
export function patientOf(
  record: PatientRecord,
  said: { readonly birthDate: BirthDate; readonly postcode: Postcode; readonly phone: PhoneNumber },
  today: string,
): Patient {
  const name = currentName(record, today);
  const { familyName, givenName } = name === undefined ? {} : namesOf(name);
  const practice = currentPractice(record, today);
  return {
    nhsNumber: record.nhsNumber,
    ...(familyName && { familyName }),
    ...(givenName && { givenName }),
    birthDate: said.birthDate,
    postcode: said.postcode,
    ...(practice && { odsCode: practice.odsCode }),
    phoneMatched: hasPhone(record, said.phone, today),
  };
}

/** Where the record says that somebody lives today; undefined where it tells no postcode, or one that is none. */
function homePostcode({ addresses }: PatientRecord, today: string): Postcode | undefined {
  const home = addresses.find(({ use, period }) => use === 'home' && isCurrent(period, today));
  const parsed = parsePostcode(home?.postalCode ?? '');
  return parsed.kind === 'postcode' ? parsed.postcode : undefined;
}

/**
 * What to keep of a record that was looked at again: all as it is there now. A record that names nobody takes no name away.
 * Of a restricted record nothing is kept that tells where somebody is or how they are reached.
 * @param today the day in London, `yyyy-mm-dd`
 */
export function renewPatient(
  held: Patient,
  record: PatientRecord,
  { phone, today }: { readonly phone: PhoneNumber; readonly today: string },
): Patient {
  const given = currentName(record, today);
  const { familyName, givenName } = given === undefined ? held : namesOf(given);
  const isOpen = record.confidentiality === 'unrestricted';
  const stays = held.postcode !== undefined && livesAt(record, held.postcode, today);
  const postcode = stays ? held.postcode : homePostcode(record, today);
  const practice = currentPractice(record, today);
  return {
    nhsNumber: record.nhsNumber,
    ...(familyName && { familyName }),
    ...(givenName && { givenName }),
    birthDate: held.birthDate,
    ...(isOpen && postcode && { postcode }),
    ...(isOpen && practice && { odsCode: practice.odsCode }),
    // Once it matched it is not asked again.
    phoneMatched: isOpen && (held.phoneMatched || hasPhone(record, phone, today)),
  };
}

const members = [
  'nhsNumber',
  'familyName',
  'givenName',
  'birthDate',
  'postcode',
  'odsCode',
  'phoneMatched',
] as const satisfies readonly (keyof Patient)[];

/** Whether nothing is kept otherwise than before. */
export const samePatient = (one: Patient, other: Patient): boolean =>
  members.every((member) => one[member] === other[member]);

/**
 * Whether an account whose proof was suspended may be given another number: to its own person alone, who was born on the same
 * day, for an account never changes hands.
 */
export const mayReplace = (held: Patient, next: Patient): boolean => held.birthDate === next.birthDate;

/** Whether what was granted at a level still stands for a person who holds another by now. */
export const levelStands = (granted: ProofingLevel, held: ProofingLevel): boolean => granted <= held;
