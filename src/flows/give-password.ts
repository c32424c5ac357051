import { after } from '../domain/brands';
import { recordFact } from '../domain/interaction';
import type { StepName } from '../domain/journey';
import { limits } from '../domain/limits';
import type { StepOutcome } from '../domain/step-outcome';
import { type Turn, takeTurn } from '../domain/step-turn';
import { credentialsMeet } from '../domain/vector';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';
import type { OpenJourney } from '../ports/journeys';
import type { PasswordReservation, PasswordSettled } from '../ports/sign-in';

type Reserved = Extract<PasswordReservation, { outcome: 'reserved' }>;

export interface GivePasswordInput {
  /** The page that was answered: of somebody who signs in, or of a session that lacks a password. */
  readonly step: Extract<StepName, 'sign-in-credential' | 'sign-in-password'>;
  readonly ref: InteractionRef;
  readonly session: CookieToken | undefined;
  readonly device: CookieToken | undefined;
  readonly password: string;
  readonly caller: Caller;
}

/**
 * Signing in or stepping up: checks the password of the address given, or of the person of the session. The attempt is counted
 * before it is looked at, at the account or at the decoy that answers for an address without one; both do the same work.
 */
export async function givePassword(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'accounts' | 'passwords' | 'limits' | 'clock'>,
  input: GivePasswordInput,
): Promise<StepOutcome> {
  const turn = takeTurn(input.step, await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const { interaction } = journey;
  const of = passwordOwner(journey, input.step);
  if (of === undefined) return onward;
  if (input.password === '') return { kind: 'retry', view: shown, problem: 'password-empty' };
  // A longer one was never accepted; it is not worth hashing, and says nothing about the account.
  if (input.password.length > limits.passwordMost.value * 4)
    return { kind: 'retry', view: shown, problem: 'password-wrong' };
  // Ensure one password tried at many addresses is stopped, which no counter of an account sees. Counted once it is known that a
  // password is looked at: what is sent without a journey uses up nobody's.
  const network = await ports.limits.take('passwords-by-address', input.caller.address);
  if (network.outcome === 'limited')
    return { kind: 'locked', of: 'requests', until: network.until, now: ports.clock.now(), view: shown };

  const attempt = await ports.accounts.reservePassword({
    of,
    browser: input.session,
    device: input.device,
    interaction: interaction.id,
    caller: input.caller,
  });
  if (attempt.outcome === 'lost') return onward;
  if (attempt.outcome === 'off') return { kind: 'off', view: shown };
  if (attempt.outcome === 'locked')
    return { kind: 'locked', of: 'password', until: attempt.until, now: ports.clock.now(), view: shown };
  const settled = await judge(ports, journey, { ...input, attempt });
  switch (settled.outcome) {
    case 'wrong':
      // The one that locks is told as such: what follows is not looked at.
      if (settled.lockedUntil !== undefined)
        return { kind: 'locked', of: 'password', until: settled.lockedUntil, now: ports.clock.now(), view: shown };
      return { kind: 'retry', view: shown, problem: 'password-wrong' };
    case 'disabled':
      return { kind: 'disabled', view: shown };
    // The session has ended meanwhile, or another form of it was first.
    case 'lost':
      return onward;
    case 'signed-in':
      return {
        ...onward,
        ...(await ports.journeys.goOn(journey, {
          opened: settled.session,
          browser: input.session,
          caller: input.caller,
        })),
        ...(settled.device === undefined ? {} : { device: settled.device }),
      };
    case 'code-sent':
    case 'sending-locked':
      return awaitCode(ports, turn, settled);
    default:
      return settled satisfies never;
  }
}

/** Looks at a password whose attempt was counted, and settles the attempt. @throws Unavailable when nobody could look at it */
async function judge(
  ports: Pick<Ports, 'passwords'>,
  journey: OpenJourney,
  { attempt, password, caller }: Pick<GivePasswordInput, 'password' | 'caller'> & { readonly attempt: Reserved },
): Promise<PasswordSettled> {
  const right = await ports.passwords.verify(password, attempt.passwordHash, caller).catch(async (fault: unknown) => {
    // Whoever is told to come back is not locked out for having come.
    await attempt.settle({ verdict: 'unseen' });
    throw fault;
  });
  return attempt.settle(right ? { verdict: 'right', opens: afterPassword(journey, attempt) } : { verdict: 'wrong' });
}

/** The password was right, and a code is to follow: notes whose it was, and until when the code works. */
async function awaitCode(
  ports: Pick<Ports, 'interactions' | 'clock'>,
  { journey, shown: view, onward }: Turn<OpenJourney>,
  settled: Extract<PasswordSettled, { outcome: 'code-sent' | 'sending-locked' }>,
): Promise<StepOutcome> {
  const now = ports.clock.now();
  const { account, phoneEnding, called = false } = settled;
  const credential = recordFact(journey.interaction.facts, 'credential', { account, at: now, phoneEnding, called });
  const codeUntil = settled.outcome === 'code-sent' ? after(now, limits.phoneCodeLife.value) : undefined;
  await ports.interactions.record(journey, recordFact(credential, 'codeUntil', codeUntil));
  if (settled.outcome === 'code-sent') return onward;
  return { kind: 'locked', of: 'sends', until: settled.until, now: ports.clock.now(), view };
}

/** Whose password is asked for: of the address given, or of the person whose session is stepped up. */
function passwordOwner({ interaction, session }: OpenJourney, step: GivePasswordInput['step']) {
  if (step === 'sign-in-password') return session === undefined ? undefined : { session };
  const email = interaction.facts.address;
  return email === undefined ? undefined : { email };
}

/**
 * Whether a right password is enough. It is where a session is stepped up, and where an accepted vector asks no more; a short
 * one never stands alone, so then a code or a remembered device is wanted all the same.
 */
function afterPassword({ view, session }: OpenJourney, attempt: Reserved): 'session' | 'passcode' {
  if (session !== undefined) return 'session';
  const shown = { Cp: 1, ...(attempt.deviceKnown ? { Cd: 1 } : {}) };
  const enough =
    view.request.vectors.some((vector) => credentialsMeet(vector, shown)) &&
    (attempt.length === 'long' || attempt.deviceKnown);
  return enough ? 'session' : 'passcode';
}
