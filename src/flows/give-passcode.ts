import { parsePasscode } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import type { Caller, CookieToken, InteractionRef, Ports } from '../ports';

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
  ports: Pick<Ports, 'journeys' | 'accounts' | 'interactions' | 'clock'>,
  input: GivePasscodeInput,
): Promise<StepOutcome> {
  const turn = takeTurn('sign-in-passcode', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction, session, bearer } = journey;
  const read = parsePasscode(input.code);
  if (read.kind !== 'code') return { kind: 'retry', view: shown, problem: `code-${read.kind}` };
  if (bearer === undefined) return onward;
  const checked = await ports.accounts.checkPasscode(bearer, {
    interaction: interaction.id,
    code: read.code,
    remember: input.remember,
    device: input.device,
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
      // A new sign-in ends the session that this browser had, whosever it was (OWASP ASVS 7.2.4).
      if (input.session !== undefined && input.session !== session) {
        await ports.accounts.signOut(input.session, undefined, input.caller);
      }
      return {
        ...onward,
        session: checked.session,
        ...(checked.device === undefined ? {} : { device: checked.device }),
      };
    case 'wrong':
      return { kind: 'retry', view: shown, problem: 'code-wrong' };
    case 'expired':
      return { kind: 'retry', view: shown, problem: 'code-expired' };
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
