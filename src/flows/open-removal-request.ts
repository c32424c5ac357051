import { type Named, namedPasskeys } from '../domain/authenticator-name';
import type { Ports } from '../ports';
import type { RemovalRequest } from '../ports/passkey-removals';
import type { HeldPasskey } from '../ports/passkeys';

export type RemovalRequestPage =
  | Exclude<RemovalRequest, { readonly outcome: 'choice' }>
  | { readonly outcome: 'choice'; readonly passkeys: readonly Named<HeldPasskey>[] };

/** What the page shows on which passkeys are got rid of by a link from a mail. Changes nothing. */
export async function openRemovalRequest(
  ports: Pick<Ports, 'passkeyRemovals'>,
  { token }: { readonly token: string },
): Promise<RemovalRequestPage> {
  const read = await ports.passkeyRemovals.readRequest(token);
  return read.outcome === 'choice' ? { outcome: 'choice', passkeys: namedPasskeys(read.passkeys) } : read;
}
