import { type Named, namedPasskeys } from '../domain/authenticator-name';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { HeldPasskey, PasskeyOwner } from '../ports/passkeys';

/** A passkey as its person sees it: the name they gave it, else that of its keeper, if either is known. */
export type ShownPasskey = Named<HeldPasskey>;
export interface ShownPasskeys extends Omit<PasskeyOwner, 'passkeys'> {
  readonly passkeys: readonly ShownPasskey[];
}

/** The passkeys of a person, the one used last first. @returns undefined without a session */
export async function readPasskeys(
  { accounts }: Pick<Ports, 'accounts'>,
  session: CookieToken | undefined,
): Promise<ShownPasskeys | undefined> {
  const owner = session === undefined ? undefined : await accounts.passkeyOwner(session);
  return owner === undefined ? undefined : { ...owner, passkeys: namedPasskeys(owner.passkeys) };
}
