import { asc, eq, gt, inArray } from 'drizzle-orm';
import type * as Atom from '../../durable-objects/directory';
import type { LedgerChanges } from '../../durable-objects/ledger';
import { randomId } from '../crypto/random';
import { type AccountId, accountId, type EpochSeconds } from '../domain/brands';
import { ledgerShardOf } from '../domain/ledger-hand-over';
import { type Env, readConfig } from '../env';
import type { Rebuild, RebuildPage } from '../ports/rebuild';
import { buildAccounts, openOwned } from './account-rebuild';
import { atomStub, isFirstGeneration } from './atom-address';
import { callAtom } from './atoms';
import { closeChains } from './audit-closing';
import { type DirectoryEntry, directoryOf, directoryPhase } from './directory';
import { readBacklog } from './ledger';
import { readPostgres } from './postgres';
import * as book from './schema';

/** Accounts of one call: a second or two, so that the operator's command sets the pace. */
const OWNERS_AT_ONCE = 500;
const ACCOUNTS_AT_ONCE = 50;

/** A new generation of atoms, filled from the book of record: services and the directory first, then the accounts. */
export function rebuild({ env, now }: { readonly env: Env; now(): EpochSeconds }): Rebuild {
  const config = readConfig(env);
  const { generation } = config;
  return {
    isDue: !isFirstGeneration(generation),

    async begin() {
      const [{ undelivered }, losses, services] = await Promise.all([
        readBacklog(env, String(Number(generation) - 1)),
        closeChains(config, { bucket: env.AUDIT_HEADS, at: now() }),
        buildServices(env),
      ]);
      return { generation, services, undelivered, ...losses };
    },

    async fillDirectory(after) {
      const page = await readOwners(env, after);
      const owned = await Promise.all(page.accounts.map((row) => ownedBy(env, row, page).catch(() => undefined)));
      const conflicts = await adopt(
        env,
        owned.flatMap((entries) => entries ?? []),
      );
      const last = page.accounts.length < OWNERS_AT_ONCE ? undefined : page.accounts.at(-1)?.id;
      if (last === undefined) await directoryPhase(env, 'waking');
      const left = owned.filter((entries) => entries === undefined).length + conflicts.size;
      return pageOf(page.accounts.length, left, last);
    },

    async wakeAccounts(after) {
      const ids = await readPostgres(readConfig(env), (db) =>
        db
          .select({ id: book.account.id })
          .from(book.account)
          .where(gt(book.account.id, after ?? ''))
          .orderBy(asc(book.account.id))
          .limit(ACCOUNTS_AT_ONCE),
      );
      const { accounts, left } = await buildAccounts(
        env,
        ids.map(({ id }) => accountId(id)),
      );
      const last = ids.length < ACCOUNTS_AT_ONCE ? undefined : ids.at(-1)?.id;
      if (last === undefined) await directoryPhase(env, 'done');
      return pageOf(accounts, left, last);
    },

    async replaceAccount(subject, anyway) {
      const [row] = await readPostgres(config, (db) =>
        db.select({ id: book.account.id }).from(book.account).where(eq(book.account.subject, subject)),
      );
      if (row === undefined) return { outcome: 'not-found' };
      const id = accountId(row.id);
      const waiting = anyway ? undefined : await changesOnTheWay(env, id);
      if (waiting !== undefined && waiting.changes > 0) return { outcome: 'waiting', ...waiting };
      const { left } = await buildAccounts(env, [id], { replace: true });
      return { outcome: left === 0 ? 'replaced' : 'left' };
    },
  };
}

/**
 * How many changes of an account are on their way to Postgres. The account is asked before its ledger: what goes from one to the
 * other meanwhile is counted there. One so damaged that it does not answer has nothing that could be waited for.
 */
async function changesOnTheWay(
  env: Env,
  id: AccountId,
): Promise<{ readonly changes: number; readonly parked: number }> {
  const kept = await callAtom<{ readonly changes: number }>(atomStub(env, 'ACCOUNT', id), 'pendingChanges', {}).catch(
    () => ({ changes: 0 }),
  );
  const ledger = atomStub(env, 'LEDGER', String(ledgerShardOf(id)));
  const { changes, parked } = await callAtom<LedgerChanges>(ledger, 'changesOf', { account: id });
  return { changes: kept.changes + changes, parked };
}

