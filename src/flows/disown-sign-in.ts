import type { Ports } from '../ports';
import type { Accounts } from '../ports/accounts';
import type { Caller } from '../ports/caller';

/** The person says that a sign-in was not theirs: everything ends, and the password is off until it is chosen anew. */
export const disownSignIn = (
  ports: Pick<Ports, 'accounts'>,
  { token, caller }: { readonly token: string; readonly caller: Caller },
): ReturnType<Accounts['disown']> => ports.accounts.disown(token, caller);
