import type * as Credentials from '../../durable-objects/account/credential-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { unwrapDataKey } from '../crypto/key-wrapping';
import { sha256, shardOf } from '../crypto/keyed-hash';
import { type AccountId, accountId, type EmailAddress, epochSeconds } from '../domain/brands';
import type { NewPasskey } from '../domain/passkey';
import { readConfig } from '../env';
import type { Accounts } from '../ports/accounts';
import type { CookieToken } from '../ports/caller';
import type { HeldPasskey, MadePasskey, PasskeyOwner, PasskeyReservation } from '../ports/passkeys';
import { keyAad, openColumn, openContact, sealColumn } from './account-contact';
import { type Notice, newNotice, newsOfSignIn } from './account-notices';
import { DECOYS } from './account-of-address';
import { wakeAccount } from './account-rebuild';
import { type AccountParts, type AccountTools, calledBy, deviceOf, traceAtOnce } from './account-tools';
import type { directoryOf } from './directory';

interface Tools {
  readonly parts: AccountParts;
  readonly tools: AccountTools;
  readonly directory: ReturnType<typeof directoryOf>;
}

type Directory = Tools['directory'];
type OwnerAnswer = Extract<Credentials.PasskeyOwnerAnswer, { tag: 'owner' }>;

/** What the book of record keeps: everything that an account can be built from again. */
const record = (passkey: NewPasskey, name?: string): string => JSON.stringify({ ...passkey, ...(name && { name }) });

/** Takes the id of a new credential for an account. @returns what the account keeps, or `taken` when it is another's */
export async function bindCredential(
  to: { readonly directory: Directory; readonly key: CryptoKey; readonly account: AccountId; readonly op: string },
  { made, userHandle }: MadePasskey,
): Promise<Verbs.NewPasskeyInput | 'taken'> {
  const { directory, account, op } = to;
  const entry = await directory.passkeyEntry(made.credentialId);
  const reserved = await directory.reserve(entry, account, op);
  if (reserved.tag !== 'reserved' || reserved.account !== account) return 'taken';
  const committed = await directory.commit(entry, op);
  if (committed.tag !== 'owned') return 'taken';
  const sealed = await sealColumn(to.key, 'passkey', account, record(made));
  return { key: await sha256(made.credentialId), passkey: made, userHandle, told: { index: entry.indexes, sealed } };
}

/** Finds whose passkey signed; one that nobody has takes the same path, to a decoy that knows none. */
export async function reservePasskey(
  { parts, tools, directory }: Tools,
  credentialId: string,
  { interaction, caller }: Parameters<Accounts['reservePasskey']>[1],
): Promise<PasskeyReservation> {
  const [entry, key, decoy] = await Promise.all([
    directory.passkeyEntry(credentialId),
    sha256(credentialId),
    shardOf(readConfig(parts.env).shardKey, 'decoy', credentialId, DECOYS),
  ]);
  const found = await directory.find(entry);
  const owner = found.tag === 'owned' ? found.account : accountId(`decoy-${decoy}`);
  if (found.waking === true) await wakeAccount(parts.env, owner);
  const held = await tools.call<Credentials.HeldPasskeyAnswer>(owner, 'heldPasskey', { key });
  if (held.tag !== 'held') return { outcome: 'unknown', free: found.tag === 'free' };
  const tellOfCopy = async (): Promise<void> => {
    const { email } = await openContact(readConfig(parts.env).masterKeys, owner, held);
    const [notice, called] = await Promise.all([
      newNotice({ parts, tools }, { account: owner, email, template: 'passkey-copied', caller }),
      calledBy(parts, caller),
    ]);
    const input: Credentials.TellOfCopyInput = { key, notice, ...called };
    await tools.call<Credentials.TellOfCopyAnswer>(owner, 'tellOfCopy', input);
  };
  return {
    outcome: 'held',
    account: owner,
    held,
    tellOfCopy,
    async settle({ counter, backedUp, before, browser }) {
      const [session, opened, called] = await Promise.all([
        tools.mintCookie('session', owner),
        tools.openSession(before),
        calledBy(parts, caller),
      ]);
      // Ensure a session is stepped up by its own person's passkey only.
      if (before !== undefined && opened?.account !== owner) return { outcome: 'refused' };
      const { email } = await openContact(readConfig(parts.env).masterKeys, owner, held);
      const step =
        opened === undefined
          ? { news: await newsOfSignIn({ parts, tools }, { account: owner, email, caller, browser }) }
          : { before: opened.ref };
      const input: Credentials.SettlePasskeyInput = {
        key,
        counter,
        backedUp,
        session: session.ref,
        interaction,
        ...called,
        ...step,
      };
      const answer = await tools.call<Credentials.SettlePasskeyAnswer>(owner, 'settlePasskey', input);
      if (answer.tag === 'disabled') return { outcome: 'disabled' };
      if (answer.tag === 'signed-in') {
        traceAtOnce(parts, owner, answer);
        return { outcome: 'signed-in', session: session.token };
      }
      if (answer.copied) await tellOfCopy();
      return { outcome: 'refused' };
    },
  };
}

