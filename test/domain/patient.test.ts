import { describe, expect, it } from 'vitest';
import type { BirthDate, NhsNumber, PhoneNumber, Postcode } from '../../src/domain/brands';
import { hasPhone, levelStands, patientOf, renewPatient } from '../../src/domain/patient';
import type { PatientRecord, RecordedContact } from '../../src/domain/patient-record';

const today = '2026-11-25';
const phone = '+447700900123' as PhoneNumber;
const contact = (value: string, changes: Partial<RecordedContact> = {}): RecordedContact => ({
  system: 'phone',
  use: 'mobile',
  value,
  period: {},
  ...changes,
});
const record: PatientRecord = {
  nhsNumber: '9990000018' as NhsNumber,
  version: '1',
  confidentiality: 'unrestricted',
  names: [{ use: 'usual', given: ['Jane Ann'], family: 'SMITH', period: {} }],
  birthDate: { precision: 'day', text: '1980-10-22' },
  addresses: [],
  contacts: [contact('07700 900123')],
  practice: { odsCode: 'Y12345', period: { from: '2015-01-01' } },
};
const said = { birthDate: '1980-10-22' as BirthDate, postcode: 'LS1 6AE' as Postcode, phone };

describe('the phone of an account', () => {
  it.each([
    '07700900123',
    '07700 900 123',
    '+44 7700 900123',
    '0044 7700-900123',
    '(07700) 900123',
    '+44 (0) 7700 900123',
  ])('stands in a record that writes it %s', (value) => {
    expect(hasPhone({ contacts: [contact(value)] }, phone, today)).toBe(true);
  });

  it.each<[string, RecordedContact]>([
    ['another number', contact('07700 900124')],
    ['a part of it', contact('900123')],
    ['an e-mail address', contact('07700900123', { system: 'email' })],
    ['a number of before', contact('07700900123', { period: { until: '2026-11-24' } })],
    ['nothing', contact('')],
  ])('does not stand in a record that has %s', (_, one) => {
    expect(hasPhone({ contacts: [one] }, phone, today)).toBe(false);
  });
});

describe('what is kept of a record', () => {
  it('is what services may be told, as the record writes it', () => {
    expect(patientOf(record, said, today)).toEqual({
      nhsNumber: '9990000018',
      familyName: 'SMITH',
      givenName: 'Jane',
      birthDate: '1980-10-22',
      postcode: 'LS1 6AE',
      odsCode: 'Y12345',
      phoneMatched: true,
    });
  });

  it('has no practice where the person left it, and no first name where there is none', () => {
    const left = { odsCode: 'Y12345', period: { until: '2026-11-24' } };
    const names = [{ use: 'usual' as const, given: [], family: 'SUKARNO', period: {} }];
    expect(Object.keys(patientOf({ ...record, practice: left, names }, said, today))).not.toEqual(
      expect.arrayContaining(['odsCode']),
    );
    expect(patientOf({ ...record, names }, said, today)).not.toHaveProperty('givenName');
  });
});

describe('the phone that stood in a record once', () => {
  const held = patientOf(record, said, today);
  it.each<[string, Partial<PatientRecord>, boolean]>([
    ['counts also when the record forgot it', { contacts: [] }, true],
    ['counts also when the record has another', { contacts: [contact('07700 900124')] }, true],
    ['is kept no longer of somebody whose record is restricted', { confidentiality: 'restricted' }, false],
  ])('%s', (_, changes, matched) => {
    expect(renewPatient(held, { ...record, ...changes }, { phone, today }).phoneMatched).toBe(matched);
  });
});

describe('what was granted at a level', () => {
  it.each([
    ['P0', 'P0', true],
    ['P0', 'P5', true],
    ['P5', 'P5', true],
    ['P5', 'P9', true],
    ['P5', 'P0', false],
    ['P9', 'P5', false],
  ] as const)('%s stands for who holds %s by now: %s', (granted, held, stands) => {
    expect(levelStands(granted, held)).toBe(stands);
  });
});
