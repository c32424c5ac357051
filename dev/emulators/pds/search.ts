import { PdsRefusal } from './outcome.ts';
import { namesOf, type StoredRecord, telecomOf } from './records.ts';

const known = [
  'family',
  'given',
  'gender',
  'birthdate',
  'death-date',
  'address-postalcode',
  'address-postcode',
  'general-practitioner',
  'email',
  'phone',
  '_fuzzy-match',
  '_exact-match',
  '_history',
  '_max-results',
] as const;

const textual = ['family', 'given', 'address-postalcode', 'address-postcode'] as const;
const tooLittle =
  "Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'";

/** A search, checked. */
interface Search {
  readonly family?: string;
  readonly given: readonly string[];
  readonly birth: readonly { readonly prefix: string; readonly date: string }[];
  readonly gender?: string;
  readonly postcode?: string;
  readonly practice?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly isFuzzy: boolean;
  readonly isExact: boolean;
  readonly hasHistory: boolean;
}

/** A record that was found; the score says how well it fits, from 0 to 1. */
export interface Match {
  readonly record: StoredRecord;
  readonly score: number;
}

/** @throws PdsRefusal */
function checkParameters(query: URLSearchParams): void {
  for (const name of query.keys())
    if (!known.some((one) => one === name))
      throw new PdsRefusal(
        'ADDITIONAL_PROPERTIES',
        `Invalid request with error - Additional properties are not allowed ('${name}' was unexpected)`,
      );
  const most = query.get('_max-results');
  if (most !== null && most !== '1')
    throw new PdsRefusal(
      'TOO_MANY_RESULTS',
      'Your app has insufficient permissions to perform this search. Please contact support.',
    );
  if (![...query.keys()].some((name) => !name.startsWith('_'))) throw new PdsRefusal('UNSUPPORTED_SERVICE');
  const gender = query.get('gender');
  if (gender !== null && !['male', 'female', 'other', 'unknown'].includes(gender)) invalid(gender, 'gender');
  for (const name of ['birthdate', 'death-date'])
    for (const date of query.getAll(name)) if (!isDatePart(date)) invalid(date, name);
  for (const name of ['family', 'given'])
    for (const value of query.getAll(name)) if (value === '' || value.length > 35) invalid(value, name);
  for (const flag of ['_fuzzy-match', '_exact-match', '_history'])
    if (!['true', 'false', null].includes(query.get(flag))) invalid(query.get(flag) ?? '', flag);
}

