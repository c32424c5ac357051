import { describe, expect, it } from 'vitest';
import type * as Verbs from '../../durable-objects/account/verbs';
import { clock } from './support/clock';
import {
  addPasskey,
  aNewPasskey,
  aPasskeyAccount,
  removePasskey,
  setPassword,
  settlePasskey,
} from './support/passkeys';
import { aNotice, askReset, linkRef, mailFrom, reset } from './support/recovering';
import {
  type AccountStub,
  aGrantedCode,
  anActiveAccount,
  anUnusedAtom,
  codeSent,
  enterCode,
  lives,
  readGrant,
  redeem,
  rememberedDevice,
  reserve,
  sessionRef,
  settle,
  signedIn,
  ticketOf,
  unique,
  withWrongSecret,
} from './support/signing-in';

const day = 86_400;
const times = (count: number) => Array.from({ length: count });

/** A notice went out, here of a new password. @returns its link */
async function noticed(stub: AccountStub): Promise<Verbs.SecretRef> {
  const link = linkRef('notice');
  await reset(stub, await askReset(stub), { notice: aNotice(link) });
  return link;
}
const disown = (stub: AccountStub, link: Verbs.SecretRef, op = unique('op')) =>
  stub.disown({ link, op, context: 'sealed caller' });

describe('saying that it was not me', () => {
  it('works by the first mail, whatever was done how often since, and the mailbox is not flooded', async () => {
    const stub = await anActiveAccount();
    clock.advance(60);
    const first = await noticed(stub);
    await mailFrom(stub);
    let session = await signedIn(stub);
    for (const _change of times(60)) {
      const next = sessionRef();
      expect((await setPassword(stub, session, next)).tag).toBe('done');
      session = next;
    }
    const theirs = aNewPasskey();
    expect((await addPasskey(stub, session, theirs)).tag).toBe('done');
    // One of the five of this hour had told of the link before.
    expect((await mailFrom(stub)).length).toBe(4);
    clock.advance(2 * day);
    expect(await stub.readNotice({ link: first })).toEqual({ tag: 'live' });
    expect(await disown(stub, first)).toEqual({ tag: 'done', credentialIds: [theirs.passkey.credentialId] });
    expect(await lives(stub, session)).toBe(false);
  });

  it('ends every session, device and grant', async () => {
    const { stub, code } = await aGrantedCode();
    await redeem(stub, code, { refresh: { secretHash: 'first' } });
    const link = await noticed(stub);
    const [session, device] = [await signedIn(stub), await rememberedDevice(stub)];
    expect(await disown(stub, link)).toEqual({ tag: 'done', credentialIds: [] });
    expect(await lives(stub, session)).toBe(false);
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
  });

  it('turns the password off until it is chosen anew, and tells no stranger', async () => {
    const stub = await anActiveAccount();
    await disown(stub, await noticed(stub));
    const attempt = await reserve(stub);
    expect(attempt).toEqual({ tag: 'reserved', deviceKnown: false });
    expect(await settle(stub, await ticketOf(stub), { right: false })).toEqual({ tag: 'wrong' });
    expect(await reset(stub, await askReset(stub))).toEqual({ tag: 'done' });
    expect(await reserve(stub)).toMatchObject({ held: { password: { sealed: 'sealed new password' } } });
  });

  it('with the password opens nothing in between, whatever the caller says of it', async () => {
    const stub = await anActiveAccount();
    await disown(stub, await noticed(stub));
    const session = sessionRef();
    expect(await settle(stub, await ticketOf(stub), { right: true, session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
  });

  it('does it once, also when the call is repeated or many come at once', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    const op = unique('op');
    const answers = await Promise.all([
      disown(stub, link, op),
      disown(stub, link, op),
      ...times(20).map(() => disown(stub, link)),
    ]);
    expect(answers.map(({ tag }) => tag)).toEqual(['done', 'done', ...times(20).map(() => 'used')]);
    expect(await stub.readNotice({ link })).toEqual({ tag: 'used' });
  });

  it('is possible for three days', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    clock.advance(3 * day - 1);
    expect(await stub.readNotice({ link })).toEqual({ tag: 'live' });
    clock.advance(1);
    expect(await disown(stub, link)).toEqual({ tag: 'expired' });
  });

  it('is not with another secret, nor by a link of another kind, nor at an object without an account', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    const [session, resetLink] = [await signedIn(stub), await askReset(stub)];
    expect(await disown(stub, withWrongSecret(link))).toEqual({ tag: 'broken' });
    expect(await disown(stub, resetLink)).toEqual({ tag: 'expired' });
    expect(await disown(anUnusedAtom(), link)).toEqual({ tag: 'broken' });
    expect(await reserve(stub)).toHaveProperty('held');
    expect(await lives(stub, session)).toBe(true);
  });

  it('changes nothing while it is only looked at', async () => {
    const stub = await anActiveAccount();
    const link = await noticed(stub);
    const session = await signedIn(stub);
    for (const _look of times(3)) expect(await stub.readNotice({ link })).toEqual({ tag: 'live' });
    expect(await lives(stub, session)).toBe(true);
    expect(await mailFrom(stub)).toContain('password-changed');
  });
});

