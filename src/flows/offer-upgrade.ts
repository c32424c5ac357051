import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import { registrationOptions, relyingPartyOf } from '../protocol/passkey';

/**
 * Lets a browser make a passkey by itself for somebody who has none and has just signed in by password and code.
 * @returns what the browser hands to its password manager; undefined where none may be made so
 * @see W3C WebAuthn L3 §5.1.3 (conditional mediation of `create`)
 */
export async function offerUpgrade(
  { accounts, settings }: Pick<Ports, 'accounts' | 'settings'>,
  { session, caller }: { readonly session: CookieToken; readonly caller: Caller },
): Promise<object | undefined> {
  const [ceremony, owner] = await Promise.all([accounts.newUpgrade(session, caller), accounts.passkeyOwner(session)]);
  if (ceremony === undefined || owner === undefined) return undefined;
  const { challenge, userHandle: handle } = ceremony;
  const user = { handle, name: owner.email, displayName: owner.email };
  return registrationOptions({
    rp: relyingPartyOf(settings.origin),
    user,
    challenge,
    exclude: owner.passkeys,
    conditional: true,
  });
}
