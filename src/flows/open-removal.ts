import { type Named, namedPasskeys } from '../domain/authenticator-name';
import type { Ports } from '../ports';
import type { RemovalLink } from '../ports/passkey-removals';
import type { HeldPasskey } from '../ports/passkeys';

export type RemovalLinkPage =
  | (Omit<Live, 'passkeys'> & { readonly passkeys: readonly Named<HeldPasskey>[] })
  | Exclude<RemovalLink, Live>;
type Live = Extract<RemovalLink, { readonly outcome: 'live' }>;

/** What a link would do that tells of passkeys to be removed. Changes nothing: mail scanners follow links. */
export async function openRemoval(
  ports: Pick<Ports, 'passkeyRemovals'>,
  { token }: { readonly token: string },
): Promise<RemovalLinkPage> {
  const read = await ports.passkeyRemovals.read(token);
  return read.outcome === 'live' ? { ...read, passkeys: namedPasskeys(read.passkeys) } : read;
}
