import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import { relyingPartyOf } from '../protocol/passkey';
import { verifyRegistration } from '../protocol/passkey-registration';
import { readRegistration } from '../protocol/passkey-response';

/**
 * Keeps a passkey that a browser made by itself. It verified nobody, so it signs in alone only after it was used once beside
 * another factor.
 * @see W3C WebAuthn L3 §7.1
 */
export async function upgradeToPasskey(
  { accounts, settings }: Pick<Ports, 'accounts' | 'settings'>,
  input: { readonly session: CookieToken; readonly response: string; readonly caller: Caller },
): Promise<'added' | 'refused'> {
  const { session, caller } = input;
  const response = readRegistration(input.response);
  const ceremony = await accounts.takeUpgrade(session, caller);
  if (ceremony === undefined || response === undefined) return 'refused';
  const { challenge, userHandle } = ceremony;
  const rp = relyingPartyOf(settings.origin);
  const verified = await verifyRegistration({ rp, challenge, response, conditional: true });
  if (verified.kind !== 'passkey') return 'refused';
  const added = await accounts.addPasskey(session, { made: verified.passkey, userHandle }, caller);
  return added === 'added' ? 'added' : 'refused';
}
