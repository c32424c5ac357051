import { after } from '../domain/brands';
import { recordFact } from '../domain/interaction';
import { nextStep } from '../domain/journey';
import { limits } from '../domain/limits';
import { isLandline } from '../domain/phone';
import type { StepOutcome } from '../domain/step-outcome';
import { journeyOfForm } from '../domain/step-turn';
import { stepView } from '../domain/step-view';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { CodeTarget, InteractionRef } from '../ports/interactions';

/** Setting up: sends a new code to the address or the phone, whichever is being proved; the one before stops working. */
export async function resendRegistrationCode(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'clock'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly caller: Caller },
): Promise<StepOutcome> {
  const opened = await ports.journeys.open(input.ref, input.session);
  if (opened.outcome !== 'open') return { kind: opened.outcome };
  const journey = journeyOfForm(opened.journey);
  if (journey === undefined) return { kind: 'foreign' };
  const { address, phone } = journey.interaction.facts;
  const step = nextStep(journey.view)?.name;
  const target: CodeTarget | undefined =
    step === 'register-email-code' && address !== undefined
      ? { channel: 'email', to: address }
      : step === 'register-phone-code' && phone !== undefined
        ? { channel: 'sms', to: phone }
        : undefined;
  if (step === undefined || target === undefined) return { kind: 'onward', interaction: journey.interaction.id };
  const shown = stepView(step, journey);
  const sent = await ports.interactions.sendCode(journey.ref, target, input.caller);
  if (sent.outcome === 'gone') return { kind: 'lost' };
  if (sent.outcome === 'sending-locked')
    return { kind: 'locked', of: 'sends', until: sent.until, now: ports.clock.now(), view: shown };
  const life = target.channel === 'email' ? limits.emailCodeLife : limits.phoneCodeLife;
  const codeUntil = after(ports.clock.now(), life.value);
  const offerLandline =
    target.channel === 'sms' && !isLandline(target.to) && sent.turn >= limits.textsBeforeLandline.value;
  // Kept, so that the offer is still there when the page comes again.
  const texts = offerLandline ? recordFact(journey.interaction.facts, 'textsFailed', true) : journey.interaction.facts;
  const facts = recordFact(texts, 'codeUntil', codeUntil);
  await ports.interactions.record(journey, facts);
  const told = { ...(offerLandline && { offerLandline }), ...(sent.suspect && { suspect: true }) };
  return { kind: 'page', view: { ...shown, codeUntil, ...told }, resent: true };
}
