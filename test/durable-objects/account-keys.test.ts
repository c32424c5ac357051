import { runDurableObjectAlarm } from 'cloudflare:test';
import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, EmailAddress } from '../../src/domain/brands';
import type { LedgerRow } from '../../src/domain/ledger-row';
import type { Env } from '../../src/env';
import { renewAccount } from '../../src/storage/account-keys';
import { atomStub } from '../../src/storage/atom-address';
import { callAtom } from '../../src/storage/atoms';
import { directoryOf } from '../../src/storage/directory';
import { aNewAccount, atomPorts, doingBefore, register } from './support/account-port';
import { clock } from './support/clock';
import { anEnv } from './support/env';
import { passkeyOnly, reservePasskey } from './support/passkey-port';
import { outside } from './support/platform-atoms';

const atoms = bindings as unknown as Pick<Env, 'ACCOUNT'>;
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64url');
const [oldMaster, newMaster, oldIndex, newIndex] = [key(1), key(61), key(2), key(62)];
/** The deployment before a rotation, while both versions are there, and when the old ones are taken out. */
const earlier = () =>
  anEnv({ MASTER_KEYS: JSON.stringify({ 1: oldMaster }), INDEX_KEYS: JSON.stringify({ 1: oldIndex }) });
const during = (changes: Partial<Env> = {}) =>
  anEnv({
    MASTER_KEYS: JSON.stringify({ 1: oldMaster, 2: newMaster }),
    INDEX_KEYS: JSON.stringify({ 1: oldIndex, 2: newIndex }),
    ...changes,
  });
const later = () =>
  anEnv({ MASTER_KEYS: JSON.stringify({ 2: newMaster }), INDEX_KEYS: JSON.stringify({ 2: newIndex }) });

const accountOf = async (env: Env, email: EmailAddress): Promise<AccountId> => {
  const found = await directoryOf(env).find(await directoryOf(env).entry(email));
  return found.tag === 'owned' ? found.account : expect.fail(found.tag);
};
function renew(env: Env, account: AccountId, thoroughly = false) {
  const call = <Answer>(id: AccountId, verb: string, input: unknown) =>
    callAtom<Answer>(atomStub(env, 'ACCOUNT', id), verb, input);
  return renewAccount({ parts: { env }, tools: { call }, directory: directoryOf(env) }, account, thoroughly);
}
/** What the account told the book of record. */
async function toldBy(account: AccountId): Promise<readonly LedgerRow[]> {
  const told: LedgerRow[] = [];
  outside.handOver = async (_shard, { rows }) => {
    told.push(...rows.map(({ row }) => row));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
  await runDurableObjectAlarm(atoms.ACCOUNT.get(atoms.ACCOUNT.idFromName(`g1:${account}`)));
  return told;
}
const renewals = (rows: readonly LedgerRow[]) =>
  rows.flatMap((row) => (row.kind === 'account' && row.change.change === 'keys-renewed' ? [row.change] : []));

// A new hour for each, for they all come from one network.
beforeEach(() => clock.advance(3600));

describe('an account under newer keys of the deployment', () => {
  it('opens and is found when the old keys are taken out; one that was not renewed does neither', async () => {
    const old = atomPorts(earlier());
    const [renewed, forgotten] = [await register(old.accounts), await register(old.accounts)];
    expect(await renew(during(), await accountOf(during(), renewed.email))).toBe('renewed');
    const now = atomPorts(later());
    expect(await now.accounts.has(renewed.email)).toBe(true);
    expect(await now.accounts.overview(renewed.session)).toMatchObject({ email: renewed.email });
    expect(await now.accounts.has(forgotten.email)).toBe(false);
    await expect(now.accounts.overview(forgotten.session)).rejects.toThrow('no master key of this version');
  });

  it('is found by its passkey, too', async () => {
    const old = atomPorts(earlier());
    const { credentialId, email } = await passkeyOnly(old);
    expect((await reservePasskey(atomPorts(later()), credentialId)).outcome).toBe('unknown');
    await renew(during(), await accountOf(during(), email));
    expect((await reservePasskey(atomPorts(later()), credentialId)).outcome).toBe('held');
    expect((await reservePasskey(old, credentialId)).outcome).toBe('held');
  });

  it('tells the book of record of it once, however often it is renewed', async () => {
    const { email } = await register(atomPorts(earlier()).accounts);
    const account = await accountOf(earlier(), email);
    await toldBy(account);
    expect(await renew(earlier(), account)).toBe('unchanged');
    expect([await renew(during(), account), await renew(during(), account)]).toEqual(['renewed', 'unchanged']);
    const [change, ...more] = renewals(await toldBy(account));
    expect(more).toEqual([]);
    expect(change).toMatchObject({ wrappedKey: { kekVersion: 2 }, emailIndex: [{ version: 2 }, { version: 1 }] });
    expect(await renew(during(), account, true)).toBe('renewed');
  });

  it('is made under the newest keys when it is new', async () => {
    const { email } = await register(atomPorts(during()).accounts);
    expect(await renew(during(), await accountOf(during(), email))).toBe('unchanged');
    expect(await atomPorts(later()).accounts.has(email)).toBe(true);
  });

  it('keeps what was changed meanwhile: its renewal is left to the next time', async () => {
    const { email } = await register(atomPorts(earlier()).accounts);
    const account = await accountOf(earlier(), email);
    const first = () => renew(during(), account);
    const late = during({ ACCOUNT: doingBefore(atoms.ACCOUNT, 'renewKeys', first) });
    expect(await renew(late, account)).toBe('unchanged');
    expect(await renew(during(), account)).toBe('unchanged');
    expect(await atomPorts(later()).accounts.has(email)).toBe(true);
  });

  it('is not made of a decoy', async () => {
    expect(await renew(during(), 'decoy-1' as AccountId)).toBe('unchanged');
  });
});

describe('the directory', () => {
  it('gives no value of a newer key to an account that does not own the address', async () => {
    const [mine, theirs] = [aNewAccount(), aNewAccount()];
    const { accounts } = atomPorts(earlier());
    for (const person of [mine, theirs]) await accounts.create(person);
    const directory = directoryOf(during());
    const entry = await directory.entry(theirs.email);
    expect(await directory.reindex(entry, await accountOf(earlier(), mine.email))).toEqual({ tag: 'taken' });
    expect(
      await directory.reindex(await directory.entry('nobody@example.org' as EmailAddress), 'a' as AccountId),
    ).toEqual({
      tag: 'free',
    });
    expect(await atomPorts(later()).accounts.has(theirs.email)).toBe(false);
  });
});
