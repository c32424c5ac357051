import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { clock, seconds } from './support/clock';
import {
  addPasskey,
  aNewPasskey,
  aPasskeyAccount,
  removePasskey,
  setPassword,
  settlePasskey,
} from './support/passkeys';
import { aMail, askReset, linkRef, mailFrom, reset } from './support/recovering';
import {
  type AccountStub,
  anActiveAccount,
  codeSent,
  enterCode,
  lives,
  rememberedDevice,
  reserve,
  sendAgain,
  sessionRef,
  settle,
  signedIn,
  signOutEverywhere,
  ticketOf,
  unique,
  withWrongSecret,
  wrongPassword,
} from './support/signing-in';

const times = (count: number) => Array.from({ length: count });

/** What waits to be told: kinds of audit events, and changes with their numbers. */
const told = (stub: AccountStub): Promise<readonly string[]> =>
  runInDurableObject(stub, (_atom, { storage }) =>
    storage.sql
      .exec<{ value: string }>('SELECT value FROM outbox ORDER BY rowid')
      .toArray()
      .map(({ value }) => JSON.parse(value))
      .map((row) => (row.kind === 'audit' ? row.event.kind : `${row.seq} ${row.change?.change}`)),
  );
const everything = (stub: AccountStub): Promise<unknown> =>
  runInDurableObject(stub, (_atom, { storage }) =>
    storage.sql.exec("SELECT * FROM entry WHERE kind IN ('passkey', 'passkey-owner', 'session', 'head')").toArray(),
  );

