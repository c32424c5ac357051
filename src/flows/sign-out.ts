import { opensAccount } from '../domain/session';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';

export type SignedOut =
  | { readonly kind: 'signed-out'; readonly device?: CookieToken }
  /** To end everything more is shown than a password. */
  | { readonly kind: 'more' };

/** Ends this browser's session and forgets the device of its person, nobody else's; or ends every session, device and grant of the person. */
export async function signOut(
  ports: Pick<Ports, 'accounts'>,
  input: {
    readonly session: CookieToken | undefined;
    readonly device: CookieToken | undefined;
    readonly everywhere: boolean;
    readonly caller: Caller;
  },
): Promise<SignedOut> {
  if (input.everywhere && input.session !== undefined) {
    const facts = await ports.accounts.readSession(input.session);
    if (facts !== undefined && !opensAccount(facts)) return { kind: 'more' };
    await ports.accounts.signOutEverywhere(input.session, input.caller);
  }
  return { kind: 'signed-out', ...(await ports.accounts.signOut(input.session, input.device, input.caller)) };
}
