import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { SecretRef } from '../../durable-objects/account/verbs';
import { noAttempts } from '../../src/domain/attempts';
import { clock, seconds } from './support/clock';
import { aPasskeyAccount, settlePasskey } from './support/passkeys';
import { aMail, askReset, linkRef, mailFrom, reset } from './support/recovering';
import {
  type AccountStub,
  aGrantedCode,
  anActiveAccount,
  anUnusedAtom,
  codeSent,
  deviceRef,
  enterCode,
  lives,
  prepareInput,
  readGrant,
  redeem,
  rememberedDevice,
  reserve,
  settle,
  signedIn,
  signOutEverywhere,
  ticketOf,
  unique,
  withWrongSecret,
  wrongPassword,
} from './support/signing-in';

const hour = 3600;
const day = 24 * hour;
const quarter = 900;
const times = (count: number) => Array.from({ length: count });
const dead = (tag: string) => ({ tag });

describe('a forgotten password', () => {
  it('brings a link to an account that has one, and the news to an account that has none', async () => {
    const [one, { stub: other }] = [await anActiveAccount(), await aPasskeyAccount()];
    await Promise.all([askReset(one), askReset(other)]);
    expect([await mailFrom(one), await mailFrom(other)]).toEqual([['reset-link'], ['reset-no-password']]);
  });

  it('of an address without an account is noted alike, and nothing is sent or kept', async () => {
    const decoy = anUnusedAtom();
    const link = linkRef();
    const answer = await decoy.requestReset({
      link,
      withPassword: { ...aMail('reset-link'), last: aMail('reset-link') },
      withoutPassword: { ...aMail('reset-no-password'), last: aMail('reset-no-password') },
      context: 'sealed caller',
    });
    expect(answer).toEqual({ tag: 'noted' });
    expect(await mailFrom(decoy)).toEqual([]);
    expect(await decoy.readReset({ link })).toEqual(dead('broken'));
    expect(await reset(decoy, link)).toEqual(dead('broken'));
  });

  it('asked by a call that the platform repeats is asked once', async () => {
    const stub = await anActiveAccount();
    const link = linkRef();
    const mail = { ...aMail('reset-link'), last: aMail('reset-link') };
    for (const _call of times(2)) await askReset(stub, { link, withPassword: mail });
    expect(await mailFrom(stub)).toEqual(['reset-link']);
  });

  it('completes a registration that was cut short, for the one who registered the address', async () => {
    const [owner, stranger] = [anUnusedAtom(), anUnusedAtom()];
    for (const stub of [owner, stranger]) await stub.prepare(prepareInput());
    await askReset(owner, { creation: 'creation' });
    await askReset(stranger, { creation: 'another creation' });
    expect([await mailFrom(owner), await mailFrom(stranger)]).toEqual([['reset-link'], []]);
  });
});

