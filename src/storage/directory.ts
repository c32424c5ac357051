import type * as Atom from '../../durable-objects/directory';
import { blindIndexes, shardOf } from '../crypto/keyed-hash';
import type { AccountId, EmailAddress, NhsNumber } from '../domain/brands';
import type { BlindIndex } from '../domain/ledger-row';
import { Unavailable } from '../domain/unavailable';
import { type Env, readConfig } from '../env';
import { atomStub, isFirstGeneration } from './atom-address';
import { callAtom } from './atoms';

/** Directory shards there are, for life. */
const SHARDS = 1024;

/** An address as the directory knows it: its shard, and its keyed values of every live version. */
export interface DirectoryEntry {
  readonly shard: number;
  readonly indexes: readonly BlindIndex[];
}

/** What the directory knows the owner of. */
export type DirectoryKind = 'email' | 'passkey' | 'nhs-number';

type Judged = { readonly tag: string; readonly waking?: true };
type Open<Answer> = Exclude<Answer, { readonly tag: 'closed' }>;

/** The directory of addresses, of credential ids and of NHS numbers, over its shards. */
export function directoryOf(env: Env) {
  const { shardKey, indexKeys, generation } = readConfig(env);
  // The first atoms take nobody's place: nothing was there before.
  const rebuilt = isFirstGeneration(generation) ? {} : { rebuilt: true };
  const call = <Answer>(entry: DirectoryEntry, verb: string, input: object): Promise<Answer> =>
    callAtom<Answer>(atomStub(env, 'DIRECTORY', String(entry.shard)), verb, { indexes: entry.indexes, ...input });
  const entryOf = async (kind: DirectoryKind, canonical: string): Promise<DirectoryEntry> => {
    const [shard, indexes] = await Promise.all([
      shardOf(shardKey, kind, canonical, SHARDS),
      blindIndexes(indexKeys, kind, canonical),
    ]);
    return { shard, indexes };
  };
  /** Ensure that an address which is not there yet is never taken for one that nobody has. */
  const askOpen = async <Answer extends Judged>(entry: DirectoryEntry, verb: string, input: object) => {
    const answer = await call<Answer>(entry, verb, input);
    if (answer.tag !== 'closed' && answer.waking !== true) return answer as Open<Answer>;
    const phase = await directoryPhase(env);
    if (phase === 'closed') throw new Unavailable('the directory is being built again');
    if (answer.tag !== 'closed' && phase === 'waking') return answer as Open<Answer>;
    await call<Atom.OpenAnswer>(entry, 'open', { phase } satisfies Atom.OpenInput);
    const opened = await call<Answer>(entry, verb, input);
    if (opened.tag === 'closed') throw new Unavailable('a shard of the directory did not open');
    return opened as Open<Answer>;
  };
  return {
    entry: (email: EmailAddress): Promise<DirectoryEntry> => entryOf('email', email),
    passkeyEntry: (credentialId: string): Promise<DirectoryEntry> => entryOf('passkey', credentialId),
    nhsNumberEntry: (nhsNumber: NhsNumber): Promise<DirectoryEntry> => entryOf('nhs-number', nhsNumber),
    find: (entry: DirectoryEntry) => askOpen<Atom.FindAnswer>(entry, 'find', rebuilt),
    reserve: (entry: DirectoryEntry, account: AccountId, op: string) =>
      askOpen<Atom.ReserveAnswer>(entry, 'reserve', { account, op, ...rebuilt }),
    commit: (entry: DirectoryEntry, op: string) => call<Atom.CommitAnswer>(entry, 'commit', { op }),
    reindex: (entry: DirectoryEntry, account: AccountId) => call<Atom.ReindexAnswer>(entry, 'reindex', { account }),
    release: (entry: DirectoryEntry, account: AccountId) => call<Atom.ReleaseAnswer>(entry, 'release', { account }),
  };
}

/** How far the directory of atoms is that took the place of others. @param reached it is that far now */
export async function directoryPhase(env: Env, reached: Atom.DirectoryPhase = 'closed'): Promise<Atom.DirectoryPhase> {
  const input = { phase: reached } satisfies Atom.OpenInput;
  return (await callAtom<Atom.OpenAnswer>(atomStub(env, 'DIRECTORY', 'phase'), 'open', input)).phase;
}

/** Ensure that the directory is there. @throws Unavailable while it is being built again */
export async function requireDirectory(env: Env): Promise<void> {
  if (isFirstGeneration(readConfig(env).generation) || (await directoryPhase(env)) !== 'closed') return;
  throw new Unavailable('the directory is being built again');
}

/** Whether the directory gave an address to an operation. @throws Unavailable when the shard does not answer */
export async function ownsAddress(env: Env, reserved: DirectoryEntry, op: string): Promise<boolean> {
  const found = await directoryOf(env).find(reserved);
  return found.tag === 'owned' && found.op === op;
}
