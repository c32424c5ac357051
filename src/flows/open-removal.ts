import type { Ports } from '../ports';
import type { RemovalLink } from '../ports/passkey-removals';

/** What a link would do that tells of passkeys to be removed. Changes nothing: mail scanners follow links. */
export const openRemoval = (
  ports: Pick<Ports, 'passkeyRemovals'>,
  { token }: { readonly token: string },
): Promise<RemovalLink> => ports.passkeyRemovals.read(token);
