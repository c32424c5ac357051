import { maskEmail } from '../domain/email';
import type { Ports } from '../ports';
import type { AccountSecurity } from '../ports/account-security';
import type { CookieToken } from '../ports/caller';

export interface Security extends Omit<AccountSecurity, 'email'> {
  readonly maskedEmail: string;
}

/**
 * Who can get into a person's account, and what was done with it lately: this browser first, then the latest.
 * @returns undefined without a session
 */
export async function readSecurity(
  ports: Pick<Ports, 'accounts'>,
  { session, device }: { readonly session: CookieToken | undefined; readonly device: CookieToken | undefined },
): Promise<Security | undefined> {
  const found = session === undefined ? undefined : await ports.accounts.security({ session, device });
  if (found === undefined) return undefined;
  const { email, sessions, devices, events, ...rest } = found;
  return {
    ...rest,
    maskedEmail: maskEmail(email),
    sessions: sessions.toSorted(thisThenLatest),
    devices: devices.toSorted(thisThenLatest),
    events: events.toReversed(),
  };
}

type Access = Pick<AccountSecurity['sessions'][number], 'isThis' | 'usedAt'>;
const thisThenLatest = (one: Access, other: Access): number =>
  Number(other.isThis) - Number(one.isThis) || other.usedAt - one.usedAt;
