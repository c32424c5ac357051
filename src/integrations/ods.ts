import { z } from 'zod';
import type { EpochSeconds } from '../domain/brands';
import type { Circuit } from '../domain/circuit';
import { limits } from '../domain/limits';
import type { Config } from '../env';
import type { OrganisationReading, Organisations } from '../ports/organisations';
import { callSupplier, jsonOf, type SupplierReply } from './supplier-call';

/** What the client of the Organisation Data Service works with. */
export interface OdsParts {
  readonly ods: Config['ods'];
  readonly circuit: Circuit;
  now(): EpochSeconds;
  readonly fetch?: typeof fetch;
}

type Known = Exclude<OrganisationReading, { readonly kind: 'unavailable' }>;

interface Kept {
  readonly reading: Known;
  readonly until: number;
}

const MOST_KEPT = 2000;
const DEADLINE_MILLIS = 2500;
/** A name is worth no more of a person's time. */
const unavailable = { kind: 'unavailable' } as const;

const organization = z.object({
  resourceType: z.literal('Organization'),
  id: z.string(),
  active: z.boolean().optional(),
  name: z.string().min(1).max(250),
});
const outcome = z.object({ resourceType: z.literal('OperationOutcome') });

const kept = new WeakMap<object, Map<string, Kept>>();

/**
 * Names of organisations.
 * @see Organisation Data Terminology API (FHIR R4), NHS England: "Get organisation details", API key
 */
export function organisations(parts: OdsParts): Organisations {
  const { ods, now } = parts;
  if (ods === undefined) return { read: async () => unavailable };
  const known = kept.get(ods) ?? new Map<string, Kept>();
  kept.set(ods, known);
  return {
    async read(odsCode) {
      if (!/^[A-Z0-9]{3,10}$/.test(odsCode)) return { kind: 'none' };
      const held = known.get(odsCode);
      if (held !== undefined && now() < held.until) return held.reading;
      const reading = await ask({ ...parts, ods }, odsCode);
      // Ensure that a name that was true yesterday is told rather than none.
      if (reading.kind === 'unavailable') return held?.reading ?? reading;
      if (known.size >= MOST_KEPT) known.clear();
      known.set(odsCode, { reading, until: now() + limits.organisationNameKept.value });
      return reading;
    },
  };
}

async function ask(
  { ods, circuit, fetch: get }: OdsParts & { readonly ods: NonNullable<OdsParts['ods']> },
  odsCode: string,
): Promise<OrganisationReading> {
  if (!(await circuit.admits())) return unavailable;
  const headers = { apikey: ods.apiKey, accept: 'application/fhir+json' };
  const reply = await callSupplier(`${ods.baseUrl}/Organization/${odsCode}`, { headers }, get, DEADLINE_MILLIS);
  const reading = judge(reply, odsCode);
  await circuit.report(reading.kind !== 'unavailable');
  return reading;
}

function judge(reply: SupplierReply, odsCode: string): OrganisationReading {
  if (reply.kind !== 'answer') return unavailable;
  const body = jsonOf(reply.text);
  if (reply.status === 404 && outcome.safeParse(body).success) return { kind: 'none' };
  const said = organization.safeParse(body);
  if (reply.status !== 200 || !said.success || said.data.id !== odsCode) return unavailable;
  const { name, active = true } = said.data;
  return { kind: 'found', organisation: { odsCode, name, isActive: active } };
}
