import type * as SignIn from '../../durable-objects/account/sign-in-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { newDataKey } from '../crypto/key-wrapping';
import { randomId } from '../crypto/random';
import { accountId, type EmailAddress, subject } from '../domain/brands';
import { readConfig } from '../env';
import type { Accounts, NewAccount } from '../ports/accounts';
import { keyAad, sealColumn } from './account-contact';
import { addressKeyOf, decoyOf } from './account-of-address';
import { bindCredential } from './account-passkeys';
import { firstSeqOf } from './account-rebuild';
import { type AccountParts, type AccountTools, calledBy } from './account-tools';
import type { directoryOf } from './directory';

/**
 * Makes an account. The directory is the single commit point: reserve the address, prepare the account, commit, activate.
 * A crash before the commit leaves nothing; after it the next look-up activates the account. The id of a
 * passkey is taken before the address is: alone it leads to an account that does not answer.
 */
export async function createAccount(
  {
    parts,
    tools,
    directory,
  }: { readonly parts: AccountParts; readonly tools: AccountTools; readonly directory: ReturnType<typeof directoryOf> },
  input: NewAccount,
): ReturnType<Accounts['create']> {
  const op = input.interaction;
  const entry = await directory.entry(input.email);
  const reserved = await directory.reserve(entry, accountId(randomId()), op);
  if (reserved.tag !== 'reserved') return { outcome: 'taken' };
  const { account } = reserved;
  const called = await calledBy(parts, input.caller);
  const { key, wrapped } = await newDataKey(readConfig(parts.env).masterKeys, keyAad(account));
  const { password } = input;
  const [sealedEmail, sealedPhone, sealedPassword, bound] = await Promise.all([
    sealColumn(key, 'email', account, input.email),
    sealColumn(key, 'phone', account, input.phone),
    password && sealColumn(key, 'password', account, password.hash),
    input.passkey && bindCredential({ directory, key, account, op }, input.passkey),
  ]);
  if (bound === 'taken') return { outcome: 'credential-taken' };
  // Ensure whoever guessed at the address before it had an account sees nothing change: what was counted goes on.
  const { attempts } = await readGuesses({ parts, tools }, input.email);
  const prepared = await tools.call<Verbs.PrepareAnswer>(account, 'prepare', {
    op,
    account,
    subject: subject(crypto.randomUUID()),
    wrappedKey: wrapped,
    sealedEmail,
    sealedPhone,
    ...(password && sealedPassword ? { password: { sealed: sealedPassword, length: password.length } } : {}),
    ...(bound === undefined ? {} : { passkey: bound }),
    emailIndex: entry.indexes,
    directoryShard: entry.shard,
    termsVersion: input.termsVersion,
    firstSeq: firstSeqOf(readConfig(parts.env).generation),
    ...(attempts && { attempts }),
    context: called.context,
  } satisfies Verbs.PrepareInput);
  if (prepared.tag !== 'prepared') return { outcome: 'taken' };
  const committed = await directory.commit(entry, op);
  if (committed.tag !== 'owned') return { outcome: 'taken' };
  const { token, ref } = await tools.mintCookie('session', account);
  // Making a passkey proves no possession of its key (attestation `none` signs nothing): it counts once it was used.
  const shown = { ...(password && { Cp: password.at }), Cd: input.phoneProvedAt };
  const active = await tools.call<Verbs.ActivateAnswer>(account, 'activate', {
    op,
    session: { ...ref, shown, signedInBy: input.interaction },
    ...called,
  } satisfies Verbs.ActivateInput);
  return active.tag === 'active' ? { outcome: 'created', session: token } : { outcome: 'taken' };
}

/** What the decoy has counted that answered for an address so far. One of the release before cannot be asked. */
async function readGuesses(
  { parts, tools }: { readonly parts: AccountParts; readonly tools: AccountTools },
  email: EmailAddress,
): Promise<Pick<SignIn.ReadGuessesAnswer, 'attempts'>> {
  const [decoy, addressKey] = await Promise.all([decoyOf(parts, email), addressKeyOf(parts, email)]);
  const input = { addressKey } satisfies SignIn.ReadGuessesInput;
  return tools.call<SignIn.ReadGuessesAnswer>(decoy, 'readGuesses', input).catch(() => ({}));
}
