import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RebuildInput } from '../../durable-objects/account/rebuild';
import { accountId, type EmailAddress } from '../../src/domain/brands';
import type { Consent } from '../../src/domain/consent';
import type { AccountChange, AccountStanding, LedgerRow } from '../../src/domain/ledger-row';
import { Unavailable } from '../../src/domain/unavailable';
import { atomStub } from '../../src/storage/atom-address';
import { callAtom } from '../../src/storage/atoms';
import { directoryOf, directoryPhase } from '../../src/storage/directory';
import { theCaller, theService } from '../support/builders';
import type { Directory } from './support/account-atoms';
import { aNewAccount, atomPorts } from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { addPasskey, aNewPasskey, aPasskeyAccount, settlePasskey } from './support/passkeys';
import { outside } from './support/platform-atoms';
import { aMail, aNotice, askReset, linkRef, mailFrom, reset } from './support/recovering';
import { attempt } from './support/release-recording';
import {
  type AccountStub,
  agreeTo,
  anActiveAccount,
  anUnusedAtom,
  authorize,
  codeRef,
  codeSent,
  enterCode,
  lives,
  prepareInput,
  readGrant,
  redeem,
  rememberedDevice,
  reserve,
  sendAgain,
  sessionRef,
  settle,
  signedIn,
  ticketOf,
  unique,
  wrongPassword,
} from './support/signing-in';

const context = 'sealed caller';
const times = (count: number) => Array.from({ length: count });

let told: LedgerRow[] = [];
beforeEach(() => {
  told = [];
  outside.handOver = async (_shard, { rows }) => {
    told.push(...rows.map(({ row }) => row));
    return { outcome: 'accepted', upto: rows.at(-1)?.position ?? 0 };
  };
});
type Told<Kind> = Extract<AccountChange, { readonly change: Kind }>;
const changesOf = <Kind extends AccountChange['change']>(kind: Kind) =>
  told.flatMap((row) => (row.kind === 'account' && row.change.change === kind ? [row.change as Told<Kind>] : []));
const standings = (): readonly AccountStanding[] => changesOf('standing').map(({ standing }) => standing);
const drain = async (stub: AccountStub) => {
  clock.advance(61);
  await runDurableObjectAlarm(stub);
};

/** What the book of record would have of an account by now, as far as it was told. */
function bookOf(changes: Partial<RebuildInput> = {}): RebuildInput {
  const { wrappedKey, sealedEmail, sealedPhone, account, subject, directoryShard, emailIndex, termsVersion } =
    prepareInput();
  const standing = standings().at(-1);
  return {
    ...{ wrappedKey, sealedEmail, sealedPhone, account, subject, context },
    createdAt: seconds(-1000),
    level: 'P0',
    reserved: { shard: directoryShard, indexes: emailIndex },
    acceptedTerms: termsVersion,
    consents: [
      ...new Map(
        changesOf('consent').map(({ change: _, ...given }): [string, Consent] => [given.client, given]),
      ).values(),
    ],
    notes: Object.fromEntries(
      changesOf('client-note').flatMap(({ client, sealed }) => (sealed ? [[client, sealed]] : [])),
    ),
    passkeys: [],
    seq: 1_000_000_000_000,
    ...(standing === undefined ? {} : { standing }),
    ...changes,
  };
}

/** The same person in an object that knows nothing, built from what the book was told. */
async function rebuilt(from: AccountStub, changes: Partial<RebuildInput> = {}): Promise<AccountStub> {
  await drain(from);
  const stub = anUnusedAtom();
  expect(await stub.rebuild(bookOf(changes))).toEqual({ tag: 'rebuilt' });
  return stub;
}

