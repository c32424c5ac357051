import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import type { MessageTemplate, SealedMessage } from '../../src/domain/message';
import { clock, seconds } from './support/clock';
import { addPasskey, aNewPasskey, aPasskeyAccount, setPassword, settlePasskey } from './support/passkeys';
import { aMail, aNotice, askReset, linkRef, mailFrom, reset } from './support/recovering';
import {
  type AccountStub,
  anActiveAccount,
  anUnusedAtom,
  enterCode,
  lives,
  rememberedDevice,
  reserve,
  sendAgain,
  sessionRef,
  signedIn,
  unique,
  withWrongSecret,
} from './support/signing-in';

const context = 'sealed caller';
const day = 86_400;
const times = (count: number) => Array.from({ length: count });

const codesOf = (link: Verbs.SecretRef): string => `link ${link.id}`;
const sendCode = (stub: AccountStub, link: Verbs.SecretRef, code = '123456') =>
  sendAgain(stub, code, { bearer: { by: 'link', link }, interaction: codesOf(link) });
const prove = (stub: AccountStub, link: Verbs.SecretRef, code = '123456', op = unique('op')) =>
  stub.provePhone({ link, codeHash: `hash of ${code}`, op, context });

/** Somebody has a link, and the code to the phone came back. */
async function provedLink(stub: AccountStub): Promise<Verbs.SecretRef> {
  const link = await askReset(stub);
  await sendCode(stub, link);
  expect(await prove(stub, link)).toEqual({ tag: 'proved' });
  return link;
}

const aText = (template: MessageTemplate): SealedMessage => ({ ...aMail('passkeys-asked'), channel: 'sms', template });

/** Asks for the removal of passkeys. @returns the links of the mail and of the phone, and what came of it */
async function ask(stub: AccountStub, keys: readonly string[], changes: Partial<Recovery.AskRemovalInput> = {}) {
  const [mailed, phoned] = [linkRef('mailed'), linkRef('phoned')];
  const link = changes.link ?? (await provedLink(stub));
  const answer = await stub.askRemoval({
    ...{ link, op: unique('op'), keys, context },
    byMail: { link: mailed, message: aMail('passkeys-asked') },
    byPhone: { link: phoned, message: aText('sms-passkeys-asked') },
    ready: aMail('passkeys-ready'),
    ...changes,
  });
  return { mailed, phoned, answer };
}

const stop = (stub: AccountStub, link: Verbs.SecretRef, op = unique('op')) => stub.stopRemoval({ link, op, context });
const finish = (stub: AccountStub, link: Verbs.SecretRef, op = unique('op')) =>
  stub.finishRemoval({ link, op, notice: aNotice(), context });
const answerIn = (stub: AccountStub, session: Verbs.SecretRef, putOff: boolean) =>
  stub.answerRemoval({ session, putOff, message: aMail('passkeys-put-off'), context });

/** Somebody signs in by a passkey. */
async function byPasskey(stub: AccountStub, key: string): Promise<Verbs.SecretRef> {
  const session = sessionRef();
  expect(await settlePasskey(stub, key, { session })).toEqual({ tag: 'signed-in' });
  return session;
}
const toldIn = async (stub: AccountStub, session: Verbs.SecretRef) => {
  const read = await stub.readSession({ session });
  return read.tag === 'session' ? read.facts.removal : read.tag;
};

/** An account whose person has a password, and in which a stranger bound a passkey long ago. */
async function anIntrudedAccount() {
  const stub = await anActiveAccount();
  const stolen = aNewPasskey();
  expect(await addPasskey(stub, await signedIn(stub), stolen)).toEqual({ tag: 'done' });
  clock.advance(30 * day);
  await mailFrom(stub);
  return { stub, key: stolen.key, id: stolen.passkey.credentialId };
}

