import type { StepName } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import { deniedLocation } from '../protocol/authorization-response';

/** Pages that say that something cannot be had, each with a way back to the service. */
type DeadEnd = Extract<
  StepName,
  | 'level-unavailable'
  | 'prove-nhs-number'
  | 'prove-stopped'
  | 'sign-in-credential'
  | 'sign-in-passkey'
  | 'add-passkey'
  | 'register-password'
>;

const levelPages: readonly DeadEnd[] = ['level-unavailable', 'prove-nhs-number', 'prove-stopped'];

/**
 * Back to the service for whoever was told that their account is disabled: it is no page's turn, for nobody is signed in. The
 * service is not told why.
 */
export async function leaveDisabled(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  { ref }: { readonly ref: InteractionRef },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(ref, undefined);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { interaction } = opened.journey;
  await ports.interactions.finish(ref);
  const location = deniedLocation(interaction.request, 'IdentityLevelUnavailable');
  return { kind: 'to-service', location, interaction: interaction.id };
}

/** Back to the service from a page which says that what it asks cannot be had: a level, or a passkey in this browser. */
export async function leaveJourney(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly step: DeadEnd },
): Promise<StepOutcome> {
  const turn = takeTurn(input.step, await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { interaction, ref } = turn.journey;
  await ports.interactions.finish(ref);
  const why = levelPages.includes(input.step) ? 'IdentityLevelUnavailable' : 'CredentialUnavailable';
  return { kind: 'to-service', location: deniedLocation(interaction.request, why), interaction: interaction.id };
}