describe('an account that is built again', () => {
  it('opens by the password it had, and by the code that follows', async () => {
    const stub = await rebuilt(await anActiveAccount());
    expect(await reserve(stub)).toMatchObject({
      tag: 'reserved',
      held: { password: { sealed: 'sealed password', length: 'long' }, sealedPhone: 'sealed phone' },
    });
    expect(await codeSent(stub)).toEqual({ tag: 'code-sent', turn: 0 });
    expect(await enterCode(stub, '123456')).toEqual({ tag: 'signed-in' });
  });

  it('is disabled where it was, and says so to its person', async () => {
    const stub = await rebuilt(await anActiveAccount(), { status: 'disabled' });
    expect(await codeSent(stub)).toEqual({ tag: 'code-sent', turn: 0 });
    expect(await enterCode(stub, '123456')).toEqual({ tag: 'disabled' });
  });

  it('has a proof that is suspended where it was', async () => {
    const patient = { sealed: 'sealed', index: [{ version: 1, value: unique('number') }], against: 'claim' } as const;
    const before = await anActiveAccount();
    const session = await signedIn(before);
    await before.linkPatient({ session, patient, context });
    clock.advance(1);
    await signedIn(before);
    await before.takeRetrace({ op: 'look' });
    await before.retraced({ from: 'sealed', found: { kind: 'suspended' }, context });
    const stub = await rebuilt(before, { patient: { ...patient, at: seconds() } });
    expect(await stub.readSession({ session: await signedInAgain(stub) })).toMatchObject({
      facts: { level: 'P0', suspended: true },
    });
  });

  it('lets a password that was chosen by a link sign in alone as little as before', async () => {
    const before = await anActiveAccount();
    await reset(before, await askReset(before), { passwordLength: 'long' });
    expect(await reserve(await rebuilt(before))).toMatchObject({ held: { password: { length: 'short' } } });
  });

  it('has the consents and terms it had, and asks for none again', async () => {
    const before = await anActiveAccount();
    await agreeTo(before, await signedIn(before));
    const stub = await rebuilt(before);
    const session = sessionRef();
    await codeSent(stub);
    await enterCode(stub, '123456', { session });
    expect(await authorize(stub, session)).toEqual({ tag: 'granted' });
  });

  it('has no session, device, code or token of before', async () => {
    const before = await anActiveAccount();
    const device = await rememberedDevice(before);
    const session = await signedIn(before);
    const code = codeRef();
    await agreeTo(before, session);
    await authorize(before, session, { code });
    await redeem(before, code);
    expect(await readGrant(before, code)).toMatchObject({ tag: 'grant' });
    const stub = await rebuilt(before);
    expect(await lives(stub, session)).toBe(false);
    expect(await reserve(stub, { device })).toMatchObject({ tag: 'reserved', deviceKnown: false });
    expect(await redeem(stub, code)).toEqual({ tag: 'refused', why: 'unknown' });
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
    const [head] = await runInDurableObject(stub, (_atom, { storage }) =>
      storage.sql.exec<{ value: string }>("SELECT value FROM entry WHERE kind = 'head'").toArray(),
    );
    expect(JSON.parse(head?.value ?? '{}')).toMatchObject({ notBefore: seconds() });
  });

  it('keeps the note of a service', async () => {
    const before = await anActiveAccount();
    const stub = await rebuilt(before, { notes: { [theService]: 'sealed note' } });
    const session = await signedInAgain(stub);
    await agreeTo(stub, session);
    const code = codeRef();
    await authorize(stub, session, { code });
    await redeem(stub, code);
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant', sealedMetadata: 'sealed note' });
  });

  it.each([
    ['locked', 6, 'locked'],
    ['off', 50, 'off'],
  ])('is %s where guessing had made it so', async (_what, guesses, tag) => {
    const before = await anActiveAccount();
    for (let guess = 0; guess < guesses; guess += 1) {
      if (guess > 0 && guess % 6 === 0) clock.advance(901);
      await wrongPassword(before);
    }
    // The clock stands still: a lock is judged by when it ends, wherever the account is.
    await runDurableObjectAlarm(before);
    const stub = anUnusedAtom();
    await stub.rebuild(bookOf());
    expect((await reserve(before)).tag).toBe(tag);
    expect((await reserve(stub)).tag).toBe(tag);
  });

  it('traces nobody where wrong details had locked the proof', async () => {
    const before = await anActiveAccount();
    const session = await signedIn(before);
    const answers: string[] = [];
    for (const _try of times(6)) answers.push((await before.takeTrace({ session })).tag);
    expect(answers).toEqual([...times(5).map(() => 'taken'), 'locked']);
    await runDurableObjectAlarm(before);
    const stub = anUnusedAtom();
    await stub.rebuild(bookOf());
    expect(await stub.takeTrace({ session: await signedInAgain(stub) })).toEqual({
      tag: 'locked',
      until: seconds(900),
    });
    expect(standings().map(({ traces }) => traces?.locks.length)).toEqual([undefined, 1]);
  });

  it('goes on with a removal of passkeys: its links work, its day is not begun anew, and the mail about it comes', async () => {
    const { stub: before, key } = await aPasskeyAccount({}, { withPassword: true });
    const [mailed, phoned] = [linkRef('mailed'), linkRef('phoned')];
    const link = await askReset(before);
    await sendAgain(before, '123456', { bearer: { by: 'link', link }, interaction: `link ${link.id}` });
    await before.provePhone({ link, codeHash: 'hash of 123456', op: unique('op'), context });
    const asked = await before.askRemoval({
      ...{ link, op: unique('op'), keys: [key], context },
      byMail: { link: mailed, message: aMail('passkeys-asked') },
      byPhone: { link: phoned, message: aMail('passkeys-asked') },
      ready: aMail('passkeys-ready'),
    });
    const from = seconds(86_400);
    expect(asked).toEqual({ tag: 'asked', from });
    const made = aNewPasskey();
    const passkeys = [{ key, passkey: made.passkey, index: made.told.index, addedAt: seconds(-100) }];
    const stub = await rebuilt(before, { passkeys });
    expect(await stub.readRemoval({ link: phoned })).toMatchObject({ state: 'waiting', from, may: 'stop' });
    const finish = () => stub.finishRemoval({ link: mailed, op: unique('op'), notice: aNotice(), context });
    expect(await finish()).toEqual({ tag: 'waiting', from });
    clock.advance(86_400);
    expect(await mailFrom(stub)).toContain('passkeys-ready');
    expect(await finish()).toMatchObject({ tag: 'removed' });
  });

  it('opens by no password that its person turned off, until it is chosen anew', async () => {
    const before = await anActiveAccount();
    const session = await signedIn(before);
    const link = linkRef();
    await before.setPassword({
      ...{ session, next: sessionRef(), notice: aNotice(link), interaction: 'errand', context },
      password: { sealed: 'sealed anew', length: 'long' },
    });
    await before.disown({ link, op: unique('op'), context });
    const stub = await rebuilt(before);
    expect(await reserve(stub)).toEqual({ tag: 'reserved', deviceKnown: false });
    expect(await reset(stub, await askReset(stub))).toEqual({ tag: 'done' });
    expect(await reserve(stub)).toMatchObject({ held: { password: { sealed: 'sealed new password' } } });
  });

  it('knows its passkeys: one that had counted signs in alone, one that had not does not', async () => {
    const proven = aNewPasskey({ userVerified: false });
    const unproven = aNewPasskey({ userVerified: false });
    const { stub: before, key } = await aPasskeyAccount({}, { withPassword: true });
    const session = await signedIn(before, { Cp: seconds(), Cd: seconds(), Cm: seconds() });
    for (const made of [proven, unproven]) expect(await addPasskey(before, session, made)).toEqual({ tag: 'done' });
    expect(await settlePasskey(before, proven.key, { before: session })).toEqual({ tag: 'signed-in' });
    const passkeys = [proven, unproven].map((made) => ({
      ...{ key: made.key, passkey: made.passkey, index: made.told.index, addedAt: seconds() },
    }));
    const stub = await rebuilt(before, { passkeys });
    expect(standings().at(-1)?.provenPasskeys).toEqual([key, proven.key].toSorted());
    expect(await stub.heldPasskey({ key: proven.key })).toMatchObject({ tag: 'held', userHandle: 'the handle' });
    const shown = await stub.passkeyOwner({ session: await signedInAgain(stub) });
    const beside = shown.tag === 'owner' ? shown.passkeys.map((one) => [one.key, one.addedBeside]) : [];
    expect(Object.fromEntries(beside)).toEqual({ [proven.key]: [key], [unproven.key]: [key, proven.key].toSorted() });
    expect(await settlePasskey(stub, unproven.key)).toEqual({ tag: 'refused' });
    expect(await settlePasskey(stub, proven.key)).toEqual({ tag: 'signed-in' });
  });

  it('counts its changes on from above those of the atoms before', async () => {
    const stub = await rebuilt(await anActiveAccount());
    const session = await signedInAgain(stub);
    await stub.acceptTerms({ session, version: 'next terms', context });
    told = [];
    await drain(stub);
    const numbers = told.flatMap((row) => (row.kind === 'account' ? [row.seq] : []));
    expect(Math.min(...numbers)).toBe(1_000_000_000_001);
    expect(numbers).toEqual(numbers.map((_, index) => 1_000_000_000_001 + index));
    expect(told.flatMap((row) => (row.kind === 'audit' ? [row.event.kind] : []))[0]).toBe('account_rebuilt');
  });

  it('is built once: what it decided since is newer than the book', async () => {
    const stub = await rebuilt(await anActiveAccount());
    const session = await signedInAgain(stub);
    expect(await stub.rebuild(bookOf({ acceptedTerms: 'old terms' }))).toEqual({ tag: 'kept' });
    expect(await lives(stub, session)).toBe(true);
  });

  it('takes the place of one that is damaged, and of all that it holds', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await drain(stub);
    expect(await stub.rebuild(bookOf({ replace: true, seq: 1_000_003 }))).toEqual({ tag: 'rebuilt' });
    expect(await lives(stub, session)).toBe(false);
    expect(await codeSent(stub)).toEqual({ tag: 'code-sent', turn: 0 });
  });

  it('says how many changes the book cannot know yet', async () => {
    const stub = await anActiveAccount();
    const { changes } = await stub.pendingChanges();
    expect(changes).toBeGreaterThan(0);
    await signedIn(stub);
    expect((await stub.pendingChanges()).changes).toBe(changes);
    await drain(stub);
    expect(await stub.pendingChanges()).toEqual({ tag: 'pending', changes: 0 });
  });

  it('of which an older release told nothing opens by no password, and by the link of a reset', async () => {
    const stub = anUnusedAtom();
    await stub.rebuild(bookOf());
    expect(await reserve(stub)).toMatchObject({ tag: 'reserved' });
    expect(await settle(stub, await ticketOf(stub), { session: sessionRef() })).toEqual({ tag: 'wrong' });
  });

  const signedInAgain = async (stub: AccountStub) => {
    const session = sessionRef();
    const interaction = unique('interaction');
    await codeSent(stub, { interaction });
    await enterCode(stub, '123456', { interaction, session });
    return session;
  };
});

