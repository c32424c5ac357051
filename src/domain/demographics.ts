import type { ClaimedName, DemographicsClaim } from './demographics-claim';
import { isCurrent, isDeceased, type PatientRecord, type RecordedName } from './patient-record';

/** Which part of a record speaks against a claim. Kept in the audit trail, shown to nobody. */
export type Disagreement = 'nhs-number' | 'birth-date' | 'postcode' | 'first-name' | 'last-name';

/**
 * What a record says to a claim. `restricted`: it agrees as far as it may tell, but tells no address; `deceased`: it agrees
 * in everything, and is of somebody who has died.
 */
export type MatchVerdict =
  | { readonly kind: 'match' }
  | { readonly kind: 'deceased' }
  | { readonly kind: 'restricted' }
  | { readonly kind: 'none'; readonly because: Disagreement };

/** Letters that are not a plain letter with a mark. */
const alone: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

/** A name without case, marks, spaces and punctuation: `O’Neill-Núñez` and `ONEILL NUNEZ` are one. */
export function foldName(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return [...plain]
    .map((letter) => alone[letter] ?? letter)
    .filter((letter) => /\p{L}/u.test(letter))
    .join('');
}

/** A shorter form of a first name has at least as many letters. */
const shortestForm = 3;

/**
 * A name as looks for it are counted: all that could be forms of one first name are one, however many are tried. That is all
 * with one first letter: `J` and a further name `oe` are `Joe` as well.
 */
export const countedName = ({ first, middle = '', last }: ClaimedName): string =>
  // A letter that is only a mark leaves nothing of a name: then the further one is what is compared first.
  `${foldName(`${first} ${middle}`).slice(0, 1)} ${foldName(last)}`;

/** Whether one folded first name is the other, or a shorter form of it: `Jon` and `Jonathan`. */
function isFormOf(one: string, other: string): boolean {
  if (one === '' || other === '') return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === long || (short.length >= shortestForm && long.startsWith(short));
}

const words = (names: readonly string[]): readonly string[] =>
  names
    .flatMap((name) => name.split(/[\s\p{Pd}]+/u))
    .map(foldName)
    .filter((word) => word !== '');

/** Whether two further names may be one: alike, a form of it, or its first letter. */
const mayBeOne = (one: string, other: string): boolean =>
  isFormOf(one, other) || ((one.length === 1 || other.length === 1) && one[0] === other[0]);

/**
 * Whether the first names of a claim are those of a record: together the same, or the first a form of the first and none of
 * the others against it. Twins often share a first name, and differ in the second.
 */
function agreesInGiven(claimed: readonly string[], { given }: RecordedName): boolean {
  const [first = '', ...further] = claimed;
  const recorded = words(given);
  const [own = '', ...others] = recorded;
  if (recorded.some((_, index) => recorded.slice(0, index + 1).join('') === claimed.join(''))) return true;
  if (!isFormOf(first, own)) return false;
  return others.length === 0 || further.every((word) => others.some((other) => mayBeOne(word, other)));
}

const postcodeKey = (postcode: string): string => postcode.replaceAll(/\s/g, '').toUpperCase();

/** Whether a person lives, or stays for a while, at a postcode. Where they lived before is known to too many. */
export function livesAt({ addresses }: Pick<PatientRecord, 'addresses'>, postcode: string, today: string): boolean {
  return addresses.some(
    ({ use, postalCode, period }) =>
      (use === 'home' || use === 'temp') &&
      isCurrent(period, today) &&
      postalCode !== undefined &&
      postcodeKey(postalCode) === postcodeKey(postcode),
  );
}

/** Which name speaks against a claim. Names that were given up count: people are still known by them. */
function nameDisagreement(record: PatientRecord, { first, middle = '', last }: ClaimedName): Disagreement | undefined {
  const family = foldName(last);
  const named = record.names.filter((name) => family !== '' && foldName(name.family ?? '') === family);
  if (named.length === 0) return 'last-name';
  const given = words([first, middle]);
  // A last name given up and the first name of today belong together.
  return record.names.some((name) => agreesInGiven(given, name)) ? undefined : 'first-name';
}

/**
 * The rule of a match: whether a record, and this record only, is of the person who makes the claim. A day of birth that is
 * not known whole never agrees. A record that took the place of another is judged on its own number. Nothing that a person
 * did not type comes out of it.
 * @param today the day in London, `yyyy-mm-dd`
 * @see PDS FHIR API, "Patient search"; NHS login: identity verification, medium level
 */
export function judgeMatch(claim: DemographicsClaim, record: PatientRecord, today: string): MatchVerdict {
  const { birthDate } = record;
  if (claim.by === 'nhs-number' && record.nhsNumber !== claim.nhsNumber) return { kind: 'none', because: 'nhs-number' };
  if (birthDate?.precision !== 'day' || birthDate.text !== claim.birthDate)
    return { kind: 'none', because: 'birth-date' };
  const because = claim.by === 'name' ? nameDisagreement(record, claim.name) : undefined;
  if (because !== undefined) return { kind: 'none', because };
  if (record.confidentiality !== 'unrestricted') return { kind: 'restricted' };
  if (!livesAt(record, claim.postcode, today)) return { kind: 'none', because: 'postcode' };
  return isDeceased(record) ? { kind: 'deceased' } : { kind: 'match' };
}

/** The name by which somebody is known today: for the claims that services are told. */
export function currentName({ names }: Pick<PatientRecord, 'names'>, today: string): RecordedName | undefined {
  const now = names.filter(({ period }) => isCurrent(period, today));
  return now.find(({ use }) => use === 'usual') ?? now.find(({ use }) => use === 'temp');
}
