import { parseName } from '../domain/demographics-claim';
import { recordFact } from '../domain/interaction';
import type { Problem, StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Proving who they are: keeps the name of a person who does not know their NHS number. */
export async function giveName(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly first: string;
    readonly middle: string;
    readonly last: string;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('prove-name', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const [first, middle, last] = [parseName(input.first), parseName(input.middle), parseName(input.last)];
  const problems: readonly Problem[] = [
    ...(first.kind === 'name' ? [] : [`first-name-${first.kind}` as const]),
    ...(middle.kind === 'name' || middle.kind === 'empty' ? [] : [`middle-name-${middle.kind}` as const]),
    ...(last.kind === 'name' ? [] : [`last-name-${last.kind}` as const]),
  ];
  const [problem, ...further] = problems;
  if (problem !== undefined) return { kind: 'retry', view, problem, further };
  if (first.kind !== 'name' || last.kind !== 'name') return onward;
  const name = { first: first.name, ...(middle.kind === 'name' && { middle: middle.name }), last: last.name };
  const facts = recordFact(journey.interaction.facts, 'name', name);
  await ports.interactions.record(journey, facts);
  return onward;
}