describe('a link to choose a password', () => {
  it('sets it, once, and says so by e-mail', async () => {
    const stub = await anActiveAccount();
    const link = await askReset(stub, { interaction: 'the journey' });
    expect(await stub.readReset({ link })).toMatchObject({ tag: 'live', sealedEmail: 'sealed email' });
    await mailFrom(stub);
    expect(await reset(stub, link)).toEqual({ tag: 'done', interaction: 'the journey' });
    expect(await mailFrom(stub)).toEqual(['password-changed']);
    expect(await reserve(stub)).toMatchObject({
      held: { password: { sealed: 'sealed new password', length: 'short' } },
    });
    expect(await reset(stub, link)).toEqual(dead('used'));
    expect(await stub.readReset({ link })).toEqual(dead('used'));
  });

  it('NL-110 works once, however many come at the same moment', async () => {
    const stub = await anActiveAccount();
    const link = await askReset(stub);
    const answers = await Promise.all(times(64).map(() => reset(stub, link)));
    expect(answers.filter(({ tag }) => tag === 'done')).toHaveLength(1);
    expect(answers.filter(({ tag }) => tag === 'used')).toHaveLength(63);
  });

  it('used by a call that the platform repeats is used once, and answered alike', async () => {
    const stub = await anActiveAccount();
    const link = await askReset(stub);
    const op = unique('op');
    expect([await reset(stub, link, { op }), await reset(stub, link, { op })]).toEqual([dead('done'), dead('done')]);
  });

  it('NL-110 works for an hour, and is told as too old for a week and after', async () => {
    const stub = await anActiveAccount();
    const link = await askReset(stub);
    clock.advance(hour - 1);
    expect(await stub.readReset({ link })).toMatchObject({ tag: 'live' });
    clock.advance(1);
    expect(await reset(stub, link)).toEqual(dead('expired'));
    clock.advance(30 * day);
    expect(await reset(stub, link)).toEqual(dead('expired'));
  });

  it('with another secret changes nothing, and says nothing of the link', async () => {
    const stub = await anActiveAccount();
    const link = await askReset(stub);
    expect(await stub.readReset({ link: withWrongSecret(link) })).toEqual(dead('broken'));
    expect(await reset(stub, withWrongSecret(link))).toEqual(dead('broken'));
    await reset(stub, link);
    expect(await reset(stub, withWrongSecret(link))).toEqual(dead('broken'));
  });

  it('spends the others that were sent', async () => {
    const stub = await anActiveAccount();
    const [first, second] = [await askReset(stub), await askReset(stub)];
    expect(await reset(stub, first)).toEqual(dead('done'));
    expect(await reset(stub, second)).toEqual(dead('used'));
  });
});

describe('a stranger who keeps asking for links', () => {
  const asks = async (stub: AccountStub, count: number) => {
    const links: Awaited<ReturnType<typeof askReset>>[] = [];
    for (const _ask of times(count)) links.push(await askReset(stub));
    return links;
  };

  it('leaves the person a link that works until another can be sent', async () => {
    const stub = await anActiveAccount();
    await turnPasswordOff(stub);
    await mailFrom(stub);
    const links = await asks(stub, 30);
    expect(await mailFrom(stub)).toHaveLength(10);
    clock.advance(day - 1);
    const verdicts = await Promise.all(links.map((link) => stub.readReset({ link })));
    expect(verdicts.map(({ tag }) => tag)).toEqual([
      ...times(9).map(() => 'expired'),
      'live',
      ...times(20).map(() => 'expired'),
    ]);
    expect(await reset(stub, links[9] ?? linkRef())).toEqual(dead('done'));
    expect((await reserve(stub)).tag).toBe('reserved');
    clock.advance(1);
    const next = await askReset(stub);
    expect(await stub.readReset({ link: next })).toMatchObject({ tag: 'live' });
  });

  it('is told nothing by it, and neither is who asks for an address without an account', async () => {
    for (const stub of [await anActiveAccount(), anUnusedAtom()]) {
      const mails = { ...aMail('reset-link'), last: aMail('reset-link') };
      const ask = () =>
        stub.requestReset({ link: linkRef(), withPassword: mails, withoutPassword: mails, context: 'sealed caller' });
      for (const _ask of times(12)) expect(await ask()).toEqual({ tag: 'noted' });
    }
  });

  it('gets to the last mail one that says how long its link works', async () => {
    const stub = await anActiveAccount();
    await asks(stub, 9);
    const last = aMail('reset-link');
    await askReset(stub, { withPassword: { ...aMail('reset-link'), last } });
    const ids = await runInDurableObject(stub, (_atom, { storage }) =>
      storage.sql.exec<{ id: string }>("SELECT id FROM outbox WHERE kind = 'message'").toArray(),
    );
    expect(ids.at(-1)?.id).toBe(last.id);
  });

  it('gets the only mail that a worker of an older release brings, also as the last', async () => {
    const stub = await anActiveAccount();
    for (const _ask of times(10)) await askReset(stub, { withPassword: aMail('reset-link') });
    expect(await mailFrom(stub)).toEqual(times(10).map(() => 'reset-link'));
  });
});