/** A prefix that may be absent, and a day that exists. */
function isDatePart(text: string): boolean {
  const [, day = ''] = /^(?:eq|ge|le)?(\d{4}-\d{2}-\d{2})$/.exec(text) ?? [];
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function invalid(value: string, field: string): never {
  throw new PdsRefusal('INVALID_VALUE', `Invalid value - '${value}' in field '${field}'`);
}

/** Ensure that the criteria are enough, and go together. @throws PdsRefusal */
function checkCriteria(
  query: URLSearchParams,
  { isFuzzy, isExact, birth, family, given, gender, postcode }: Search,
): void {
  if (birth.length === 0)
    throw new PdsRefusal('MISSING_VALUE', "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'");
  if (query.has('address-postalcode') && query.has('address-postcode'))
    throw new PdsRefusal('INVALID_SEARCH_DATA', tooLittle);
  const values = textual.flatMap((name) => query.getAll(name));
  const isWild = values.some((value) => value.includes('*'));
  const isTooWild = values.some((value) => value.slice(0, 2).includes('*'));
  if (isTooWild || (isWild && (isFuzzy || isExact)) || (isFuzzy && isExact))
    throw new PdsRefusal('INVALID_SEARCH_DATA', tooLittle);
  const isEnough = isFuzzy
    ? (given.length > 0 && family !== undefined) ||
      (gender !== undefined && postcode !== undefined && (family !== undefined || given.length > 0))
    : family !== undefined;
  if (!isEnough) throw new PdsRefusal('INVALID_SEARCH_DATA', tooLittle);
}

function parseSearch(query: URLSearchParams): Search {
  const one = <Name extends string>(member: Name, ...names: string[]) => {
    const value = names.map((name) => query.get(name)).find((found) => found !== null);
    return value === undefined || value === null ? {} : ({ [member]: value } as { [Key in Name]: string });
  };
  const birth = query.getAll('birthdate').map((text) => ({
    prefix: /^[a-z]/.test(text) ? text.slice(0, 2) : 'eq',
    date: text.replace(/^[a-z]{2}/, ''),
  }));
  return {
    ...one('family', 'family'),
    ...one('gender', 'gender'),
    ...one('postcode', 'address-postalcode', 'address-postcode'),
    ...one('practice', 'general-practitioner'),
    ...one('email', 'email'),
    ...one('phone', 'phone'),
    given: query.getAll('given'),
    birth,
    isFuzzy: query.get('_fuzzy-match') === 'true',
    isExact: query.get('_exact-match') === 'true',
    hasHistory: query.get('_history') === 'true' || query.get('_fuzzy-match') === 'true',
  };
}

const lower = (text: string): string => text.normalize('NFC').toLowerCase();

/** How well a value fits what was asked: a wildcard a little less well. */
function closeness(asked: string, value: string): number {
  if (!asked.endsWith('*')) return lower(asked) === lower(value) ? 1 : 0;
  return lower(value).startsWith(lower(asked.slice(0, -1))) ? 0.9542 : 0;
}

/** @see The National Archives, "The Soundex Indexing System" */
export function soundex(name: string): string {
  const letters = lower(name)
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
  const groups = ['aeiouy', 'bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r', 'hw'];
  const codes = [...letters].map((letter) => groups.findIndex((group) => group.includes(letter)));
  const told = codes.filter((code, index) => {
    const before = codes.slice(0, index).findLast((one) => one !== 7);
    return index > 0 && code !== 0 && code !== 7 && code !== before;
  });
  return `${letters.slice(0, 1).toUpperCase()}${told.join('')}000`.slice(0, 4);
}

const bySound = (asked: string, value: string): number =>
  Math.max(closeness(asked, value), soundex(asked) === soundex(value) ? 0.9124 : 0);

function closenessOfNames(search: Search, record: StoredRecord): number {
  const names = namesOf(record).filter(({ use }) => search.hasHistory || use === 'usual');
  const compare = search.isFuzzy ? bySound : closeness;
  const fits = names.map(({ given, family }) => {
    const words = given.flatMap((item) => item.split(' '));
    const [first = '', ...others] = words;
    const familyFit = search.family === undefined ? 1 : compare(search.family, family);
    const givenFits = search.given.map((asked, index) =>
      Math.max(
        0,
        ...(index === 0 ? [compare(asked, first), compare(asked, given[0] ?? '')] : []),
        ...others.map((word) => compare(asked, word)),
      ),
    );
    const turned =
      search.isFuzzy && search.family !== undefined && search.given[0] !== undefined
        ? Math.min(compare(search.family, first), compare(search.given[0], family)) * 0.82
        : 0;
    return Math.max(turned, Math.min(familyFit, ...givenFits));
  });
  return Math.max(0, ...fits);
}

function fitsBirth(search: Search, record: StoredRecord): boolean {
  const born = record.birthDate ?? record.person.birthDate;
  return search.birth.every(({ prefix, date }) => {
    if (prefix === 'eq') return born === date;
    return prefix === 'ge' ? born >= date : born <= date;
  });
}

const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^44/, '0');

function score(search: Search, record: StoredRecord): number {
  const { postcode, practice, email, phone, gender } = search;
  if (!fitsBirth(search, record)) return 0;
  if (gender !== undefined && gender !== record.gender) return 0;
  // Ensure that a restricted record is not found by where somebody lives or is registered.
  const asksWhere = postcode !== undefined || practice !== undefined || email !== undefined || phone !== undefined;
  if (record.confidentiality !== undefined && asksWhere) return 0;
  if (practice !== undefined && practice !== record.practice) return 0;
  const telecom = telecomOf(record);
  if (email !== undefined && !telecom.some(({ value }) => lower(value) === lower(email))) return 0;
  if (phone !== undefined && !telecom.some(({ value }) => digits(value) === digits(phone))) return 0;
  const where =
    postcode === undefined ? 1 : closeness(postcode.replaceAll(' ', ''), record.person.postalCode.replaceAll(' ', ''));
  const place = search.isFuzzy ? Math.max(where, 0.75) : where;
  return Math.min(place, closenessOfNames(search, record));
}

/**
 * The records that a search finds, the best first.
 * @throws PdsRefusal as the API refuses a search
 * @see PDS FHIR API, "Search for a patient"
 */
export function findRecords(query: URLSearchParams, records: readonly StoredRecord[]): readonly Match[] {
  checkParameters(query);
  const search = parseSearch(query);
  checkCriteria(query, search);
  return records
    .map((record) => ({ record, score: score(search, record) }))
    .filter((match) => match.score >= (search.isExact ? 1 : 0.7))
    .sort((a, b) => b.score - a.score);
}
