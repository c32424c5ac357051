import { recordFact } from '../domain/interaction';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Caller, CookieToken, InteractionRef, Ports } from '../ports';

/** Signing in or stepping up: sends a new code, or the first one; the one before stops working. */
export async function resendPasscode(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'clock'>,
  input: { readonly ref: InteractionRef; readonly session: CookieToken | undefined; readonly caller: Caller },
): Promise<StepOutcome> {
  const turn = takeTurn('sign-in-passcode', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction, bearer } = journey;
  if (bearer === undefined) return onward;
  const sent = await ports.accounts.sendPasscode(bearer, interaction.id, input.caller);
  if (sent.outcome === 'sending-locked')
    return { kind: 'locked', of: 'sends', until: sent.until, now: ports.clock.now(), view: shown };
  if (sent.outcome === 'lost') return { ...onward, page: 'sign-in' };
  const view = { ...shown, phoneEnding: sent.phoneEnding };
  if (shown.phoneEnding !== undefined) return { kind: 'page', view, resent: true };
  const facts = recordFact(interaction.facts, 'codeSent', { phoneEnding: sent.phoneEnding });
  await ports.interactions.record(journey.ref, journey.revision, interaction, facts);
  return { kind: 'page', view };
}