describe('a stranger’s passkey of a month ago', () => {
  it('goes a day after the person asked for it by mail and phone, with all that it opened', async () => {
    const { stub, key, id } = await anIntrudedAccount();
    const { mailed, answer } = await ask(stub, [key]);
    const from = seconds(day);
    expect(answer).toEqual({ tag: 'asked', from });
    const device = await rememberedDevice(stub);
    const session = await byPasskey(stub, key);
    clock.advance(day - 1);
    expect(await finish(stub, mailed)).toEqual({ tag: 'waiting', from });
    clock.advance(1);
    const op = unique('op');
    const removed = { tag: 'removed', credentialIds: [id], hasPassword: true };
    for (const _call of times(2)) expect(await finish(stub, mailed, op)).toEqual(removed);
    expect(await finish(stub, mailed)).toEqual({ tag: 'used' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'refused' });
    expect(await lives(stub, session)).toBe(false);
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false, held: { password: {} } });
    // The person is the strongest again: by password and code they add a passkey of their own.
    expect(await addPasskey(stub, await signedIn(stub))).toEqual({ tag: 'done' });
  });

  it('goes after a week at the latest, however often its holder says no', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    const asked = seconds();
    for (const _sayingNo of times(3)) {
      await answerIn(stub, await byPasskey(stub, key), true);
      clock.advance(day);
    }
    expect(await finish(stub, mailed)).toEqual({ tag: 'waiting', from: asked + 7 * day });
    clock.advance(asked + 7 * day - seconds());
    await answerIn(stub, await byPasskey(stub, key), true);
    expect(await finish(stub, mailed)).toMatchObject({ tag: 'removed' });
  });

  it('takes along what its holder added meanwhile, and the password that they chose', async () => {
    const { stub, key, id } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    const session = await byPasskey(stub, key);
    const another = aNewPasskey();
    expect(await addPasskey(stub, session, another)).toEqual({ tag: 'done' });
    expect(await toldIn(stub, session)).toMatchObject({ keys: [key, another.key].toSorted() });
    expect(await setPassword(stub, session)).toEqual({ tag: 'done' });
    clock.advance(day);
    const credentialIds = [id, another.passkey.credentialId];
    // In no particular order.
    const removed = { tag: 'removed', credentialIds: expect.arrayContaining(credentialIds), hasPassword: false };
    expect(await finish(stub, mailed)).toEqual(removed);
    expect(await reserve(stub)).not.toHaveProperty('held');
  });

  it('does not take along the password that the person chose by a link', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    await setPassword(stub, await byPasskey(stub, key));
    await reset(stub, await askReset(stub));
    clock.advance(day);
    expect(await finish(stub, mailed)).toMatchObject({ tag: 'removed', hasPassword: true });
    // Whoever held the passkey may have chosen it: alone it signs nobody in.
    expect(await reserve(stub)).toMatchObject({ held: { password: { length: 'short' } } });
  });
});

