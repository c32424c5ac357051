import type * as Keys from '../../durable-objects/account/keys';
import { rewrapDataKey } from '../crypto/key-wrapping';
import { newestVersion } from '../crypto/purpose-key';
import type { AccountId, EmailAddress } from '../domain/brands';
import { readConfig } from '../env';
import { keyAad, openColumn } from './account-contact';
import { openPatient } from './account-proof';
import type { AccountParts, AccountTools } from './account-tools';
import type { DirectoryEntry, directoryOf } from './directory';

interface Tools {
  readonly parts: Pick<AccountParts, 'env'>;
  readonly tools: Pick<AccountTools, 'call'>;
  readonly directory: ReturnType<typeof directoryOf>;
}

/** Whether accounts may have to be renewed at all: as a rule there is one version of each key, and nothing to ask. */
export function isRotating({ env }: Pick<AccountParts, 'env'>): boolean {
  const { masterKeys, indexKeys } = readConfig(env);
  return masterKeys.size > 1 || indexKeys.size > 1;
}

/**
 * Brings one account under the newest keys of the deployment: its data key is wrapped anew, and the directory learns the
 * newest keyed values of its address and passkeys beside those it has. Done twice it does nothing more.
 * @param thoroughly also where the account believes that it is found under the newest index key
 */
export async function renewAccount(
  { parts, tools, directory }: Tools,
  account: AccountId,
  thoroughly = false,
): Promise<'renewed' | 'unchanged'> {
  const { masterKeys, indexKeys } = readConfig(parts.env);
  const held = await tools.call<Keys.HeldKeysAnswer>(account, 'heldKeys', {});
  if (held.tag === 'none') return 'unchanged';
  const isWrapped = held.wrappedKey.kekVersion === newestVersion(masterKeys);
  if (isWrapped && held.indexVersion >= newestVersion(indexKeys) && !thoroughly) return 'unchanged';
  const { wrappedKey: old, sealedEmail, credentialIds, sealedPatient } = held;
  const [email, patient, wrappedKey] = await Promise.all([
    openColumn(masterKeys, 'email', account, { value: sealedEmail, wrappedKey: old }),
    sealedPatient === undefined
      ? undefined
      : openPatient(masterKeys, account, { sealed: sealedPatient, wrappedKey: old }),
    isWrapped ? old : rewrapDataKey(masterKeys, old, keyAad(account)),
  ]);
  const [address, number, ...passkeys] = await Promise.all([
    directory.entry(email as EmailAddress),
    patient && directory.nhsNumberEntry(patient.nhsNumber),
    ...credentialIds.map((id) => directory.passkeyEntry(id)),
  ]);
  const owned = [address, ...(number === undefined ? [] : [number]), ...passkeys];
  const answers = await Promise.all(owned.map((entry) => directory.reindex(entry, account)));
  // The address is being changed at this moment: the next sign-in finds out more.
  if (answers.some(({ tag }) => tag !== 'owned')) return 'unchanged';
  const indexesOf = ({ indexes }: DirectoryEntry) => indexes;
  const answer = await tools.call<Keys.RenewKeysAnswer>(account, 'renewKeys', {
    from: { wrappedKey: old, sealedEmail, credentialIds, ...(sealedPatient === undefined ? {} : { sealedPatient }) },
    wrappedKey,
    emailIndex: address.indexes,
    passkeyIndexes: passkeys.map(indexesOf),
    ...(number === undefined ? {} : { nhsNumberIndex: number.indexes }),
  } satisfies Keys.RenewKeysInput);
  return answer.tag === 'renewed' ? 'renewed' : 'unchanged';
}
