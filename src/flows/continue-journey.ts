import { nextStep, silentError } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { stepView } from '../domain/step-view';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import { codeLocation, errorLocation } from '../protocol/authorization-response';

/**
 * Goes on with a journey: to the next page, or, when nothing is needed, back to the service with a code. The account judges
 * session, terms, level and consent once more when it makes the grant, for they may have aged.
 */
export async function continueJourney(
  ports: Pick<Ports, 'journeys' | 'accounts' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly caller: Caller },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  if (journey.disabled) return { kind: 'disabled', view: stepView('sign-in-address', journey) };
  const { interaction, view } = journey;
  const { request } = interaction;
  const next = nextStep(view);
  if (next !== undefined && request.prompt === 'none') {
    await ports.interactions.finish(input.ref);
    return {
      kind: 'to-service',
      location: errorLocation(request.redirectUri, {
        error: silentError(view) ?? next.silentError,
        state: request.state,
      }),
      interaction: interaction.id,
    };
  }
  if (next !== undefined) return { kind: 'onward', interaction: interaction.id, page: next.page };
  // Who came for their own account is there: no code, and nothing to be agreed to.
  if (request.errand !== undefined) {
    await ports.interactions.finish(input.ref);
    const location = interaction.facts.passkeyAdded ? `${request.redirectUri}?new` : request.redirectUri;
    return { kind: 'to-service', location, interaction: interaction.id };
  }
  const authorized = await ports.accounts.authorize(journey.session, {
    interaction: interaction.id,
    request,
    caller: input.caller,
  });
  if (authorized.outcome === 'granted') {
    await ports.interactions.finish(input.ref);
    return {
      kind: 'to-service',
      location: codeLocation(request.redirectUri, { code: authorized.code, state: request.state }),
      interaction: interaction.id,
    };
  }
  // The facts changed between the two looks; the next look decides by what is there then.
  return authorized.outcome === 'completed' ? { kind: 'lost' } : { kind: 'onward', interaction: interaction.id };
}