describe('asking for the removal of passkeys', () => {
  it('is told at once by mail and phone, and by mail again when it may be done', async () => {
    const { stub, key } = await anIntrudedAccount();
    await ask(stub, [key]);
    // The code of the phone is sent by the worker; the alarm would take over.
    expect((await mailFrom(stub)).filter((one) => one !== 'sms-code')).toEqual([
      'reset-link',
      'passkeys-asked',
      'sms-passkeys-asked',
    ]);
    clock.advance(day);
    expect(await mailFrom(stub)).toEqual(['passkeys-ready']);
  });

  it('ends every session, so that whoever signs in by passkey is told before anything else, once', async () => {
    const { stub, key } = await anIntrudedAccount();
    // Another passkey, which is to stay, is not told of.
    await addPasskey(stub, await byPasskey(stub, key), aNewPasskey());
    clock.advance(1);
    const before = await byPasskey(stub, key);
    const { answer } = await ask(stub, [key]);
    expect(await lives(stub, before)).toBe(false);
    const session = await byPasskey(stub, key);
    const from = answer.tag === 'asked' ? answer.from : 0;
    expect(await toldIn(stub, session)).toEqual({ from, canPutOff: true, keys: [key] });
    await answerIn(stub, session, false);
    expect(await toldIn(stub, session)).toBeUndefined();
    const step = sessionRef();
    expect(await settlePasskey(stub, key, { before: session, session: step })).toEqual({ tag: 'signed-in' });
    expect(await toldIn(stub, step)).toBeUndefined();
    // Who signs in by password and code is the one who asked.
    expect(await toldIn(stub, await signedIn(stub))).toBeUndefined();
  });

  it('needs the code of the phone, minutes ago, and opens no session by it', async () => {
    const { stub, key } = await anIntrudedAccount();
    const link = await askReset(stub);
    expect((await ask(stub, [key], { link })).answer).toEqual({ tag: 'unproved' });
    await sendCode(stub, link);
    expect(await prove(stub, link, '000000')).toEqual({ tag: 'wrong' });
    expect((await ask(stub, [key], { link })).answer).toEqual({ tag: 'unproved' });
    const session = sessionRef();
    const bearer = { by: 'link', link } as const;
    expect(await enterCode(stub, '123456', { bearer, interaction: codesOf(link), session })).toEqual({ tag: 'lost' });
    expect(await lives(stub, session)).toBe(false);
    expect(await prove(stub, link)).toEqual({ tag: 'proved' });
    clock.advance(900);
    expect((await ask(stub, [key], { link })).answer).toEqual({ tag: 'unproved' });
  });

  it('is for the browser in which the code was entered: whoever reads the mail has the link as well', async () => {
    const { stub, key } = await anIntrudedAccount();
    const link = await askReset(stub);
    await sendCode(stub, link);
    const browserHash = 'hash of the person’s browser';
    const proof = { link, codeHash: 'hash of 123456', op: unique('op'), browserHash, context };
    // A form that is sent twice, since its answer was lost.
    for (const _sent of times(2)) expect(await stub.provePhone(proof)).toEqual({ tag: 'proved' });
    for (const other of [{}, { browserHash: 'hash of another browser' }]) {
      expect(await stub.readRemovalRequest({ link, ...other })).not.toHaveProperty('passkeys');
      expect((await ask(stub, [key], { link, ...other })).answer).toEqual({ tag: 'unproved' });
      expect(await stub.provePhone({ ...proof, op: unique('op'), browserHash: 'another' })).toEqual({ tag: 'expired' });
    }
    expect(await stub.readRemovalRequest({ link, browserHash })).toMatchObject({ at: 'choice' });
    expect((await ask(stub, [key], { link, browserHash })).answer).toMatchObject({ tag: 'asked' });
    expect((await ask(stub, [key], { link, browserHash })).answer).toEqual({ tag: 'unproved' });
  });

  it('counts wrong codes as every route does', async () => {
    const { stub } = await anIntrudedAccount();
    const link = await askReset(stub);
    await sendCode(stub, link);
    const op = unique('op');
    for (const _repeated of times(2)) expect(await prove(stub, link, '000000', op)).toEqual({ tag: 'wrong' });
    for (const _guess of times(3)) expect(await prove(stub, link, '000000')).toEqual({ tag: 'wrong' });
    expect(await prove(stub, link, '000000')).toEqual({ tag: 'locked', until: seconds(900) });
    expect(await prove(stub, link)).toEqual({ tag: 'locked', until: seconds(900) });
  });

  it('needs a live link of its own secret, here and at an object without an account', async () => {
    const { stub, key } = await anIntrudedAccount();
    const link = await provedLink(stub);
    const wrong = withWrongSecret(link);
    expect((await ask(stub, [key], { link: wrong })).answer).toEqual({ tag: 'broken' });
    expect(await prove(stub, wrong)).toEqual({ tag: 'broken' });
    expect(await sendCode(stub, wrong)).toEqual({ tag: 'lost' });
    expect(await stub.readRemovalRequest({ link: wrong })).toEqual({ tag: 'broken' });
    const decoy = anUnusedAtom();
    expect((await ask(decoy, [key], { link })).answer).toEqual({ tag: 'broken' });
    expect(await prove(decoy, link)).toEqual({ tag: 'broken' });
    clock.advance(3600);
    expect((await ask(stub, [key], { link })).answer).toEqual({ tag: 'expired' });
  });

  it('shows the passkeys to who has shown the phone, and to nobody before', async () => {
    const { stub, key } = await anIntrudedAccount();
    const link = await askReset(stub);
    expect(await stub.readRemovalRequest({ link })).not.toHaveProperty('passkeys');
    await sendCode(stub, link);
    expect(await stub.readRemovalRequest({ link })).toMatchObject({ at: 'phone', codeUntil: seconds(300) });
    await prove(stub, link);
    const shown = await stub.readRemovalRequest({ link });
    expect(shown).toMatchObject({ at: 'choice', passkeys: [{ key }] });
  });

  it('of nothing that the account has is not taken, and one is under way at a time', async () => {
    const { stub, key } = await anIntrudedAccount();
    expect((await ask(stub, ['of another account'])).answer).toEqual({ tag: 'nothing' });
    const link = await provedLink(stub);
    const op = unique('op');
    const first = await ask(stub, [key], { link, op });
    expect((await ask(stub, [key], { link, op })).answer).toEqual(first.answer);
    expect((await ask(stub, [key])).answer).toMatchObject({ tag: 'pending' });
    expect(await stub.readRemovalRequest({ link })).toMatchObject({ at: 'pending' });
  });

  it('once for each code that came back', async () => {
    const { stub, key } = await anIntrudedAccount();
    const link = await provedLink(stub);
    const { mailed } = await ask(stub, [key], { link });
    await stop(stub, mailed);
    expect((await ask(stub, [key], { link })).answer).toEqual({ tag: 'unproved' });
  });
});

