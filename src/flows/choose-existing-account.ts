import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** The proved address has an account: on to signing in with it. */
export async function chooseExistingAccount(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined },
): Promise<StepOutcome> {
  const turn = takeTurn('register-account-exists', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, onward } = turn;
  const { facts } = journey.interaction;
  const signingIn = recordFact(recordFact(facts, 'path', undefined), 'address', facts.address);
  await ports.interactions.record(journey, signingIn);
  return onward;
}
