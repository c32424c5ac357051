import type * as Atom from '../../durable-objects/directory';
import { blindIndexes, shardOf } from '../crypto/keyed-hash';
import type { AccountId, EmailAddress } from '../domain/brands';
import type { BlindIndex } from '../domain/ledger-row';
import { type Env, readConfig } from '../env';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

/** Directory shards there are, for life. */
const SHARDS = 1024;

/** An address as the directory knows it: its shard, and its keyed values of every live version. */
export interface DirectoryEntry {
  readonly shard: number;
  readonly indexes: readonly BlindIndex[];
}

/** The directory of e-mail addresses, over its shards. */
export function directoryOf(env: Env) {
  const { shardKey, indexKeys } = readConfig(env);
  const call = <Answer>(entry: DirectoryEntry, verb: string, input: object): Promise<Answer> =>
    callAtom<Answer>(atomStub(env, 'DIRECTORY', String(entry.shard)), verb, { indexes: entry.indexes, ...input });
  return {
    async entry(email: EmailAddress): Promise<DirectoryEntry> {
      const [shard, indexes] = await Promise.all([
        shardOf(shardKey, 'email', email, SHARDS),
        blindIndexes(indexKeys, 'email', email),
      ]);
      return { shard, indexes };
    },
    find: (entry: DirectoryEntry) => call<Atom.FindAnswer>(entry, 'find', {}),
    reserve: (entry: DirectoryEntry, account: AccountId, op: string) =>
      call<Atom.ReserveAnswer>(entry, 'reserve', { account, op }),
    commit: (entry: DirectoryEntry, op: string) => call<Atom.CommitAnswer>(entry, 'commit', { op }),
  };
}

/** Whether the directory gave an address to an operation. @throws Unavailable when the shard does not answer */
export async function ownsAddress(env: Env, reserved: DirectoryEntry, op: string): Promise<boolean> {
  const found = await directoryOf(env).find(reserved);
  return found.tag === 'owned' && found.op === op;
}
