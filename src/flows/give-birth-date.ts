import { isOldEnough, parseBirthDate, type WrittenDate } from '../domain/demographics-claim';
import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Proving who they are: keeps the date of birth. Who is too young is told before anything is asked about them elsewhere. */
export async function giveBirthDate(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'clock'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly date: WrittenDate },
): Promise<StepOutcome> {
  const turn = takeTurn('prove-birth-date', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const now = ports.clock.now();
  const verdict = parseBirthDate(input.date, now);
  if (verdict.kind !== 'birth-date') return { kind: 'retry', view, problem: `birth-date-${verdict.kind}` };
  const given = recordFact(journey.interaction.facts, 'birthDate', verdict.birthDate);
  const facts = isOldEnough(verdict.birthDate, now) ? given : recordFact(given, 'proofStop', 'too-young');
  await ports.interactions.record(journey, facts);
  return onward;
}
