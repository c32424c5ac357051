import type { NhsNumber } from '../domain/brands';
import type { PatientQuery } from '../domain/patient-query';
import type { PatientRecord } from '../domain/patient-record';

/**
 * What the national record says to a number. `superseded`: the record has another number now, by which it is known from here
 * on (it may be restricted as well: see its `confidentiality`). `restricted`: where the person lives is withheld.
 * `invalidated`: the number must not be used any more. `unavailable`: nothing is known; ask later.
 */
export type PdsReading =
  | { readonly kind: 'found' | 'superseded' | 'restricted'; readonly record: PatientRecord }
  | { readonly kind: 'invalidated' | 'none' | 'unavailable' };

/** What a search finds. The record of `one` has fewer names and no contacts: a read by its number tells more. */
export type PdsFinding =
  | { readonly kind: 'one'; readonly record: PatientRecord }
  | { readonly kind: 'none' | 'many' | 'unavailable' };

/**
 * The Personal Demographics Service, as one request of a person sees it: five seconds for all calls together. Each call is a
 * disclosure that is written down there. Nothing rejects: what cannot be known is `unavailable`, never a record.
 */
export interface Pds {
  read(nhsNumber: NhsNumber): Promise<PdsReading>;
  search(query: PatientQuery): Promise<PdsFinding>;
}
