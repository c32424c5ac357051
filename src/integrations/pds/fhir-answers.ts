import { z } from 'zod';
import type { PatientRecord } from '../../domain/patient-record';
import { parsePatient } from './fhir-patient';

const outcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z
    .array(
      z.object({
        details: z.object({ coding: z.array(z.object({ code: z.string().regex(/^[A-Z_]{3,60}$/) })).min(1) }),
      }),
    )
    .min(1),
});

/** The code of an OperationOutcome; undefined when it is none. @see PDS FHIR API, "Errors" */
export function parseOutcome(body: unknown): string | undefined {
  const parsed = outcome.safeParse(body);
  return parsed.success ? parsed.data.issue[0]?.details.coding[0]?.code : undefined;
}

const bundle = z.object({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  total: z.number().int().min(0).max(1),
  entry: z
    .array(z.object({ resource: z.unknown(), search: z.object({ score: z.number().min(0).max(1) }) }))
    .max(1)
    .optional(),
});

/** What a search answered; undefined when it is no such answer. @see PDS FHIR API, "Search for a patient" */
export function parseFinding(
  body: unknown,
): { readonly kind: 'one'; readonly record: PatientRecord } | { readonly kind: 'none' } | undefined {
  const parsed = bundle.safeParse(body);
  if (!parsed.success) return undefined;
  const { total, entry = [] } = parsed.data;
  // Ensure that the number of entries is the number that it says.
  if (entry.length !== total) return undefined;
  if (total === 0) return { kind: 'none' };
  const record = parsePatient(entry[0]?.resource);
  return record === undefined ? undefined : { kind: 'one', record };
}
