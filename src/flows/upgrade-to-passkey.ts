import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import { judgeMadePasskey } from '../protocol/made-passkey';

/**
 * Keeps a passkey that a browser made by itself. It verified nobody, so it signs in alone only after it was used once beside
 * another factor.
 * @see W3C WebAuthn L3 §7.1
 */
export async function upgradeToPasskey(
  { accounts, settings }: Pick<Ports, 'accounts' | 'settings'>,
  input: { readonly session: CookieToken; readonly response: string; readonly caller: Caller },
): Promise<'added' | 'refused'> {
  const { session, response, caller } = input;
  const ceremony = await accounts.takeUpgrade(session, caller);
  const judged = await judgeMadePasskey({ origin: settings.origin, ceremony, response, conditional: true });
  if (judged.kind === 'refused') return 'refused';
  const { made, userHandle } = judged;
  const added = await accounts.addPasskey(session, { made, userHandle }, caller);
  return added === 'added' ? 'added' : 'refused';
}
