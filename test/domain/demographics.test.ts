import { describe, expect, it } from 'vitest';
import type { BirthDate, NhsNumber, Postcode } from '../../src/domain/brands';
import { countedName, currentName, foldName, judgeMatch } from '../../src/domain/demographics';
import type { ClaimedName, DemographicsClaim } from '../../src/domain/demographics-claim';
import type { PatientRecord, RecordedName } from '../../src/domain/patient-record';

const today = '2026-11-25';
const name = (changes: Partial<RecordedName> = {}): RecordedName => ({
  use: 'usual',
  given: ['Jane Ann'],
  family: 'Smith',
  period: { from: '2010-10-22' },
  ...changes,
});
const home = {
  use: 'home',
  lines: ['1 Trevelyan Square'],
  postalCode: 'LS1 6AE',
  period: { from: '2020-01-01' },
} as const;
const aRecord = (changes: Partial<PatientRecord> = {}): PatientRecord => ({
  nhsNumber: '9990000018' as NhsNumber,
  version: '2',
  confidentiality: 'unrestricted',
  names: [name()],
  birthDate: { precision: 'day', text: '1980-10-22' },
  addresses: [home],
  contacts: [],
  ...changes,
});
const said = { birthDate: '1980-10-22' as BirthDate, postcode: 'LS1 6AE' as Postcode };
const byName = (claimed: Partial<ClaimedName> = {}, changes: Partial<typeof said> = {}): DemographicsClaim => ({
  by: 'name',
  name: { first: 'Jane', last: 'Smith', ...claimed },
  ...said,
  ...changes,
});
const byNumber = (nhsNumber = '9990000018', changes: Partial<typeof said> = {}): DemographicsClaim => ({
  by: 'nhs-number',
  nhsNumber: nhsNumber as NhsNumber,
  ...said,
  ...changes,
});
const none = (because: string) => ({ kind: 'none', because });

describe('a name, folded', () => {
  it.each([
    ["O'Neill", 'ONEILL'],
    ['O’Neill', 'o neill'],
    ['Anne-Marie', 'ANNE MARIE'],
    ['Núñez', 'Nunez'],
    ['Ødegård', 'Odegard'],
    ['Weiß', 'WEISS'],
    ['Þór', 'Thor'],
    ['Łukasz', 'Lukasz'],
    ['Nu\u0301nez', 'Núnez'],
    ['ﬁona', 'Fiona'],
    ['İpek', 'Ipek'],
  ])('%s and %s are one', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
    expect(foldName(one)).not.toBe('');
  });

  it.each([
    ['Smith', 'Smyth'],
    ['李', '王'],
    ['Jon', 'John'],
  ])('%s and %s are two', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });
});

