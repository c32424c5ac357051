import type { Accounts, Ports } from '../ports';

/** Whether a link that says "this was not me" still does something. Changes nothing: mail scanners follow links. */
export const openNotice = (
  ports: Pick<Ports, 'accounts'>,
  { token }: { readonly token: string },
): ReturnType<Accounts['readNotice']> => ports.accounts.readNotice(token);
