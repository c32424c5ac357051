import { after } from '../domain/brands';
import { isAtDomain, parseEmail } from '../domain/email';
import { recordFact } from '../domain/interaction';
import { limits } from '../domain/limits';
import { codeEnds } from '../domain/passcode';
import type { StepOutcome } from '../domain/step-outcome';
import { takeTurn } from '../domain/step-turn';
import { Unavailable } from '../domain/unavailable';
import type { Ports } from '../ports';
import type { Caller, CookieToken } from '../ports/caller';
import type { InteractionRef } from '../ports/interactions';

/**
 * Setting up: keeps the address and sends a code to it. Whether the address has an account is not asked before its owner
 * has proved it, so the answer is the same for every address.
 */
export async function registerAddress(
  ports: Pick<Ports, 'journeys' | 'interactions' | 'limits' | 'coarseLimits' | 'backlog' | 'clock' | 'settings'>,
  input: {
    readonly ref: InteractionRef;
    readonly session: CookieToken | undefined;
    readonly email: string;
    readonly caller: Caller;
  },
): Promise<StepOutcome> {
  const turn = takeTurn('register-address', await ports.journeys.open(input.ref, input.session));
  if (turn.kind !== 'turn') return turn;
  const { journey, shown, onward } = turn;
  const verdict = parseEmail(input.email);
  if (verdict.kind !== 'email')
    return { kind: 'retry', view: shown, problem: `email-${verdict.kind}`, typed: input.email };
  if (isAtDomain(verdict.email, ports.settings.blockedEmailDomains))
    return { kind: 'retry', view: shown, problem: 'email-blocked', typed: input.email };

  if (!ports.backlog.admitsRegistrations()) throw new Unavailable('the book of record is too far behind');
  const now = ports.clock.now();
  const [coarse, exact] = await Promise.all([
    ports.coarseLimits.allows(input.caller.address),
    ports.limits.take('registrations-by-address', input.caller.address),
  ]);
  if (exact.outcome === 'limited') return { kind: 'locked', of: 'requests', until: exact.until, now, view: shown };
  if (!coarse) return { kind: 'locked', of: 'requests', until: after(now, 60), now, view: shown };
  const before = journey.interaction.facts;
  const address = recordFact(recordFact(before, 'path', 'register'), 'address', verdict.email);
  const sent = before.path === 'register' && before.address === verdict.email ? before.codeUntil : undefined;
  const facts = recordFact(address, 'codeUntil', codeEnds(sent, limits.emailCodeLife.value, now));
  const recorded = await ports.interactions.record(journey, facts);
  if (recorded === 'conflict') return onward;
  const answer = await ports.interactions.sendCode(
    journey.ref,
    { channel: 'email', to: verdict.email },
    input.caller,
    'by-form',
  );
  return answer.outcome === 'sending-locked'
    ? { kind: 'locked', of: 'sends', until: answer.until, now, view: shown }
    : onward;
}