/** Somebody signs in by password and code, and their person hears of it. */
async function signsIn(stub: AccountStub) {
  const [session, link] = [sessionRef(), linkRef('notice')];
  await codeSent(stub);
  await enterCode(stub, '123456', { session, news: { notice: aNotice(link) } });
  return { session, link };
}

/** Somebody signs in by a passkey on a kind of device that is new, and their person hears of it. */
async function usesPasskey(stub: AccountStub, key: string) {
  const [session, link] = [sessionRef(), linkRef('notice')];
  const on = { browser: 'Firefox', system: 'Android' } as const;
  expect(await settlePasskey(stub, key, { session, on, news: { notice: aNotice(link) } })).toEqual({
    tag: 'signed-in',
  });
  return { session, link };
}

describe('the passkeys of an account in which somebody was who should not', () => {
  it('go when they were added since, also when the notice that is answered tells of the sign-in', async () => {
    const stub = await anActiveAccount();
    clock.advance(day);
    const { session, link } = await signsIn(stub);
    const [one, two] = [aNewPasskey(), aNewPasskey()];
    await addPasskey(stub, session, one);
    const { session: byPasskey } = await usesPasskey(stub, one.key);
    await addPasskey(stub, byPasskey, two);
    const op = unique('op');
    const gone = [one, two].map(({ passkey }) => passkey.credentialId);
    for (const _call of times(2)) expect(await disown(stub, link, op)).toEqual({ tag: 'done', credentialIds: gone });
    for (const { key } of [one, two]) expect(await settlePasskey(stub, key)).toEqual({ tag: 'refused' });
  });

  it('go when a stranger removed the others first, by the notice of that', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    clock.advance(10 * day);
    const { session } = await usesPasskey(stub, key);
    const added = aNewPasskey();
    await addPasskey(stub, session, added);
    await removePasskey(stub, session, key);
    const { link } = await usesPasskey(stub, added.key);
    expect(await disown(stub, link)).toEqual({ tag: 'done', credentialIds: [added.passkey.credentialId] });
  });

  it('go when they were signed in by, however old, and the others stay', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const { session } = await usesPasskey(stub, key);
    const other = aNewPasskey();
    await addPasskey(stub, session, other);
    clock.advance(3 * day + 1);
    const { link } = await usesPasskey(stub, other.key);
    expect(await disown(stub, link)).toEqual({ tag: 'done', credentialIds: [other.passkey.credentialId] });
    expect(await settlePasskey(stub, key)).toEqual({ tag: 'signed-in' });
  });

  it('stay when they were made with the account, or added more than three days before', async () => {
    const { stub, key } = await aPasskeyAccount({}, { withPassword: true });
    const { session } = await usesPasskey(stub, key);
    const old = aNewPasskey();
    await addPasskey(stub, session, old);
    clock.advance(3 * day + 1);
    const { link } = await signsIn(stub);
    expect(await disown(stub, link)).toEqual({ tag: 'done', credentialIds: [] });
    for (const one of [key, old.key]) expect(await settlePasskey(stub, one)).toEqual({ tag: 'signed-in' });
  });

  it('stay when nothing else would be left, unless it is their adding that was not the person', async () => {
    const { stub, key } = await aPasskeyAccount();
    const { session, link } = await usesPasskey(stub, key);
    expect(await disown(stub, link)).toEqual({ tag: 'done', credentialIds: [] });
    expect(await lives(stub, session)).toBe(false);

    const [added, told] = [aNewPasskey(), linkRef('notice')];
    const { session: again } = await usesPasskey(stub, key);
    await stub.addPasskey({ session: again, passkey: added, notice: aNotice(told), context: 'sealed caller' });
    await removePasskey(stub, again, key);
    expect(await disown(stub, told)).toEqual({ tag: 'done', credentialIds: [added.passkey.credentialId] });
    expect(await settlePasskey(stub, added.key)).toEqual({ tag: 'refused' });
  });
});
