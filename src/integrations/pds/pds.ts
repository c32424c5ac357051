import type { NhsNumber } from '../../domain/brands';
import { isNhsNumber } from '../../domain/nhs-number';
import type { PatientQuery } from '../../domain/patient-query';
import type { RecordReading } from '../../domain/patient-record';
import type { Pds, PdsFinding } from '../../ports/pds';
import { type PdsParts, type PdsReply, pdsCaller } from './call';
import { parseFinding, parseOutcome } from './fhir-answers';
import { parsePatient } from './fhir-patient';
import { searchParameters } from './search-parameters';

const unavailable = { kind: 'unavailable' } as const;
const none = { kind: 'none' } as const;

/** PDS for one person, of whose calls none begins later than five seconds after the first. */
export function pds(parts: PdsParts): Pds {
  const ask = pdsCaller(parts);
  /** What nobody expected is never a record; a question that PDS does not take is a fault of ours. */
  const unexpected = ({ status, body }: PdsReply & { readonly kind: 'answer' }) => {
    if (status === 400) parts.alert({ status, code: parseOutcome(body) ?? 'none' });
    return unavailable;
  };
  return {
    async read(nhsNumber) {
      // Ensure that nothing but a number becomes a path.
      if (!isNhsNumber(nhsNumber)) return none;
      const reply = await ask(`/Patient/${nhsNumber}`);
      if (reply.kind !== 'answer') return unavailable;
      return judgeReading(reply, nhsNumber) ?? unexpected(reply);
    },
    async search(query) {
      const parameters = searchParameters(query);
      if (parameters === undefined) return none;
      const reply = await ask(`/Patient?${parameters}`);
      if (reply.kind !== 'answer') return unavailable;
      return judgeFinding(reply, query) ?? unexpected(reply);
    },
  };
}

/** @see PDS FHIR API, "Get patient details" */
function judgeReading(
  { status, body, etag }: PdsReply & { readonly kind: 'answer' },
  nhsNumber: NhsNumber,
): RecordReading | undefined {
  if (status === 200) {
    const record = parsePatient(body);
    // Ensure that head and body are of one version.
    if (record === undefined || etag !== `W/"${record.version}"`) return undefined;
    if (record.nhsNumber !== nhsNumber) return { kind: 'superseded', record };
    return { kind: record.confidentiality === 'unrestricted' ? 'found' : 'restricted', record };
  }
  const code = parseOutcome(body);
  if (status === 404 && code === 'INVALIDATED_RESOURCE') return { kind: 'invalidated' };
  if (status === 404 && code === 'RESOURCE_NOT_FOUND') return none;
  return status === 400 && code === 'INVALID_RESOURCE_ID' ? none : undefined;
}

/** @see PDS FHIR API, "Search for a patient": several matches are no error */
function judgeFinding(
  { status, body }: PdsReply & { readonly kind: 'answer' },
  query: PatientQuery,
): PdsFinding | undefined {
  if (status !== 200) return undefined;
  if (parseOutcome(body) === 'TOO_MANY_MATCHES') return { kind: 'many' };
  const finding = parseFinding(body);
  // Ensure that whoever was found was born on the day that was asked for.
  if (finding?.kind === 'one' && finding.record.birthDate?.text !== query.birthDate) return undefined;
  return finding;
}

/** Where there is no account with PDS nobody's record can be read. */
export const noPds: Pds = { read: async () => unavailable, search: async () => unavailable };