describe('a claim by name', () => {
  it.each<[string, DemographicsClaim, PatientRecord]>([
    ['word by word', byName(), aRecord()],
    ['in other case and spacing', byName({ first: ' JANE', last: 'sm ith' }), aRecord()],
    ['with a middle name', byName({ middle: 'Ann' }), aRecord()],
    ['with the first letter of a middle name', byName({ middle: 'A' }), aRecord()],
    [
      'with a middle name that the record has not',
      byName({ middle: 'Beth' }),
      aRecord({ names: [name({ given: ['Jane'] })] }),
    ],
    ['with both first names as one', byName({ first: 'Jane Ann' }), aRecord()],
    [
      'with first names that the record keeps apart',
      byName({ first: 'Jane-Ann' }),
      aRecord({ names: [name({ given: ['Jane', 'Ann'] })] }),
    ],
    [
      'with two short first names that the record writes as one',
      byName({ first: 'Jo Ann' }),
      aRecord({ names: [name({ given: ['Joann'] })] }),
    ],
    [
      'with one first name that the record writes as two short ones',
      byName({ first: 'Joann' }),
      aRecord({ names: [name({ given: ['Jo Ann'] })] }),
    ],
    ['with the shorter form', byName({ first: 'Jan' }), aRecord()],
    ['with the longer form', byName({ first: 'Janet' }), aRecord({ names: [name({ given: ['Jan'] })] })],
    [
      'with a nickname',
      byName({ first: 'Jenny' }),
      aRecord({ names: [name(), name({ use: 'nickname', given: ['Jenny'] })] }),
    ],
    [
      'with the name before marriage',
      byName({ last: 'Jones' }),
      aRecord({ names: [name(), name({ use: 'maiden', family: 'Jones', period: { until: '2015-01-01' } })] }),
    ],
    [
      'with the name before marriage, kept without first names',
      byName({ last: 'Jones' }),
      aRecord({ names: [name(), name({ use: 'maiden', given: [], family: 'Jones', period: {} })] }),
    ],
    [
      'with marks that the record has not',
      byName({ first: 'Zoë', last: 'O’Neill' }),
      aRecord({ names: [name({ given: ['Zoe'], family: 'ONEILL' })] }),
    ],
    ['of one letter', byName({ first: 'J', last: 'O' }), aRecord({ names: [name({ given: ['J'], family: 'O' })] })],
    [
      'with the postcode of a stay',
      byName({}, { postcode: 'SY10 7AA' as Postcode }),
      aRecord({ addresses: [home, { ...home, use: 'temp', postalCode: 'sy107aa' }] }),
    ],
  ])('agrees %s', (_, claim, record) => {
    expect(judgeMatch(claim, record, today)).toEqual({ kind: 'match' });
  });

  it.each<[string, DemographicsClaim, PatientRecord, string]>([
    ['another last name', byName({ last: 'Smyth' }), aRecord(), 'last-name'],
    ['names exchanged', byName({ first: 'Smith', last: 'Jane' }), aRecord(), 'last-name'],
    ['another first name', byName({ first: 'Sarah' }), aRecord(), 'first-name'],
    ['another middle name', byName({ middle: 'Beth' }), aRecord(), 'first-name'],
    [
      'the first name of a twin, and their own second one',
      byName({ first: 'Mohammed Amin', last: 'Khan' }),
      aRecord({ names: [name({ given: ['Mohammed Ali'], family: 'Khan' })] }),
      'first-name',
    ],
    [
      'a first name that another one ends with',
      byName({ first: 'Anna' }),
      aRecord({ names: [name({ given: ['Joanna'] })] }),
      'first-name',
    ],
    [
      'a first name of signs, and a record with a last name only',
      byName({ first: '.' }),
      aRecord({ names: [name({ given: [] })] }),
      'first-name',
    ],
    ['the middle name alone', byName({ first: 'Ann' }), aRecord(), 'first-name'],
    ['a first name shortened to two letters', byName({ first: 'Ja' }), aRecord(), 'first-name'],
    ['a record with an initial only', byName(), aRecord({ names: [name({ given: ['J'] })] }), 'first-name'],
    ['a record without names', byName(), aRecord({ names: [] }), 'last-name'],
    [
      'a record without a last name, and one of signs',
      byName({ last: "'" }),
      aRecord({ names: [{ use: 'usual', given: ['Jane'], period: {} }] }),
      'last-name',
    ],
    ['a first name of signs', byName({ first: '.' }), aRecord(), 'first-name'],
    [
      'a day of birth that the record holds for its month only, however it is written',
      byName(),
      aRecord({ birthDate: { precision: 'month', text: '1980-10-22' } }),
      'birth-date',
    ],
    ['another day of birth', byName({}, { birthDate: '1980-10-23' as BirthDate }), aRecord(), 'birth-date'],
    [
      'day and month exchanged',
      byName({}, { birthDate: '1980-07-06' as BirthDate }),
      aRecord({ birthDate: { precision: 'day', text: '1980-06-07' } }),
      'birth-date',
    ],
    [
      'a record that knows the month',
      byName(),
      aRecord({ birthDate: { precision: 'month', text: '1980-10' } }),
      'birth-date',
    ],
    [
      'a record that knows the year',
      byName(),
      aRecord({ birthDate: { precision: 'year', text: '1980' } }),
      'birth-date',
    ],
    ['a record that knows no day of birth', byName(), { ...aRecord(), birthDate: undefined as never }, 'birth-date'],
    ['another postcode', byName({}, { postcode: 'LS1 6AF' as Postcode }), aRecord(), 'postcode'],
    [
      'a postcode of before',
      byName(),
      aRecord({ addresses: [{ ...home, period: { until: '2026-11-24' } }] }),
      'postcode',
    ],
    ['a postcode to come', byName(), aRecord({ addresses: [{ ...home, period: { from: '2026-11-26' } }] }), 'postcode'],
    ['the postcode of work', byName(), aRecord({ addresses: [{ ...home, use: 'work' }] }), 'postcode'],
    [
      'a record without a postcode',
      byName(),
      aRecord({ addresses: [{ use: 'home', lines: [], period: {} }] }),
      'postcode',
    ],
    ['a record without an address', byName(), aRecord({ addresses: [] }), 'postcode'],
  ])('does not agree with %s', (_, claim, record, because) => {
    expect(judgeMatch(claim, record, today)).toEqual(none(because));
  });
});

