import { forgetOwn } from './devices';
import { audit, type Head, type Turn, writeHead } from './head';
import { endAssertedIn, endEverything, endSession, findSession, lineOf } from './sessions';
import type { SignOutInput } from './verbs';

/** Ends this session with the logins of it that wait to be answered, and forgets this device; what services hold lives on. */
export function signOut(turn: Turn, { session, device }: SignOutInput): { readonly tag: 'done' } {
  const live = findSession(turn.sql, session, turn.now);
  if (session !== undefined && live !== undefined) {
    endSession(turn.sql, session.id);
    // A login of it that a service asserted may wait for an answer in another browser.
    endAssertedIn(turn, (line) => line === lineOf(session.id, live.session));
    audit(turn, 'session_ended');
  }
  forgetOwn(turn, device);
  return { tag: 'done' };
}

/** Ends every session, device and grant: userinfo refuses from now on. */
export function signOutEverywhere(turn: Turn, head: Head): void {
  endEverything(turn.sql);
  writeHead(turn.sql, { ...head, notBefore: turn.now });
  audit(turn, 'sessions_all_ended');
}
