import type { Ports } from '../ports';
import type { DeadLink } from '../ports/account-security';
import type { Caller } from '../ports/caller';

export type RemovalDecided =
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'removed'; readonly hasPassword: boolean }
  /** Its day is not over, or nothing was decided. */
  | { readonly outcome: 'waiting' }
  | { readonly outcome: DeadLink };

/** By the link that told of it, a removal of passkeys is stopped, or done when its day is over. It signs nobody in. */
export async function decideRemoval(
  { passkeyRemovals }: Pick<Ports, 'passkeyRemovals'>,
  { token, decision, caller }: { readonly token: string; readonly decision: string; readonly caller: Caller },
): Promise<RemovalDecided> {
  if (decision === 'stop') return passkeyRemovals.stop(token, caller);
  return decision === 'remove' ? passkeyRemovals.finish(token, caller) : { outcome: 'waiting' };
}
