import type { Ports } from '../ports';
import type { Accounts } from '../ports/accounts';

/** Whether a link that says "this was not me" still does something. Changes nothing: mail scanners follow links. */
export const openNotice = (
  ports: Pick<Ports, 'accounts'>,
  { token }: { readonly token: string },
): ReturnType<Accounts['readNotice']> => ports.accounts.readNotice(token);
