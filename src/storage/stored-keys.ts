import { sql } from 'drizzle-orm';
import { newestVersion } from '../crypto/purpose-key';
import { accountId } from '../domain/brands';
import { type Env, readConfig } from '../env';
import type { StoredKeys } from '../ports/keys';
import { renewAccount } from './account-keys';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';
import { directoryOf } from './directory';
import { resealRings, ringVersions } from './key-rings';
import { readBacklog } from './ledger';
import { readPostgres } from './postgres';
import { account, accountIdentifier, passkey } from './schema';

/** Accounts that one call renews: some seconds of work, so that the operator's command sets the pace. */
const ACCOUNTS_AT_ONCE = 40;
const SIDE_BY_SIDE = 8;

/** What is stored under versions of the deployment's keys, and its renewal under the newest. */
export function storedKeys(env: Env): StoredKeys {
  const config = readConfig(env);
  const newestIndex = newestVersion(config.indexKeys);
  return {
    async count() {
      const [wrapped, behind, rings, { undelivered }] = await Promise.all([
        readPostgres(config, (db) =>
          db
            .select({ version: account.kekVersion, accounts: sql<string>`count(*)` })
            .from(account)
            .groupBy(account.kekVersion),
        ),
        readPostgres(config, (db) =>
          db.select({ accounts: sql<string>`count(*)` }).from(account).where(isBehind(newestIndex)),
        ),
        ringVersions(env),
        readBacklog(env),
      ]);
      const versions = [...new Set([...config.masterKeys.keys(), ...wrapped.map(({ version }) => version)])];
      return {
        masterKeys: versions
          .toSorted((a, b) => b - a)
          .map((version) => ({
            version,
            accounts: Number(wrapped.find((row) => row.version === version)?.accounts ?? 0),
            signingKeys: rings.filter((held) => held === version).length,
          })),
        indexKeys: { newest: newestIndex, accountsBehind: Number(behind[0]?.accounts ?? 0) },
        undelivered,
      };
    },

    async renew(after) {
      if (after === undefined) await resealRings(env);
      const newestMaster = newestVersion(config.masterKeys);
      const ids = await readPostgres(config, (db) =>
        db
          .select({ id: account.id })
          .from(account)
          .where(
            sql`${account.id} > ${after ?? ''} and (${account.kekVersion} <> ${newestMaster} or ${isBehind(newestIndex)})`,
          )
          .orderBy(account.id)
          .limit(ACCOUNTS_AT_ONCE),
      );
      const call = <Answer>(id: string, verb: string, input: unknown) =>
        callAtom<Answer>(atomStub(env, 'ACCOUNT', id), verb, input);
      const parts = { parts: { env }, tools: { call }, directory: directoryOf(env) };
      const waiting = ids.values();
      let renewed = 0;
      const walk = async (): Promise<void> => {
        for (const { id } of waiting) if ((await renewAccount(parts, accountId(id), true)) === 'renewed') renewed += 1;
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, walk));
      const last = ids.length < ACCOUNTS_AT_ONCE ? undefined : ids.at(-1)?.id;
      return { renewed, ...(last !== undefined && { last }) };
    },
  };
}

/** Accounts whose address, or one of whose passkeys, the book does not have under this version of the index key. */
const isBehind = (version: number) => sql`(
  not exists (select 1 from ${accountIdentifier} held
    where held.account = ${account.id} and held.kind = 'email' and held.index_version = ${version})
  or (select count(*) from ${passkey} where ${passkey.account} = ${account.id})
    > (select count(*) from ${accountIdentifier} held
       where held.account = ${account.id} and held.kind = 'passkey' and held.index_version = ${version})
)`;
