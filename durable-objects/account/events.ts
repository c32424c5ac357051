import { type AccountEvent, isShown, keepEvent } from '../../src/domain/account-event';
import type { AuditEventKind } from '../../src/domain/audit-event';
import type { EpochSeconds } from '../../src/domain/brands';
import type { DeviceName } from '../../src/domain/device-name';
import { readEntry, writeEntry } from '../entries';

/** Keeps an event to be shown to its person; beside the audit trail, which is for others and cannot be asked here. */
export function noteEvent(
  sql: SqlStorage,
  kind: AuditEventKind,
  { now, on }: { readonly now: EpochSeconds; readonly on?: DeviceName | undefined },
): void {
  if (!isShown(kind)) return;
  const next = keepEvent(eventsOf(sql), { kind, at: now, ...(on === undefined ? {} : { on }) });
  writeEntry(sql, 'events', '', next);
}

/** The events kept, the latest last. */
export const eventsOf = (sql: SqlStorage): readonly AccountEvent[] =>
  readEntry<readonly AccountEvent[]>(sql, 'events', '', 0) ?? [];
