import type { Session } from '../../src/domain/account';
import type { DeviceName } from '../../src/domain/device-name';
import type { BlindIndex } from '../../src/domain/ledger-row';
import { limits } from '../../src/domain/limits';
import type { NewPasskey } from '../../src/domain/passkey';
import { deleteEntry, listEntries, readEntry } from '../entries';
import type { KeptPasskey } from './credential-verbs';
import { audit, type Head, type Turn, tell } from './head';
import { endOpenedBy, endOpenedByPassword } from './sessions';

/** A passkey as its account keeps it. */
export interface StoredPasskey extends NewPasskey {
  /** As the book of record knows it. */
  readonly index: readonly BlindIndex[];
  /** The person's own name for it, sealed under the account's data key; absent where they gave none. */
  readonly sealedName?: string;
  readonly addedAt: number;
  /** The passkeys that were shown in the session in which it was added; absent where there were none. */
  readonly addedBeside?: readonly string[];
  readonly usedAt?: number;
  /** The kinds of device that it was used on: its use on another is told. */
  readonly seenOn?: readonly DeviceName[];
  /** The session that its last use opened: the same call, repeated by the platform, gets its answer. */
  readonly usedFor?: string;
  /** When the person was told that there seem to be two copies of it. */
  readonly copyToldAt?: number;
}

/** A passkey that a notice tells of. */
export interface NamedPasskey {
  readonly key: string;
  /** It was added; else somebody signed in by it. */
  readonly added: boolean;
}

/** The handle by which authenticators know the person; absent while there was never a passkey. */
export const readHandle = (sql: SqlStorage): string | undefined => readEntry<string>(sql, 'passkey-owner', '', 0);

/** All passkeys, by the key of each, with what is not shown to their person. */
export const listPasskeys = (sql: SqlStorage) => listEntries<StoredPasskey>(sql, 'passkey', 0);
/** As their person is shown them. */
export const shownPasskeys = (sql: SqlStorage): readonly KeptPasskey[] =>
  listPasskeys(sql).map(
    ({ id, value: { usedFor: _last, seenOn: _seen, index: _index, copyToldAt: _told, ...shown } }) => ({
      key: id,
      ...shown,
    }),
  );
/** How many there are, whoever was verified by them. */
export const countPasskeys = (sql: SqlStorage): number => listPasskeys(sql).length;
/** The passkeys that were shown in a session; any that there are where an older release did not say which. */
export const passkeysOf = (sql: SqlStorage, { shown, passkeys }: Session): readonly string[] => {
  if (passkeys !== undefined) return Object.keys(passkeys);
  return shown.Cm === undefined ? [] : listPasskeys(sql).map(({ id }) => id);
};
/** Whether the password was chosen beside a passkey that is gone: by a stranger, perhaps. */
export const isPasswordDoubted = (sql: SqlStorage, { passwordBeside = [] }: Head): boolean =>
  passwordBeside.some((key) => readPasskey(sql, key) === undefined);
/** Those that sign in alone. */
export const provenPasskeys = (sql: SqlStorage) => listPasskeys(sql).filter(({ value }) => value.userVerified);
export const countProvenPasskeys = (sql: SqlStorage): number => provenPasskeys(sql).length;
/** One passkey by its key, the SHA-256 of its credential id. */
export const readPasskey = (sql: SqlStorage, key: string): StoredPasskey | undefined =>
  readEntry<StoredPasskey>(sql, 'passkey', key, 0);

/**
 * Forgets a passkey, and ends what it opened; the directory forgets whose it was after this.
 * @param gone `own`: the session in which it was decided goes on
 * @returns the head as stored
 */
export function forgetPasskey(
  turn: Turn,
  head: Head,
  { key, index, own }: { readonly key: string; readonly index: readonly BlindIndex[]; readonly own?: string },
): Head {
  deleteEntry(turn.sql, 'passkey', key);
  endOpenedBy(turn, key, own);
  // Whoever held the passkey may know the password: alone it signs nobody in until a code was shown beside it.
  const isDoubted = head.passwordBeside?.includes(key) === true;
  if (isDoubted) endOpenedByPassword(turn);
  const doubted = isDoubted ? { ...head, passwordNeedsSecond: true as const } : head;
  const next = tell(turn, doubted, { change: 'passkey-removed', at: turn.now, index });
  audit(turn, 'authn_passkey_removed');
  return next;
}

/**
 * The passkeys that may be a stranger's when a person says of a notice that it was not them: the one it tells of, and those
 * added in the days for which notices can be answered, whichever of them is. Whoever has no password keeps the passkey they
 * have had for longest, unless its adding is what they disown.
 */
export function doubtedPasskeys({ sql, now }: Turn, head: Head, named: NamedPasskey | undefined) {
  const held = listPasskeys(sql).toSorted((one, other) => one.value.addedAt - other.value.addedAt);
  const since = Math.max(head.createdAt + 1, now - limits.disownLinkLife.value);
  const doubted = held.filter(({ id, value }) => id === named?.key || value.addedAt >= since);
  const [longest] = held;
  const leavesNothing = head.sealedPassword === undefined && doubted.length === held.length;
  const isDisowned = named?.added === true && longest?.id === named.key;
  return leavesNothing && !isDisowned ? doubted.filter((one) => one !== longest) : doubted;
}
