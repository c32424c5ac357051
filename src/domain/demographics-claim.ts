import type { BirthDate, EpochSeconds, NhsNumber, Postcode } from './brands';
import { limits } from './limits';
import { plainText } from './typed-text';

/** What a person says about themselves, to be compared with one record. */
export type DemographicsClaim =
  | {
      readonly by: 'nhs-number';
      readonly nhsNumber: NhsNumber;
      readonly birthDate: BirthDate;
      readonly postcode: Postcode;
    }
  | { readonly by: 'name'; readonly name: ClaimedName; readonly birthDate: BirthDate; readonly postcode: Postcode };

/** A name as its person typed it, spaces and marks as they are. */
export interface ClaimedName {
  readonly first: string;
  readonly middle?: string;
  readonly last: string;
}

/** Why what was typed is no name; the pages have a sentence for each. */
export type NameFault = 'empty' | 'too-long' | 'not-a-name';
/** A name to go on with, or what is wrong with it. */
export type NameVerdict = { readonly kind: 'name'; readonly name: string } | { readonly kind: NameFault };

/** As long as the Personal Demographics Service keeps one. */
const longestName = 35;

/** Joiners and marks of direction, with which names of other scripts are typed, and what is pasted with a name. */
const unseen = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/**
 * Reads a name as people have them: one letter is a name, and apostrophes, hyphens, dots and marks belong to it.
 * @see GOV.UK Design System, "Names"; PDS FHIR API, Patient.name
 */
export function parseName(text: string): NameVerdict {
  const name = text
    .normalize('NFC')
    .replaceAll(unseen, '')
    .replaceAll(/[‘’ʼ`´]/g, "'")
    .replaceAll(/\p{Pd}/gu, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (name === '') return { kind: 'empty' };
  if ([...name].length > longestName) return { kind: 'too-long' };
  if (!/^[\p{L}\p{M}' .-]+$/u.test(name) || !/\p{L}/u.test(name)) return { kind: 'not-a-name' };
  return { kind: 'name', name };
}

/** `northern-ireland`: a good postcode, of which the national record knows nothing. */
export type PostcodeFault = 'empty' | 'not-a-postcode' | 'northern-ireland';
/** A postcode to go on with, or what is wrong with it. */
export type PostcodeVerdict =
  | { readonly kind: 'postcode'; readonly postcode: Postcode }
  | { readonly kind: PostcodeFault };

/** Reads a postcode; those of Northern Ireland belong to no record of the Personal Demographics Service. @see Royal Mail, "PAF Programmers' Guide" */
export function parsePostcode(text: string): PostcodeVerdict {
  const typed = plainText(text)
    .replaceAll(/[\s.\p{Pd}]/gu, '')
    .toUpperCase();
  if (typed === '') return { kind: 'empty' };
  const parts = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/.exec(typed);
  if (parts === null) return { kind: 'not-a-postcode' };
  if (typed.startsWith('BT')) return { kind: 'northern-ireland' };
  return { kind: 'postcode', postcode: `${parts[1]} ${parts[2]}` as Postcode };
}

/** A day as the three fields of a form have it. */
export interface WrittenDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** Why what was typed is no day of birth; the pages have a sentence for each. */
export type BirthDateFault =
  | 'empty'
  | 'day-missing'
  | 'month-missing'
  | 'year-missing'
  | 'year-not-four-digits'
  | 'not-a-date'
  | 'future'
  | 'too-long-ago';
/** A day of birth to go on with, or what is wrong with it. */
export type BirthDateVerdict =
  | { readonly kind: 'birth-date'; readonly birthDate: BirthDate }
  | { readonly kind: BirthDateFault };

/** Nobody who is alive was born before. */
const earliestYear = 1900;

/** The day in London, on which people have their birthdays, as `yyyy-mm-dd`. @param now epoch seconds */
export function dayInLondon(now: EpochSeconds): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Europe/London',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(now * 1000);
}

function missingPart({ day, month, year }: WrittenDate): BirthDateFault | undefined {
  if (day === '' && month === '' && year === '') return 'empty';
  if (day === '') return 'day-missing';
  if (month === '') return 'month-missing';
  return year === '' ? 'year-missing' : undefined;
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** The number of a month whose name was written, whole or short; any other text as it is. */
function monthNumber(month: string): string {
  const name = month.toLowerCase().replace(/\.$/, '');
  const index = name.length < 3 ? -1 : months.findIndex((one) => one.startsWith(name));
  return index < 0 ? month : String(index + 1);
}

/** Reads a date of birth; a day that no calendar has, or that is still to come, is named. @see GOV.UK Design System, "Date input" */
export function parseBirthDate(written: WrittenDate, now: EpochSeconds): BirthDateVerdict {
  const plain = (part: string): string => plainText(part).trim();
  const [day, month, year] = [plain(written.day), monthNumber(plain(written.month)), plain(written.year)];
  const missing = missingPart({ day, month, year });
  if (missing !== undefined) return { kind: missing };
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d+$/.test(year)) return { kind: 'not-a-date' };
  if (year.length !== 4) return { kind: 'year-not-four-digits' };
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(date)) return { kind: 'not-a-date' };
  if (date > dayInLondon(now)) return { kind: 'future' };
  return Number(year) < earliestYear ? { kind: 'too-long-ago' } : { kind: 'birth-date', birthDate: date as BirthDate };
}

/** Whether a text is a day of the calendar, written `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whole years on a day; who was born on 29 February is a year older from 1 March. @see Family Law Reform Act 1969 s.9 */
export function ageOn(birthDate: BirthDate, now: EpochSeconds): number {
  const today = dayInLondon(now);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Whether somebody is old enough for an account that is tied to a record. */
export const isOldEnough = (birthDate: BirthDate, now: EpochSeconds): boolean =>
  ageOn(birthDate, now) >= limits.leastAge.value;