async function readOwner(tools: AccountTools, session: CookieToken) {
  const opened = await tools.openSession(session);
  if (opened === undefined) return undefined;
  const { account, ref } = opened;
  const owner = await tools.call<Credentials.PasskeyOwnerAnswer>(account, 'passkeyOwner', { session: ref });
  return owner.tag === 'owner' ? { account, ref, owner } : undefined;
}

/** The passkeys of an account with the names that their person gave them. */
export const openPasskeys = (
  parts: AccountParts,
  account: AccountId,
  { passkeys, wrappedKey }: Pick<OwnerAnswer, 'passkeys' | 'wrappedKey'>,
): Promise<readonly HeldPasskey[]> =>
  Promise.all(
    passkeys.map(async (held): Promise<HeldPasskey> => {
      const { key, credentialId, transports, aaguid, backedUp, userVerified, sealedName: value } = held;
      const { masterKeys } = readConfig(parts.env);
      const name = value && (await openColumn(masterKeys, 'passkey-name', account, { value, wrappedKey }));
      return {
        ...{ key, credentialId, transports, aaguid, backedUp, userVerified, addedAt: epochSeconds(held.addedAt) },
        ...(held.addedBeside && { addedBeside: held.addedBeside }),
        ...(held.usedAt === undefined ? {} : { usedAt: epochSeconds(held.usedAt) }),
        ...(name === undefined ? {} : { name }),
      };
    }),
  );

/** What authenticators are told about the person of a session. */
export async function passkeyOwner(
  { parts, tools }: Pick<Tools, 'parts' | 'tools'>,
  session: CookieToken,
): Promise<PasskeyOwner | undefined> {
  const read = await readOwner(tools, session);
  if (read === undefined) return undefined;
  const { account, owner } = read;
  const { masterKeys } = readConfig(parts.env);
  const [email, passkeys] = await Promise.all([
    openColumn(masterKeys, 'email', account, { value: owner.sealedEmail, wrappedKey: owner.wrappedKey }),
    openPasskeys(parts, account, owner),
  ]);
  const { userHandle, sessionUntil } = owner;
  return { email: email as EmailAddress, sessionUntil, passkeys, ...(userHandle === undefined ? {} : { userHandle }) };
}

const dataKey = (parts: AccountParts, account: AccountId, owner: OwnerAnswer): Promise<CryptoKey> =>
  unwrapDataKey(readConfig(parts.env).masterKeys, owner.wrappedKey, keyAad(account));

/** A notice to the person of a session, kept with the decision that it tells of. */
async function noticeTo(
  { parts, tools }: Pick<Tools, 'parts' | 'tools'>,
  { account, owner }: { readonly account: AccountId; readonly owner: OwnerAnswer },
  about: Pick<Notice, 'template' | 'caller'>,
) {
  const { email } = await openContact(readConfig(parts.env).masterKeys, account, owner);
  return newNotice({ parts, tools }, { account, email, ...about });
}

/** Binds a new passkey to the person of a session. The account says no to what is stale before the directory is asked. */
export async function addPasskey(
  { parts, tools, directory }: Tools,
  session: CookieToken,
  passkey: MadePasskey,
  caller: Parameters<Accounts['addPasskey']>[2],
): ReturnType<Accounts['addPasskey']> {
  const read = await readOwner(tools, session);
  if (read === undefined) return 'no-session';
  const { account, ref, owner } = read;
  const key = await dataKey(parts, account, owner);
  // The operation follows from account and credential: the same request again is the same operation.
  const op = await sha256(`${account} ${passkey.made.credentialId}`);
  const bound = await bindCredential({ directory, key, account, op }, passkey);
  if (bound === 'taken') return 'taken';
  const [called, notice] = await Promise.all([
    calledBy(parts, caller),
    noticeTo({ parts, tools }, read, { template: 'passkey-added', caller }),
  ]);
  const input: Credentials.AddPasskeyInput = { session: ref, passkey: bound, notice, ...called };
  const answer = await tools.call<Credentials.AddPasskeyAnswer>(account, 'addPasskey', input);
  if (answer.tag === 'done') return 'added';
  // Ensure an id is given back only where the account said that it does not keep it: without a session it said nothing.
  if (answer.tag === 'stale' || answer.tag === 'too-many')
    await directory.release(await directory.passkeyEntry(passkey.made.credentialId), account);
  return answer.tag;
}

