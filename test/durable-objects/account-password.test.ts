import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { clock, seconds } from './support/clock';
import { aMail, linkRef, mailFrom } from './support/recovering';
import {
  anActiveAccount,
  anUnusedAtom,
  codeSent,
  enterCode,
  lives,
  rememberedDevice,
  reserve,
  sessionRef,
  settle,
  signedIn,
  signOutEverywhere,
  ticketOf,
  unique,
  withWrongSecret,
  wrongPassword,
} from './support/signing-in';

const fifteenMinutes = 900;
const day = 86_400;
/** A wrong password, and what its settlement says. */
const settledWrong = async (stub: Parameters<typeof ticketOf>[0]) =>
  settle(stub, await ticketOf(stub), { right: false });
const guesses = (count: number) => Array.from({ length: count });

describe('a password attempt', () => {
  it('is handed what it is verified against, and a right one signs in', async () => {
    const stub = await anActiveAccount();
    expect(await reserve(stub)).toMatchObject({
      tag: 'reserved',
      deviceKnown: false,
      held: { password: { sealed: 'sealed password', length: 'long' }, sealedPhone: 'sealed phone' },
    });
    const session = sessionRef();
    expect(await settle(stub, await ticketOf(stub), { session })).toEqual({ tag: 'signed-in' });
    expect(await stub.readSession({ session })).toMatchObject({ facts: { shown: { Cp: seconds() } } });
  });

  it('that is wrong opens nothing, whatever else the call brings', async () => {
    const stub = await anActiveAccount();
    const session = sessionRef();
    expect(await settle(stub, await ticketOf(stub), { right: false, session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
  });

  it('is settled once: a ticket shown again gets the answer it had, also with another verdict', async () => {
    const stub = await anActiveAccount();
    const ticket = await ticketOf(stub);
    expect(await settle(stub, ticket, { right: false })).toEqual({ tag: 'wrong' });
    const session = sessionRef();
    expect(await settle(stub, ticket, { right: true, session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
  });

  it('settled again after it was right opens no second session', async () => {
    const stub = await anActiveAccount();
    const ticket = await ticketOf(stub);
    const [first, second] = [sessionRef(), sessionRef()];
    await settle(stub, ticket, { session: first });
    expect(await settle(stub, ticket, { session: second })).toEqual({ tag: 'signed-in' });
    expect([await lives(stub, first), await lives(stub, second)]).toEqual([true, false]);
  });

  it('is settled within 30 seconds, or was a wrong one', async () => {
    const stub = await anActiveAccount();
    const [inTime, late] = [await ticketOf(stub), await ticketOf(stub)];
    clock.advance(29);
    expect(await settle(stub, inTime, { session: sessionRef() })).toEqual({ tag: 'signed-in' });
    clock.advance(1);
    const session = sessionRef();
    expect(await settle(stub, late, { session })).toEqual({ tag: 'wrong' });
    expect(await lives(stub, session)).toBe(false);
  });

  it('that nobody reserved is wrong', async () => {
    const stub = await anActiveAccount();
    expect(await settle(stub, 'invented', { session: sessionRef() })).toEqual({ tag: 'wrong' });
  });

  it('reserved before everything ended settles nothing after', async () => {
    const stub = await anActiveAccount();
    const ticket = await ticketOf(stub);
    await signOutEverywhere(stub, await signedIn(stub));
    expect(await settle(stub, ticket, { session: sessionRef() })).toEqual({ tag: 'wrong' });
  });

  it('with a session that ends while it is looked at opens none in its place', async () => {
    const stub = await anActiveAccount();
    const before = await signedIn(stub, { Cd: seconds() });
    const ticket = await ticketOf(stub, { session: before });
    await stub.signOut({ session: before, context: 'sealed caller' });
    const session = sessionRef();
    expect(await settle(stub, ticket, { session, before })).toEqual({ tag: 'lost' });
    expect(await lives(stub, session)).toBe(false);
  });

  it('sent five times at once with one session steps it up once', async () => {
    const stub = await anActiveAccount();
    const before = await signedIn(stub, { Cd: seconds() });
    const tickets = await Promise.all(guesses(5).map(() => ticketOf(stub, { session: before })));
    const answers = await Promise.all(tickets.map((one) => settle(stub, one, { session: sessionRef(), before })));
    expect(answers.map(({ tag }) => tag)).toEqual(['signed-in', 'lost', 'lost', 'lost', 'lost']);
  });
});

describe('wrong passwords of an account', () => {
  it('NL-108 the sixth in a row locks for 15 minutes, also against the right one', async () => {
    const stub = await anActiveAccount();
    for (const _guess of guesses(5)) expect(await settledWrong(stub)).toEqual({ tag: 'wrong' });
    expect(await settledWrong(stub)).toEqual({ tag: 'wrong', lockedUntil: seconds(fifteenMinutes) });
    expect(await reserve(stub)).toEqual({ tag: 'locked', until: seconds(fifteenMinutes) });
    clock.advance(fifteenMinutes - 1);
    expect((await reserve(stub)).tag).toBe('locked');
    clock.advance(1);
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('five in a row lock nothing, and a right one forgets them', async () => {
    const stub = await anActiveAccount();
    for (const _round of guesses(3)) {
      for (const _guess of guesses(5)) await wrongPassword(stub);
      expect(await settle(stub, await ticketOf(stub), { session: sessionRef() })).toEqual({ tag: 'signed-in' });
    }
  });

  it('count not when nobody could look at them: those before and after do', async () => {
    for (const stub of [await anActiveAccount(), anUnusedAtom()]) {
      for (const _guess of guesses(5)) expect(await settledWrong(stub)).toEqual({ tag: 'wrong' });
      for (const _try of guesses(7)) {
        const ticket = await ticketOf(stub);
        expect(await settle(stub, ticket, { right: false, unseen: true })).toEqual({ tag: 'wrong' });
        // Settled once: what was not looked at does not become right afterwards.
        expect(await settle(stub, ticket, { session: sessionRef() })).toEqual({ tag: 'wrong' });
      }
      expect(await settledWrong(stub)).toEqual({ tag: 'wrong', lockedUntil: seconds(fifteenMinutes) });
    }
  });

  it('count also when nobody comes back to settle them', async () => {
    const stub = await anActiveAccount();
    for (const _guess of guesses(6)) await reserve(stub);
    expect((await reserve(stub)).tag).toBe('locked');
  });

  it('get no more looks by coming all at once', async () => {
    const stub = await anActiveAccount();
    const answers = await Promise.all(guesses(64).map(() => reserve(stub)));
    expect(answers.filter(({ tag }) => tag === 'reserved')).toHaveLength(6);
    expect(answers.filter(({ tag }) => tag === 'locked')).toHaveLength(58);
  });

  it('turn passwords off after fifty in a row, however long one waits between', async () => {
    const stub = await anActiveAccount();
    for (const _guess of guesses(50)) {
      expect(await wrongPassword(stub)).toBe('reserved');
      clock.advance(fifteenMinutes);
    }
    expect(await reserve(stub)).toEqual({ tag: 'off' });
  });

  it('an attempt whose call is repeated by the platform is counted once', async () => {
    const stub = await anActiveAccount();
    for (const _guess of guesses(5)) {
      const ticket = unique('ticket');
      const first = await reserve(stub, { ticket });
      expect(await reserve(stub, { ticket })).toEqual(first);
    }
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('do not lock the codes, nor end a session', async () => {
    const stub = await anActiveAccount();
    const session = await signedIn(stub);
    await codeSent(stub);
    for (const _guess of guesses(6)) await wrongPassword(stub);
    expect(await lives(stub, session)).toBe(true);
    expect(await enterCode(stub, '123456')).toEqual({ tag: 'signed-in' });
  });
});

describe('an address without an account', () => {
  it('is answered as one with an account is, but never signs in', async () => {
    const decoy = anUnusedAtom();
    const answer = await reserve(decoy);
    expect(answer).toMatchObject({ tag: 'reserved', deviceKnown: false });
    expect(answer).not.toHaveProperty('held');
    const session = sessionRef();
    for (const opened of [{ session }, { passcode: undefined }, {}])
      expect(await settle(decoy, await ticketOf(decoy), opened as object)).toEqual({ tag: 'wrong' });
    expect(await lives(decoy, session)).toBe(false);
  });

  it('NL-108 locks at the sixth wrong password for 15 minutes, as an account does', async () => {
    const decoy = anUnusedAtom();
    for (const _guess of guesses(5)) expect(await settledWrong(decoy)).toEqual({ tag: 'wrong' });
    expect(await settledWrong(decoy)).toEqual({ tag: 'wrong', lockedUntil: seconds(fifteenMinutes) });
    expect(await reserve(decoy)).toEqual({ tag: 'locked', until: seconds(fifteenMinutes) });
    clock.advance(fifteenMinutes);
    expect((await reserve(decoy)).tag).toBe('reserved');
  });

  it('turns off after fifty, as an account does', async () => {
    const decoy = anUnusedAtom();
    for (const _guess of guesses(50)) {
      await wrongPassword(decoy);
      clock.advance(fifteenMinutes);
    }
    expect(await reserve(decoy)).toEqual({ tag: 'off' });
  });

  it('is counted as long as one with an account: thirty days without an attempt, and for years when it is off', async () => {
    for (const stub of [await anActiveAccount(), anUnusedAtom()]) {
      for (const _guess of guesses(5)) await wrongPassword(stub);
      clock.advance(30 * day - 1);
      expect(await settledWrong(stub)).toHaveProperty('lockedUntil');
      clock.advance(30 * day);
      for (const _guess of guesses(5)) expect(await settledWrong(stub)).toEqual({ tag: 'wrong' });
      for (const _guess of guesses(45)) {
        clock.advance(fifteenMinutes);
        await wrongPassword(stub);
      }
      clock.advance(3 * 365 * day);
      expect(await reserve(stub)).toEqual({ tag: 'off' });
    }
  });

  it('is told from one with an account by no lock that does not come because its person signed in', async () => {
    const [known, unknown] = [await anActiveAccount(), anUnusedAtom()];
    const seen: Record<'known' | 'unknown', string[]> = { known: [], unknown: [] };
    for (const guess of guesses(14).keys()) {
      const ticket = guess % 3 === 2 ? await reserve(known, { ticket: `home ${guess}`, source: 'home' }) : undefined;
      if (ticket?.tag === 'reserved') await settle(known, `home ${guess}`, { session: sessionRef() });
      seen.known.push(await wrongPassword(known, { source: 'a stranger' }));
      seen.unknown.push(await wrongPassword(unknown, { source: 'a stranger' }));
      if (guess % 7 === 6) clock.advance(fifteenMinutes);
    }
    expect(seen.known).toContain('locked');
    expect(seen.known).toEqual(seen.unknown);
  });

  it('has its own counter, though many share one decoy', async () => {
    const decoy = anUnusedAtom();
    for (const _guess of guesses(6)) await wrongPassword(decoy, { addressKey: 'one' });
    expect((await reserve(decoy, { addressKey: 'one' })).tag).toBe('locked');
    expect((await reserve(decoy, { addressKey: 'two' })).tag).toBe('reserved');
  });

  it('is forgotten at the sweep when ten thousand others guessed later at the same decoy', async () => {
    const decoy = anUnusedAtom();
    for (const _guess of guesses(6)) await wrongPassword(decoy, { addressKey: 'oldest' });
    clock.advance(1);
    for (const _guess of guesses(6)) await wrongPassword(decoy, { addressKey: 'latest' });
    await runInDurableObject(decoy, (_atom, { storage }) => {
      const many = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)';
      storage.sql.exec(
        `INSERT INTO entry ${many} SELECT 'attempts', 'password:n' || i, (SELECT max(expires_at) FROM entry), '{}' FROM n`,
      );
    });
    clock.advance(27 * 3600);
    await runDurableObjectAlarm(decoy);
    const kept = await runInDurableObject(decoy, (_atom, { storage }) =>
      storage.sql
        .exec<{ id: string }>("SELECT id FROM entry WHERE kind = 'attempts'")
        .toArray()
        .map(({ id }) => id),
    );
    expect(kept).toHaveLength(10_000);
    expect(kept).not.toContain('password:oldest');
    expect(kept).toContain('password:latest');
  });

  it('gets no code, and none it entered is right', async () => {
    const decoy = anUnusedAtom();
    const interaction = unique('interaction');
    await codeSent(decoy, { interaction });
    expect(await enterCode(decoy, '123456', { interaction })).toEqual({ tag: 'lost' });
    expect(await decoy.readContact({ bearer: { by: 'password' }, interaction })).toEqual({ tag: 'lost' });
  });
});

describe('a remembered device', () => {
  it('is known by its secret, and counts as shown', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    expect(await reserve(stub, { device })).toMatchObject({ tag: 'reserved', deviceKnown: true });
    const session = sessionRef();
    await settle(stub, await ticketOf(stub, { device }), { session });
    expect(await stub.readSession({ session })).toMatchObject({ facts: { shown: { Cp: seconds(), Cd: seconds() } } });
  });

  it('that shows a secret of before is forgotten for whoever holds the present one, and its person is told', async () => {
    const stub = await anActiveAccount();
    const first = await rememberedDevice(stub);
    const second = { ...first, secretHash: 'hash of the second secret' };
    const third = { ...first, secretHash: 'hash of the third secret' };
    for (const [held, next] of [
      [first, second],
      [second, third],
    ] as const) {
      clock.advance(day);
      const ticket = await ticketOf(stub, { device: held });
      await settle(stub, ticket, { session: sessionRef(), nextDeviceSecretHash: next.secretHash });
    }
    // An answer that was lost, and a form that was sent twice.
    clock.advance(59);
    expect(await reserve(stub, { device: second })).toMatchObject({ deviceKnown: false, deviceCopied: false });
    clock.advance(1);
    expect(await reserve(stub, { device: withWrongSecret(first) })).toMatchObject({ deviceCopied: false });
    const ticket = unique('ticket');
    for (const _call of guesses(2))
      expect(await reserve(stub, { device: first, ticket })).toMatchObject({ deviceKnown: false, deviceCopied: true });
    await mailFrom(stub);
    await settle(stub, ticket, {
      right: false,
      deviceCopied: { link: linkRef('notice'), message: aMail('device-copied') },
    });
    expect(await mailFrom(stub)).toEqual(['device-copied']);
    expect(await reserve(stub, { device: third })).toMatchObject({ deviceKnown: false, deviceCopied: false });
  });

  it('is not known by a wrong secret, nor at another account', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    expect(await reserve(stub, { device: withWrongSecret(device) })).toMatchObject({ deviceKnown: false });
    expect(await reserve(await anActiveAccount(), { device })).toMatchObject({ deviceKnown: false });
  });

  it('changes its secret at each sign-in: the one before is good no more', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    const next = { ...device, secretHash: 'hash of the next secret' };
    const ticket = await ticketOf(stub, { device });
    await settle(stub, ticket, { session: sessionRef(), nextDeviceSecretHash: next.secretHash });
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
    expect(await reserve(stub, { device: next })).toMatchObject({ deviceKnown: true });
  });

  it('keeps its secret when the password was wrong, or when a code is wanted all the same', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    const nextDeviceSecretHash = 'hash that no browser was given';
    await settle(stub, await ticketOf(stub, { device }), { right: false, nextDeviceSecretHash });
    await settle(stub, await ticketOf(stub, { device }), { nextDeviceSecretHash });
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: true });
  });

  it('NL-109 is forgotten 180 days after the code was entered, however often it was used', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    clock.advance(180 * 86_400 - 1);
    const next = { ...device, secretHash: 'hash of the next secret' };
    const ticket = await ticketOf(stub, { device });
    await settle(stub, ticket, { session: sessionRef(), nextDeviceSecretHash: next.secretHash });
    expect(await reserve(stub, { device: next })).toMatchObject({ deviceKnown: true });
    clock.advance(1);
    expect(await reserve(stub, { device: next })).toMatchObject({ deviceKnown: false });
  });

  it('has its own count of wrong passwords: a stranger’s guesses do not lock it out', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    for (const _guess of guesses(6)) await wrongPassword(stub);
    expect((await reserve(stub)).tag).toBe('locked');
    expect((await reserve(stub, { device })).tag).toBe('reserved');
  });

  it('locks for itself at its sixth wrong password, and leaves the others open', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    for (const _guess of guesses(6)) await wrongPassword(stub, { device });
    expect((await reserve(stub, { device })).tag).toBe('locked');
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('with a wrong secret counts with the strangers', async () => {
    const stub = await anActiveAccount();
    const device = withWrongSecret(await rememberedDevice(stub));
    for (const _guess of guesses(6)) await wrongPassword(stub, { device });
    expect((await reserve(stub)).tag).toBe('locked');
  });
});
