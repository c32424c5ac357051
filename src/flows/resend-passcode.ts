import { after } from '../domain/brands';
import { recordFact } from '../domain/interaction';
import { limits } from '../domain/limits';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

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
  const { phoneEnding, called = false, suspect } = sent;
  const again = shown.phoneEnding !== undefined;
  const codeUntil = after(ports.clock.now(), limits.phoneCodeLife.value);
  const sentFacts = again ? interaction.facts : recordFact(interaction.facts, 'codeSent', { phoneEnding, called });
  const facts = recordFact(sentFacts, 'codeUntil', codeUntil);
  await ports.interactions.record(journey, facts);
  return { kind: 'page', view: { ...shown, phoneEnding, called, suspect, codeUntil }, resent: again };
}
