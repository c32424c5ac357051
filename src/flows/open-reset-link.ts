import type { Ports } from '../ports';
import type { DeadLink, ResetLink } from '../ports/account-security';

/** What the page behind a link shows: whose password is chosen, or why this link chooses none. Changes nothing. */
export async function openResetLink(
  ports: Pick<Ports, 'accounts'>,
  { token }: { readonly token: string },
): Promise<Omit<ResetLink, 'replaces'> | { readonly outcome: DeadLink }> {
  const link = await ports.accounts.readReset(token);
  if (link.outcome !== 'live') return link;
  const { replaces: _replaces, ...shown } = link;
  return shown;
}
