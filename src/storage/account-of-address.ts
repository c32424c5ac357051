import { keyedHash, shardOf } from '../crypto/keyed-hash';
import { type AccountId, accountId, type EmailAddress } from '../domain/brands';
import { readConfig } from '../env';
import { wakeAccount } from './account-rebuild';
import type { AccountParts } from './account-tools';
import type { directoryOf } from './directory';

/** Standing decoys, one of which answers for each address without an account. */
export const DECOYS = 1024;

/** The decoy that answers for an address while it has no account. */
export const decoyOf = async (parts: Pick<AccountParts, 'env'>, email: EmailAddress): Promise<AccountId> =>
  accountId(`decoy-${await shardOf(readConfig(parts.env).shardKey, 'decoy', email, DECOYS)}`);

/** What the wrong passwords at an address are counted by where it has no account. */
export const addressKeyOf = (parts: Pick<AccountParts, 'env'>, email: EmailAddress): Promise<string> =>
  keyedHash(readConfig(parts.env).indexKeys, 'attempts', email);

/**
 * Who answers for an address: its account, or the decoy that takes the same path. Both are computed for every address.
 * @returns `creation`: the operation that registered the address, which may have been cut short
 */
export async function accountOfAddress(
  { parts, directory }: { readonly parts: AccountParts; readonly directory: ReturnType<typeof directoryOf> },
  email: EmailAddress,
): Promise<{ readonly account: AccountId; readonly creation?: string }> {
  const [entry, nobody] = await Promise.all([directory.entry(email), decoyOf(parts, email)]);
  const found = await directory.find(entry);
  const account = found.tag === 'owned' ? found.account : nobody;
  // While accounts are being built again, an address of nobody waits for Postgres as one of somebody does.
  if (found.waking === true) await wakeAccount(parts.env, account);
  return found.tag === 'owned' ? { account, creation: found.op } : { account };
}
