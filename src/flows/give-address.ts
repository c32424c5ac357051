import { parseEmail } from '../domain/email';
import { recordFact } from '../domain/interaction';
import { mayShow } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { stepNamed, stepView } from '../domain/step-view';
import type { CookieToken, InteractionRef, Ports } from '../ports';

/** Signing in: keeps the address. Nobody is asked whether it has an account. */
export async function giveAddress(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly email: string },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const onward: StepOutcome = { kind: 'onward', interaction: journey.interaction.id };
  if (!mayShow(stepNamed('sign-in-address'), journey.view)) return onward;
  const verdict = parseEmail(input.email);
  if (verdict.kind !== 'email')
    return {
      kind: 'retry',
      view: stepView('sign-in-address', journey),
      problem: `email-${verdict.kind}`,
      typed: input.email,
    };
  const facts = recordFact(recordFact(journey.interaction.facts, 'path', undefined), 'address', verdict.email);
  await ports.interactions.record(journey.ref, journey.revision, journey.interaction, facts);
  return onward;
}
