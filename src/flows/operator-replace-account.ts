import type { Subject } from '../domain/brands';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import type { ReplacedAccount } from '../ports/rebuild';

/**
 * Builds one account again whose atom is damaged.
 * @param anyway also where changes of it have not reached the book: they are lost
 * @returns `left` when it does not open, `not-found` when the book knows nobody by this subject, `waiting` when changes of it are
 *   on their way; none of them changes anything
 */
export async function replaceAccount(
  ports: Pick<Ports, 'rebuild' | 'audit' | 'clock'>,
  input: { readonly subject: Subject; readonly anyway: boolean; readonly call: OperatorCall },
): Promise<ReplacedAccount> {
  const { subject, anyway, call } = input;
  const replaced = await ports.rebuild.replaceAccount(subject, anyway);
  const { address, requestId } = call;
  const detail = { subject, outcome: replaced.outcome, ...(anyway && { anyway }) };
  ports.audit.record({ kind: 'atoms_rebuilt', at: ports.clock.now(), address, requestId, detail });
  return replaced;
}
