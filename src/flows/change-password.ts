import type { EpochSeconds } from '../domain/brands';
import { newPasswordFault, passwordLength } from '../domain/password';
import { signedInLately } from '../domain/session';
import type { Problem } from '../domain/step-outcome';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';

export type PasswordChange =
  | { readonly kind: 'retry'; readonly email: string; readonly hasPassword: boolean; readonly problem: Problem }
  /** `session` takes the place of this browser's; every other has ended. */
  | { readonly kind: 'changed'; readonly session: CookieToken }
  /** This network had as many passwords hashed as one may. */
  | { readonly kind: 'locked'; readonly until: EpochSeconds; readonly now: EpochSeconds }
  /** The sign-in is too old by now, or has ended: it comes first. */
  | { readonly kind: 'stale' };

/** Changes the password of somebody who has just signed in. The account judges once more how lately that was. */
export async function changePassword(
  ports: Pick<Ports, 'accounts' | 'passwords' | 'limits' | 'clock'>,
  input: {
    readonly session: CookieToken;
    readonly device: CookieToken | undefined;
    readonly password: string;
    readonly caller: Caller;
  },
): Promise<PasswordChange> {
  const { session, device, password, caller } = input;
  const [facts, owner] = await Promise.all([ports.accounts.readSession(session), ports.accounts.passkeyOwner(session)]);
  // Ensure nothing is hashed for somebody who may not change it: the account judges once more.
  if (facts === undefined || owner === undefined || !signedInLately(facts, facts, facts.readAt))
    return { kind: 'stale' };
  const fault = await newPasswordFault(password, owner.email, ports.passwords.isCommon);
  if (fault !== undefined)
    return { kind: 'retry', email: owner.email, hasPassword: facts.hasPassword, problem: `new-password-${fault}` };
  const network = await ports.limits.take('passwords-by-address', caller.address);
  if (network.outcome === 'limited') return { kind: 'locked', until: network.until, now: ports.clock.now() };
  const set = await ports.accounts.setPassword(session, {
    password: { hash: await ports.passwords.hash(password, caller), length: passwordLength(password) },
    interaction: 'account',
    device,
    caller,
  });
  return set.outcome === 'set' ? { kind: 'changed', session: set.session } : { kind: 'stale' };
}
