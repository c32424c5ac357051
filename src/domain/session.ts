import type { Session } from './account';
import { limits } from './limits';
import type { CredentialKind } from './vector';

/** Whether a session is alive: used within the idle time and opened within the absolute time. */
export function sessionIsLive(session: Session, now: number, notBefore: number): boolean {
  return (
    now < session.usedAt + limits.sessionIdle.value &&
    now < session.openedAt + limits.sessionLife.value &&
    session.openedAt >= notBefore
  );
}

/** When a session that is used now ends, if it is not used again. */
export const sessionRestsUntil = (session: Session, now: number): number =>
  Math.min(now + limits.sessionIdle.value, session.openedAt + limits.sessionLife.value);

/** When a session must be forgotten whatever happens. */
export const sessionEnds = (session: Session): number => session.openedAt + limits.sessionLife.value;

/** How many passkeys of a person sign in alone. */
interface ProvenPasskeys {
  readonly provenPasskeys: number;
}

/** The strongest factor that a person holds: a passkey, else password and code together. */
export const strongestFactor = ({ provenPasskeys }: ProvenPasskeys): readonly CredentialKind[] =>
  provenPasskeys > 0 ? ['Cm'] : ['Cp', 'Cd'];

type Shown = Pick<Session, 'shown' | 'shownHere'>;

/**
 * Whether a credential was shown minutes ago in this browser. What a service asserts was shown in another: the browser that
 * brings the assertion may be the service's own.
 */
export const shownLately = ({ shown, shownHere = shown }: Shown, kind: CredentialKind, now: number): boolean =>
  now < (shownHere[kind] ?? Number.NEGATIVE_INFINITY) + limits.recentSignIn.value;

/**
 * Whether somebody signed in minutes ago by the strongest factor they hold. Only then may credentials be added or removed.
 * @see NIST SP 800-63B-4 §4.1.2; OWASP ASVS 7.5.1
 */
export const signedInLately = (session: Shown, holds: ProvenPasskeys, now: number): boolean =>
  strongestFactor(holds).every((kind) => shownLately(session, kind, now));
