import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import { judgeMadePasskey } from '../protocol/made-passkey';

type AddPorts = Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'settings'>;

/**
 * Binds a new passkey to the person of the session, who signed in minutes ago.
 * @see W3C WebAuthn L3 §7.1; NIST SP 800-63B-4 §4.1.2
 */
export async function addPasskey(
  ports: AddPorts,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    /** What the authenticator answered, as JSON. */
    readonly response: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('add-passkey', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const { session } = journey;
  const ceremony = await ports.interactions.takeCeremony(input.ref, 'create');
  const judged = await judgeMadePasskey({ origin: ports.settings.origin, ceremony, response: input.response });
  if (judged.kind === 'refused') return { kind: 'retry', view, problem: judged.problem };
  // Ensure it was made for the person who is signed in now: another may have signed in here meanwhile.
  if (session === undefined || ceremony?.account !== journey.view.account?.account)
    return { kind: 'retry', view, problem: 'passkey-not-made' };
  const { made, userHandle } = judged;
  const added = await ports.accounts.addPasskey(session, { made, userHandle }, input.caller);
  switch (added) {
    case 'added': {
      const { interaction } = journey;
      const facts = recordFact(interaction.facts, 'passkeyAdded', true);
      await ports.interactions.record(journey, facts);
      return onward;
    }
    case 'taken':
      return { kind: 'retry', view, problem: 'passkey-exists' };
    case 'too-many':
      return { kind: 'retry', view, problem: 'passkey-too-many' };
    // The sign-in has become too old on the way: the journey asks for it anew.
    case 'stale':
    case 'no-session':
      return onward;
    default:
      return added satisfies never;
  }
}