describe('looks for one person', () => {
  const record = aRecord({ names: [name({ given: ['Jane'] })] });
  it.each([
    ['by another form of the first name', { first: 'Jan' }],
    ['by a first name in two parts', { first: 'J', middle: 'ane' }],
    ['by marks and punctuation', { first: '’-Jané', last: 'SMÍTH' }],
    [
      'by a letter that is nothing but a mark, and the first name as a further one',
      { first: '\ufe70', middle: 'Jane' },
    ],
    ['with such a letter before it', { first: '\ufe70Jane' }],
  ])('%s are counted as one', (_what, claimed) => {
    const claim = byName(claimed);
    expect(judgeMatch(claim, record, today)).toEqual({ kind: 'match' });
    expect(claim.by === 'name' && countedName(claim.name)).toBe(countedName({ first: 'Jane', last: 'Smith' }));
  });
});

describe('a claim by NHS number', () => {
  it('agrees with the day of birth and the postcode, whatever the name', () => {
    expect(judgeMatch(byNumber(), aRecord({ names: [] }), today)).toEqual({ kind: 'match' });
  });

  it.each<[DemographicsClaim, string]>([
    [byNumber('9990000026'), 'nhs-number'],
    [byNumber('9990000018', { birthDate: '1980-10-21' as BirthDate }), 'birth-date'],
    [byNumber('9990000018', { postcode: 'LS2 6AE' as Postcode }), 'postcode'],
  ])('%# does not agree with another %s', (claim, because) => {
    expect(judgeMatch(claim, aRecord(), today)).toEqual(none(because));
  });
});

describe('a record that must not be matched', () => {
  it.each(['restricted', 'very-restricted'] as const)(
    'that is %s tells so only to who agrees in all that it may tell',
    (confidentiality) => {
      const record = aRecord({ confidentiality, addresses: [] });
      expect(judgeMatch(byNumber(), record, today)).toEqual({ kind: 'restricted' });
      expect(judgeMatch(byName(), record, today)).toEqual({ kind: 'restricted' });
      expect(judgeMatch(byName({ first: 'Sarah' }), record, today)).toEqual(none('first-name'));
      // Even if an address slipped through.
      expect(judgeMatch(byName(), aRecord({ confidentiality }), today)).toEqual({ kind: 'restricted' });
    },
  );

  it.each(['formal', 'informal', 'unstated'] as const)(
    'of a person who has died (%s) tells so only to who agrees in everything',
    (notice) => {
      const record = aRecord({ death: { notice } });
      expect(judgeMatch(byName(), record, today)).toEqual({ kind: 'deceased' });
      expect(judgeMatch(byNumber(), record, today)).toEqual({ kind: 'deceased' });
      expect(judgeMatch(byName({}, { postcode: 'LS1 6AF' as Postcode }), record, today)).toEqual(none('postcode'));
    },
  );

  it('is matched when the notice of death was taken back', () => {
    expect(judgeMatch(byName(), aRecord({ death: { notice: 'removed' } }), today)).toEqual({ kind: 'match' });
  });
});

describe('the name that services are told', () => {
  it.each<[string, readonly RecordedName[], string | undefined]>([
    ['is the usual one', [name({ use: 'nickname', family: 'N' }), name()], 'Smith'],
    ['is the usual one of today', [name({ family: 'Jones', period: { until: '2020-01-01' } }), name()], 'Smith'],
    [
      'is one for a time, where there is no usual one',
      [name({ use: 'temp', family: 'Brown' }), name({ use: 'maiden', family: 'Jones' })],
      'Brown',
    ],
    ['is none of those given up', [name({ use: 'maiden' }), name({ use: 'old' })], undefined],
  ])('%s', (_, names, family) => {
    expect(currentName({ names }, today)?.family).toBe(family);
  });
});
