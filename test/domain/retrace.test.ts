import { describe, expect, it } from 'vitest';
import { type BirthDate, epochSeconds, type NhsNumber, type PhoneNumber, type Postcode } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';
import { mayReplace, type Patient, patientOf } from '../../src/domain/patient';
import type { PatientRecord, RecordReading } from '../../src/domain/patient-record';
import {
  judgeHeldNumber,
  judgeRetrace,
  leaseRetrace,
  mayRetrace,
  oweRetrace,
  putOffRetrace,
  type Retraces,
  type RetraceVerdict,
} from '../../src/domain/retrace';
import { aRecord } from '../support/memory-proofs';

const now = epochSeconds(1_795_000_000);
const phone = '+447700900123' as PhoneNumber;
const birthDate = '1980-10-22' as BirthDate;
const postcode = 'LS1 6AE' as Postcode;
const other = '9990000026' as NhsNumber;
const patient = patientOf(aRecord(), { birthDate, postcode, phone }, '2026-11-25');
const held = { patient, against: 'claim', at: now } as const;
const judged = (reading: RecordReading, of: Patient = patient): RetraceVerdict =>
  judgeRetrace({ ...held, patient: of }, reading, { phone, now });
const found = (changes: Partial<PatientRecord> = {}, of?: Patient) =>
  judged({ kind: 'found', record: aRecord(changes) }, of);
const named = (family: string) => [{ use: 'usual', given: ['Jane Ann'], family, period: {} }] as const;
const livesIn = (postalCode: string) => [{ use: 'home', lines: [], postalCode, period: {} }] as const;
const { birthDate: _born, ...unborn } = aRecord();
const death = (notice: 'informal' | 'formal' | 'removed' | 'unstated') => ({ notice });
const { odsCode: _practice, postcode: _home, ...nowhere } = { ...patient, phoneMatched: false };

describe('a record that is looked at again', () => {
  it.each<[string, RetraceVerdict, RetraceVerdict]>([
    ['is as it was', found(), { kind: 'unchanged' }],
    ['has another version of the same', found({ version: '7' }), { kind: 'unchanged' }],
    ['has another last name', found({ names: named('JONES') }), changed({ familyName: 'JONES' })],
    ['names nobody any more', found({ names: [] }), { kind: 'unchanged' }],
    ['has another practice', found({ practice: { odsCode: 'A2', period: {} } }), changed({ odsCode: 'A2' })],
    [
      'has a practice that ended',
      found({ practice: { odsCode: 'Y12345', period: { until: '2026-10-31' } } }),
      { kind: 'changed', patient: without('odsCode') },
    ],
    ['tells of a move', found({ addresses: livesIn('M1 1AE') }), changed({ postcode: 'M1 1AE' as Postcode })],
    ['tells no address', found({ addresses: [] }), { kind: 'changed', patient: without('postcode') }],
    [
      'knows the phone now',
      found({ contacts: [{ system: 'phone', use: 'mobile', value: '07700 900123', period: {} }] }),
      changed({ phoneMatched: true }),
    ],
    ['is invalid', judged({ kind: 'invalidated' }), { kind: 'suspended', because: 'invalidated' }],
    ['is not there', judged({ kind: 'none' }), { kind: 'suspended', because: 'unknown' }],
    ['cannot be asked for', judged({ kind: 'unavailable' }), { kind: 'owed' }],
    [
      'is of somebody born on another day',
      found({ birthDate: { precision: 'day', text: '1980-10-23' } }),
      { kind: 'suspended', because: 'birth-date' },
    ],
    [
      'knows the year of birth alone',
      found({ birthDate: { precision: 'year', text: '1980' } }),
      { kind: 'suspended', because: 'birth-date' },
    ],
    ['tells of a death, informally', found({ death: death('informal') }), { kind: 'disabled', because: 'deceased' }],
    ['tells of a death, formally', found({ death: death('formal') }), { kind: 'disabled', because: 'deceased' }],
    ['tells of a death, somehow', found({ death: death('unstated') }), { kind: 'disabled', because: 'deceased' }],
    ['takes a death back', found({ death: death('removed') }), { kind: 'unchanged' }],
    [
      'knows nothing of a birth any more',
      judged({ kind: 'found', record: unborn }),
      { kind: 'suspended', because: 'birth-date' },
    ],
    [
      'has another number',
      judged({ kind: 'superseded', record: aRecord({ nhsNumber: other }) }),
      { kind: 'renumbered', patient: { ...patient, nhsNumber: other } },
    ],
    [
      'was merged into one of somebody who has died',
      judged({ kind: 'superseded', record: aRecord({ nhsNumber: other, death: death('formal') }) }),
      { kind: 'disabled', because: 'deceased' },
    ],
    [
      'was merged into one of somebody born on another day',
      judged({
        kind: 'superseded',
        record: aRecord({ nhsNumber: other, birthDate: { precision: 'day', text: '1990-01-01' } }),
      }),
      { kind: 'suspended', because: 'birth-date' },
    ],
    [
      'is restricted: nothing is kept that tells where somebody is, even if it was sent',
      judged({ kind: 'restricted', record: aRecord({ confidentiality: 'restricted' }) }),
      { kind: 'changed', patient: nowhere },
    ],
    [
      'is restricted and has another number',
      judged({ kind: 'superseded', record: aRecord({ nhsNumber: other, confidentiality: 'very-restricted' }) }),
      { kind: 'renumbered', patient: { ...nowhere, nhsNumber: other } },
    ],
    [
      'is restricted as it was before, and names nobody',
      judged({ kind: 'restricted', record: aRecord({ confidentiality: 'restricted', names: [] }) }, nowhere),
      { kind: 'unchanged' },
    ],
  ])('%s', (_, verdict, expected) => {
    expect(verdict).toEqual(expected);
  });

  it('whose new number another account has, ends the account of the old one', () => {
    const verdict = judgeHeldNumber(held, { ...patient, nhsNumber: other });
    expect(verdict).toEqual({ kind: 'disabled', because: 'held-by-another' });
  });
});

