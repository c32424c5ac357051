import { type Named, namedPasskeys } from '../domain/authenticator-name';
import { opensAccount } from '../domain/session';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { HeldPasskey, PasskeyOwner } from '../ports/passkeys';

/** A passkey as its person sees it: the name they gave it, else that of its keeper, if either is known. */
export type ShownPasskey = Named<HeldPasskey>;
export interface ShownPasskeys extends Omit<PasskeyOwner, 'passkeys'> {
  readonly passkeys: readonly ShownPasskey[];
}

/** The passkeys of a person, the one used last first. @returns undefined without a session that opens the account */
export async function readPasskeys(
  { accounts }: Pick<Ports, 'accounts'>,
  session: CookieToken | undefined,
): Promise<ShownPasskeys | undefined> {
  if (session === undefined) return undefined;
  const [facts, owner] = await Promise.all([accounts.readSession(session), accounts.passkeyOwner(session)]);
  if (facts === undefined || owner === undefined || !opensAccount(facts)) return undefined;
  return { ...owner, passkeys: namedPasskeys(owner.passkeys) };
}
