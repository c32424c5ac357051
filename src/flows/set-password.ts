import { newPasswordFault, passwordLength } from '../domain/password';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Sets the first password of somebody who signs in by passkey, because a service asks for one. */
export async function setPassword(
  ports: Pick<Ports, 'journeys' | 'accounts' | 'passwords' | 'limits' | 'clock'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly password: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('set-password', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown: view, onward } = turn;
  const owner = journey.session === undefined ? undefined : await ports.accounts.passkeyOwner(journey.session);
  if (owner === undefined || journey.session === undefined) return onward;
  const { password, caller } = input;
  const fault = await newPasswordFault(password, owner.email, ports.passwords.isCommon);
  if (fault !== undefined) return { kind: 'retry', view, problem: `new-password-${fault}` };
  const network = await ports.limits.take('passwords-by-address', caller.address);
  if (network.outcome === 'limited')
    return { kind: 'locked', of: 'requests', until: network.until, now: ports.clock.now(), view };
  const set = await ports.accounts.setPassword(journey.session, {
    password: { hash: await ports.passwords.hash(password, caller), length: passwordLength(password) },
    interaction: journey.interaction.id,
    device: undefined,
    caller,
  });
  // The passkey was shown too long ago by now: the journey asks for it anew.
  if (set.outcome !== 'set') return onward;
  return {
    ...onward,
    ...(await ports.journeys.goOn(journey, { opened: set.session, browser: input.session, caller })),
  };
}
