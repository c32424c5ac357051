import { nextStep } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { stepView } from '../domain/step-view';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { OpenJourney } from '../ports/journeys';

/**
 * What to tell whoever signed in on this journey and whose account was disabled since: not to sign in again. Undefined for
 * everybody else, also for whom another session of that account is: they may be another person at this browser.
 */
export async function turnedAway(
  ports: Pick<Ports, 'accounts'>,
  journey: OpenJourney,
  session: CookieToken | undefined,
): Promise<StepOutcome | undefined> {
  if (session === undefined || journey.session !== undefined) return undefined;
  if ((await ports.accounts.disabledIn(session)) !== journey.interaction.id) return undefined;
  return { kind: 'disabled', view: stepView(nextStep(journey.view)?.name ?? 'sign-in-address', journey) };
}
