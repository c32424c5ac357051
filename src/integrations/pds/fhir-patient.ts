import { z } from 'zod';
import { isNhsNumber } from '../../domain/nhs-number';
import type {
  PatientRecord,
  RecordedAddress,
  RecordedContact,
  RecordedDate,
  RecordedDeath,
  RecordedName,
  RecordedPeriod,
  RemovalReason,
} from '../../domain/patient-record';

/** As much of anything as a record has room for. */
const text = z.string().min(1).max(250);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(100).optional();
const dateText = z.string().regex(/^\d{4}(-\d{2}(-\d{2}(T[\d:.]{5,15}(Z|[+-]\d{2}:\d{2})?)?)?)?$/);
const period = z.object({ start: dateText.optional(), end: dateText.optional() }).optional();
const codeable = z.object({ coding: z.array(z.object({ code: text })).min(1) });
const nested = z.object({ url: text, valueCodeableConcept: codeable.optional() });

const patient = z.object({
  resourceType: z.literal('Patient'),
  id: z.string().refine(isNhsNumber),
  identifier: z
    .array(z.object({ system: text, value: text }))
    .min(1)
    .max(10),
  meta: z.object({ versionId: text, security: z.array(z.object({ code: z.enum(['U', 'R', 'V']) })).length(1) }),
  name: list(z.object({ use: text, given: z.array(text).max(20).optional(), family: text.optional(), period })),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: z.string().optional(),
  deceasedDateTime: dateText.optional(),
  deceasedBoolean: z.boolean().optional(),
  address: list(
    z.object({ use: text, line: z.array(z.string().max(250)).max(10).optional(), postalCode: text.optional(), period }),
  ),
  telecom: list(z.object({ system: text, use: text.optional(), value: text.optional(), period })),
  generalPractitioner: z
    .array(
      z.object({
        identifier: z.object({
          system: z.literal('https://fhir.nhs.uk/Id/ods-organization-code'),
          value: z.string().regex(/^[0-9A-Z]{3,12}$/),
          period,
        }),
      }),
    )
    .max(1)
    .optional(),
  extension: list(z.object({ url: text, extension: list(nested) })),
});

type Patient = z.infer<typeof patient>;

const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
const confidentialities = { U: 'unrestricted', R: 'restricted', V: 'very-restricted' } as const;
const deathNotices: Readonly<Record<string, RecordedDeath['notice']>> = { 1: 'informal', 2: 'formal', U: 'removed' };
const removals: Readonly<Record<string, RemovalReason>> = {
  DEA: 'death',
  EMB: 'left-the-country',
  SCT: 'scotland',
  NIT: 'northern-ireland',
  TRA: 'not-returned',
};

const isOneOf = <const T extends string>(allowed: readonly T[], value: string | undefined): value is T =>
  allowed.some((one) => one === value);

/** A date that exists, as precisely as it is written; the time of day is left out. */
function recordedDate(written: string): RecordedDate | undefined {
  const [, year = '', month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T|$)/.exec(written) ?? [];
  const precision = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
  const told = [year, month, day].filter((part) => part !== undefined).join('-');
  const whole = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const time = Date.parse(`${whole}T00:00:00Z`);
  const exists = year !== '' && !Number.isNaN(time) && new Date(time).toISOString().startsWith(whole);
  return exists ? { precision, text: told } : undefined;
}

/** A side that names a month or a year alone holds from its first day, or up to its last. */
function recordedPeriod(written: z.infer<typeof period>): RecordedPeriod {
  const from = written?.start?.slice(0, 10);
  const until = written?.end?.slice(0, 10);
  return {
    ...(from !== undefined && { from: `${from}${'-01-01'.slice(from.length - 4)}` }),
    ...(until !== undefined && { until: `${until}${'-12-31'.slice(until.length - 4)}` }),
  };
}

function names({ name = [] }: Patient): readonly RecordedName[] {
  return name.flatMap(({ use, given = [], family, period: held }) =>
    isOneOf(['usual', 'temp', 'nickname', 'old', 'maiden'], use)
      ? [{ use, given, ...(family !== undefined && { family }), period: recordedPeriod(held) }]
      : [],
  );
}

