import { describe, expect, it } from 'vitest';
import { patientResource } from '../../dev/emulators/pds/fhir';
import { createRegister } from '../../dev/emulators/pds/records';
import { people } from '../../dev/people';
import type { BirthDate, NhsNumber, Postcode } from '../../src/domain/brands';
import { foldName, judgeMatch } from '../../src/domain/demographics';
import type { DemographicsClaim } from '../../src/domain/demographics-claim';
import { parseFinding } from '../../src/integrations/pds/fhir-answers';
import { parsePatient } from '../../src/integrations/pds/fhir-patient';
import { numbers } from '../support/seeded-numbers';

const today = '2026-11-25';
const register = createRegister(people, () => 0);

interface Case {
  readonly claims: readonly DemographicsClaim[];
  readonly resource: object;
}
/** Everybody with a record, and what they would say of themselves. */
const cases: readonly Case[] = people.flatMap(({ nhsNumber, birthDate, postalCode, givenName, familyName }) => {
  const read = nhsNumber === null ? undefined : register.read(nhsNumber);
  if (read === undefined || !('record' in read) || nhsNumber === null) return [];
  const said = { birthDate: birthDate as BirthDate, postcode: postalCode as Postcode };
  const claims: readonly DemographicsClaim[] = [
    { by: 'nhs-number', nhsNumber: nhsNumber as NhsNumber, ...said },
    ...(givenName === '' ? [] : [{ by: 'name' as const, name: { first: givenName, last: familyName }, ...said }]),
  ];
  return [{ claims, resource: patientResource(read.record, 'read') }];
});

const next = numbers(20_261_125);
const any = <T>(items: readonly T[]): T => items[next(items.length)] as T;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
const isNode = (value: Json): value is Json[] | { [key: string]: Json } => typeof value === 'object' && value !== null;

/** Every place in a document: the object or list, and the key in it. */
function places(node: Json): readonly (readonly [{ [key: string]: Json }, string])[] {
  if (!isNode(node)) return [];
  const holder = node as { [key: string]: Json };
  return Object.keys(holder).flatMap((key) => [[holder, key] as const, ...places(holder[key] ?? null)]);
}

const copy = (value: object): Json => JSON.parse(JSON.stringify(value));
const outcome = { resourceType: 'OperationOutcome', issue: [{ details: { coding: [{ code: 'TOO_MANY_MATCHES' }] } }] };
const entry = (resource: Json): Json => ({ resource, search: { score: 1 } });
const bundle = (...resources: readonly Json[]): Json => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  entry: resources.map(entry),
});

/** What may go wrong with an answer on its way. @returns its text */
const mutations: Readonly<Record<string, (resource: Json) => string>> = {
  'somebody else’s record': () => JSON.stringify(any(cases).resource),
  'a text that is cut off': (resource) => {
    const text = JSON.stringify(resource);
    return text.slice(0, next(text.length));
  },
  'an outcome in place of a record': () => JSON.stringify(outcome),
  'two people in one answer': (resource) => JSON.stringify(bundle(resource, copy(any(cases).resource))),
  'a search’s answer in place of a record': (resource) => JSON.stringify(bundle(resource)),
  'a part that is missing': (resource) => {
    const [holder, key] = any(places(resource));
    delete holder[key];
    return JSON.stringify(resource);
  },
  'two parts that changed places': (resource) => {
    const [[one, first], [other, second]] = [any(places(resource)), any(places(resource))];
    const held = one[first] ?? null;
    const into = other[second] ?? null;
    // A part does not go into itself.
    if (JSON.stringify(held).includes(JSON.stringify(into)) || JSON.stringify(into).includes(JSON.stringify(held)))
      return JSON.stringify(resource);
    one[first] = into;
    other[second] = held;
    return JSON.stringify(resource);
  },
  'a part of somebody else': (resource) => {
    const other = copy(any(cases).resource);
    const [holder, key] = any(places(resource));
    const parts = places(other).filter(([, name]) => name === key);
    if (parts.length > 0) {
      const [from, name] = any(parts);
      holder[key] = from[name] ?? null;
    }
    return JSON.stringify(resource);
  },
  'a part of another kind': (resource) => {
    const [holder, key] = any(places(resource));
    holder[key] = any<Json>([null, 0, '', [], {}, true, 'x'.repeat(5000), ['1980-01-01'], { value: '1' }]);
    return JSON.stringify(resource);
  },
};

interface Address {
  readonly use?: string;
  readonly postalCode?: string;
  readonly period?: { readonly start?: string; readonly end?: string };
}
interface Named {
  readonly family?: string;
  readonly given?: readonly string[];
}
/** Read without our parser, by the letter: whether the answer can be taken for a record of who makes the claim. */
function saysSo(text: string, claim: DemographicsClaim): boolean {
  const { resourceType, id, birthDate, address, meta, name } = JSON.parse(text) as Record<string, unknown>;
  const lives = (address as readonly Address[]).some(
    ({ use, postalCode, period: { start = '', end = '9' } = {} }) =>
      (use === 'home' || use === 'temp') && postalCode === claim.postcode && start <= today && today <= end,
  );
  const isOpen = (meta as { security: readonly { code: string }[] }).security[0]?.code === 'U';
  const isNamed =
    claim.by === 'nhs-number' ||
    (name as readonly Named[]).some(({ family = '' }) => foldName(family) === foldName(claim.name.last));
  const isNumbered = claim.by === 'name' || id === claim.nhsNumber;
  return resourceType === 'Patient' && birthDate === claim.birthDate && lives && isOpen && isNamed && isNumbered;
}

/** As an answer is read: a record, or nothing. */
function recordIn(text: string) {
  try {
    const body: unknown = JSON.parse(text);
    const found = parseFinding(body);
    return found?.kind === 'one' ? found.record : parsePatient(body);
  } catch {
    return undefined;
  }
}

describe('an answer that is not as it was sent', () => {
  it('never makes somebody the person that they say they are, in ten thousand of them', () => {
    const [seen, matched, falsely]: [Record<string, number>, Record<string, number>, string[]] = [{}, {}, []];
    for (let times = 0; times < 10_000; times += 1) {
      const { claims, resource } = any(cases);
      const claim = any(claims);
      const [what, mutate] = any(Object.entries(mutations));
      const text = mutate(copy(resource));
      const record = recordIn(text);
      seen[what] = (seen[what] ?? 0) + 1;
      if (record === undefined || judgeMatch(claim, record, today).kind !== 'match') continue;
      matched[what] = (matched[what] ?? 0) + 1;
      const body = what === 'a search’s answer in place of a record' ? JSON.stringify(resource) : text;
      if (!saysSo(body, claim)) falsely.push(`${what}: ${JSON.stringify(claim)} ${text}`);
    }
    expect(falsely.slice(0, 3)).toEqual([]);
    expect(Object.keys(seen).toSorted()).toEqual(Object.keys(mutations).toSorted());
    // What was hit beside the mark matches: otherwise nothing would be shown.
    expect(matched['a part that is missing']).toBeGreaterThan(50);
    for (const never of ['a text that is cut off', 'an outcome in place of a record', 'two people in one answer'])
      expect(matched[never]).toBeUndefined();
  });

  it('matches as it was sent: most people would be who they say they are', () => {
    const found = cases.filter(({ claims: [claim], resource }) => {
      const record = recordIn(JSON.stringify(resource));
      return claim !== undefined && record !== undefined && judgeMatch(claim, record, today).kind === 'match';
    });
    expect(found.length).toBeGreaterThan(cases.length / 2);
  });
});
