import type { EpochSeconds } from '../domain/brands';
import { maskEmail } from '../domain/email';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';

/** Who would sign out of this browser: anybody who is signed in, by whatever they showed. @returns undefined without a session */
export async function openSignOut(
  { accounts }: Pick<Ports, 'accounts'>,
  session: CookieToken | undefined,
): Promise<{ readonly maskedEmail: string; readonly sessionUntil: EpochSeconds } | undefined> {
  const owner = session === undefined ? undefined : await accounts.passkeyOwner(session);
  return owner && { maskedEmail: maskEmail(owner.email), sessionUntil: owner.sessionUntil };
}
