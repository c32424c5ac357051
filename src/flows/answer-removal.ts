import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import { namedRemoval } from '../domain/step-view';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Somebody who signed in by passkey reads that passkeys are to be removed: they go on, or say no and have it wait longer. */
export async function answerRemoval(
  ports: Pick<Ports, 'journeys' | 'accounts' | 'passkeyRemovals'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly decision: string | undefined;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('passkey-removal', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const { decision, caller } = input;
  if (decision !== 'put-off' && decision !== 'continue') {
    const owner = journey.session === undefined ? undefined : await ports.accounts.passkeyOwner(journey.session);
    return { kind: 'retry', view: namedRemoval(view, owner?.passkeys), problem: 'decision-missing' };
  }
  if (journey.session !== undefined)
    await ports.passkeyRemovals.answer(journey.session, { putOff: decision === 'put-off', caller });
  return onward;
}