const pageOf = (accounts: number, left: number, last: string | undefined): RebuildPage => ({
  accounts,
  left,
  ...(last !== undefined && { last }),
});

/** Gives every shard of every service the record that the book has; a newer one stays. @returns how many services there are */
async function buildServices(env: Env): Promise<number> {
  const rows = await readPostgres(readConfig(env), (db) => db.select({ record: book.client.record }).from(book.client));
  for (const { record } of rows) {
    const shards = Array.from({ length: record.shards }, (_, shard) => `${record.clientId}:${shard}`);
    await Promise.all(
      shards.map((name) => callAtom(atomStub(env, 'CLIENT', name), 'follow', { client: record, op: randomId() })),
    );
  }
  return rows.length;
}

interface Owned {
  readonly account: AccountId;
  readonly entry: DirectoryEntry;
}

interface OwnersPage {
  readonly accounts: readonly Pick<
    typeof book.account.$inferSelect,
    'id' | 'wrappedKey' | 'kekVersion' | 'sealedEmail' | 'sealedPatient'
  >[];
  readonly passkeys: readonly (typeof book.passkey.$inferSelect)[];
  readonly identifiers: readonly (typeof book.accountIdentifier.$inferSelect)[];
}

const readOwners = (env: Env, after = ''): Promise<OwnersPage> =>
  readPostgres(readConfig(env), async (db) => {
    const { id, wrappedKey, kekVersion, sealedEmail, sealedPatient } = book.account;
    const accounts = await db
      .select({ id, wrappedKey, kekVersion, sealedEmail, sealedPatient })
      .from(book.account)
      .where(gt(id, after))
      .orderBy(asc(id))
      .limit(OWNERS_AT_ONCE);
    if (accounts.length === 0) return { accounts, passkeys: [], identifiers: [] };
    const ids = accounts.map((row) => row.id);
    const [passkeys, identifiers] = await db.batch([
      db.select().from(book.passkey).where(inArray(book.passkey.account, ids)),
      db.select().from(book.accountIdentifier).where(inArray(book.accountIdentifier.account, ids)),
    ]);
    return { accounts, passkeys, identifiers };
  });

/** @throws Error when the account does not open, or the book names nobody, or another, as the owner of what it holds */
async function ownedBy(env: Env, row: OwnersPage['accounts'][number], page: OwnersPage): Promise<readonly Owned[]> {
  const { email, passkeys, number } = await openOwned(env, row, page.passkeys);
  const named = new Set(
    page.identifiers.filter(({ account }) => account === row.id).map(({ kind, value }) => `${kind} ${value}`),
  );
  const address = await directoryOf(env).entry(email);
  const entries = [
    { kind: 'email', entry: address },
    ...(number === undefined ? [] : [{ kind: 'nhs-number', entry: number }]),
    ...passkeys.map(({ entry }) => ({ kind: 'passkey', entry })),
  ];
  return entries.map(({ kind, entry }) => {
    // Ensure an address is given to whom the book's own unique index gives it, whatever was sealed.
    if (!entry.indexes.some(({ value }) => named.has(`${kind} ${value}`))) throw new Error('the book names no owner');
    return { account: accountId(row.id), entry };
  });
}

/** Gives owners to the shards of the directory. @returns the accounts of which a value is another's */
async function adopt(env: Env, owned: readonly Owned[]): Promise<ReadonlySet<string>> {
  const byShard = Map.groupBy(owned, ({ entry }) => entry.shard);
  const conflicts = await Promise.all(
    [...byShard].map(async ([shard, some]) => {
      const owners = some.map(({ account, entry: { indexes } }) => ({ account, indexes }));
      const input = { owners } satisfies Atom.AdoptInput;
      return (await callAtom<Atom.AdoptAnswer>(atomStub(env, 'DIRECTORY', String(shard)), 'adopt', input)).conflicts;
    }),
  );
  return new Set(conflicts.flat());
}
