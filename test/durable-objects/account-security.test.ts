import { describe, expect, it } from 'vitest';
import type * as Credentials from '../../durable-objects/account/credential-verbs';
import type * as Recovery from '../../durable-objects/account/recovery-verbs';
import type * as Verbs from '../../durable-objects/account/verbs';
import { clock, seconds } from './support/clock';
import { aNotice, askReset, mailFrom, reset } from './support/recovering';
import {
  type AccountStub,
  aGrantedCode,
  anActiveAccount,
  codeSent,
  deviceRef,
  enterCode,
  lives,
  readGrant,
  redeem,
  rememberedDevice,
  reserve,
  sessionRef,
  signedIn,
  unique,
  withWrongSecret,
  wrongPassword,
} from './support/signing-in';

const context = 'sealed caller';
const safari = { browser: 'Safari', system: 'iPhone' } as const;

async function securityOf(stub: AccountStub, session: Verbs.SecretRef, device?: Verbs.SecretRef) {
  const answer = await stub.security({ session, ...(device === undefined ? {} : { device }) });
  return answer.tag === 'security' ? answer : expect.fail(answer.tag);
}
const end = (
  stub: AccountStub,
  session: Verbs.SecretRef,
  what: Recovery.EndAccessInput['end'],
  device?: Verbs.SecretRef,
) => stub.endAccess({ session, end: what, context, ...(device === undefined ? {} : { device }) });

describe('what a person is shown of their account', () => {
  it('is where they are signed in and remembered, since when, on what, and which of it is this browser', async () => {
    const stub = await anActiveAccount();
    const other = await signedIn(stub);
    clock.advance(60);
    const interaction = unique('interaction');
    const [session, device] = [{ id: unique('session'), secretHash: 'hash' }, deviceRef()];
    await codeSent(stub, { interaction });
    await enterCode(stub, '123456', { interaction, session, device, on: safari });
    const shown = await securityOf(stub, session, device);
    expect(shown.sessions).toEqual(
      expect.arrayContaining([
        { id: other.id, openedAt: seconds(-60), usedAt: seconds(-60), isThis: false },
        { id: session.id, openedAt: seconds(), usedAt: seconds(), on: safari, isThis: true },
      ]),
    );
    expect(shown.sessions).toHaveLength(2);
    const until = seconds(180 * 86_400);
    expect(shown.devices).toEqual([{ id: device.id, usedAt: seconds(), until, on: safari, isThis: true }]);
    expect((await securityOf(stub, other, withWrongSecret(device))).devices[0]?.isThis).toBe(false);
    expect(shown.hasPassword).toBe(true);
    expect(JSON.stringify(shown)).not.toContain('hash');
  });

  it('is what happened lately, with the wrong passwords of others', async () => {
    const stub = await anActiveAccount();
    await wrongPassword(stub);
    await wrongPassword(stub);
    const { events } = await securityOf(stub, await signedIn(stub));
    expect(events).toEqual([
      { kind: 'user_created', at: seconds(), times: 1 },
      { kind: 'authn_login_fail', at: seconds(), times: 2 },
    ]);
  });

  it('leaves out a session that has ended by itself, and is shown to nobody without one', async () => {
    const stub = await anActiveAccount();
    const idle = await signedIn(stub);
    clock.advance(1800);
    const session = await signedIn(stub);
    expect((await securityOf(stub, session)).sessions.map(({ id }) => id)).toEqual([session.id]);
    for (const none of [idle, withWrongSecret(session)])
      expect(await stub.security({ session: none })).toEqual({ tag: 'no-session' });
  });

  it('is looked at by using the session', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    clock.advance(1700);
    expect((await securityOf(stub, session)).sessionUntil).toBe(seconds(1800));
    clock.advance(1700);
    expect(await lives(stub, session)).toBe(true);
  });
});

describe('a session that was opened by a password alone', () => {
  it('opens nothing of the account and ends nothing in it, but itself', async () => {
    const stub = await anActiveAccount();
    const [session, other] = [await signedIn(stub, { Cp: seconds() }), await signedIn(stub)];
    const none = { tag: 'no-session' };
    expect(await stub.security({ session })).toEqual(none);
    expect(await end(stub, session, { kind: 'session', id: other.id })).toEqual(none);
    expect(await end(stub, session, { kind: 'others' })).toEqual(none);
    expect(await stub.signOutEverywhere({ session, context })).toEqual(none);
    expect([await lives(stub, session), await lives(stub, other)]).toEqual([true, true]);
    expect((await stub.security({ session: other })).tag).toBe('security');
    await stub.signOut({ session, context });
    expect(await lives(stub, session)).toBe(false);
  });
});

