import { parseEmail } from '../domain/email';
import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Signing in: keeps the address. Nobody is asked whether it has an account. */
export async function giveAddress(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly email: string },
): Promise<StepOutcome> {
  const turn = takeTurn('sign-in-address', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const verdict = parseEmail(input.email);
  if (verdict.kind !== 'email')
    return { kind: 'retry', view: shown, problem: `email-${verdict.kind}`, typed: input.email };
  const facts = recordFact(recordFact(journey.interaction.facts, 'path', undefined), 'address', verdict.email);
  await ports.interactions.record(journey.ref, journey.revision, journey.interaction, facts);
  return onward;
}
