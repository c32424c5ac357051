import type { EpochSeconds, InteractionId } from '../domain/brands';
import { recordFact } from '../domain/interaction';
import { newPasswordFault, passwordLength } from '../domain/password';
import type { Problem } from '../domain/step-outcome';
import type { Ports } from '../ports';
import type { DeadLink } from '../ports/account-security';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

export interface CompleteResetInput {
  readonly token: string;
  readonly password: string;
  readonly session: CookieToken | undefined;
  readonly device: CookieToken | undefined;
  /** How this browser opens a journey; without the secret when it is not its own. */
  readonly refOf: (interaction: InteractionId) => InteractionRef;
  readonly caller: Caller;
}
export type ResetOutcome =
  | { readonly kind: 'retry'; readonly email: string; readonly hasPasskeys: boolean; readonly problem: Problem }
  /** The password is set. `interaction`: where this browser's person was on the way to, and signs in now. */
  | { readonly kind: 'done'; readonly interaction?: InteractionId; readonly device?: CookieToken }
  | { readonly kind: 'too-soon' }
  /** This network had as many passwords hashed as one may: the link stays good. */
  | { readonly kind: 'locked'; readonly until: EpochSeconds; readonly now: EpochSeconds }
  | { readonly kind: DeadLink };

/** Chooses a password anew by a link from an e-mail: under the rules of a first one. It signs nobody in. */
export async function completeReset(
  ports: Pick<Ports, 'accounts' | 'passwords' | 'journeys' | 'interactions' | 'limits' | 'clock'>,
  input: CompleteResetInput,
): Promise<ResetOutcome> {
  const { token, password, caller } = input;
  const link = await ports.accounts.readReset(token);
  if (link.outcome !== 'live') return { kind: link.outcome };
  // Ensure nothing is hashed for a link that chooses nothing now: the account judges once more.
  if (!link.choosesPassword) return { kind: 'broken' };
  if (link.waits) return { kind: 'too-soon' };
  const { email, hasPasskeys, replaces } = link;
  const fault = await newPasswordFault(password, email, ports.passwords.isCommon);
  if (fault !== undefined) return { kind: 'retry', email, hasPasskeys, problem: `new-password-${fault}` };
  // Ensure one link, sent many times at once, has no more hashed than a network may.
  const network = await ports.limits.take('passwords-by-address', caller.address);
  if (network.outcome === 'limited') return { kind: 'locked', until: network.until, now: ports.clock.now() };
  // Ensure a password that somebody else may have does not come back.
  if (replaces !== undefined && (await ports.passwords.verify(password, replaces, caller)))
    return { kind: 'retry', email, hasPasskeys, problem: 'new-password-same' };
  const passwordHash = await ports.passwords.hash(password, caller);
  const set = await ports.accounts.completeReset(token, {
    passwordHash,
    passwordLength: passwordLength(password),
    device: input.device,
    caller,
  });
  if (set.outcome !== 'done') return { kind: set.outcome };
  const { interaction, device } = set;
  const done = { kind: 'done', ...(device === undefined ? {} : { device }) } as const;
  if (interaction === undefined || !(await beginAgain(ports, input, interaction))) return done;
  return { ...done, interaction };
}

/** On the journey that this browser is on, what was shown with the password of before counts no longer. */
async function beginAgain(
  ports: Pick<Ports, 'journeys' | 'interactions'>,
  { refOf, session }: CompleteResetInput,
  id: InteractionId,
): Promise<boolean> {
  const ref = refOf(id);
  if (ref.secret === undefined) return false;
  const opened = await ports.journeys.open(ref, session);
  if (opened.outcome !== 'open') return false;
  const { facts } = opened.journey.interaction;
  await ports.interactions.record(opened.journey, recordFact(facts, 'address', facts.address));
  return true;
}