describe('a person who changes their password', () => {
  const change = (stub: AccountStub, session: Verbs.SecretRef, changes: Partial<Credentials.SetPasswordInput> = {}) =>
    stub.setPassword({
      session,
      password: { sealed: 'sealed new password', length: 'long' },
      next: sessionRef(),
      notice: aNotice(),
      interaction: 'account',
      context,
      ...changes,
    });

  it('goes on in a new session; all others end, but for what remembers this browser', async () => {
    const stub = await anActiveAccount();
    const [mine, theirs] = [await rememberedDevice(stub), await rememberedDevice(stub)];
    const [session, other, next] = [await signedIn(stub), await signedIn(stub), sessionRef()];
    await mailFrom(stub);
    expect(await change(stub, session, { next, device: mine })).toEqual({ tag: 'done' });
    expect([await lives(stub, session), await lives(stub, other), await lives(stub, next)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await reserve(stub, { device: mine })).toMatchObject({
      deviceKnown: true,
      held: { password: { sealed: 'sealed new password' } },
    });
    expect(await reserve(stub, { device: theirs })).toMatchObject({ deviceKnown: false });
    expect(await mailFrom(stub)).toEqual(['password-changed']);
  });

  it('spends the links by which it could be chosen anew', async () => {
    const stub = await anActiveAccount();
    const link = await askReset(stub);
    await change(stub, await signedIn(stub));
    expect(await reset(stub, link)).toEqual({ tag: 'used' });
  });

  it('has signed in within five minutes', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    clock.advance(300);
    expect(await change(stub, session)).toEqual({ tag: 'stale' });
    expect(await reserve(stub)).toMatchObject({ held: { password: { sealed: 'sealed password' } } });
  });
});

describe('a person who ends', () => {
  it('one session ends that one', async () => {
    const stub = await anActiveAccount();
    const [mine, one, two] = [await signedIn(stub), await signedIn(stub), await signedIn(stub)];
    expect(await end(stub, mine, { kind: 'session', id: one.id })).toEqual({ tag: 'done' });
    expect([await lives(stub, mine), await lives(stub, one), await lives(stub, two)]).toEqual([true, false, true]);
  });

  it('one remembered device forgets that one', async () => {
    const stub = await anActiveAccount();
    const [one, two] = [await rememberedDevice(stub), await rememberedDevice(stub)];
    await end(stub, await signedIn(stub), { kind: 'device', id: one.id });
    expect(await reserve(stub, { device: one })).toMatchObject({ deviceKnown: false });
    expect(await reserve(stub, { device: two })).toMatchObject({ deviceKnown: true });
  });

  it('all others keeps this browser, and what services hold; and stops who is halfway in', async () => {
    const { stub, session, code } = await aGrantedCode();
    await redeem(stub, code);
    const [other, mine, theirs] = [await signedIn(stub), await rememberedDevice(stub), await rememberedDevice(stub)];
    const interaction = unique('interaction');
    await codeSent(stub, { interaction });
    expect(await end(stub, session, { kind: 'others' }, mine)).toEqual({ tag: 'done' });
    expect([await lives(stub, session), await lives(stub, other)]).toEqual([true, false]);
    expect(await reserve(stub, { device: mine })).toMatchObject({ deviceKnown: true });
    expect(await reserve(stub, { device: theirs })).toMatchObject({ deviceKnown: false });
    expect(await enterCode(stub, '123456', { interaction })).toEqual({ tag: 'lost' });
    expect((await readGrant(stub, code)).tag).toBe('grant');
  });

  it('what is not there pushes nothing out of sight, however often', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    const { events } = await securityOf(stub, session);
    for (const kind of ['session', 'device'] as const)
      for (const _try of Array.from({ length: 20 })) await end(stub, session, { kind, id: 'no such' });
    for (const _try of Array.from({ length: 20 })) await end(stub, session, { kind: 'others' });
    expect((await securityOf(stub, session)).events).toEqual(events);
  });

  it('anything needs a session, and ends nothing at another account', async () => {
    const [stub, another] = [await anActiveAccount(), await anActiveAccount()];
    const [mine, theirs] = [await signedIn(stub), await signedIn(another)];
    expect(await end(stub, withWrongSecret(mine), { kind: 'others' })).toEqual({ tag: 'no-session' });
    expect(await end(stub, theirs, { kind: 'session', id: mine.id })).toEqual({ tag: 'no-session' });
    await end(another, theirs, { kind: 'session', id: mine.id });
    expect([await lives(stub, mine), await lives(another, theirs)]).toEqual([true, true]);
  });
});