describe('a removal that was asked for', () => {
  it.each(['mailed', 'phoned'] as const)(
    'is stopped by the link that was %s, and tells nobody to do it',
    async (way) => {
      const { stub, key } = await anIntrudedAccount();
      const asked = await ask(stub, [key]);
      const op = unique('op');
      for (const _call of times(2)) expect(await stop(stub, asked[way], op)).toEqual({ tag: 'stopped' });
      clock.advance(day);
      expect(await mailFrom(stub)).not.toContain('passkeys-ready');
      expect(await finish(stub, asked.mailed)).toEqual({ tag: 'used' });
      expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in' });
    },
  );

  it('is not done by the link of the phone, nor by a wrong secret, nor by a link of another kind', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed, phoned } = await ask(stub, [key]);
    const another = await askReset(stub);
    clock.advance(day);
    expect(await stub.readRemoval({ link: phoned })).toMatchObject({ tag: 'live', may: 'stop' });
    for (const link of [phoned, withWrongSecret(mailed)]) expect(await finish(stub, link)).toEqual({ tag: 'broken' });
    expect(await stop(stub, withWrongSecret(mailed))).toEqual({ tag: 'broken' });
    expect(await finish(stub, another)).toEqual({ tag: 'expired' });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in' });
  });

  it('waits a week when somebody who signed in by passkey says no, which is told by mail', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    const asked = seconds();
    await mailFrom(stub);
    const session = await byPasskey(stub, key);
    await answerIn(stub, session, true);
    expect(await mailFrom(stub)).toEqual(['passkeys-put-off']);
    const told = { from: asked + 7 * day, canPutOff: false, keys: [key] };
    expect(await toldIn(stub, await byPasskey(stub, key))).toEqual(told);
    clock.advance(day);
    await runDurableObjectAlarm(stub);
    expect(await stub.readRemoval({ link: mailed })).toMatchObject({ state: 'waiting', from: asked + 7 * day });
    clock.advance(6 * day);
    expect(await mailFrom(stub)).toEqual(['passkeys-ready']);
  });

  it('is put off by no session in which a passkey was not shown', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    await answerIn(stub, await signedIn(stub), true);
    expect(await answerIn(stub, sessionRef(), true)).toEqual({ tag: 'no-session' });
    clock.advance(day);
    expect(await finish(stub, mailed)).toMatchObject({ tag: 'removed' });
  });

  it('put off and stopped is not begun anew to wait less', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    const asked = seconds();
    await answerIn(stub, await byPasskey(stub, key), true);
    await stop(stub, mailed);
    expect((await ask(stub, [key])).answer).toEqual({ tag: 'pending', from: asked + 7 * day });
    expect(await toldIn(stub, await byPasskey(stub, key))).toBeUndefined();
    clock.advance(7 * day);
    expect((await ask(stub, [key])).answer).toMatchObject({ tag: 'asked' });
  });

  it('is over when nobody came to do it in a week', async () => {
    const { stub, key } = await anIntrudedAccount();
    const { mailed } = await ask(stub, [key]);
    clock.advance(8 * day);
    expect(await finish(stub, mailed)).toEqual({ tag: 'used' });
    expect(await stop(stub, mailed)).toEqual({ tag: 'used' });
    expect((await ask(stub, [key])).answer).toMatchObject({ tag: 'asked' });
  });
});

