import type { Ports } from '../ports';
import type { Accounts } from '../ports/accounts';

/** What the page behind a link shows: whose password is chosen, or why this link chooses none. Changes nothing. */
export const openResetLink = (
  ports: Pick<Ports, 'accounts'>,
  { token }: { readonly token: string },
): ReturnType<Accounts['readReset']> => ports.accounts.readReset(token);
