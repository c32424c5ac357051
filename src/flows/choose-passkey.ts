import { takesPasskey } from '../domain/authorization-request';
import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import { judgeMadePasskey } from '../protocol/made-passkey';

/**
 * Setting up: a passkey in place of a password. It is kept in the journey; the account is made when the terms are accepted.
 * @see W3C WebAuthn L3 §7.1
 */
export async function choosePasskey(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'settings'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    /** What the authenticator answered, as JSON. */
    readonly response: string;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('register-password', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const { interaction } = journey;
  if (!takesPasskey(interaction.request)) return onward;
  const ceremony = await ports.interactions.takeCeremony(input.ref, 'create');
  const judged = await judgeMadePasskey({ origin: ports.settings.origin, ceremony, response: input.response });
  if (judged.kind === 'refused') return { kind: 'retry', view, problem: judged.problem };
  // Ensure it was made for somebody who has no account yet.
  if (ceremony?.account !== undefined) return { kind: 'retry', view, problem: 'passkey-not-made' };
  const { made, userHandle } = judged;
  const facts = recordFact(interaction.facts, 'passkey', { made, userHandle });
  await ports.interactions.record(journey, facts);
  return onward;
}
