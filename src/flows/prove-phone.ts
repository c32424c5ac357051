import { recordFact } from '../domain/interaction';
import { nextStep } from '../domain/journey';
import { parsePasscode } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { stepView } from '../domain/step-view';
import type { Caller, CookieToken, InteractionRef, Ports } from '../ports';

/** Setting up: the code that was sent to the phone. */
export async function provePhone(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'clock'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly code: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const { interaction } = journey;
  const { phone } = interaction.facts;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  if (nextStep(journey.view)?.name !== 'register-phone-code' || phone === undefined) return onward;
  const shown = stepView('register-phone-code', journey);
  if (input.code.trim() === '') return { kind: 'retry', view: shown, problem: 'code-empty' };
  const code = parsePasscode(input.code);
  if (code === undefined) return { kind: 'retry', view: shown, problem: 'code-malformed' };
  const checked = await ports.interactions.checkCode(journey.ref, { channel: 'sms', to: phone }, code, input.caller);
  switch (checked.outcome) {
    case 'right':
      await ports.interactions.record(
        journey.ref,
        journey.revision,
        interaction,
        recordFact(interaction.facts, 'phoneProof', { at: ports.clock.now() }),
      );
      return onward;
    case 'wrong':
      return { kind: 'retry', view: shown, problem: 'code-wrong' };
    case 'expired':
      return { kind: 'retry', view: shown, problem: 'code-expired' };
    case 'locked':
      return { kind: 'locked', of: 'code', until: checked.until, now: ports.clock.now(), view: shown };
    case 'gone':
      return { kind: 'lost' };
    default:
      return checked satisfies never;
  }
}
