import type { RemovalToTell, Session } from '../../src/domain/account';
import { goesBy, judgeRemoval, type KeptRemoval, removalBlocksUntil } from '../../src/domain/passkey-removal';
import { readEntry, writeEntry } from '../entries';
import type { Turn } from './head';

type Look = Pick<Turn, 'sql' | 'now'>;

/** The one removal that an account knows of: under way, or stopped and not yet forgotten. */
export const readRemoval = ({ sql, now }: Look): KeptRemoval | undefined =>
  readEntry<KeptRemoval>(sql, 'passkey-removal', '', now);

/** Keeps a removal as long as it stands in the way of another. */
export const keepRemoval = ({ sql }: Turn, removal: KeptRemoval): void =>
  writeEntry(sql, 'passkey-removal', '', removal, removalBlocksUntil(removal));

/** Takes note of a new password. One that was chosen by a link is its person's; another is doubted while a removal waits. */
export function noteNewPassword(turn: Turn, { byLink }: { readonly byLink: boolean }): void {
  const held = readRemoval(turn);
  if (held === undefined) return;
  const { passwordDoubted: _before, ...removal } = held;
  keepRemoval(turn, byLink ? removal : { ...removal, passwordDoubted: true });
}

/** What a person who signed in by passkey is told before anything else: once in each session. */
export function removalToTell(
  { sql, now }: { readonly sql: SqlStorage; readonly now: number },
  session: Session,
  passkeys: readonly { readonly key: string; readonly addedAt: number }[],
): { readonly removal?: RemovalToTell } {
  const removal = readEntry<KeptRemoval>(sql, 'passkey-removal', '', now);
  if (removal === undefined || session.shown.Cm === undefined || session.removalTold === removal.id) return {};
  if (judgeRemoval(removal, now) === 'over') return {};
  const keys = passkeys.filter((passkey) => goesBy(removal, passkey)).map(({ key }) => key);
  return { removal: { from: removal.from, canPutOff: removal.putOff !== true, keys } };
}