describe('choosing a password anew', () => {
  it('ends every session, device, grant and half sign-in, and opens nothing', async () => {
    const { stub, session, code } = await aGrantedCode();
    await redeem(stub, code, { refresh: { secretHash: 'first' } });
    const device = await rememberedDevice(stub);
    const interaction = unique('interaction');
    await codeSent(stub, { interaction });
    const ticket = await ticketOf(stub);
    await reset(stub, await askReset(stub));
    expect(await lives(stub, session)).toBe(false);
    expect(await readGrant(stub, code)).toEqual({ tag: 'ended' });
    expect(await reserve(stub, { device })).toMatchObject({ deviceKnown: false });
    expect(await enterCode(stub, '123456', { interaction })).toEqual({ tag: 'lost' });
    expect(await settle(stub, ticket, { session: linkRef('session') })).toEqual({ tag: 'wrong' });
  });

  it('sets a password that never signs in alone, however long, until a code or a passkey was shown beside it', async () => {
    const lengthOf = async (stub: AccountStub) => {
      const answer = await reserve(stub);
      return answer.tag === 'reserved' ? answer.held?.password?.length : answer.tag;
    };
    const long = { passwordLength: 'long' } as const;
    const byCode = await anActiveAccount();
    await reset(byCode, await askReset(byCode), long);
    // The password itself, once more and beside nothing else, changes nothing.
    await settle(byCode, await ticketOf(byCode), { session: linkRef('session') });
    expect(await lengthOf(byCode)).toBe('short');
    await rememberedDevice(byCode);
    expect(await lengthOf(byCode)).toBe('long');
    const { stub: byPasskey, key } = await aPasskeyAccount({}, { withPassword: true });
    await reset(byPasskey, await askReset(byPasskey), long);
    expect(await lengthOf(byPasskey)).toBe('short');
    // Who holds the passkey need not be who chose the password: it has to be shown beside it.
    await settlePasskey(byPasskey, key);
    expect(await lengthOf(byPasskey)).toBe('short');
    await settlePasskey(byPasskey, key, { before: await signedIn(byPasskey, { Cp: seconds() }), counter: 2 });
    expect(await lengthOf(byPasskey)).toBe('long');
  });

  it('forgets the wrong passwords of before, on every device', async () => {
    const stub = await anActiveAccount();
    const device = await rememberedDevice(stub);
    for (const _guess of times(6)) {
      await wrongPassword(stub);
      await wrongPassword(stub, { device });
    }
    expect((await reserve(stub)).tag).toBe('locked');
    await reset(stub, await askReset(stub));
    for (const _guess of times(6)) expect(await wrongPassword(stub)).toBe('reserved');
    expect((await reserve(stub)).tag).toBe('locked');
  });

  it('turns on a password that fifty wrong ones turned off', async () => {
    const stub = await anActiveAccount();
    await turnPasswordOff(stub);
    expect((await reserve(stub)).tag).toBe('off');
    expect(await reset(stub, await askReset(stub))).toEqual(dead('done'));
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('turns on what guessing turned off once a day', async () => {
    const stub = await anActiveAccount();
    await turnPasswordOff(stub);
    await reset(stub, await askReset(stub));
    const turnedOnAt = seconds();
    await turnPasswordOff(stub);
    clock.advance(turnedOnAt + day - seconds() - 1);
    expect(await reset(stub, await askReset(stub))).toEqual(dead('done'));
    expect((await reserve(stub)).tag).toBe('off');
    clock.advance(1);
    expect(await reset(stub, await askReset(stub))).toEqual(dead('done'));
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('lets its person in whatever is guessed elsewhere: the browser in which it is done counts by itself', async () => {
    const stub = await anActiveAccount();
    for (const _day of times(3)) {
      if ((await reserve(stub)).tag !== 'off') await turnPasswordOff(stub);
      await mailFrom(stub);
      const link = await askReset(stub);
      expect(await mailFrom(stub)).toContain('reset-link');
      const device = deviceRef();
      expect(await reset(stub, link, { browser: device })).toEqual(dead('done'));
      // A stranger turns it off again, and holds no secret of that browser.
      if ((await reserve(stub)).tag !== 'off') await turnPasswordOff(stub);
      for (const stranger of [deviceRef(), withWrongSecret(device)])
        expect((await reserve(stub, { device: stranger })).tag).toBe('off');
      // It spares no code, and the new password is asked for there as anywhere.
      expect(await reserve(stub, { device })).toMatchObject({ tag: 'reserved', deviceKnown: false });
      expect(await settle(stub, await ticketOf(stub, { device }), { session: linkRef('session') })).toEqual({
        tag: 'signed-in',
      });
    }
  });

  it('gives that browser no more guesses than any other', async () => {
    const stub = await anActiveAccount();
    const device = deviceRef();
    await reset(stub, await askReset(stub), { browser: device });
    for (const _guess of times(6)) expect(await wrongPassword(stub, { device })).toBe('reserved');
    expect((await reserve(stub, { device })).tag).toBe('locked');
    expect((await reserve(stub)).tag).toBe('reserved');
  });

  it('is forgotten by the browser when its person signs out there, or everything ends', async () => {
    const end: readonly ((stub: AccountStub, device: SecretRef) => Promise<unknown>)[] = [
      (stub, device) => stub.signOut({ device, context: 'sealed caller' }),
      async (stub) => signOutEverywhere(stub, await signedIn(stub)),
    ];
    for (const act of end) {
      const stub = await anActiveAccount();
      const device = deviceRef();
      await reset(stub, await askReset(stub), { browser: device });
      await turnPasswordOff(stub);
      expect((await reserve(stub, { device })).tag).toBe('reserved');
      await act(stub, device);
      expect((await reserve(stub, { device })).tag).toBe('off');
    }
  });

  it('is forgotten when another browser ends all others, and kept by the one that does', async () => {
    for (const [own, left] of [
      [deviceRef(), 'off'],
      [undefined, 'reserved'],
    ] as const) {
      const stub = await anActiveAccount();
      const device = deviceRef();
      await reset(stub, await askReset(stub), { browser: device });
      await turnPasswordOff(stub);
      const session = await signedIn(stub);
      const end = { kind: 'others' } as const;
      await stub.endAccess({ session, device: own ?? device, end, context: 'sealed caller' });
      expect((await reserve(stub, { device })).tag).toBe(left);
    }
  });

  it('without guessing before it may be done again at once', async () => {
    const stub = await anActiveAccount();
    for (const _reset of times(3)) expect(await reset(stub, await askReset(stub))).toEqual(dead('done'));
  });

  it('leaves the locks of the codes as they are: they are guessed by who has the password', async () => {
    const stub = await anActiveAccount();
    const interaction = unique('interaction');
    await codeSent(stub, { interaction });
    for (const _guess of times(5)) await enterCode(stub, '000000', { interaction });
    await reset(stub, await askReset(stub));
    const next = unique('interaction');
    expect(await codeSent(stub, { interaction: next })).toEqual({ tag: 'sending-locked', until: seconds(quarter) });
    expect(await enterCode(stub, '123456', { interaction: next })).toEqual({ tag: 'locked', until: seconds(quarter) });
  });
});

describe('codes that fifty wrong ones turned off', () => {
  it('are on again after a reset', async () => {
    const stub = await anActiveAccount();
    await codeSent(stub);
    await runInDurableObject(stub, (_atom, { storage }) => {
      const off = JSON.stringify({ ...noAttempts, consecutive: 50 });
      storage.sql.exec("INSERT INTO entry (kind, id, value) VALUES ('attempts', 'passcode:', ?)", off);
    });
    expect(await enterCode(stub, '123456')).toEqual({ tag: 'off' });
    await reset(stub, await askReset(stub));
    await codeSent(stub);
    expect(await enterCode(stub, '123456')).toEqual({ tag: 'signed-in' });
  });
});

/** So many wrong passwords, however long that takes. */
async function guess(stub: AccountStub, count: number): Promise<void> {
  for (const _guess of times(count)) {
    if ((await wrongPassword(stub)) === 'reserved') continue;
    clock.advance(quarter);
    await wrongPassword(stub);
  }
}

const turnPasswordOff = (stub: AccountStub): Promise<void> => guess(stub, 50);
