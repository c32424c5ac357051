import { recordFact } from '../domain/interaction';
import { limits } from '../domain/limits';
import { codeEnds } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import { parsePhone } from '../protocol/phone-number';

/** Setting up: keeps a phone number and sends a code to it. */
export async function givePhone(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'settings' | 'clock'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly phone: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('register-phone', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction } = journey;
  const verdict = parsePhone(input.phone, { testNumbers: ports.settings.testPhoneNumbers });
  if (verdict.kind !== 'phone')
    return { kind: 'retry', view: shown, problem: `phone-${verdict.kind}`, typed: input.phone };
  const before = interaction.facts.phone === verdict.phone ? interaction.facts.codeUntil : undefined;
  const codeUntil = codeEnds(before, limits.phoneCodeLife.value, ports.clock.now());
  const facts = recordFact(recordFact(interaction.facts, 'phone', verdict.phone), 'codeUntil', codeUntil);
  const recorded = await ports.interactions.record(journey, facts);
  if (recorded === 'conflict') return onward;
  const sent = await ports.interactions.sendCode(
    journey.ref,
    { channel: 'sms', to: verdict.phone },
    input.caller,
    'by-form',
  );
  return sent.outcome === 'sending-locked'
    ? { kind: 'locked', of: 'sends', until: sent.until, now: ports.clock.now(), view: shown }
    : onward;
}
