import { refuseCode } from '../domain/code-refusal';
import { parsePasscode } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

export interface GivePasscodeInput {
  readonly ref: InteractionRef;
  readonly session: CookieToken | undefined;
  readonly device: CookieToken | undefined;
  readonly code: string;
  readonly remember: boolean;
  readonly caller: Caller;
}

/** Signing in or stepping up: checks the code that was sent to the person's phone. */
export async function givePasscode(
  ports: Pick<Ports, 'journeys' | 'accounts' | 'clock'>,
  input: GivePasscodeInput,
): Promise<StepOutcome> {
  const turn = takeTurn('sign-in-passcode', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction, bearer } = journey;
  const read = parsePasscode(input.code);
  if (read.kind !== 'code') return { kind: 'retry', view: shown, problem: `code-${read.kind}` };
  if (bearer === undefined) return onward;
  const checked = await ports.accounts.checkPasscode(bearer, {
    interaction: interaction.id,
    code: read.code,
    remember: input.remember,
    device: input.device,
    email: interaction.facts.address,
    browser: input.session,
    caller: input.caller,
  });
  switch (checked.outcome) {
    case 'signed-in':
      return {
        ...onward,
        ...(await ports.journeys.goOn(journey, {
          opened: checked.session,
          browser: input.session,
          caller: input.caller,
        })),
        ...(checked.device === undefined ? {} : { device: checked.device }),
      };
    case 'wrong':
    case 'expired':
    case 'locked':
      return refuseCode(checked, shown, ports.clock.now());
    case 'disabled':
      return { kind: 'disabled', view: shown };
    case 'off':
      return { kind: 'off', view: shown };
    case 'lost':
      return { ...onward, page: 'sign-in' };
    default:
      return checked satisfies never;
  }
}