describe('what an account stands on', () => {
  it('is told when a lock comes or goes, not with each attempt', async () => {
    const stub = await anActiveAccount();
    for (const _guess of times(5)) await wrongPassword(stub);
    await drain(stub);
    expect(standings()).toHaveLength(1);
    await wrongPassword(stub);
    await drain(stub);
    expect(standings().map(({ attempts }) => Object.keys(attempts))).toEqual([[], ['password']]);
    clock.advance(901);
    await settle(stub, await ticketOf(stub), { session: sessionRef() });
    await drain(stub);
    expect(standings().at(-1)?.attempts.password?.lockedUntil).toBe(0);
  });

  it('is told once by an account that an older release made', async () => {
    const stub = await anActiveAccount();
    await signedIn(stub);
    await drain(stub);
    expect(standings()).toEqual([
      { sealedPassword: 'sealed password', passwordLength: 'long', provenPasskeys: [], attempts: {} },
    ]);
  });
});

describe('atoms that take the place of others', () => {
  // The book of record is away.
  beforeAll(() => void vi.stubGlobal('fetch', () => Promise.reject(new Error('nobody listens'))));
  afterAll(() => void vi.unstubAllGlobals());
  const env = anEnv({ GENERATION: '2' });
  const ports = atomPorts(env);
  const directory = directoryOf(env);
  const { email } = aNewAccount();
  const stranger = 'stranger@example.com' as EmailAddress;
  const outcomeOf = (asked: Promise<{ readonly outcome: string }>) =>
    asked.then(
      ({ outcome }) => outcome,
      (thrown: unknown) => (thrown instanceof Unavailable ? 'unavailable' : thrown),
    );
  const at = (): readonly Promise<unknown>[] => [
    ...[email, stranger].map((one) => outcomeOf(attempt(ports, one, ports.interactions.newId()))),
    ...['known', 'unknown'].map((id) =>
      outcomeOf(ports.accounts.reservePasskey(id, { interaction: ports.interactions.newId(), caller: theCaller })),
    ),
  ];

  it('treat an address and a passkey of nobody as one of somebody, at every step: the book is read for both', async () => {
    const owned = [await directory.entry(email), await directory.passkeyEntry('known')];
    for (const { shard, indexes } of owned)
      await callAtom(atomStub(env, 'DIRECTORY', String(shard)), 'adopt', {
        owners: [{ account: accountId('account'), indexes }],
      });
    expect(await Promise.all(at())).toEqual(times(4).map(() => 'unavailable'));
    await directoryPhase(env, 'waking');
    expect(await Promise.all(at())).toEqual(times(4).map(() => 'unavailable'));
    await directoryPhase(env, 'done');
    expect(await Promise.all(at())).toEqual(['reserved', 'reserved', 'unknown', 'unknown']);
    expect(await ports.accounts.has(email)).toBe(true);
  });

  it('register nobody before the directory is there', async () => {
    const later = atomPorts(anEnv({ GENERATION: '3' }));
    await expect(later.accounts.create(aNewAccount())).rejects.toThrow(Unavailable);
  });
});

