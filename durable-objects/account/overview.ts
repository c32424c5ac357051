import type { Session } from '../../src/domain/account';
import { epochSeconds } from '../../src/domain/brands';
import { sessionIsLive } from '../../src/domain/session';
import { deleteKind, listEntries, readEntry } from '../entries';
import { devicesOf, findDevice, forgetDevice, forgetOtherBrowsers } from './devices';
import { eventsOf } from './events';
import { audit, opensByPassword, type Turn } from './head';
import type { EndAccessInput, SecurityAnswer, SecurityInput } from './recovery-verbs';
import { consentsOf, endGivenIn, endSession, findAccountSession, findSession, lineOf, touchSession } from './sessions';
import type { OverviewAnswer, SecretRef, SessionInput } from './verbs';

/** What the person's own pages show; looking at them is using the session. */
export function readOverview({ sql, now }: Pick<Turn, 'sql' | 'now'>, { session }: SessionInput): OverviewAnswer {
  const live = findSession(sql, session, now);
  if (live === undefined) return { tag: 'no-session' };
  const sessionUntil = touchSession(sql, session.id, live, now);
  const { wrappedKey, sealedEmail, sealedPhone, level } = live.head;
  return { tag: 'overview', wrappedKey, sealedEmail, sealedPhone, level, consents: consentsOf(sql, now), sessionUntil };
}

/** Who can get into an account, and what was done with it lately. Looking through it is using the session. */
export function readSecurity({ sql, now }: Pick<Turn, 'sql' | 'now'>, input: SecurityInput): SecurityAnswer {
  const live = findAccountSession(sql, input.session, now);
  if (live === undefined) return { tag: 'no-session' };
  const { wrappedKey, sealedEmail, sealedPhone } = live.head;
  const own = findDevice(sql, input.device, now);
  const sessionUntil = touchSession(sql, input.session.id, live, now);
  const sessions = listEntries<Session>(sql, 'session', now)
    .filter(({ value }) => sessionIsLive(value, now, live.head.notBefore))
    .map(({ id, value: { openedAt, usedAt, on } }) => ({ id, openedAt, usedAt, on, isThis: id === input.session.id }));
  const devices = devicesOf(sql, now).map(({ id, value: { until, usedAt, on } }) => ({
    ...{ id, until: epochSeconds(until), usedAt: epochSeconds(usedAt), on },
    isThis: id === own?.id,
  }));
  return {
    tag: 'security',
    wrappedKey,
    sealedEmail,
    sealedPhone,
    hasPassword: opensByPassword(live.head),
    sessionUntil,
    sessions,
    devices,
    events: eventsOf(sql),
  };
}

/** Ends one session, forgets one device, or ends and forgets all but those of the browser that asks. */
export function endAccess(turn: Turn, { session, device, end }: EndAccessInput): void {
  switch (end.kind) {
    case 'session':
      endAnother(turn, end.id);
      break;
    case 'device':
      // Ensure what is not there is not told of: else whoever got in could push what they did before out of the person's sight.
      if (readEntry(turn.sql, 'device', end.id, turn.now) === undefined) return;
      forgetDevice(turn.sql, end.id);
      audit(turn, 'authn_device_forgotten');
      break;
    default:
      endOthers(turn, session, device);
  }
}

/** Ends a session, and what services got in it: whoever puts somebody out wants them out. */
function endAnother(turn: Turn, id: string): void {
  const ended = readEntry<Session>(turn.sql, 'session', id, turn.now);
  if (ended === undefined) return;
  endSession(turn.sql, id);
  endGivenIn(turn, (line) => line === undefined || line === lineOf(id, ended));
  audit(turn, 'session_ended');
}

/** Ends every session but one with what services got in them, and forgets every device but one. */
export function endOthers(turn: Turn, session: SecretRef, device: SecretRef | undefined): void {
  const { sql, now } = turn;
  const own = findDevice(sql, device, now);
  const sessions = listEntries(sql, 'session', now).filter(({ id }) => id !== session.id);
  const devices = devicesOf(sql, now).filter(({ id }) => id !== own?.id);
  for (const { id } of sessions) endSession(sql, id);
  for (const { id } of devices) forgetDevice(sql, id);
  forgetOtherBrowsers(turn, device);
  const live = findSession(sql, session, now);
  const line = live && lineOf(session.id, live.session);
  endGivenIn(turn, (other) => other === undefined || other !== line);
  // Somebody who has shown a password and not yet a code, or came from another service, is another one too.
  for (const kind of ['asserted', 'sign-in', 'passcode', 'ticket']) deleteKind(sql, kind);
  // Ensure that ending nothing, again and again, pushes nothing out of the person's sight.
  if (sessions.length + devices.length > 0) audit(turn, 'sessions_others_ended');
}
