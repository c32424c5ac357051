import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { CookieToken, InteractionRef, Ports } from '../ports';
import { deniedLocation } from '../protocol/authorization-response';

/** Back to the service from the page which says that what it asks cannot be had. */
export async function leaveUnavailableLevel(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined },
): Promise<StepOutcome> {
  const turn = takeTurn('level-unavailable', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { interaction, ref } = turn.journey;
  await ports.interactions.finish(ref);
  const location = deniedLocation(interaction.request, 'IdentityLevelUnavailable');
  return { kind: 'to-service', location, interaction: interaction.id };
}
