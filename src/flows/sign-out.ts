import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';

/** Ends this browser's session and forgets the device of its person, nobody else's; or ends every session, device and grant of the person. */
export async function signOut(
  ports: Pick<Ports, 'accounts'>,
  input: {
    readonly session: CookieToken | undefined;
    readonly device: CookieToken | undefined;
    readonly everywhere: boolean;
    readonly caller: Caller;
  },
): Promise<{ readonly kind: 'signed-out'; readonly device?: CookieToken }> {
  if (input.everywhere && input.session !== undefined)
    await ports.accounts.signOutEverywhere(input.session, input.caller);
  return { kind: 'signed-out', ...(await ports.accounts.signOut(input.session, input.device, input.caller)) };
}
