import { authenticatorName } from '../domain/authenticator-name';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';
import type { HeldPasskey, PasskeyOwner } from '../ports/passkeys';

/** A passkey as its person sees it: the name they gave it, else that of its keeper, if either is known. */
export interface ShownPasskey extends HeldPasskey {
  readonly shownName?: string;
}
export interface ShownPasskeys extends Omit<PasskeyOwner, 'passkeys'> {
  readonly passkeys: readonly ShownPasskey[];
}

/** The passkeys of a person, the one used last first. @returns undefined without a session */
export async function readPasskeys(
  { accounts }: Pick<Ports, 'accounts'>,
  session: CookieToken | undefined,
): Promise<ShownPasskeys | undefined> {
  const owner = session === undefined ? undefined : await accounts.passkeyOwner(session);
  if (owner === undefined) return undefined;
  const passkeys = owner.passkeys
    .map((passkey) => {
      const shownName = passkey.name ?? authenticatorName(passkey.aaguid);
      return { ...passkey, ...(shownName === undefined ? {} : { shownName }) };
    })
    .toSorted((one, other) => (other.usedAt ?? other.addedAt) - (one.usedAt ?? one.addedAt));
  return { ...owner, passkeys };
}
