import type { PatientQuery, QueryText } from '../../domain/patient-query';

/** As long as a name may be in a search. */
const longest = 35;
/** A wildcard stands behind as many letters. */
const leastBefore = 2;

const written = (value: QueryText): string => (typeof value === 'string' ? value : `${value.startsWith}*`);

/** Whether a text may be searched for: a star in it would be a wildcard, and find others. */
function isSearchable(value: QueryText): boolean {
  const text = typeof value === 'string' ? value : value.startsWith;
  const least = typeof value === 'string' ? 1 : leastBefore;
  return text.length >= least && text.length <= longest && !text.includes('*') && text.trim() === text;
}

const flags = { current: [], history: ['_history'], exact: ['_exact-match'], fuzzy: ['_fuzzy-match'] } as const;

/**
 * A query as the parameters of a search.
 * @returns undefined when nobody can be found by it, or more could than it says
 * @see PDS FHIR API, "Search for a patient": parameters, minimum of criteria
 */
export function searchParameters(query: PatientQuery): URLSearchParams | undefined {
  const { manner, family, given, birthDate, postcode } = query;
  const texts = [family, given, postcode].filter((text) => text !== undefined);
  if (!texts.every(isSearchable) || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return undefined;
  // Ensure that wildcards are not used where they are not allowed, and that a search by sound has a first name.
  const isPlain = manner === 'current' || manner === 'history';
  if (!isPlain && texts.some((text) => typeof text !== 'string')) return undefined;
  if (manner === 'fuzzy' && given === undefined) return undefined;
  return new URLSearchParams([
    ['family', written(family)],
    ...(given === undefined ? [] : [['given', written(given)]]),
    ['birthdate', `eq${birthDate}`],
    ...(postcode === undefined ? [] : [['address-postalcode', written(postcode)]]),
    ...flags[manner].map((flag) => [flag, 'true']),
    ['_max-results', '1'],
  ]);
}