describe('the use of a passkey', () => {
  it('opens a session, moves the counter on and keeps whether it is backed up', async () => {
    const { stub, key } = await aPasskeyAccount({ counter: 4, backedUp: true });
    const session = sessionRef();
    expect(await settlePasskey(stub, key, { counter: 5, backedUp: false, session })).toEqual({ tag: 'signed-in' });
    expect(await stub.readSession({ session })).toMatchObject({ facts: { shown: { Cm: seconds() }, passkeys: 1 } });
    expect(await stub.heldPasskey({ key })).toMatchObject({ tag: 'held', counter: 5 });
    const owner = await stub.passkeyOwner({ session });
    expect(owner).toMatchObject({ passkeys: [{ backedUp: false, usedAt: seconds() }] });
  });

  it('is looked at without the session being used: the pages say truly when it ends', async () => {
    const { stub, key } = await aPasskeyAccount();
    const session = sessionRef();
    await settlePasskey(stub, key, { session });
    const sessionUntil = seconds() + 1800;
    clock.advance(600);
    expect(await stub.passkeyOwner({ session })).toMatchObject({ sessionUntil });
    clock.advance(1200);
    expect(await stub.passkeyOwner({ session })).toEqual({ tag: 'no-session' });
  });

  it('twice at once with one counter succeeds once, and is told as a copy', async () => {
    const { stub, key } = await aPasskeyAccount({ counter: 4 });
    const answers = await Promise.all(times(10).map(() => settlePasskey(stub, key, { counter: 5 })));
    expect(answers.filter(({ tag }) => tag === 'signed-in')).toHaveLength(1);
    expect((await told(stub)).filter((kind) => kind === 'authn_passkey_cloned')).toHaveLength(9);
    expect(await settlePasskey(stub, key, { counter: 6 })).toEqual({ tag: 'signed-in' });
  });

  it('that seems copied is told by mail once a day, by a link that takes it away', async () => {
    const { stub, key } = await aPasskeyAccount({ counter: 4 }, { withPassword: true });
    const tell = async (link = linkRef('notice'), of = key) => {
      const notice = { link, message: aMail('passkey-copied') };
      await stub.tellOfCopy({ key: of, notice, context: 'sealed caller' });
      return link;
    };
    const link = await tell();
    for (const of of [key, 'of another account']) await tell(linkRef('notice'), of);
    expect(await mailFrom(stub)).toEqual(['passkey-copied']);
    clock.advance(86_400);
    await tell();
    expect(await mailFrom(stub)).toEqual(['passkey-copied']);
    expect(await stub.disown({ link, op: unique('op'), context: 'sealed caller' })).toMatchObject({
      credentialIds: [`id of ${key}`],
    });
  });

  it.each([
    ['that went back', 5, 4, 'refused'],
    ['that stayed', 5, 5, 'refused'],
    ['that fell to zero', 5, 0, 'refused'],
    ['that went on by one', 5, 6, 'signed-in'],
    ['that is zero for ever', 0, 0, 'signed-in'],
    ['that begins to count', 0, 1, 'signed-in'],
  ])('with a counter %s: from %i to %i, %s', async (_what, counter, stated, tag) => {
    const { stub, key } = await aPasskeyAccount({ counter });
    const before = await everything(stub);
    const copied = tag === 'refused' ? { copied: true } : {};
    expect(await settlePasskey(stub, key, { counter: stated })).toEqual({ tag, ...copied });
    if (tag === 'refused') expect(await everything(stub)).toEqual(before);
  });

  it('of which nobody was verified at its making counts first beside another factor, then alone', async () => {
    const { stub, key } = await aPasskeyAccount({ userVerified: false });
    const before = await everything(stub);
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'refused' });
    expect(await everything(stub)).toEqual(before);
    const beside = await signedIn(stub);
    expect(await settlePasskey(stub, key, { before: withWrongSecret(beside) })).toEqual({ tag: 'refused' });
    expect(await settlePasskey(stub, key, { before: beside })).toEqual({ tag: 'signed-in' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in' });
  });

  it('of which nobody was verified does not count beside a password of five minutes ago', async () => {
    const { stub, key } = await aPasskeyAccount({ userVerified: false });
    const beside = await signedIn(stub);
    clock.advance(300);
    expect(await settlePasskey(stub, key, { before: beside })).toEqual({ tag: 'refused' });
  });

  it('beside a session that has ended opens none', async () => {
    const { stub, key } = await aPasskeyAccount();
    const before = await signedIn(stub);
    await signOutEverywhere(stub, before);
    clock.advance(1);
    expect(await settlePasskey(stub, key, { before })).toEqual({ tag: 'refused' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in' });
  });

  it('steps a session up, which is replaced and ends when it would have', async () => {
    const { stub, key } = await aPasskeyAccount();
    const before = await signedIn(stub);
    const shownAt = seconds();
    clock.advance(60);
    const session = sessionRef();
    await settlePasskey(stub, key, { before, session });
    const shown = { Cp: shownAt, Cd: shownAt, Cm: seconds() };
    expect(await stub.readSession({ session })).toMatchObject({ facts: { shown } });
    expect(await lives(stub, before)).toBe(false);
  });

  it('repeated by the platform gets its answer, also with a counter that counts', async () => {
    const { stub, key } = await aPasskeyAccount({ counter: 4 });
    const session = sessionRef();
    for (const _call of times(3))
      expect(await settlePasskey(stub, key, { counter: 5, session })).toEqual({ tag: 'signed-in' });
    expect(await told(stub)).not.toContain('authn_passkey_cloned');
  });

  it('is never locked by wrong passwords, and turns on what fifty of them turned off', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    for (const _guess of times(50)) {
      await wrongPassword(stub);
      clock.advance(900);
    }
    expect(await reserve(stub)).toEqual({ tag: 'off' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in' });
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('at an account that nobody has, or that waits for its address, is refused', async () => {
    const stub = await anActiveAccount();
    expect(await settlePasskey(stub, 'no such')).toEqual({ tag: 'refused' });
    expect(await stub.heldPasskey({ key: 'no such' })).toEqual({ tag: 'unknown' });
  });
});

/** What an account may do to its credentials, and whether each answered that the sign-in was too old. */
async function changes(stub: AccountStub, session: Parameters<typeof addPasskey>[1], key: string) {
  const added = (await addPasskey(stub, session)).tag;
  const next = sessionRef();
  const set = (await setPassword(stub, session, next)).tag;
  return [added, set, (await removePasskey(stub, set === 'done' ? next : session, key)).tag];
}
const stale = ['stale', 'stale', 'stale'];
const done = ['done', 'done', 'done'];

describe('changing credentials', () => {
  it.each([
    [299, done],
    [300, stale],
  ])('is open %i seconds after a passkey was shown: %j', async (age, answers) => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const session = sessionRef();
    await settlePasskey(stub, key, { session });
    clock.advance(age);
    expect(await changes(stub, session, key)).toEqual(answers);
  });

  it.each([
    [299, ['done', 'done']],
    [300, ['stale', 'stale']],
  ])('is open %i seconds after password and code, where there is no passkey: %j', async (age, answers) => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    clock.advance(age);
    const set = sessionRef();
    const password = (await setPassword(stub, session, set)).tag;
    expect([password, (await addPasskey(stub, password === 'done' ? set : session)).tag]).toEqual(answers);
  });

  it.each([
    ['the password', { Cp: -300, Cd: 0 }],
    ['the code', { Cp: 0, Cd: -300 }],
  ])('wants both of them minutes old: not with %s from before', async (_what, ages) => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub, { Cp: seconds(ages.Cp), Cd: seconds(ages.Cd) });
    expect(await addPasskey(stub, session)).toEqual({ tag: 'stale' });
    expect(await setPassword(stub, session)).toEqual({ tag: 'stale' });
  });

  it('wants the code itself: one that a remembered browser spares signs in, and changes nothing', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    const session = sessionRef();
    expect(await settle(stub, await ticketOf(stub, { device }), { session })).toEqual({ tag: 'signed-in' });
    const shown = { Cp: seconds(), Cd: seconds() };
    expect(await stub.readSession({ session })).toMatchObject({ facts: { shown, shownHere: { Cp: seconds() } } });
    expect([await addPasskey(stub, session), await setPassword(stub, session)]).toEqual([
      { tag: 'stale' },
      { tag: 'stale' },
    ]);
    const interaction = unique('interaction');
    const bearer = { by: 'session', session } as const;
    expect((await sendAgain(stub, '123456', { bearer, interaction })).tag).toBe('sent');
    const next = sessionRef();
    expect(await enterCode(stub, '123456', { bearer, interaction, session: next })).toEqual({ tag: 'signed-in' });
    expect(await addPasskey(stub, next)).toEqual({ tag: 'done' });
  });

  it('is never open to password and code where there is a passkey, however new they are', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const session = await signedIn(stub);
    const before = await everything(stub);
    expect(await changes(stub, session, key)).toEqual(stale);
    expect(await everything(stub)).toEqual(before);
  });

  it('is open to nobody without a session', async () => {
    const { stub, key } = await aPasskeyAccount();
    const session = withWrongSecret(await signedIn(stub, { Cm: seconds() }));
    expect(await changes(stub, session, key)).toEqual(['no-session', 'no-session', 'no-session']);
  });

  it('gives a passkey a name after a sign-in of the last five minutes only, and shows that it did', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const change = { kind: 'name', sealed: 'sealed name', told: aNewPasskey().told } as const;
    const name = (session: Parameters<typeof addPasskey>[1]) =>
      stub.changePasskey({ session, key, change, context: 'sealed caller' });
    // Password and code open the account: enough for a name. A password alone is not.
    expect(await name(await signedIn(stub, { Cp: seconds() }))).toEqual({ tag: 'stale' });
    expect(await told(stub)).not.toContain('authn_passkey_named');
    expect((await name(await signedIn(stub))).tag).toBe('done');
    const session = sessionRef();
    await settlePasskey(stub, key, { session });
    expect((await name(session)).tag).toBe('done');
    expect(await stub.security({ session })).toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ kind: 'authn_passkey_named', at: seconds() })]),
    });
    clock.advance(300);
    expect(await name(session)).toEqual({ tag: 'stale' });
  });

  it('removes no last credential: a passkey without a password stays, and goes once there is one', async () => {
    const { stub, key } = await aPasskeyAccount();
    const session = await signedIn(stub, { Cm: seconds() });
    expect(await removePasskey(stub, session, key)).toEqual({ tag: 'last' });
    expect(await stub.heldPasskey({ key })).toMatchObject({ tag: 'held' });
    const next = sessionRef();
    await setPassword(stub, session, next);
    expect((await removePasskey(stub, next, key)).tag).toBe('done');
    expect(await stub.heldPasskey({ key })).toEqual({ tag: 'unknown' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'refused' });
  });

  it('removes one of two passkeys without a password, and not the other', async () => {
    const { stub, key } = await aPasskeyAccount();
    const before = await signedIn(stub, { Cm: seconds() });
    const second = aNewPasskey();
    await addPasskey(stub, before, second);
    const [first, session] = [sessionRef(), sessionRef()];
    await settlePasskey(stub, key, { session: first });
    await settlePasskey(stub, second.key, { session, before: first });
    const answers = await Promise.all([key, second.key].map((one) => removePasskey(stub, session, one)));
    expect(answers.map(({ tag }) => tag).toSorted()).toEqual(['done', 'last']);
  });

  it('tells which passkeys were shown when one was added, and removes with one those that its person chooses', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const [opened, again] = [sessionRef(), sessionRef()];
    await settlePasskey(stub, key, { session: opened });
    const [second, third] = [aNewPasskey(), aNewPasskey()];
    await addPasskey(stub, opened, second);
    await settlePasskey(stub, second.key, { session: again, before: opened });
    await addPasskey(stub, again, third);
    const shown = await stub.passkeyOwner({ session: again });
    const beside = shown.tag === 'owner' ? shown.passkeys.map((one) => [one.key, one.addedBeside]) : [];
    expect(Object.fromEntries(beside)).toEqual({
      [key]: undefined,
      [second.key]: [key],
      [third.key]: [key, second.key],
    });
    const byThird = sessionRef();
    await settlePasskey(stub, third.key, { session: byThird });
    const others = [third.key, 'unknown', second.key];
    expect((await removePasskey(stub, again, second.key, others)).tag).toBe('done');
    for (const gone of [second, third]) expect(await stub.heldPasskey({ key: gone.key })).toEqual({ tag: 'unknown' });
    expect((await told(stub)).filter((one) => one === 'authn_passkey_removed')).toHaveLength(2);
    expect([await lives(stub, byThird), await lives(stub, again)]).toEqual([false, true]);
    expect(await stub.heldPasskey({ key })).toMatchObject({ tag: 'held' });
  });

  it('removes no last credential where the passkey that is left has never been used', async () => {
    const { stub, key } = await aPasskeyAccount();
    const session = await signedIn(stub, { Cm: seconds() });
    const unproven = aNewPasskey({ userVerified: false });
    await addPasskey(stub, session, unproven);
    expect(await removePasskey(stub, session, key)).toEqual({ tag: 'last' });
    expect((await removePasskey(stub, session, unproven.key)).tag).toBe('done');
  });

  it('removes no last credential together with others', async () => {
    const { stub, key } = await aPasskeyAccount();
    const session = await signedIn(stub, { Cm: seconds() });
    const second = aNewPasskey();
    await addPasskey(stub, session, second);
    expect(await removePasskey(stub, session, key, [second.key])).toEqual({ tag: 'last' });
    expect(await stub.heldPasskey({ key: second.key })).toMatchObject({ tag: 'held' });
  });

  it('keeps twenty passkeys at most', async () => {
    const { stub } = await aPasskeyAccount();
    const session = await signedIn(stub, { Cm: seconds() });
    for (const _passkey of times(19)) expect(await addPasskey(stub, session)).toEqual({ tag: 'done' });
    expect(await addPasskey(stub, session)).toEqual({ tag: 'too-many' });
  });

  it('adds a passkey once, however often it is asked, and never one with another key or for another person', async () => {
    const { stub } = await aPasskeyAccount();
    const session = await signedIn(stub, { Cm: seconds() });
    const passkey = aNewPasskey();
    for (const _call of times(3)) expect(await addPasskey(stub, session, passkey)).toEqual({ tag: 'done' });
    const forged = { ...passkey, passkey: { ...passkey.passkey, publicKey: 'another' } };
    expect(await addPasskey(stub, session, forged)).toEqual({ tag: 'taken' });
    expect(await addPasskey(stub, session, aNewPasskey({}, 'another handle'))).toEqual({ tag: 'taken' });
    expect((await told(stub)).filter((kind) => kind === 'authn_passkey_added')).toHaveLength(2);
  });

  it('is told to the book of record in order, once each', async () => {
    const { stub, key } = await aPasskeyAccount();
    const session = await signedIn(stub, { Cm: seconds() });
    const second = aNewPasskey();
    await addPasskey(stub, session, second);
    await stub.changePasskey({
      session,
      key: second.key,
      change: { kind: 'name', sealed: 'sealed name', told: second.told },
      context: 'sealed caller',
    });
    const next = sessionRef();
    for (const _call of times(2)) expect(await setPassword(stub, session, next)).toEqual({ tag: 'done' });
    await removePasskey(stub, next, key);
    expect((await told(stub)).filter((row) => /^\d/.test(row))).toEqual([
      '1 created',
      '2 terms',
      '3 passkey-added',
      '4 standing',
      '5 passkey-added',
      '6 standing',
      '7 passkey-named',
      '8 password-set',
      '9 standing',
      '10 passkey-removed',
      '11 standing',
    ]);
  });
});

describe('an account without a password', () => {
  it('cannot be signed in to by one, even if it were called right', async () => {
    const { stub } = await aPasskeyAccount();
    const answer = await reserve(stub);
    expect(answer).toMatchObject({ tag: 'reserved' });
    expect(answer.tag === 'reserved' ? answer.held : {}).not.toHaveProperty('password');
    const session = sessionRef();
    expect(await settle(stub, await ticketOf(stub), { session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
    const interaction = unique('interaction');
    expect(await codeSent(stub, { interaction })).toEqual({ tag: 'wrong' });
    expect(await enterCode(stub, '123456', { interaction })).toEqual({ tag: 'lost' });
  });

  it('locks and counts as any other', async () => {
    const { stub } = await aPasskeyAccount();
    for (const _guess of times(6)) await wrongPassword(stub);
    expect((await reserve(stub)).tag).toBe('locked');
  });

  it('gets no link by which a password could be set, but a mail that says so', async () => {
    const { stub } = await aPasskeyAccount();
    const link = await askReset(stub);
    expect(await mailFrom(stub)).toEqual(['reset-no-password']);
    expect((await reset(stub, link)).tag).not.toBe('done');
    expect(await reserve(stub)).not.toMatchObject({ held: { password: expect.anything() } });
  });
});
