import type { NhsNumber } from '../domain/brands';
import type { PatientQuery } from '../domain/patient-query';
import type { PatientRecord, RecordReading } from '../domain/patient-record';

/** What a search finds. The record of `one` has fewer names and no contacts: a read by its number tells more. */
export type PdsFinding =
  | { readonly kind: 'one'; readonly record: PatientRecord }
  | { readonly kind: 'none' | 'many' | 'unavailable' };

/**
 * The Personal Demographics Service, as one request of a person sees it: five seconds for all calls together. Each call is a
 * disclosure that is written down there. Nothing rejects: what cannot be known is `unavailable`, never a record.
 */
export interface Pds {
  read(nhsNumber: NhsNumber): Promise<RecordReading>;
  search(query: PatientQuery): Promise<PdsFinding>;
}
