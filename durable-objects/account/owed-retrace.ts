import { oweRetrace, type Retraces } from '../../src/domain/retrace';
import { readEntry, writeEntry } from '../entries';
import { readActiveHead, type Turn } from './head';

/** What is noted of looks at the record; empty before the first. */
export const readRetraces = (sql: SqlStorage): Retraces => readEntry<Retraces>(sql, 'retrace', '', 0) ?? {};

/** Notes what became of a look, or is owed. */
export const keepRetraces = (sql: SqlStorage, retraces: Retraces): void => writeEntry(sql, 'retrace', '', retraces);

/** A sign-in makes a look at the person's record due; in the same stretch, so that no crash forgets it. */
export function oweAtSignIn({ sql, now }: Pick<Turn, 'sql' | 'now'>): void {
  const head = readActiveHead(sql);
  // A proof that is suspended stands on no record: there is nothing to look at before it is made anew.
  if (head?.patient === undefined || head.suspended === true) return;
  const held = readRetraces(sql);
  const next = oweRetrace(held, now);
  if (next !== held) keepRetraces(sql, next);
}

/** When the alarm must ring for a look that is due; undefined when none is. Epoch seconds. */
export const nextRetraceDue = (sql: SqlStorage): number | undefined => readRetraces(sql).owed?.due;
