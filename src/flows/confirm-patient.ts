import { recordFact } from '../domain/interaction';
import type { ProofStop } from '../domain/proofing';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import { stepView } from '../domain/step-view';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';

type ConfirmPorts = Pick<Ports, 'journeys' | 'interactions' | 'proofs' | 'audit' | 'clock'>;

/** What a person says of the record that agreed. */
const answers = ['mine', 'partly-mine', 'not-mine'] as const;

/**
 * Proving who they are: the person says whether the record is theirs. Only then is it tied to their account; what they typed
 * is forgotten with that.
 */
export async function confirmPatient(
  ports: ConfirmPorts,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly answer: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('prove-confirm', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const answer = answers.find((one) => one === input.answer);
  if (answer === undefined) return { kind: 'retry', view, problem: 'decision-missing' };
  if (answer === 'mine') return link(ports, journey, 'prove-confirm', input.caller);
  await stop(ports, journey, answer);
  return onward;
}

/**
 * Proving who they are: what a person does where nothing came of it. Who said that some of the record is wrong may go on with
 * it all the same; everybody may begin anew.
 */
export async function leaveProof(
  ports: ConfirmPorts,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly decision: 'continue' | 'again';
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('prove-stopped', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, onward } = turn;
  const { facts } = journey.interaction;
  if (input.decision === 'continue' && facts.proofStop === 'partly-mine')
    return link(ports, journey, 'prove-stopped', input.caller);
  const { account } = journey.view;
  // Whose proof is suspended was told so by now, and goes on to the questions.
  const begun = recordFact(facts, 'prover', account?.suspended === true ? account.account : undefined);
  await ports.interactions.record(journey, begun);
  return onward;
}

async function link(
  ports: ConfirmPorts,
  journey: OpenJourney,
  step: 'prove-confirm' | 'prove-stopped',
  caller: Caller,
): Promise<StepOutcome> {
  const { interaction, session } = journey;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  const patient = interaction.facts.match;
  if (session === undefined || patient === undefined) return onward;
  const linked = await ports.proofs.link(session, patient, caller);
  if (linked === 'busy' && step === 'prove-confirm')
    return { kind: 'retry', view: stepView(step, journey), problem: 'record-busy' };
  if (linked === 'held-by-another' || linked === 'already-proved') {
    const { client, view } = journey;
    const account = view.account && { account: view.account.account };
    ports.audit.record({
      kind: 'identity_refused',
      at: ports.clock.now(),
      client: client.clientId,
      ...caller,
      ...account,
      detail: { because: linked },
    });
    await stop(ports, journey, linked);
  }
  if (linked === 'linked') {
    const facts = recordFact(interaction.facts, 'prover', undefined);
    await ports.interactions.record(journey, facts);
  }
  return onward;
}

async function stop(ports: ConfirmPorts, journey: OpenJourney, why: ProofStop): Promise<void> {
  await ports.interactions.record(journey, recordFact(journey.interaction.facts, 'proofStop', why));
}
