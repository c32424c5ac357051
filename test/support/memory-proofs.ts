import { type EpochSeconds, epochSeconds, type NhsNumber } from '../../src/domain/brands';
import { foldName } from '../../src/domain/demographics';
import type { PatientQuery, QueryText } from '../../src/domain/patient-query';
import type { PatientRecord, RecordReading } from '../../src/domain/patient-record';
import { countTrace, noTraces, refundTrace, type Traces } from '../../src/domain/traces';
import type { Pds } from '../../src/ports/pds';
import type { Proofs } from '../../src/ports/proofs';
import { noon } from './builders';
import type { memoryAccounts } from './memory-ports-accounts';

const begins = (query: QueryText | undefined, text = ''): boolean => {
  const [said, held] = [typeof query === 'object' ? query.startsWith : query, text].map((one) => one?.toLowerCase());
  if (said === undefined) return true;
  return typeof query === 'object' ? held?.startsWith(said) === true : held === said;
};

/** By sound, marks and punctuation do not matter. */
const agrees = (manner: PatientQuery['manner'], query: QueryText | undefined, text = ''): boolean =>
  manner === 'fuzzy' && typeof query === 'string' ? foldName(query) === foldName(text) : begins(query, text);

/** The national record in memory: who is in it, and how it answers. */
export function memoryPds() {
  const state: {
    records: readonly PatientRecord[];
    readonly answers: Map<string, RecordReading>;
    away: boolean;
    asked: number;
  } = { records: [], answers: new Map(), away: false, asked: 0 };
  const port: Pds = {
    async read(nhsNumber) {
      state.asked += 1;
      if (state.away) return { kind: 'unavailable' };
      const record = state.records.find((one) => one.nhsNumber === nhsNumber);
      return state.answers.get(nhsNumber) ?? (record === undefined ? { kind: 'none' } : { kind: 'found', record });
    },
    async search({ manner, family, given, birthDate }) {
      state.asked += 1;
      if (state.away) return { kind: 'unavailable' };
      const found = state.records.filter(
        ({ names, birthDate: born }) =>
          born?.text === birthDate &&
          names.some((name) => agrees(manner, family, name.family) && agrees(manner, given, name.given[0])),
      );
      const [record] = found;
      if (record === undefined) return { kind: 'none' };
      return found.length > 1 ? { kind: 'many' } : { kind: 'one', record };
    },
  };
  return { state, port };
}

/** Proofs in memory, by the product's own rules. */
export function memoryProofs(people: ReturnType<typeof memoryAccounts>, now: () => EpochSeconds): Proofs {
  const traces = new Map<string, Traces>();
  return {
    async read(session) {
      const account = people.accountOf(session);
      const person = account && people.person(account);
      return person && { phone: person.phone, ...(person.patient && { patient: person.patient, matchedAt: noon }) };
    },
    async takeTrace(session) {
      const account = people.accountOf(session);
      if (account === undefined) return { outcome: 'no-session' };
      const counted = countTrace(traces.get(account) ?? noTraces, now());
      traces.set(account, counted.traces);
      const { verdict } = counted;
      return verdict.kind === 'locked'
        ? { outcome: 'locked', until: epochSeconds(verdict.until) }
        : { outcome: 'taken' };
    },
    async refundTrace(session) {
      const account = people.accountOf(session);
      if (account !== undefined) traces.set(account, refundTrace(traces.get(account) ?? noTraces));
    },
    async link(session, patient) {
      const account = people.accountOf(session);
      const person = account && people.person(account);
      if (person === undefined || account === undefined) return 'no-session';
      const owner = people.everybody().find((one) => one.patient?.nhsNumber === patient.nhsNumber);
      if (owner !== undefined && owner.account !== account) return 'held-by-another';
      if (person.patient !== undefined && owner === undefined && !person.suspended) return 'already-proved';
      people.change(account, { patient, level: 'P5', suspended: undefined });
      return 'linked';
    },
    async disable(session) {
      const account = people.accountOf(session);
      if (account === undefined) return 'no-session';
      if (!people.opensAccount(session)) return 'stays';
      people.change(account, { disabled: true });
      return 'disabled';
    },
  };
}

/** A record of the one person who agrees with the default answers of a test. */
export function aRecord(changes: Partial<PatientRecord> = {}): PatientRecord {
  return {
    nhsNumber: '9990000018' as NhsNumber,
    version: '1',
    confidentiality: 'unrestricted',
    names: [{ use: 'usual', given: ['Jane Ann'], family: 'SMITH', period: {} }],
    birthDate: { precision: 'day', text: '1980-10-22' },
    addresses: [{ use: 'home', lines: [], postalCode: 'LS1 6AE', period: {} }],
    contacts: [],
    practice: { odsCode: 'Y12345', period: {} },
    ...changes,
  };
}
