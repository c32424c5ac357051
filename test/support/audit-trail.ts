import type { SharedWorld } from './shared-world.ts';
import { until } from './until.ts';

/** The kinds of the events of one person, oldest first, as far as they have reached the book of record. */
export async function eventsOf(world: Pick<SharedWorld, 'rows'>, subject: string): Promise<readonly string[]> {
  const rows = await world.rows<{ kind: string }>(
    'select kind from audit_event where account = (select id from account where subject = $1) order by seq',
    [subject],
  );
  return rows.map(({ kind }) => kind);
}

/** Waits until an event of this kind stands in the book; the events of one person arrive in the order they happened. */
export async function eventsUntil(
  world: Pick<SharedWorld, 'rows'>,
  subject: string,
  last: string,
): Promise<readonly string[]> {
  return until(`the event ${last}`, async () => {
    const kinds = await eventsOf(world, subject);
    return kinds.includes(last) ? kinds : undefined;
  });
}
