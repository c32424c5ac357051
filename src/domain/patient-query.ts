import type { DemographicsClaim } from './demographics-claim';

/** A text that is searched for as a whole, or the beginning of one. */
export type QueryText = string | { readonly startsWith: string };

/**
 * A search for one person in the national record. `current`: as they are now; `history`: former names and addresses count;
 * `exact`: nothing but the whole; `fuzzy`: by sound, when nothing else helps.
 */
export interface PatientQuery {
  readonly manner: 'current' | 'history' | 'exact' | 'fuzzy';
  readonly family: QueryText;
  readonly given?: QueryText;
  /** ISO 8601 day. */
  readonly birthDate: string;
  /** Whoever has a restricted record is not found by it. */
  readonly postcode?: QueryText;
}

/** A beginning of three letters finds `Jon` and `Jonathan`, and the mistake that somebody made at a desk. */
const givenLetters = 3;
const beginning = (text: string, letters: number): QueryText =>
  text.length > letters ? { startsWith: text.slice(0, letters) } : text;

/**
 * The search of last resort, when the first found nobody: by sound. It finds those whose record writes a name with other marks,
 * with a space for a hyphen, or otherwise than they do; the rule of a match then judges it as any other.
 * @see PDS FHIR API, "Search for a patient": fuzzy search takes no wildcards
 */
export function lastTraceQuery(claim: DemographicsClaim & { readonly by: 'name' }): PatientQuery {
  const { first: given, last: family } = claim.name;
  return { manner: 'fuzzy', family, given, birthDate: claim.birthDate, postcode: claim.postcode };
}

/**
 * The search that finds most people, and them alone.
 * @see PDS FHIR API, "Search for a patient": how to find a unique match
 */
export function traceQuery(claim: DemographicsClaim & { readonly by: 'name' }): PatientQuery {
  return {
    manner: 'history',
    family: claim.name.last,
    given: beginning(claim.name.first, givenLetters),
    birthDate: claim.birthDate,
    // The rule of a match wants all of it: a part would only find others too.
    postcode: claim.postcode,
  };
}
