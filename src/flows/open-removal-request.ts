import { type Named, namedPasskeys } from '../domain/authenticator-name';
import type { Ports } from '../ports';
import type { RemovalRequest } from '../ports/passkey-removals';
import type { HeldPasskey } from '../ports/passkeys';

type Choice = Extract<RemovalRequest, { readonly passkeys: readonly HeldPasskey[] }>;

export type RemovalRequestPage =
  | Exclude<RemovalRequest, Choice>
  | (Omit<Extract<Choice, { readonly outcome: 'choice' }>, 'passkeys'> & NamedPasskeys)
  | (Omit<Extract<Choice, { readonly outcome: 'pending' }>, 'passkeys'> & NamedPasskeys);
interface NamedPasskeys {
  readonly passkeys: readonly Named<HeldPasskey>[];
}

/**
 * What the page shows on which passkeys are got rid of by a link from a mail. Changes nothing.
 * @param browser the secret by which the browser is known in which the code of the phone was entered
 */
export async function openRemovalRequest(
  ports: Pick<Ports, 'passkeyRemovals'>,
  { token, browser }: { readonly token: string; readonly browser: string | undefined },
): Promise<RemovalRequestPage> {
  const read = await ports.passkeyRemovals.readRequest(token, browser);
  return 'passkeys' in read ? { ...read, passkeys: namedPasskeys(read.passkeys) } : read;
}
