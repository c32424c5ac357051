import type { EpochSeconds } from '../domain/brands';
import { signedInLately } from '../domain/session';
import type { Ports } from '../ports';
import type { CookieToken } from '../ports/caller';

/**
 * Whether a person may change their password now: they have signed in within minutes by the strongest factor they hold.
 * @returns the address, for the browser's password manager; `stale` for one who signs in anew first. Changes nothing.
 */
export async function openPasswordChange(
  ports: Pick<Ports, 'accounts'>,
  { session }: { readonly session: CookieToken | undefined },
): Promise<
  | {
      readonly kind: 'fresh';
      readonly email: string;
      readonly hasPassword: boolean;
      readonly sessionUntil: EpochSeconds;
    }
  | { readonly kind: 'stale' }
> {
  const [facts, owner] = await Promise.all([
    ports.accounts.readSession(session),
    session === undefined ? undefined : ports.accounts.passkeyOwner(session),
  ]);
  return facts !== undefined && owner !== undefined && signedInLately(facts, facts, facts.readAt)
    ? { kind: 'fresh', email: owner.email, hasPassword: facts.hasPassword, sessionUntil: owner.sessionUntil }
    : { kind: 'stale' };
}
