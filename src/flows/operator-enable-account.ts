import type { Subject } from '../domain/brands';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';

/**
 * Lets the person of a disabled account sign in again: the record said wrongly that they had died. It is looked at again at
 * their next sign-in, and disables the account again if it still says so.
 */
export const enableAccount = (
  ports: Pick<Ports, 'accountStatuses'>,
  { subject, call: { address, requestId } }: { readonly subject: Subject; readonly call: OperatorCall },
): Promise<'enabled' | 'unchanged' | 'not-found'> => ports.accountStatuses.enable(subject, { address, requestId });
