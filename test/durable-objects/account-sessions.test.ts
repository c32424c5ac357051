import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { termsVersion } from '../../src/domain/consent';
import { theService } from '../support/builders';
import { clock, seconds } from './support/clock';
import {
  aGrantedCode,
  agreeTo,
  anActiveAccount,
  anUnusedAtom,
  authorize,
  lives,
  prepareInput,
  readGrant,
  redeem,
  rememberedDevice,
  reserve,
  sessionRef,
  signedIn,
  signOut,
  signOutEverywhere,
  withWrongSecret,
} from './support/signing-in';

const minute = 60;
const halfAnHour = 30 * minute;
const context = 'sealed caller';
const times = (count: number) => Array.from({ length: count });

describe('a session', () => {
  it('tells the facts of its person', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await agreeTo(stub, session);
    expect(await stub.readSession({ session })).toEqual({
      tag: 'session',
      facts: {
        account: prepareInput().account,
        subject: prepareInput().subject,
        shown: { Cp: seconds(), Cd: seconds() },
        level: 'P0',
        acceptedTerms: termsVersion,
        consents: [expect.objectContaining({ client: theService, scopes: ['openid', 'email'], at: seconds() })],
        signedInBy: 'interaction of the sign-in',
        hasPassword: true,
        passkeys: 0,
        provenPasskeys: 0,
        readAt: seconds(),
      },
    });
  });

  it('is opened by its own secret only, and not at another account', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    expect(await lives(stub, session)).toBe(true);
    expect(await lives(stub, withWrongSecret(session))).toBe(false);
    expect(await lives(await anActiveAccount(), session)).toBe(false);
    expect(await lives(anUnusedAtom(), session)).toBe(false);
  });

  it('ends after half an hour unused', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    clock.advance(halfAnHour - 1);
    expect(await lives(stub, session)).toBe(true);
    clock.advance(1);
    expect(await lives(stub, session)).toBe(false);
  });

  it('lives on when it lets its person into a service, and only then', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await agreeTo(stub, session);
    clock.advance(halfAnHour - 1);
    await authorize(stub, session);
    clock.advance(halfAnHour - 1);
    expect(await lives(stub, session)).toBe(true);
    expect(await authorize(stub, session, { request: { scopes: ['openid', 'phone'] } })).toMatchObject({
      tag: 'needs',
    });
    clock.advance(1);
    expect(await lives(stub, session)).toBe(false);
  });

  it('ends after twelve hours, however much it is used', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await agreeTo(stub, session);
    for (const _quarter of times(47)) {
      clock.advance(15 * minute);
      expect(await authorize(stub, session)).toEqual({ tag: 'granted' });
    }
    clock.advance(15 * minute - 1);
    expect(await authorize(stub, session)).toEqual({ tag: 'granted' });
    clock.advance(1);
    expect(await authorize(stub, session)).toEqual({ tag: 'no-session' });
  });

  it('is one of ten at most: the eleventh ends the oldest', async () => {
    const stub = await anActiveAccount();
    const sessions: Awaited<ReturnType<typeof signedIn>>[] = [];
    for (const _session of times(10)) {
      sessions.push(await signedIn(stub));
      clock.advance(1);
    }
    const alive = async () => Promise.all(sessions.map((session) => lives(stub, session)));
    expect(await alive()).toEqual(times(10).map(() => true));
    sessions.push(await signedIn(stub));
    expect(await alive()).toEqual([false, ...times(10).map(() => true)]);
  });

  it('is not ended by who signs in again and again with a password and nothing else', async () => {
    const stub = await anActiveAccount();
    const [own, weak] = [await signedIn(stub), await signedIn(stub, { Cp: seconds() })];
    for (let signIn = 0; signIn < 10; signIn += 1) {
      clock.advance(1);
      await signedIn(stub, { Cp: seconds() });
    }
    expect([await lives(stub, own), await lives(stub, weak)]).toEqual([true, false]);
  });

  it('is not ended for the sake of an eleventh while one of the ten has ended by itself', async () => {
    const stub = await anActiveAccount();
    const oldest = await signedIn(stub);
    await agreeTo(stub, oldest);
    clock.advance(1);
    for (const _session of times(9)) await signedIn(stub);
    clock.advance(20 * minute);
    await authorize(stub, oldest);
    clock.advance(20 * minute);
    await signedIn(stub);
    expect(await lives(stub, oldest)).toBe(true);
    const kept = await runInDurableObject(stub, (_atom, { storage }) =>
      storage.sql.exec("SELECT id FROM entry WHERE kind = 'session'").toArray(),
    );
    expect(kept).toHaveLength(2);
  });
});

