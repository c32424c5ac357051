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

/** What the directory knows the owner of. */
export type DirectoryKind = 'email' | 'passkey';

/** The directory of addresses and of credential ids, over its shards. */
export function directoryOf(env: Env) {
  const { shardKey, indexKeys } = readConfig(env);
  const call = <Answer>(entry: DirectoryEntry, verb: string, input: object): Promise<Answer> =>
    callAtom<Answer>(atomStub(env, 'DIRECTORY', String(entry.shard)), verb, { indexes: entry.indexes, ...input });
  const entryOf = async (kind: DirectoryKind, canonical: string): Promise<DirectoryEntry> => {
    const [shard, indexes] = await Promise.all([
      shardOf(shardKey, kind, canonical, SHARDS),
      blindIndexes(indexKeys, kind, canonical),
    ]);
    return { shard, indexes };
  };
  return {
    entry: (email: EmailAddress): Promise<DirectoryEntry> => entryOf('email', email),
    passkeyEntry: (credentialId: string): Promise<DirectoryEntry> => entryOf('passkey', credentialId),
    find: (entry: DirectoryEntry) => call<Atom.FindAnswer>(entry, 'find', {}),
    reserve: (entry: DirectoryEntry, account: AccountId, op: string) =>
      call<Atom.ReserveAnswer>(entry, 'reserve', { account, op }),
    commit: (entry: DirectoryEntry, op: string) => call<Atom.CommitAnswer>(entry, 'commit', { op }),
    reindex: (entry: DirectoryEntry, account: AccountId) => call<Atom.ReindexAnswer>(entry, 'reindex', { account }),
    release: (entry: DirectoryEntry, account: AccountId) => call<Atom.ReleaseAnswer>(entry, 'release', { account }),
  };
}

/** Whether the directory gave an address to an operation. @throws Unavailable when the shard does not answer */
export async function ownsAddress(env: Env, reserved: DirectoryEntry, op: string): Promise<boolean> {
  const found = await directoryOf(env).find(reserved);
  return found.tag === 'owned' && found.op === op;
}
