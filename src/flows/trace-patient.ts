import type { EpochSeconds, NhsNumber, Postcode } from '../domain/brands';
import { foldName, judgeMatch, type MatchVerdict } from '../domain/demographics';
import { type DemographicsClaim, dayInLondon, parsePostcode } from '../domain/demographics-claim';
import { type InteractionFacts, recordFact } from '../domain/interaction';
import { patientOf } from '../domain/patient';
import { lastTraceQuery, traceQuery } from '../domain/patient-query';
import type { PatientRecord } from '../domain/patient-record';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';

type TracePorts = Pick<Ports, 'journeys' | 'interactions' | 'proofs' | 'pds' | 'limits' | 'audit' | 'clock'>;

/** What the national record says to a claim. */
type Traced =
  | { readonly kind: 'match'; readonly record: PatientRecord }
  | Exclude<MatchVerdict, { kind: 'match' }>
  | { readonly kind: 'many' | 'invalidated' | 'unavailable' };

/**
 * Proving who they are: looks for the one record that agrees with all that a person typed. Each look is counted before it is
 * made. What did not agree is told to nobody: not found, found several times and restricted read alike.
 */
export async function tracePatient(
  ports: TracePorts,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly postcode: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('prove-postcode', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const now = ports.clock.now();
  const { session } = journey;
  const verdict = parsePostcode(input.postcode);
  if (verdict.kind !== 'postcode')
    return { kind: 'retry', view, problem: `postcode-${verdict.kind}`, typed: input.postcode };
  const claim = claimOf(journey.interaction.facts, verdict.postcode);
  if (session === undefined || claim === undefined) return onward;
  const refused = await countLook(ports, { session, claim, caller: input.caller });
  if (refused === 'no-session') return onward;
  if (refused !== undefined) return { kind: 'locked', ...refused, now, view };
  const traced = await trace(ports, claim, now);
  note(ports, journey, { traced, caller: input.caller, now });
  if (traced.kind === 'match' || traced.kind === 'unavailable') await ports.proofs.refundTrace(session);
  switch (traced.kind) {
    case 'match': {
      const owner = await ports.proofs.read(session);
      if (owner === undefined) return onward;
      const said = { birthDate: claim.birthDate, postcode: claim.postcode, phone: owner.phone };
      await keep(ports, journey, 'match', patientOf(traced.record, said, dayInLondon(now)));
      return onward;
    }
    case 'deceased':
    case 'invalidated':
      await keep(ports, journey, 'proofStop', traced.kind);
      return onward;
    case 'none':
    case 'many':
    case 'restricted':
      await keep(ports, journey, 'postcode', claim.postcode);
      return { kind: 'retry', view, problem: 'no-match', typed: input.postcode };
    case 'unavailable':
      return { kind: 'retry', view, problem: 'record-unavailable', typed: input.postcode };
    default:
      return traced satisfies never;
  }
}

/** Whom a claim is about, to be counted: by all accounts together nobody is looked for again and again. */
const targetOf = (claim: DemographicsClaim): string =>
  claim.by === 'nhs-number'
    ? claim.nhsNumber
    : `${foldName(claim.name.first)} ${foldName(claim.name.last)} ${claim.birthDate}`;

/** Counts a look before it is made: by network, by whom it is about, and by account. @returns why it is not made */
async function countLook(
  ports: Pick<TracePorts, 'limits' | 'proofs'>,
  {
    session,
    claim,
    caller,
  }: { readonly session: CookieToken; readonly claim: DemographicsClaim; readonly caller: Caller },
): Promise<'no-session' | { readonly of: 'requests' | 'traces'; readonly until: EpochSeconds } | undefined> {
  const network = await ports.limits.take('traces-by-address', caller.address);
  if (network.outcome === 'limited') return { of: 'requests', until: network.until };
  const taken = await ports.proofs.takeTrace(session);
  if (taken.outcome === 'no-session') return 'no-session';
  if (taken.outcome === 'locked') return { of: 'traces', until: taken.until };
  const target = await ports.limits.take('traces-by-claim', targetOf(claim));
  if (target.outcome === 'taken') return undefined;
  await ports.proofs.refundTrace(session);
  return { of: 'traces', until: target.until };
}

/** What the person says of themselves; undefined while an answer is missing. */
function claimOf({ nhsNumber, name, birthDate }: InteractionFacts, postcode: Postcode): DemographicsClaim | undefined {
  if (birthDate === undefined || nhsNumber === undefined) return undefined;
  if (nhsNumber !== 'not-known') return { by: 'nhs-number', nhsNumber, birthDate, postcode };
  return name && { by: 'name', name, birthDate, postcode };
}

/** A search tells the number only: the whole record, with names of before and contacts, is read by it. */
async function trace(ports: Pick<Ports, 'pds'>, claim: DemographicsClaim, now: EpochSeconds): Promise<Traced> {
  if (claim.by === 'nhs-number') return readAndJudge(ports, claim, claim.nhsNumber, now);
  const first = await ports.pds.search(traceQuery(claim));
  const found = first.kind === 'none' ? await ports.pds.search(lastTraceQuery(claim)) : first;
  switch (found.kind) {
    case 'one':
      return readAndJudge(ports, claim, found.record.nhsNumber, now);
    case 'none':
      return { kind: 'none', because: 'last-name' };
    case 'many':
    case 'unavailable':
      return { kind: found.kind };
    default:
      return found satisfies never;
  }
}

async function readAndJudge(
  { pds }: Pick<Ports, 'pds'>,
  claim: DemographicsClaim,
  nhsNumber: NhsNumber,
  now: EpochSeconds,
): Promise<Traced> {
  const reading = await pds.read(nhsNumber);
  switch (reading.kind) {
    case 'invalidated':
    case 'unavailable':
      return { kind: reading.kind };
    case 'none':
      return { kind: 'none', because: 'nhs-number' };
    case 'found':
    case 'restricted':
    case 'superseded': {
      const { kind, record } = reading;
      // Ensure that a record which took the place of another is judged as itself.
      const judged = kind === 'superseded' ? { ...claim, nhsNumber: record.nhsNumber } : claim;
      const verdict = judgeMatch(judged, record, dayInLondon(now));
      return verdict.kind === 'match' ? { kind: 'match', record } : verdict;
    }
    default:
      return reading satisfies never;
  }
}

function note(
  ports: Pick<TracePorts, 'audit'>,
  { view, client }: OpenJourney,
  { traced, caller, now }: { readonly traced: Traced; readonly caller: Caller; readonly now: EpochSeconds },
): void {
  ports.audit.record({
    kind: 'identity_traced',
    at: now,
    client: client.clientId,
    ...caller,
    detail: { found: traced.kind, ...(traced.kind === 'none' && { because: traced.because }) },
    ...(view.account && { account: view.account.account }),
  });
}

async function keep<Name extends 'match' | 'proofStop' | 'postcode'>(
  ports: Pick<TracePorts, 'interactions'>,
  { ref, revision, interaction }: OpenJourney,
  name: Name,
  value: InteractionFacts[Name],
): Promise<void> {
  await ports.interactions.record(ref, revision, interaction, recordFact(interaction.facts, name, value));
}
