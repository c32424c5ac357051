import { backOffSeconds } from './back-off';
import { type EpochSeconds, epochSeconds, type PhoneNumber } from './brands';
import { dayInLondon } from './demographics-claim';
import { limits } from './limits';
import { type Patient, renewPatient, samePatient } from './patient';
import { isDeceased, type RecordReading } from './patient-record';
import { advanceProofing, type Evidence, type Proofing, type ProofingEvent } from './proofing';

/** Why an account is no longer one that may act. Kept in the audit trail, shown to nobody. */
export type DisabledBecause = 'deceased' | 'held-by-another';
/** Why a level stands on nothing any more. Kept in the audit trail, shown to nobody. */
export type SuspendedBecause = 'invalidated' | 'unknown' | 'birth-date';

/**
 * What becomes of an account whose record was looked at again. `renumbered`: another number took the place of its own, if no
 * other account has that. `owed`: nobody answered, and it is looked at later.
 */
export type RetraceVerdict =
  | { readonly kind: 'owed' | 'unchanged' }
  | { readonly kind: 'changed' | 'renumbered'; readonly patient: Patient }
  | { readonly kind: 'suspended'; readonly because: SuspendedBecause }
  | { readonly kind: 'disabled'; readonly because: DisabledBecause };

/** A proof as it stands: what is kept of the record, and what it was matched on. */
export interface HeldProof {
  readonly patient: Patient;
  readonly against: 'claim' | 'document';
  readonly at: EpochSeconds;
}

const provedBy = ({ patient: { nhsNumber }, against, at }: HeldProof): Proofing & { readonly state: 'proved' } => {
  const evidence: Evidence = { kind: 'record-match', against, record: nhsNumber, at };
  return { state: 'proved', nhsNumber, evidence: [evidence] };
};

type Happened = { readonly event?: ProofingEvent; readonly because?: SuspendedBecause };

/** What a reading means for a proof; nothing where the record is the one it was. */
function happenedBy({ patient }: HeldProof, reading: RecordReading): Happened {
  if (!('record' in reading))
    return { event: { event: 'invalidated' }, because: reading.kind === 'none' ? 'unknown' : 'invalidated' };
  const { record } = reading;
  if (isDeceased(record)) return { event: { event: 'deceased' } };
  // Ensure that the record is still of who was matched with it: one that took its place may be another person's.
  if (record.birthDate?.precision !== 'day' || record.birthDate.text !== patient.birthDate)
    return { event: { event: 'invalidated' }, because: 'birth-date' };
  return record.nhsNumber === patient.nhsNumber ? {} : { event: { event: 'superseded', by: record.nhsNumber } };
}

/** Judges a record that was looked at again. @param phone that of the account */
export function judgeRetrace(
  held: HeldProof,
  reading: RecordReading,
  { phone, now }: { readonly phone: PhoneNumber; readonly now: EpochSeconds },
): RetraceVerdict {
  if (reading.kind === 'unavailable') return { kind: 'owed' };
  const { event, because = 'invalidated' } = happenedBy(held, reading);
  const proofing = event === undefined ? provedBy(held) : advanceProofing(provedBy(held), event);
  if (proofing.state === 'disabled') return { kind: 'disabled', because: 'deceased' };
  if (proofing.state !== 'proved' || !('record' in reading)) return { kind: 'suspended', because };
  const patient = renewPatient(held.patient, reading.record, { phone, today: dayInLondon(now) });
  if (proofing.nhsNumber !== held.patient.nhsNumber) return { kind: 'renumbered', patient };
  return samePatient(held.patient, patient) ? { kind: 'unchanged' } : { kind: 'changed', patient };
}

/** Judges an account whose new number the directory gave to another one. */
export function judgeHeldNumber(held: HeldProof, { nhsNumber }: Patient): RetraceVerdict {
  const renumbered = advanceProofing(provedBy(held), { event: 'superseded', by: nhsNumber });
  const { state } = advanceProofing(renumbered, { event: 'held-by-another', nhsNumber });
  return state === 'disabled' ? { kind: 'disabled', because: 'held-by-another' } : { kind: 'owed' };
}

/** A look at a record that somebody's sign-in made due. Epoch seconds. */
export interface OwedRetrace {
  readonly since: number;
  /** The alarm makes it from here on; a worker may before. */
  readonly due: number;
  /** How often it was begun and not answered. */
  readonly tries: number;
  /** By whom it is being made, until the lease ends. */
  readonly leased?: { readonly by: string; readonly until: number };
}

/** What an account remembers of looks at its person's record. */
export interface Retraces {
  readonly owed?: OwedRetrace;
}

/** Each sign-in makes a look due, unless one is due already. */
export function oweRetrace(held: Retraces, now: number): Retraces {
  if (held.owed !== undefined) return held;
  return { ...held, owed: { since: now, due: now + limits.retraceLease.value, tries: 0 } };
}

/** Gives one caller the look that is due, for half a minute; undefined while another has it, or none is due. */
export function leaseRetrace(
  { owed, ...held }: Retraces,
  by: string,
  now: number,
): (Retraces & { readonly owed: OwedRetrace }) | undefined {
  if (owed === undefined) return undefined;
  const { leased } = owed;
  if (leased !== undefined && leased.by !== by && now < leased.until) return undefined;
  const until = now + limits.retraceLease.value;
  const tries = leased?.by === by ? owed.tries : owed.tries + 1;
  return { ...held, owed: { since: owed.since, tries, leased: { by, until }, due: until } };
}

/** Nobody answered: it stays due, and is made after a wait that doubles. */
export function putOffRetrace({ owed, ...held }: Retraces, now: number, random: number): Retraces {
  if (owed === undefined) return held;
  const bounds = { least: limits.retraceWaitLeast.value, most: limits.retraceWaitMost.value };
  const due = epochSeconds(now + backOffSeconds(Math.max(1, owed.tries), random, bounds));
  return { ...held, owed: { since: owed.since, tries: owed.tries, due } };
}

/** Whether a caller may begin the look that is due. */
export const mayRetrace = ({ owed }: Retraces, now: number): boolean =>
  owed !== undefined && (owed.leased === undefined || owed.leased.until <= now);
