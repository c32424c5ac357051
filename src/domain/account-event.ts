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
  'identity_proved',
  'identity_renewed',
  'identity_suspended',
  'account_disabled',
  'account_enabled',
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

/** What strangers can bring about, on whatever they use. */
const strangers: readonly ShownEventKind[] = [
  'authn_login_fail',
  'authn_login_lock',
  'authn_passcode_fail',
  'authn_passcode_lock',
  'authn_passkey_cloned',
  'authn_reset_requested',
];
const day = 86_400;

/** Whether a person is shown an event of this kind in their account. */
export const isShown = (kind: AuditEventKind): kind is ShownEventKind =>
  shownEventKinds.some((shown) => shown === kind);

/**
 * Adds an event to those kept, the latest last. What happens again within a day, on the same kind of device, is one event with a
 * number; and when there are too many, the oldest goes of the kind of which there are most. So nobody pushes out of sight what
 * they did before by doing something else often.
 */
export function keepEvent(held: readonly AccountEvent[], event: Omit<AccountEvent, 'times'>): readonly AccountEvent[] {
  const { kind, at, on } = event;
  const byStrangers = strangers.includes(kind);
  const same = held.find((one) => one.kind === kind && one.at > at - day && (byStrangers || sameDevice(one.on, on)));
  const times = (same?.times ?? 0) + 1;
  const next: AccountEvent = { kind, at, times, ...(on && (times === 1 || !byStrangers) && { on }) };
  const all = [...held.filter((one) => one !== same), next];
  return all.length > limits.eventsShown.value ? withoutOneOfMost(all) : all;
}

const sameDevice = (one: DeviceName | undefined, other: DeviceName | undefined): boolean =>
  one?.browser === other?.browser && one?.system === other?.system;

function withoutOneOfMost(events: readonly AccountEvent[]): readonly AccountEvent[] {
  const counts = new Map<ShownEventKind, number>();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const oldest = events.findIndex(({ kind }) => counts.get(kind) === most);
  return events.filter((_event, place) => place !== oldest);
}
