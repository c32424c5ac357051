import { eq } from 'drizzle-orm';
import type * as Atom from '../../durable-objects/account/retrace';
import { accountId } from '../domain/brands';
import { readConfig } from '../env';
import type { AccountStatuses } from '../ports/account-statuses';
import { wakeAccount } from './account-rebuild';
import { type AccountParts, calledBy } from './account-tools';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { readPostgres } from './postgres';
import { account } from './schema';

/** Statuses of accounts, over their atoms and the book of record. */
export function accountStatuses(parts: Pick<AccountParts, 'env' | 'sealContext'>): AccountStatuses {
  const { env } = parts;
  return {
    async enable(subject, caller) {
      const [row] = await readPostgres(readConfig(env), (db) =>
        db.select({ id: account.id }).from(account).where(eq(account.subject, subject)),
      );
      if (row === undefined) return 'not-found';
      const id = accountId(row.id);
      const input: Atom.EnableInput = { account: id, ...(await calledBy(parts, caller)) };
      const enable = () => callAtom<Atom.EnableAnswer>(atomStub(env, 'ACCOUNT', id), 'enable', input);
      const first = await enable();
      if (first.tag !== 'unknown') return first.tag;
      // Atoms that were built again have not met this person yet.
      await wakeAccount(env, id);
      const { tag } = await enable();
      return tag === 'unknown' ? 'not-found' : tag;
    },
  };
}
