import type { BirthDate, NhsNumber, PhoneNumber, Postcode } from './brands';
import { currentName } from './demographics';
import { currentPractice, isCurrent, type PatientRecord } from './patient-record';
import type { ProofingLevel } from './vector';

/** What an account keeps of the record that its person was matched with. Personal throughout: sealed wherever it rests. */
export interface Patient {
  readonly nhsNumber: NhsNumber;
  /** As the record writes it; absent where it knows no name of today. */
  readonly familyName?: string;
  readonly givenName?: string;
  readonly birthDate: BirthDate;
  /** The one that the person typed, and the record agreed with. */
  readonly postcode: Postcode;
  /** The practice where they are registered. */
  readonly odsCode?: string;
  /** The phone of the account stands in the record, as it was when the record was matched. */
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

/** What to keep of a record that agreed. @param today the day in London, `yyyy-mm-dd` */
export function patientOf(
  record: PatientRecord,
  said: { readonly birthDate: BirthDate; readonly postcode: Postcode; readonly phone: PhoneNumber },
  today: string,
): Patient {
  const name = currentName(record, today);
  const givenName = name?.given[0]?.split(/\s+/)[0];
  const practice = currentPractice(record, today);
  return {
    nhsNumber: record.nhsNumber,
    ...(name?.family ? { familyName: name.family } : {}),
    ...(givenName ? { givenName } : {}),
    birthDate: said.birthDate,
    postcode: said.postcode,
    ...(practice && { odsCode: practice.odsCode }),
    phoneMatched: hasPhone(record, said.phone, today),
  };
}

/** Whether what was granted at a level still stands for a person who holds another by now. */
export const levelStands = (granted: ProofingLevel, held: ProofingLevel): boolean => granted <= held;