describe('a shard of the directory that takes the place of another', () => {
  const namespace = env.DIRECTORY as unknown as DurableObjectNamespace<Directory>;
  const pat = { indexes: [{ version: 1, value: 'pat' }] };
  const [one, two] = [accountId('account one'), accountId('account two')];
  const asked = { ...pat, rebuilt: true };
  const shard = () => namespace.getByName(unique('shard'));

  it('says of nothing that it is free, and gives nothing away, before it was opened', async () => {
    const stub = shard();
    expect(await stub.find(asked)).toEqual({ tag: 'closed' });
    expect(await stub.reserve({ ...asked, account: one, op: 'op' })).toEqual({ tag: 'closed' });
    await stub.open({ phase: 'waking' });
    expect(await stub.find(asked)).toEqual({ tag: 'free', waking: true });
    await stub.open({ phase: 'done' });
    expect(await stub.find(asked)).toEqual({ tag: 'free' });
  });

  it('never closes again', async () => {
    const stub = shard();
    await stub.open({ phase: 'done' });
    for (const phase of ['waking', 'closed'] as const)
      expect(await stub.open({ phase })).toEqual({ tag: 'opened', phase: 'done' });
  });

  it('knows whose each address is that it adopted, by every version of its value', async () => {
    const stub = shard();
    const indexes = [2, 1].map((version) => ({ version, value: `sam v${version}` }));
    await stub.adopt({ owners: [{ indexes, account: one }] });
    await stub.open({ phase: 'done' });
    for (const index of indexes)
      expect(await stub.find({ indexes: [index], rebuilt: true })).toMatchObject({ tag: 'owned', account: one });
    expect(await stub.reserve({ indexes, account: two, op: 'op', rebuilt: true })).toEqual({ tag: 'taken' });
  });

  it('may be filled again, and leaves to others what they have meanwhile', async () => {
    const stub = shard();
    await stub.open({ phase: 'done' });
    await stub.reserve({ ...asked, account: two, op: 'op' });
    await stub.commit({ ...pat, op: 'op' });
    const other = { indexes: [{ version: 1, value: 'other' }], account: one };
    for (const _again of times(2))
      expect(await stub.adopt({ owners: [{ ...pat, account: one }, other] })).toEqual({
        tag: 'adopted',
        conflicts: [one],
      });
    expect(await stub.find(asked)).toMatchObject({ account: two });
    expect(await stub.find({ ...other, rebuilt: true })).toMatchObject({ account: one });
  });
});
