import { nextStep } from '../domain/journey';
import type { StepOutcome } from '../domain/step-outcome';
import { stepView } from '../domain/step-view';
import type { Caller, CookieToken, InteractionRef, PasscodeBearer, Ports } from '../ports';

/** Signing in or stepping up: sends a new code; the one before stops working. */
export async function resendPasscode(
  ports: Pick<Ports, 'journeys' | 'accounts' | 'clock'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly caller: Caller },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const { journey } = opened;
  const { interaction, view, session } = journey;
  const onward: StepOutcome = { kind: 'onward', interaction: interaction.id };
  if (nextStep(view)?.name !== 'sign-in-passcode') return onward;
  const { credential } = interaction.facts;
  const bearer: PasscodeBearer | undefined =
    session !== undefined
      ? { by: 'session', session }
      : credential === undefined
        ? undefined
        : { by: 'password', account: credential.account };
  if (bearer === undefined) return onward;
  const shown = stepView('sign-in-passcode', journey);
  const sent = await ports.accounts.sendPasscode(bearer, interaction.id, input.caller);
  if (sent.outcome === 'sending-locked')
    return { kind: 'locked', of: 'sends', until: sent.until, now: ports.clock.now(), view: shown };
  if (sent.outcome === 'lost') return { ...onward, page: 'sign-in' };
  return { kind: 'page', view: { ...shown, phoneEnding: sent.phoneEnding }, resent: true };
}
