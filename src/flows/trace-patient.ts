import type { AccountId, EpochSeconds, NhsNumber, Postcode } from '../domain/brands';
import { countedName, judgeMatch, type MatchVerdict } from '../domain/demographics';
import { type DemographicsClaim, dayInLondon, parsePostcode } from '../domain/demographics-claim';
import { type InteractionFacts, recordFact } from '../domain/interaction';
import { wideNetworkOf } from '../domain/network-address';
import { patientOf } from '../domain/patient';
import { lastTraceQuery, traceQuery } from '../domain/patient-query';
import type { PatientRecord } from '../domain/patient-record';
import type { SlidingWindowName } from '../domain/rate-window';
import type { StepOutcome } from '../domain/step-outcome';
import { type Turn, takeTurn } from '../domain/step-turn';
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
  const account = journey.view.account?.account;
  if (session === undefined || account === undefined || claim === undefined) return onward;
  const look = await countLook(ports, { session, account, claim, caller: input.caller });
  if (look.kind === 'no-session') return onward;
  if (look.kind === 'refused') return { kind: 'locked', of: look.of, until: look.until, now, view };
  const traced = await trace(ports, claim, now);
  note(ports, journey, { traced, caller: input.caller, now });
  // Ensure who typed everything right is not counted with those who guess.
  if (didNotFail(traced)) await look.takeBack();
  switch (traced.kind) {
    case 'match': {
      const owner = await ports.proofs.read(session);
      if (owner === undefined) return onward;
      const said = { birthDate: claim.birthDate, postcode: claim.postcode, phone: owner.phone };
      await keep(ports, journey, 'match', patientOf(traced.record, said, dayInLondon(now)));
      return onward;
    }
    case 'deceased':
      return endAccount(ports, turn, session, input.caller);
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

/** Ensures that nobody goes on with an account in which somebody said that they are a person who has died. */
async function endAccount(
  ports: TracePorts,
  { journey, shown: view, onward }: Turn<OpenJourney>,
  session: CookieToken,
  caller: Caller,
): Promise<StepOutcome> {
  const ended = await ports.proofs.disable(session, caller);
  if (ended === 'disabled') return { kind: 'disabled', view };
  if (ended === 'stays') await keep(ports, journey, 'proofStop', 'deceased');
  return onward;
}

const didNotFail = ({ kind }: Traced): boolean => kind === 'match' || kind === 'deceased' || kind === 'unavailable';

/**
 * Whom a claim is about, to be counted. Whoever knows a name tries days of birth, or postcodes: those with one postcode are
 * counted together, and so are those with one day of birth.
 */
function targetsOf(claim: DemographicsClaim): readonly string[] {
  if (claim.by === 'nhs-number') return [claim.nhsNumber];
  const name = countedName(claim.name);
  return [`${name} ${claim.birthDate}`, `${name} ${claim.postcode}`];
}

type Use = readonly [SlidingWindowName, string];

/** A look that is made. `takeBack`: it did not fail, and is not counted. */
type CountedLook =
  | { readonly kind: 'counted'; takeBack(): Promise<void> }
  | { readonly kind: 'no-session' }
  | { readonly kind: 'refused'; readonly of: 'requests' | 'traces'; readonly until: EpochSeconds };

/** Counts a look before it is made: by network, by account, and by whom it is about. */
async function countLook(
  ports: Pick<TracePorts, 'limits' | 'proofs' | 'interactions'>,
  look: {
    readonly session: CookieToken;
    readonly account: AccountId;
    readonly claim: DemographicsClaim;
    readonly caller: Caller;
  },
): Promise<CountedLook> {
  const { limits, proofs } = ports;
  const network = await limits.take('traces-by-address', look.caller.address);
  if (network.outcome === 'limited') return { kind: 'refused', of: 'requests', until: network.until };
  const taken = await proofs.takeTrace(look.session);
  if (taken.outcome === 'no-session') return { kind: 'no-session' };
  if (taken.outcome === 'locked') return { kind: 'refused', of: 'traces', until: taken.until };
  // Random: two looks at once are two, also of one page.
  const operation = ports.interactions.newId();
  const uses: Use[] = [];
  const takeBack = async (): Promise<void> => {
    await Promise.all([
      proofs.refundTrace(look.session),
      ...uses.map(([window, key]) => limits.giveBack(window, key, operation)),
    ]);
  };
  for (const target of targetsOf(look.claim)) {
    const counted = await countTarget(limits, { ...look, target, operation });
    uses.push(...counted.uses);
    if (counted.until === undefined) continue;
    await takeBack();
    return { kind: 'refused', of: 'traces', until: counted.until };
  }
  return { kind: 'counted', takeBack };
}

/**
 * Counts a look at one person. Those of all accounts together are bounded; when they are used up, only accounts and networks
 * that failed at this person wait, as far as a second number goes. So whoever uses them up locks out themselves, and not its own.
 * @returns what was counted, and until when the look is not made, if it is not
 */
async function countTarget(
  limits: Ports['limits'],
  look: {
    readonly target: string;
    readonly account: AccountId;
    readonly caller: Caller;
    readonly operation: string;
  },
): Promise<{ readonly uses: readonly Use[]; readonly until?: EpochSeconds }> {
  const { target, account, caller, operation } = look;
  const asker: readonly Use[] = [
    ['traces-by-claim-and-account', `${target} ${account}`],
    ['traces-by-claim-and-network', `${target} ${wideNetworkOf(caller.address) ?? caller.address}`],
  ];
  const uses: Use[] = [];
  const all = await limits.take('traces-by-claim', target, operation);
  if (all.outcome === 'taken') uses.push(['traces-by-claim', target]);
  const isOver = all.outcome === 'limited';
  const failedBefore = isOver && (await Promise.all(asker.map((use) => limits.isCounted(...use)))).includes(true);
  if (isOver && failedBefore) return { uses, until: all.until };
  const newcomers: readonly Use[] = isOver ? [['traces-by-claim-of-newcomers', target]] : [];
  for (const use of [...newcomers, ...asker]) {
    const taken = await limits.take(...use, operation);
    if (taken.outcome === 'limited') return { uses, until: taken.until };
    uses.push(use);
  }
  return { uses };
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
  journey: OpenJourney,
  name: Name,
  value: InteractionFacts[Name],
): Promise<void> {
  await ports.interactions.record(journey, recordFact(journey.interaction.facts, name, value));
}
