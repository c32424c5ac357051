import type { Person, RecordFacts } from '../../people.ts';
import type { RecordChanges } from '../../record-changes.ts';

/** A record as the register holds it: the facts of a person at one moment. */
export interface StoredRecord extends RecordFacts {
  readonly person: Person;
  readonly nhsNumber: string;
  readonly version: number;
}

const dayMs = 86_400_000;

/** The record of a person when the world's clock stands so far from its beginning; undefined if there is none. */
function recordOf(person: Person, offsetMs: number, changes?: Pick<RecordChanges, 'of'>): StoredRecord | undefined {
  const { record, nhsNumber } = person;
  if (record === null || nhsNumber === null) return undefined;
  const { later, ...facts } = record;
  const isLater = later !== undefined && offsetMs >= later.afterDays * dayMs;
  const changed = changes?.of(person);
  const held = { ...facts, ...(isLater && later), ...changed?.facts };
  const version = (isLater ? 3 : 2) + (changed?.times ?? 0);
  return { ...held, person, nhsNumber: held.newNumber ?? nhsNumber, version };
}

/** What the register says to a number. */
export type Reading =
  | { readonly kind: 'record'; readonly record: StoredRecord }
  | { readonly kind: 'invalidated' }
  | { readonly kind: 'unknown' };

/** The register of patients, made of the people of this world and of what was changed in their records. */
export function createRegister(people: readonly Person[], offsetMs: () => number, changes?: Pick<RecordChanges, 'of'>) {
  const all = () => people.flatMap((person) => recordOf(person, offsetMs(), changes) ?? []);
  return {
    /** Those that a search may find: never one that is invalid. */
    searchable: (): readonly StoredRecord[] => all().filter(({ invalidated }) => invalidated !== true),
    read(nhsNumber: string): Reading {
      const records = all();
      // A number is first of whom it was given to: somebody's record may have been merged into theirs.
      const record =
        records.find((one) => one.person.nhsNumber === nhsNumber) ??
        records.find((one) => one.nhsNumber === nhsNumber || one.formerNumber === nhsNumber);
      if (record === undefined) return { kind: 'unknown' };
      return record.invalidated === true ? { kind: 'invalidated' } : { kind: 'record', record };
    },
  };
}

export type Register = ReturnType<typeof createRegister>;

/** A telephone number as a practice wrote it down. */
const isMobile = (phone: string): boolean => phone.startsWith('07');

/** How to reach the person, by the record. */
export function telecomOf({ person, mobile, home, email }: StoredRecord) {
  const ownMobile = mobile === undefined && isMobile(person.phone) ? person.phone : mobile;
  return [
    ...(home === undefined ? [] : [{ system: 'phone', use: 'home', value: home }]),
    ...(ownMobile === undefined || ownMobile === null ? [] : [{ system: 'phone', use: 'mobile', value: ownMobile }]),
    ...(email === undefined ? [] : [{ system: 'email', use: 'home', value: email }]),
  ] as const;
}

/** The names of the record, the one in use first. */
export function namesOf({ person, family, formerNames = [] }: StoredRecord) {
  const given = person.givenName === '' ? [] : [person.givenName];
  return [
    { use: 'usual', given, family: family ?? person.familyName },
    ...formerNames.map(({ use, given: former, family: last, until }) => ({ use, given: former, family: last, until })),
  ] as const;
}
