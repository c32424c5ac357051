import { recordFact } from '../domain/interaction';
import { parseNhsNumber } from '../domain/nhs-number';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Proving who they are: keeps the NHS number of a person, or that they do not know it. */
export async function giveNhsNumber(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    /** `yes` or `no`. */
    readonly knows: string;
    readonly nhsNumber: string;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('prove-nhs-number', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const retry = { kind: 'retry', view, typed: input.nhsNumber } as const;
  // Who types a number knows it, also where the browser hid the question.
  const knows = input.knows || (input.nhsNumber.trim() === '' ? '' : 'yes');
  if (knows !== 'yes' && knows !== 'no') return { ...retry, problem: 'nhs-number-choice' };
  const verdict = knows === 'yes' ? parseNhsNumber(input.nhsNumber) : undefined;
  if (verdict !== undefined && verdict.kind !== 'nhs-number')
    return { ...retry, problem: `nhs-number-${verdict.kind}` };
  const account = journey.view.account?.account;
  const held = journey.interaction.facts;
  // Ensure that what somebody else said on this journey does not stay.
  const mine = held.prover === account ? held : recordFact(held, 'prover', account);
  const nhsNumber = verdict?.nhsNumber;
  // Nobody is found by a number and a name: a name that was given before is not compared, and not shown.
  const facts = recordFact(
    nhsNumber ? recordFact(mine, 'name', undefined) : mine,
    'nhsNumber',
    nhsNumber ?? 'not-known',
  );
  await ports.interactions.record(journey, facts);
  return onward;
}
