/**
 * The one table of an atom with many kinds of things: `entry(kind, id, expires_at, value)`. Each kind is a drawer, a module
 * of functions over it; ten tables would cost ten pages in each of millions of objects.
 */

/** Makes the table; does nothing when it is there. */
export function createEntries(sql: SqlStorage): void {
  sql.exec(
    'CREATE TABLE IF NOT EXISTS entry (kind TEXT NOT NULL, id TEXT NOT NULL, expires_at INTEGER, value TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID',
  );
}

/** The entry, if it is there and has not expired. @param now epoch seconds */
export function readEntry<Value>(sql: SqlStorage, kind: string, id: string, now: number): Value | undefined {
  const [row] = sql
    .exec<{ value: string }>(
      'SELECT value FROM entry WHERE kind = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)',
      kind,
      id,
      now,
    )
    .toArray();
  return row === undefined ? undefined : (JSON.parse(row.value) as Value);
}

/** Writes an entry over what was there. @param expiresAt epoch seconds; undefined = never */
export function writeEntry(sql: SqlStorage, kind: string, id: string, value: unknown, expiresAt?: number): void {
  sql.exec(
    'INSERT INTO entry (kind, id, expires_at, value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (kind, id) DO UPDATE SET expires_at = ?3, value = ?4',
    kind,
    id,
    expiresAt === undefined ? null : Math.ceil(expiresAt),
    JSON.stringify(value),
  );
}

/** Forgets one entry; none is no fault. */
export function deleteEntry(sql: SqlStorage, kind: string, id: string): void {
  sql.exec('DELETE FROM entry WHERE kind = ? AND id = ?', kind, id);
}

/** Forgets all entries of a kind. */
export function deleteKind(sql: SqlStorage, kind: string): void {
  sql.exec('DELETE FROM entry WHERE kind = ?', kind);
}

/** All live entries of a kind, by id. */
export function listEntries<Value>(
  sql: SqlStorage,
  kind: string,
  now: number,
): readonly { readonly id: string; readonly value: Value }[] {
  return sql
    .exec<{ id: string; value: string }>(
      'SELECT id, value FROM entry WHERE kind = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY id',
      kind,
      now,
    )
    .toArray()
    .map(({ id, value }) => ({ id, value: JSON.parse(value) as Value }));
}

/** Keeps the number of entries of a kind bounded: the ones that expire first go. */
export function boundKind(sql: SqlStorage, kind: string, most: number): void {
  sql.exec(
    'DELETE FROM entry WHERE kind = ?1 AND id IN (SELECT id FROM entry WHERE kind = ?1 ORDER BY expires_at DESC LIMIT -1 OFFSET ?2)',
    kind,
    most,
  );
}

const DAY_MILLIS = 86_400_000;

/** What is known of the next sweep. Epoch milliseconds. */
interface Sweep {
  readonly due: number;
}

/**
 * When what expired is to be deleted: a day or a little more after the first thing that will expire was written, and not at
 * all while nothing will. Kept in the table, so that a new instance does not put it off.
 * @param nowMillis epoch milliseconds
 * @param everyMillis sooner than a day where strangers write what lives shortly
 * @returns epoch milliseconds; undefined when there is nothing to sweep
 */
export function planSweep(sql: SqlStorage, nowMillis: number, everyMillis = DAY_MILLIS): number | undefined {
  const held = readEntry<Sweep>(sql, 'sweep', '', 0);
  if (held !== undefined) return held.due;
  if (sql.exec('SELECT 1 FROM entry WHERE expires_at IS NOT NULL LIMIT 1').toArray().length === 0) return undefined;
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const due = nowMillis + everyMillis + (random % Math.ceil(everyMillis / 12));
  writeEntry(sql, 'sweep', '', { due } satisfies Sweep);
  return due;
}

/** Deletes what has expired, if the sweep is due. @param nowMillis epoch milliseconds @returns whether it was */
export function sweepWhenDue(sql: SqlStorage, nowMillis: number): boolean {
  const held = readEntry<Sweep>(sql, 'sweep', '', 0);
  if (held === undefined || nowMillis < held.due) return false;
  deleteEntry(sql, 'sweep', '');
  sql.exec('DELETE FROM entry WHERE expires_at <= ?', Math.floor(nowMillis / 1000));
  return true;
}

/** 128 random bits, base64url. */
export function randomEntryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