describe('signing out', () => {
  it('ends this session and forgets this device; other sessions, and what services hold, live on', async () => {
    const { stub, session, code } = await aGrantedCode();
    await redeem(stub, code);
    const [other, device] = [await signedIn(stub), await rememberedDevice(stub)];
    expect(await signOut(stub, { session, device })).toEqual({ tag: 'done' });
    expect([await lives(stub, session), await lives(stub, other)]).toEqual([false, true]);
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
    expect(await readGrant(stub, code)).toMatchObject({ tag: 'grant' });
  });

  it('with a wrong secret ends nothing and forgets nothing', async () => {
    const stub = await anActiveAccount();
    const [session, device] = [await signedIn(stub), await rememberedDevice(stub)];
    await signOut(stub, { session: withWrongSecret(session), device: withWrongSecret(device) });
    expect(await lives(stub, session)).toBe(true);
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: true });
  });

  it('twice is as good as once', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await signOut(stub, { session });
    expect(await signOut(stub, { session })).toEqual({ tag: 'done' });
  });
});

describe('signing out everywhere', () => {
  it('ends every session, device and grant at once', async () => {
    const { stub, session, code } = await aGrantedCode();
    await redeem(stub, code);
    const [other, device] = [await signedIn(stub), await rememberedDevice(stub)];
    expect(await signOutEverywhere(stub, session)).toEqual({ tag: 'done' });
    expect([await lives(stub, session), await lives(stub, other)]).toEqual([false, false]);
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
  });

  it('ends a code that was not redeemed yet', async () => {
    const { stub, session, code } = await aGrantedCode();
    await signOutEverywhere(stub, session);
    expect(await redeem(stub, code)).toMatchObject({ tag: 'refused' });
  });

  it('ends also what a recovery of the store would bring back', async () => {
    const { stub, session, code } = await aGrantedCode();
    await redeem(stub, code);
    const rows = await runInDurableObject(stub, (_atom, { storage }) =>
      storage.sql.exec("SELECT * FROM entry WHERE kind IN ('session', 'grant')").toArray(),
    );
    clock.advance(1);
    await signOutEverywhere(stub, session);
    await runInDurableObject(stub, (_atom, { storage }) => {
      for (const { kind, id, expires_at, value } of rows)
        storage.sql.exec('INSERT INTO entry VALUES (?, ?, ?, ?)', kind, id, expires_at, value);
    });
    expect(await lives(stub, session)).toBe(false);
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
  });

  it('leaves the agreements, and the way to sign in again', async () => {
    const { stub, session } = await aGrantedCode();
    await signOutEverywhere(stub, session);
    clock.advance(1);
    const next = await signedIn(stub);
    expect(await authorize(stub, next)).toEqual({ tag: 'granted' });
  });

  it('is not done without a session of the person', async () => {
    const { stub, session } = await aGrantedCode();
    expect(await signOutEverywhere(stub, withWrongSecret(session))).toEqual({ tag: 'no-session' });
    expect(await lives(stub, session)).toBe(true);
  });
});

describe('what a person decides', () => {
  it('is kept for a person with a session, and for nobody else', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    expect(await agreeTo(stub, withWrongSecret(session))).toEqual({ tag: 'no-session' });
    expect(await stub.acceptTerms({ session: sessionRef(), version: 'next', context })).toEqual({ tag: 'no-session' });
    expect(await stub.readSession({ session })).toMatchObject({ facts: { consents: [], acceptedTerms: termsVersion } });
    expect(await agreeTo(stub, session)).toEqual({ tag: 'done' });
    expect(await stub.acceptTerms({ session, version: 'next', context })).toEqual({ tag: 'done' });
    expect(await stub.readSession({ session })).toMatchObject({
      facts: { consents: [{ client: theService }], acceptedTerms: 'next' },
    });
  });

  it('about a service is the union of all they agreed to there', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await agreeTo(stub, session, { scopes: ['openid', 'email'] });
    await agreeTo(stub, session, { scopes: ['openid', 'phone'] });
    expect(await stub.overview({ session })).toMatchObject({
      tag: 'overview',
      consents: [{ client: theService, scopes: ['openid', 'email', 'phone'] }],
    });
  });

  it('is looked at by using the session, which then rests for another half an hour', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    clock.advance(halfAnHour - 1);
    expect(await stub.overview({ session })).toMatchObject({ sessionUntil: seconds() + halfAnHour });
    clock.advance(halfAnHour - 1);
    expect(await stub.overview({ session })).toMatchObject({ tag: 'overview' });
    clock.advance(halfAnHour);
    expect(await stub.overview({ session })).toEqual({ tag: 'no-session' });
  });

  it('is shown to nobody without a session', async () => {
    const stub = await anActiveAccount();
    expect(await stub.overview({ session: sessionRef() })).toEqual({ tag: 'no-session' });
  });
});
