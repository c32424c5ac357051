import type { Subject } from '../domain/brands';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';

/**
 * Builds one account again whose atom is damaged.
 * @returns `left` when it does not open, `not-found` when the book knows nobody by this subject; neither changes anything
 */
export async function replaceAccount(
  ports: Pick<Ports, 'rebuild' | 'audit' | 'clock'>,
  { subject, call: { address, requestId } }: { readonly subject: Subject; readonly call: OperatorCall },
): Promise<'replaced' | 'left' | 'not-found'> {
  const outcome = await ports.rebuild.replaceAccount(subject);
  ports.audit.record({
    kind: 'atoms_rebuilt',
    at: ports.clock.now(),
    address,
    requestId,
    detail: { subject, outcome },
  });
  return outcome;
}