describe('a person who signs in by passkey alone', () => {
  it('gets a link that chooses no password while there is a passkey', async () => {
    const { stub } = await aPasskeyAccount();
    const link = await askReset(stub);
    expect(await mailFrom(stub)).toEqual(['reset-no-password']);
    expect(await stub.readReset({ link })).toMatchObject({ tag: 'live', choosesPassword: false, passkeys: 1 });
    expect(await reset(stub, link)).toEqual({ tag: 'broken' });
  });

  it('who lost it gets back in: it is removed, then a password is chosen; what was proved falls', async () => {
    const { stub, key } = await aPasskeyAccount();
    await atLevel(stub, 'P9');
    const { mailed } = await ask(stub, [key]);
    await mailFrom(stub);
    clock.advance(day);
    expect(await finish(stub, mailed)).toMatchObject({ tag: 'removed', hasPassword: false });
    await mailFrom(stub);
    const link = await askReset(stub);
    expect(await mailFrom(stub)).toEqual(['reset-link']);
    expect(await reset(stub, link)).toEqual({ tag: 'done' });
    expect(await levelOf(stub)).toBe('P0');
  });
});

describe('what a person has proved', () => {
  it('falls when the password of before was chosen in a session of the passkey that goes', async () => {
    const { stub, key } = await anIntrudedAccount();
    await atLevel(stub, 'P9');
    await setPassword(stub, await byPasskey(stub, key));
    clock.advance(30 * day);
    const { mailed } = await ask(stub, [key]);
    clock.advance(day);
    expect(await finish(stub, mailed)).toMatchObject({ tag: 'removed', hasPassword: true });
    expect(await levelOf(stub)).toBe('P0');
  });

  it.each([
    ['stays while they have the password of before', false, 'P9'],
    ['falls when the password was chosen by a link as well', true, 'P0'],
  ] as const)('%s', async (_what, chosenByLink, level) => {
    const { stub, key } = await anIntrudedAccount();
    await atLevel(stub, 'P9');
    if (chosenByLink) await reset(stub, await askReset(stub));
    const { mailed } = await ask(stub, [key]);
    clock.advance(day);
    expect(await finish(stub, mailed)).toMatchObject({ tag: 'removed' });
    expect(await levelOf(stub)).toBe(level);
  });
});

const headOf = (storage: DurableObjectStorage) => {
  const [row] = storage.sql.exec<{ value: string }>("SELECT value FROM entry WHERE kind = 'head'").toArray();
  return JSON.parse(row?.value ?? '{}');
};
const atLevel = (stub: AccountStub, level: string): Promise<void> =>
  runInDurableObject(stub, (_atom, { storage }) => {
    const head = JSON.stringify({ ...headOf(storage), level });
    storage.sql.exec("UPDATE entry SET value = ? WHERE kind = 'head'", head);
  });
const levelOf = (stub: AccountStub): Promise<string> =>
  runInDurableObject(stub, (_atom, { storage }) => headOf(storage).level);
