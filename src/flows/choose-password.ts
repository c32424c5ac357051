import { recordFact } from '../domain/interaction';
import { newPasswordFault, passwordLength } from '../domain/password';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Setting up: takes a password that is long enough and not a common one, and keeps its hash. */
export async function choosePassword(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'passwords' | 'limits' | 'clock'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly password: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('register-password', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction } = journey;
  const email = interaction.facts.address;
  if (email === undefined) return onward;
  const fault = await newPasswordFault(input.password, email, ports.passwords.isCommon);
  if (fault !== undefined) return { kind: 'retry', view: shown, problem: `new-password-${fault}` };
  const network = await ports.limits.take('passwords-by-address', input.caller.address);
  if (network.outcome === 'limited')
    return { kind: 'locked', of: 'requests', until: network.until, now: ports.clock.now(), view: shown };
  const hash = await ports.passwords.hash(input.password, input.caller);
  const facts = recordFact(interaction.facts, 'password', {
    hash,
    length: passwordLength(input.password),
    at: ports.clock.now(),
  });
  await ports.interactions.record(journey, facts);
  return onward;
}