function changed(changes: Partial<Patient>): RetraceVerdict {
  return { kind: 'changed', patient: { ...patient, ...changes } };
}

function without(member: 'odsCode' | 'postcode'): Patient {
  const { [member]: _gone, ...kept } = patient;
  return kept;
}

describe('another number for a suspended account', () => {
  it('is for who was born on the same day', () => {
    expect(mayReplace(patient, { ...patient, nhsNumber: other })).toBe(true);
    expect(mayReplace(patient, { ...patient, birthDate: '1980-10-23' as BirthDate })).toBe(false);
  });
});

describe('a look at a record', () => {
  const owed = oweRetrace({}, now);

  it('becomes due at each sign-in, and once', () => {
    expect(owed).toEqual({ owed: { since: now, due: now + limits.retraceLease.value, tries: 0 } });
    expect(oweRetrace(owed, now + 1)).toBe(owed);
  });

  it('is made by one at a time, and by another when the lease is over', () => {
    const one = leaseRetrace(owed, 'one', now) as Retraces;
    expect(mayRetrace(owed, now)).toBe(true);
    expect(mayRetrace(one, now)).toBe(false);
    expect(leaseRetrace(one, 'two', now + limits.retraceLease.value - 1)).toBeUndefined();
    expect(leaseRetrace(one, 'one', now)).toEqual(one);
    expect(leaseRetrace(one, 'two', now + limits.retraceLease.value)).toMatchObject({ owed: { tries: 2 } });
    expect(leaseRetrace({}, 'one', now)).toBeUndefined();
  });

  it('that nobody answered waits a minute, then longer, six hours at most, and is never given up', () => {
    const waits = [1, 2, 3, 9, 10, 100].map((tries) => {
      const tried: Retraces = { owed: { since: now, due: now, tries } };
      return (putOffRetrace(tried, now, 0).owed?.due ?? 0) - now;
    });
    expect(waits).toEqual([60, 120, 240, 15_360, 21_600, 21_600]);
    expect(putOffRetrace({}, now, 0)).toEqual({});
  });
});
