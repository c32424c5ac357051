import type { AuditEventKind } from './audit-event';
import type { EpochSeconds } from './brands';
import type { DeviceName } from './device-name';
import { limits } from './limits';

/** Security events that the person of an account is shown; each has its words in the content files. */
export const shownEventKinds = [
  'user_created',
  'authn_login_success',
  'authn_login_fail',
  'authn_login_lock',
  'authn_passcode_fail',
  'authn_passcode_lock',
  'authn_device_remembered',
  'authn_passkey_added',
  'authn_passkey_removed',
  'authn_passkey_named',
  'authn_passkey_cloned',
  'authn_device_forgotten',
  'authn_device_copied',
  'authn_reset_requested',
  'authn_password_reset',
  'authn_password_change',
  'passkey_removal_asked',
  'passkey_removal_put_off',
  'passkey_removal_stopped',
  'login_disowned',
  'session_ended',
  'sessions_others_ended',
  'sessions_all_ended',
] as const satisfies readonly AuditEventKind[];
export type ShownEventKind = (typeof shownEventKinds)[number];

/** An event as its account keeps it to show it. */
export interface AccountEvent {
  readonly kind: ShownEventKind;
  /** The last time, where it happened several times. */
  readonly at: EpochSeconds;
  readonly times: number;
  readonly on?: DeviceName;
}

/** What strangers can bring about. */
const strangers: readonly ShownEventKind[] = [
  'authn_login_fail',
  'authn_login_lock',
  'authn_passcode_fail',
  'authn_passcode_lock',
  'authn_passkey_cloned',
  'authn_reset_requested',
];
const day = 86_400;

export const isShown = (kind: AuditEventKind): kind is ShownEventKind =>
  shownEventKinds.some((shown) => shown === kind);

/**
 * Adds an event to those kept, the latest last. What strangers bring about in a day is one event with a number: who guesses must
 * not push out of sight what they did before.
 */
export function keepEvent(held: readonly AccountEvent[], event: Omit<AccountEvent, 'times'>): readonly AccountEvent[] {
  const same = strangers.includes(event.kind)
    ? held.find(({ kind, at }) => kind === event.kind && at > event.at - day)
    : undefined;
  const { kind, at } = event;
  const next: AccountEvent = same === undefined ? { ...event, times: 1 } : { kind, at, times: same.times + 1 };
  return [...held.filter((one) => one !== same), next].slice(-limits.eventsShown.value);
}
