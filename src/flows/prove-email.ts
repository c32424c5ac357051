import { refuseCode } from '../domain/code-refusal';
import { recordFact } from '../domain/interaction';
import { parsePasscode } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/** Setting up: the code that was sent to the address. Only now, its owner being here, is it asked whether it has an account. */
export async function proveEmail(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'clock'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly code: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('register-email-code', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction } = journey;
  const email = interaction.facts.address;
  if (email === undefined) return onward;
  const read = parsePasscode(input.code);
  if (read.kind !== 'code') return { kind: 'retry', view: shown, problem: `code-${read.kind}` };
  const checked = await ports.interactions.checkCode(
    journey.ref,
    { channel: 'email', to: email },
    read.code,
    input.caller,
  );
  if (checked.outcome === 'gone') return { kind: 'lost' };
  if (checked.outcome !== 'right') return refuseCode(checked, shown, ports.clock.now());
  const proof = { at: ports.clock.now(), taken: await ports.accounts.has(email) };
  await ports.interactions.record(journey, recordFact(interaction.facts, 'emailProof', proof));
  return onward;
}
