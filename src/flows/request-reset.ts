import type { EpochSeconds } from '../domain/brands';
import { parseEmail } from '../domain/email';
import type { Problem } from '../domain/step-outcome';
import type { Ports } from '../ports';
import type { Caller } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

export type ResetRequested =
  /** Whatever was sent, if anything. */
  | { readonly kind: 'noted' }
  | { readonly kind: 'retry'; readonly problem: Problem }
  | { readonly kind: 'locked'; readonly until: EpochSeconds; readonly now: EpochSeconds };

/**
 * Somebody forgot the password of an address. The answer is the same for every address that can be one: with an account,
 * without, and with an account that has no password.
 */
export async function requestReset(
  ports: Pick<Ports, 'accounts' | 'interactions' | 'clock'>,
  input: { readonly ref: InteractionRef; readonly email: string; readonly caller: Caller },
): Promise<ResetRequested> {
  const verdict = parseEmail(input.email);
  if (verdict.kind !== 'email') return { kind: 'retry', problem: `email-${verdict.kind}` };
  const loaded = await ports.interactions.load(input.ref);
  const asked = await ports.accounts.requestReset({
    email: verdict.email,
    // Ensure only the browser that is on a journey is led back to it.
    interaction: loaded.outcome === 'open' ? loaded.interaction.id : undefined,
    caller: input.caller,
  });
  return asked.outcome === 'sending-locked'
    ? { kind: 'locked', until: asked.until, now: ports.clock.now() }
    : { kind: 'noted' };
}
