import { nextStep } from '../domain/journey';
import { parsePasscode } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { stepView } from '../domain/step-view';
import type { Caller, CookieToken, InteractionRef, PasscodeBearer, Ports } from '../ports';

export interface GivePasscodeInput {
  readonly ref: InteractionRef;
  readonly session: CookieToken | undefined;
  readonly code: string;
  readonly remember: boolean;
  readonly caller: Caller;
}

/** Signing in or stepping up: checks the code that was sent to the person's phone. */
export async function givePasscode(
  ports: Pick<Ports, 'journeys' | 'accounts' | 'interactions' | 'clock'>,
  input: GivePasscodeInput,
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const { interaction, view, session } = journey;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  if (nextStep(view)?.name !== 'sign-in-passcode') return onward;
  const shown = stepView('sign-in-passcode', journey);
  const retry = (problem: 'code-empty' | 'code-malformed' | 'code-wrong' | 'code-expired'): StepOutcome => ({
    kind: 'retry',
    view: shown,
    problem,
  });
  if (input.code.trim() === '') return retry('code-empty');
  const code = parsePasscode(input.code);
  if (code === undefined) return retry('code-malformed');

  const { credential } = interaction.facts;
  const bearer: PasscodeBearer | undefined =
    session !== undefined
      ? { by: 'session', session }
      : credential === undefined
        ? undefined
        : { by: 'password', account: credential.account };
  if (bearer === undefined) return onward;
  const checked = await ports.accounts.checkPasscode(bearer, {
    interaction: interaction.id,
    code,
    remember: input.remember,
    caller: input.caller,
  });
  switch (checked.outcome) {
    case 'signed-in':
      // A login that was asserted for this request stays with this request, stepped up or not.
      if (session !== undefined && session === interaction.facts.asserted?.session) {
        const facts = { ...interaction.facts, asserted: { session: checked.session } };
        await ports.interactions.record(journey.ref, journey.revision, interaction, facts);
        return onward;
      }
      return {
        ...onward,
        session: checked.session,
        ...(checked.device === undefined ? {} : { device: checked.device }),
      };
    case 'wrong':
      return retry('code-wrong');
    case 'expired':
      return retry('code-expired');
    case 'locked':
      return { kind: 'locked', of: 'code', until: checked.until, now: ports.clock.now(), view: shown };
    case 'off':
      return { kind: 'off', view: shown };
    case 'lost':
      return { ...onward, page: 'sign-in' };
    default:
      return checked satisfies never;
  }
}