function addresses({ address = [] }: Patient): readonly RecordedAddress[] {
  return address.flatMap(({ use, line = [], postalCode, period: held }) =>
    isOneOf(['home', 'temp', 'billing', 'work'], use)
      ? [
          {
            use,
            lines: line.filter((one) => one.trim() !== ''),
            ...(postalCode !== undefined && { postalCode }),
            period: recordedPeriod(held),
          },
        ]
      : [],
  );
}

function contacts({ telecom = [] }: Patient): readonly RecordedContact[] {
  return telecom.flatMap(({ system, use, value, period: held }) =>
    isOneOf(['phone', 'email'], system) && isOneOf(['home', 'work', 'temp', 'mobile'], use) && value !== undefined
      ? [{ system, use, value, period: recordedPeriod(held) }]
      : [],
  );
}

/** The code inside one of the extensions that hold nothing else of interest. */
function extensionCode({ extension = [] }: Patient, name: string, member: string): string | undefined {
  const found = extension.find(({ url }) => url.endsWith(`/${name}`));
  return found?.extension?.find(({ url }) => url === member)?.valueCodeableConcept?.coding[0]?.code;
}

/** A notice of a kind that nobody knows is a notice. */
function death(said: Patient, date: RecordedDate | undefined): RecordedDeath | undefined {
  const code = extensionCode(said, 'Extension-UKCore-DeathNotificationStatus', 'deathNotificationStatus');
  if (code === undefined && date === undefined && said.deceasedBoolean !== true) return undefined;
  return { notice: deathNotices[code ?? ''] ?? 'unstated', ...(date !== undefined && { date }) };
}

/** What tells where somebody is: left out of a restricted record, even if it was sent. */
function whereabouts(said: Patient): Pick<PatientRecord, 'addresses' | 'contacts' | 'practice'> {
  if (said.meta.security[0]?.code !== 'U') return { addresses: [], contacts: [] };
  const practice = said.generalPractitioner?.[0]?.identifier;
  return {
    addresses: addresses(said),
    contacts: contacts(said),
    ...(practice !== undefined && {
      practice: { odsCode: practice.value, period: recordedPeriod(practice.period) },
    }),
  };
}

/**
 * Reads a Patient resource of FHIR R4.
 * @returns undefined when it is none, or contradicts itself: half a record is never taken for one
 * @see PDS FHIR API, "Get patient details"
 */
export function parsePatient(resource: unknown): PatientRecord | undefined {
  const parsed = patient.safeParse(resource);
  if (!parsed.success) return undefined;
  const said = parsed.data;

  // Ensure that the record has one number, and is told under it.
  const numbers = said.identifier.filter(({ system }) => system === nhsNumberSystem);
  if (numbers.length !== 1 || numbers[0]?.value !== said.id) return undefined;

  // Ensure that dates exist.
  const birthDate = said.birthDate === undefined ? undefined : recordedDate(said.birthDate);
  const died = said.deceasedDateTime === undefined ? undefined : recordedDate(said.deceasedDateTime);
  if ((birthDate === undefined) !== (said.birthDate === undefined)) return undefined;
  if ((died === undefined) !== (said.deceasedDateTime === undefined)) return undefined;

  const removal = extensionCode(said, 'Extension-PDS-RemovalFromRegistration', 'removalFromRegistrationCode');
  const deathRecord = death(said, died);
  return {
    nhsNumber: said.id,
    version: said.meta.versionId,
    confidentiality: confidentialities[said.meta.security[0]?.code ?? 'V'],
    names: names(said),
    ...(said.gender !== undefined && { gender: said.gender }),
    ...(birthDate !== undefined && { birthDate }),
    ...(deathRecord !== undefined && { death: deathRecord }),
    ...whereabouts(said),
    ...(removal !== undefined && { removed: removals[removal] ?? 'other' }),
  };
}
