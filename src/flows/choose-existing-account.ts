import { recordFact } from '../domain/interaction';
import { nextStep } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import type { CookieToken, InteractionRef, Ports } from '../ports';

/** The proved address has an account: on to signing in with it. */
export async function chooseExistingAccount(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const { facts } = journey.interaction;
  if (nextStep(journey.view)?.name === 'register-account-exists') {
    const signingIn = recordFact(recordFact(facts, 'path', undefined), 'address', facts.address);
    await ports.interactions.record(journey.ref, journey.revision, journey.interaction, signingIn);
  }
  return { kind: 'onward', interaction: journey.interaction.id };
}
