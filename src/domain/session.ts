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

/**
 * Whether a session opens the pages of the account, which say what services a person uses: by a passkey, or by password and
 * code. A password alone, which some services are content with, does not.
 */
export const opensAccount = ({ shown, opened }: Pick<Session, 'shown' | 'opened'>): boolean =>
  shown.Cm !== undefined || (shown.Cp !== undefined && shown.Cd !== undefined) || opened === true;

type Opened = Partial<Pick<Session, 'shown' | 'passkeys'>>;

/** Whether a passkey was shown for this. What does not say which one was shown may have been opened by any. */
export const isShownBy = ({ shown, passkeys }: Opened, key: string): boolean =>
  passkeys === undefined ? shown?.Cm !== undefined : Object.hasOwn(passkeys, key);

/**
 * A session in which one of the passkeys that were shown counts no longer, for services and for changes. Where it opened the
 * pages of the account it still does: its person removed the passkey there, and is told that it is gone.
 */
export function withoutPasskey(session: Session, key: string): Session {
  const { [key]: _gone, ...passkeys } = session.passkeys ?? {};
  const { Cm: _one, ...shown } = session.shown;
  const { Cm: _other, ...shownHere } = session.shownHere ?? {};
  const times = Object.values(passkeys);
  return {
    ...session,
    passkeys,
    ...(opensAccount(session) && { opened: true as const }),
    shown: times.length === 0 ? shown : { ...shown, Cm: Math.max(...times) },
    // Which of those that are left was shown in this browser is not known.
    ...(session.shownHere && { shownHere }),
  };
}

/** Whether somebody signed in minutes ago by what opens their account: enough to give a passkey a name, not to change one. */
export const openedLately = (session: Shown, now: number): boolean =>
  shownLately(session, 'Cm', now) || (shownLately(session, 'Cp', now) && shownLately(session, 'Cd', now));

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
 * brings the assertion may be the service's own. A code that a remembered browser spares was shown up to half a year ago.
 */
export const shownLately = ({ shown, shownHere = shown }: Shown, kind: CredentialKind, now: number): boolean =>
  now < (shownHere[kind] ?? Number.NEGATIVE_INFINITY) + limits.recentSignIn.value;

/**
 * Whether somebody signed in minutes ago by the strongest factor they hold. Only then may credentials be added or removed.
 * @see NIST SP 800-63B-4 §4.1.2; OWASP ASVS 7.5.1
 */
export const signedInLately = (session: Shown, holds: ProvenPasskeys, now: number): boolean =>
  strongestFactor(holds).every((kind) => shownLately(session, kind, now));
