import { nextStep } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import type { CookieToken, InteractionRef, Ports } from '../ports';
import { errorLocation } from '../protocol/authorization-response';

/** Back to the service from the page which says that what it asks cannot be had. */
export async function leaveUnavailableLevel(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { interaction, view, ref } = opened.journey;
  if (nextStep(view)?.name !== 'level-unavailable') return { kind: 'onward', interaction: interaction.id };
  await ports.interactions.finish(ref);
  const { redirectUri, state } = interaction.request;
  return {
    kind: 'to-service',
    location: errorLocation(redirectUri, { error: 'access_denied', description: 'IdentityLevelUnavailable', state }),
    interaction: interaction.id,
  };
}
