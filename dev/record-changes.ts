import { hasRightCheckDigit } from '../src/domain/check-digit.ts';
import { type Person, people, type RecordFacts } from './people.ts';

/** What may become of somebody's record while the world goes on; each takes the place of the one before. */
export const recordChanges = [
  'as-it-was',
  'died',
  'death-taken-back',
  'invalidated',
  'restricted',
  'superseded',
  'moved-practice',
  'renamed',
] as const;
export type RecordChange = (typeof recordChanges)[number];

export const isRecordChange = (name: unknown): name is RecordChange => recordChanges.some((change) => change === name);

/** What was changed in the records of this world's people, until it is reset or stopped. */
export interface RecordChanges {
  /** @param newNumber of the record that takes the place of a superseded one; one that nobody has if not said */
  set(person: Person, change: RecordChange, newNumber?: string): RecordFacts;
  /** What a person's record says otherwise than at the beginning, and how often it was changed. */
  of(person: Pick<Person, 'id'>): { readonly facts: RecordFacts; readonly times: number } | undefined;
  /** The last change of each person's. */
  list(): readonly { readonly person: string; readonly change: RecordChange }[];
  clear(): void;
}

/** Numbers of the range that nobody real has, and nobody of this world either. */
function* freeNumbers(): Generator<string, undefined> {
  const taken = people.flatMap(({ nhsNumber, record }) => [
    nhsNumber,
    record?.formerNumber,
    record?.newNumber,
    record?.later?.newNumber,
  ]);
  for (let number = 9_990_430_000; ; number += 1)
    if (hasRightCheckDigit(String(number)) && !taken.includes(String(number))) yield String(number);
}

const day = '2026-11-02';

export function createRecordChanges(): RecordChanges {
  const held = new Map<
    string,
    { readonly change: RecordChange; readonly facts: RecordFacts; readonly times: number }
  >();
  const free = freeNumbers();
  const factsOf = (
    { record, givenName, familyName }: Person,
    change: RecordChange,
    newNumber?: string,
  ): RecordFacts => {
    switch (change) {
      case 'as-it-was':
        return {};
      case 'died':
        return { death: { status: '2', date: day } };
      case 'death-taken-back':
        return { death: { status: 'U', date: day } };
      case 'invalidated':
        return { invalidated: true };
      case 'restricted':
        return { confidentiality: 'R' };
      case 'superseded':
        return { newNumber: newNumber ?? free.next().value ?? '' };
      case 'moved-practice':
        return { practice: record?.practice === 'A99902' ? 'A99903' : 'A99902' };
      case 'renamed':
        return {
          family: 'Newham',
          formerNames: [{ use: 'old', given: [givenName], family: record?.family ?? familyName, until: day }],
        };
      default:
        return change satisfies never;
    }
  };
  return {
    set(person, change, newNumber) {
      const facts = factsOf(person, change, newNumber);
      held.set(person.id, { change, facts, times: (held.get(person.id)?.times ?? 0) + 1 });
      return facts;
    },
    of: ({ id }) => held.get(id),
    list: () => [...held].map(([person, { change }]) => ({ person, change })),
    clear: () => held.clear(),
  };
}
