import type { Session } from './account';
import { limits } from './limits';

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