/** Forgets a passkey of the person of a session, and others with it: first the account, then the directory. */
export async function removePasskey(
  { parts, tools, directory }: Tools,
  session: CookieToken,
  { key, also }: Parameters<Accounts['removePasskey']>[1],
  caller: Parameters<Accounts['removePasskey']>[2],
): ReturnType<Accounts['removePasskey']> {
  const read = await readOwner(tools, session);
  if (read === undefined) return 'no-session';
  const { account } = read;
  const entryOf = async (one: Credentials.KeptPasskey) => ({
    key: one.key,
    entry: await directory.passkeyEntry(one.credentialId),
  });
  const entries = await Promise.all(
    read.owner.passkeys.filter((one) => one.key === key || also.includes(one.key)).map(entryOf),
  );
  const entry = entries.find((one) => one.key === key)?.entry;
  if (entry === undefined) return 'unknown';
  const others = entries.filter((one) => one.key !== key);
  const answer = await tools.call<Credentials.PasskeyChangeAnswer>(account, 'changePasskey', {
    session: read.ref,
    key,
    change: {
      kind: 'remove',
      told: { index: entry.indexes },
      ...(others.length > 0 && { also: others.map((one) => ({ key: one.key, index: one.entry.indexes })) }),
      notice: await noticeTo({ parts, tools }, read, { template: 'passkey-removed', caller }),
    },
    ...(await calledBy(parts, caller)),
  } satisfies Credentials.ChangePasskeyInput);
  // Whoever finds it gone by now has what they wanted; a call that is repeated finds that too.
  if (answer.tag !== 'done' && answer.tag !== 'unknown') return answer.tag;
  await directory.release(entry, account);
  if (others.length === 0) return 'done';
  // Ensure only what the account says is gone is given back: one of an older release removes no others.
  const left = await readOwner(tools, session);
  const kept = new Set((left?.owner ?? read.owner).passkeys.map((one) => one.key));
  const gone = others.filter((one) => !kept.has(one.key));
  await Promise.all(gone.map((one) => directory.release(one.entry, account)));
  return 'done';
}

/** Gives a passkey of the person of a session a name. */
export async function namePasskey(
  { parts, tools, directory }: Tools,
  session: CookieToken,
  { key, name }: { readonly key: string; readonly name: string },
  caller: Parameters<Accounts['namePasskey']>[2],
): ReturnType<Accounts['namePasskey']> {
  const read = await readOwner(tools, session);
  const held = read?.owner.passkeys.find((one) => one.key === key);
  if (read === undefined) return 'no-session';
  if (held === undefined) return 'unknown';
  const { account, owner, ref } = read;
  const sealing = await dataKey(parts, account, owner);
  const { key: _key, sealedName: _old, addedAt: _added, addedBeside: _beside, usedAt: _used, ...passkey } = held;
  const [sealed, told, entry, called] = await Promise.all([
    sealColumn(sealing, 'passkey-name', account, name),
    sealColumn(sealing, 'passkey', account, record(passkey, name)),
    directory.passkeyEntry(held.credentialId),
    calledBy(parts, caller),
  ]);
  const answer = await tools.call<Credentials.PasskeyChangeAnswer>(account, 'changePasskey', {
    session: ref,
    key,
    change: { kind: 'name', sealed, told: { index: entry.indexes, sealed: told } },
    ...called,
  } satisfies Credentials.ChangePasskeyInput);
  return answer.tag;
}

/** Sets a password for the person of a session. */
export async function setPassword(
  { parts, tools }: Pick<Tools, 'parts' | 'tools'>,
  session: CookieToken,
  { password, interaction, device, caller }: Parameters<Accounts['setPassword']>[1],
): ReturnType<Accounts['setPassword']> {
  const read = await readOwner(tools, session);
  if (read === undefined) return { outcome: 'no-session' };
  const { account, ref, owner } = read;
  const [sealed, next, called, devices, notice] = await Promise.all([
    dataKey(parts, account, owner).then((key) => sealColumn(key, 'password', account, password.hash)),
    tools.mintCookie('session', account),
    calledBy(parts, caller),
    tools.openDevices(device),
    noticeTo({ parts, tools }, read, { template: 'password-changed', caller }),
  ]);
  const own = deviceOf(devices, account);
  const answer = await tools.call<Credentials.SetPasswordAnswer>(account, 'setPassword', {
    session: ref,
    password: { sealed, length: password.length },
    next: next.ref,
    notice,
    ...(own === undefined ? {} : { device: own }),
    interaction,
    ...called,
  } satisfies Credentials.SetPasswordInput);
  return answer.tag === 'done' ? { outcome: 'set', session: next.token } : { outcome: answer.tag };
}
