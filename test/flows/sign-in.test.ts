import { beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '../../src/domain/unavailable';
import { giveAddress } from '../../src/flows/give-address';
import { givePasscode } from '../../src/flows/give-passcode';
import { givePassword } from '../../src/flows/give-password';
import { resendPasscode } from '../../src/flows/resend-passcode';
import type { InteractionRef } from '../../src/ports/interactions';
import { noon, patsEmail, theCaller } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

const minute = 60;
const password = 'brisk otters paddle upstream';
const short = 'otters 12345!';
const times = (count: number) => Array.from({ length: count });

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const browser = { session: undefined as string | undefined, device: undefined as string | undefined };
const address = (ref: InteractionRef, email: string = patsEmail) =>
  giveAddress(world.ports, { ref, session: undefined, email });
const enterPassword = (ref: InteractionRef, typed = password, cookies = browser) =>
  givePassword(world.ports, { step: 'sign-in-credential', ref, ...cookies, password: typed, caller: theCaller });
const enterCode = (
  ref: InteractionRef,
  code: string,
  more: { session?: string; device?: string; remember?: boolean } = {},
) => givePasscode(world.ports, { ref, ...browser, remember: false, code, caller: theCaller, ...more });
const sendAgain = (ref: InteractionRef, session?: string) =>
  resendPasscode(world.ports, { ref, session, caller: theCaller });

/** Someone who gave the address and comes to the page that asks for the password. */
async function atPassword(request: Parameters<MemoryWorld['aJourney']>[0] = {}) {
  const ref = await world.aJourney(request, { address: patsEmail });
  return ref;
}
async function atPasscode(request: Parameters<MemoryWorld['aJourney']>[0] = {}) {
  const ref = await atPassword(request);
  await enterPassword(ref);
  return ref;
}

describe('giving an address', () => {
  it('is kept as typed, but for its case and spaces, and nobody is asked whether it has an account', async () => {
    const ref = await world.aJourney();
    expect(await address(ref, ' Pat@Example.COM ')).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.factsOf(ref)).toEqual({ address: patsEmail });
  });

  it.each([
    ['', 'email-empty'],
    ['pat', 'email-malformed'],
    ['a@b.uk', 'email-too-short'],
    [`${'l'.repeat(250)}@example.com`, 'email-too-long'],
  ])('%j is asked again, with what was typed', async (email, problem) => {
    const ref = await world.aJourney();
    expect(await address(ref, email)).toMatchObject({ kind: 'retry', problem, typed: email });
    expect(world.factsOf(ref)).toEqual({});
  });

  it('anew forgets what rested on the one before, also a registration that was begun', async () => {
    const ref = await world.aJourney(
      {},
      { path: 'register', address: patsEmail, emailProof: { at: noon, taken: false } },
    );
    await address(ref, 'sam@example.com');
    expect(world.factsOf(ref)).toEqual({ address: 'sam@example.com' });
  });

  it('by someone with a session leads on and changes nothing', async () => {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    const ref = await world.aJourney();
    const outcome = await giveAddress(world.ports, { ref, session, email: 'sam@example.com' });
    expect(outcome).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.factsOf(ref)).toEqual({});
  });
});

describe('a right password', () => {
  it('NL-50 is followed by a code where the service wants a registered device', async () => {
    world.aPerson();
    const ref = await atPassword({ vtr: ['P0.Cp.Cd'] });
    expect(await enterPassword(ref)).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.factsOf(ref)).toMatchObject({ credential: { at: noon, phoneEnding: '123' } });
    expect(world.received).toHaveLength(1);
  });

  it('NL-50 signs in by itself where the service asks no more, and it is a long one', async () => {
    world.aPerson();
    const ref = await atPassword({ vtr: ['P0.Cp'] });
    const outcome = await enterPassword(ref);
    expect(outcome).toMatchObject({ kind: 'onward', session: expect.any(String) });
    expect(world.received).toEqual([]);
  });

  it('of fewer than 15 characters never stands alone', async () => {
    world.aPerson({ password: short });
    const ref = await atPassword({ vtr: ['P0.Cp'] });
    expect(await enterPassword(ref, short)).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.received).toHaveLength(1);
  });

  it('of fewer than 15 characters stands with a remembered device', async () => {
    const device = world.people.remember(world.aPerson({ password: short }));
    const ref = await atPassword({ vtr: ['P0.Cp'] });
    expect(await enterPassword(ref, short, { session: undefined, device })).toMatchObject({
      session: expect.any(String),
    });
  });

  it('NL-50 NL-109 with a remembered device needs no code, and the device gets its next secret', async () => {
    const device = world.people.remember(world.aPerson());
    const ref = await atPassword({ vtr: ['P0.Cp.Cd'] });
    const outcome = await enterPassword(ref, password, { session: undefined, device });
    expect(outcome).toMatchObject({ kind: 'onward', session: expect.any(String), device: expect.any(String) });
    expect(outcome).not.toMatchObject({ device });
    expect(world.received).toEqual([]);
  });

  it('with another person’s remembered device needs a code all the same', async () => {
    const device = world.people.remember(world.aPerson({ email: 'sam@example.com' as typeof patsEmail }));
    world.aPerson();
    const ref = await atPassword();
    expect(await enterPassword(ref, password, { session: undefined, device })).toEqual({
      kind: 'onward',
      interaction: ref.id,
    });
    expect(world.received).toHaveLength(1);
  });

  it.each([
    ['one of several asks a password alone', ['P9.Cp.Cd', 'P0.Cp'], true],
    ['all ask more', ['P9.Cp.Cd', 'P0.Cm'], false],
  ])('signs in by itself where %s: %j, %s', async (_what, vtr, alone) => {
    world.aPerson();
    const outcome = await enterPassword(await atPassword({ vtr }));
    expect('session' in outcome).toBe(alone);
  });

  it('when too many codes were sent says until when none is, and the password counts all the same', async () => {
    world.aPerson();
    for (const _send of times(5)) await enterPassword(await atPassword());
    const ref = await atPassword();
    expect(await enterPassword(ref)).toMatchObject({
      kind: 'locked',
      of: 'sends',
      until: noon + 15 * minute,
      now: noon,
    });
    expect(world.factsOf(ref).credential).toBeDefined();
  });
});

describe('a new sign-in', () => {
  it.each([
    ['a password', ['P0.Cp']],
    ['a password and a code', ['P0.Cp.Cd']],
  ])('NL-34 by %s ends the session that the browser had, and only when it succeeds', async (_what, vtr) => {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    const ref = await atPassword({ vtr, prompt: 'login' });
    await enterPassword(ref, 'wrong one', { session, device: undefined });
    expect(world.people.lives(session)).toBe(true);
    await enterPassword(ref, password, { session, device: undefined });
    if (vtr[0] === 'P0.Cp.Cd') {
      await enterCode(ref, '000000', { session });
      expect(world.people.lives(session)).toBe(true);
      await enterCode(ref, world.lastCode(), { session });
    }
    expect(world.people.lives(session)).toBe(false);
  });

  it('of somebody else ends it too: one browser, one person', async () => {
    const other = world.aPerson({ email: 'sam@example.com' as typeof patsEmail });
    const session = world.people.open(other, { Cp: noon }, 'elsewhere');
    world.aPerson();
    const ref = await atPassword({ vtr: ['P0.Cp'], prompt: 'login' });
    await enterPassword(ref, password, { session, device: undefined });
    expect(world.people.lives(session)).toBe(false);
  });
});

describe('a wrong password', () => {
  it('is answered alike for an address with an account and one without', async () => {
    world.aPerson();
    const known = await atPassword();
    const unknown = await world.aJourney({}, { address: 'nobody@example.com' as typeof patsEmail });
    const answers = [await enterPassword(known, 'not the password'), await enterPassword(unknown, 'not the password')];
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'retry', problem: 'password-wrong' });
    expect(world.state.verified).toBe(2);
  });

  it('NL-108 at the sixth try locks for 15 minutes, and says so, with an account and without', async () => {
    world.aPerson();
    for (const email of [patsEmail, 'nobody@example.com']) {
      const ref = await world.aJourney({}, { address: email as typeof patsEmail });
      for (const _guess of times(5)) expect(await enterPassword(ref, 'wrong one')).toMatchObject({ kind: 'retry' });
      const locked = { kind: 'locked', of: 'password', until: noon + 15 * minute };
      expect(await enterPassword(ref, 'wrong one')).toMatchObject(locked);
      expect(await enterPassword(ref)).toMatchObject(locked);
    }
  });

  it('after fifty in a row says that the factor is off', async () => {
    world.aPerson();
    const guess = async () => enterPassword(await atPassword(), 'wrong one');
    for (const _guess of times(50)) {
      await guess();
      world.advance(15 * minute);
    }
    expect(await guess()).toMatchObject({ kind: 'off' });
  });

  it('that nobody could look at is told as our fault and locks nobody out, and the wrong ones beside it count on', async () => {
    world.aPerson();
    const ref = await atPassword();
    for (const _guess of times(5)) await enterPassword(ref, 'wrong one');
    const { verify } = world.ports.passwords;
    world.ports.passwords.verify = async () => Promise.reject(new Unavailable('too many passwords at once'));
    for (const _try of times(7)) await expect(enterPassword(ref)).rejects.toThrow(Unavailable);
    world.ports.passwords.verify = verify;
    expect(await enterPassword(ref, 'wrong one')).toMatchObject({ kind: 'locked', of: 'password' });
  });

  it('tried at many addresses from one network is stopped, which no counter of an account sees', async () => {
    const guess = async (n: number) =>
      enterPassword(
        await world.aJourney({}, { address: `citizen-${n}@example.com` as typeof patsEmail }),
        'Spring2026!!',
      );
    for (let n = 1; n <= 300; n += 1) expect(await guess(n)).toMatchObject({ kind: 'retry' });
    expect(await guess(301)).toMatchObject({ kind: 'locked', of: 'requests', until: noon + 10 * minute });
  });

  it('that is looked at by nobody uses up none of the network: without a journey, before its turn, or empty', async () => {
    world.aPerson();
    const ref = await atPassword();
    const early = await world.aJourney();
    for (const _post of times(101)) {
      await enterPassword({ ...ref, secret: undefined });
      await enterPassword(early);
      await enterPassword(ref, '');
    }
    expect(await enterPassword(ref)).toMatchObject({ kind: 'onward' });
  });

  it('that is empty, or longer than any that was accepted, is not worth a look and counts nothing', async () => {
    world.aPerson();
    const ref = await atPassword();
    expect(await enterPassword(ref, '')).toMatchObject({ kind: 'retry', problem: 'password-empty' });
    for (const _guess of times(7))
      expect(await enterPassword(ref, 'x'.repeat(513))).toMatchObject({ kind: 'retry', problem: 'password-wrong' });
    expect(world.state.verified).toBe(0);
    expect(await enterPassword(ref)).toMatchObject({ kind: 'onward' });
  });
});

describe('a password given out of turn', () => {
  it('without an address leads on, and no attempt is counted', async () => {
    const ref = await world.aJourney();
    expect(await enterPassword(ref)).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.state.verified).toBe(0);
  });

  it('by a browser to which the journey does not belong is lost', async () => {
    const { id } = await atPassword();
    for (const secret of [undefined, 'a guess']) expect(await enterPassword({ id, secret })).toEqual({ kind: 'lost' });
  });
});

describe('the code after a password', () => {
  it('that is right signs in, and a wrong one does not', async () => {
    world.aPerson();
    const ref = await atPasscode();
    expect(await enterCode(ref, '000000')).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
    const outcome = await enterCode(ref, world.lastCode());
    expect(outcome).toMatchObject({ kind: 'onward', session: expect.any(String) });
    expect(outcome).not.toHaveProperty('device');
  });

  it('NL-113 tells who got it right that their account is disabled, and who got it wrong nothing', async () => {
    world.aPerson({ disabled: true });
    expect(await enterPassword(await atPassword(), 'wrong password here')).toMatchObject({ problem: 'password-wrong' });
    const ref = await atPasscode();
    expect(await enterCode(ref, '000000')).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
    expect(await enterCode(ref, world.lastCode(), { remember: true })).toMatchObject({ kind: 'disabled' });
  });

  it('is not needed to be told so where the password is enough', async () => {
    world.aPerson({ disabled: true });
    expect(await enterPassword(await atPassword({ vtr: ['P0.Cp'] }))).toMatchObject({ kind: 'disabled' });
  });

  it('remembers the device for the one who asks it', async () => {
    world.aPerson();
    const outcome = await enterCode(await atPasscode(), world.lastCode(), { remember: true });
    expect(outcome).toMatchObject({ session: expect.any(String), device: expect.any(String) });
  });

  it('remembers one more person beside those whom the browser knows', async () => {
    const theirs = world.people.remember(world.aPerson({ email: 'sam@example.com' as typeof patsEmail }));
    world.aPerson();
    const outcome = await enterCode(await atPasscode(), world.lastCode(), { remember: true, device: theirs });
    expect(outcome).toMatchObject({ device: expect.stringMatching(new RegExp(`~${theirs}$`)) });
  });

  it.each([
    ['', 'code-empty'],
    ['  ', 'code-empty'],
    ['12345', 'code-malformed'],
    ['abcdef', 'code-malformed'],
  ])('%j is asked again and counts nothing', async (code, problem) => {
    world.aPerson();
    const ref = await atPasscode();
    for (const _try of times(6)) expect(await enterCode(ref, code)).toMatchObject({ kind: 'retry', problem });
    expect(await enterCode(ref, world.lastCode())).toMatchObject({ kind: 'onward', session: expect.any(String) });
  });

  it('NL-107 after five minutes has expired', async () => {
    world.aPerson();
    const ref = await atPasscode();
    world.advance(5 * minute);
    expect(await enterCode(ref, world.lastCode())).toMatchObject({ kind: 'retry', problem: 'code-expired' });
  });

  it('NL-108 at the fifth wrong one locks for 15 minutes', async () => {
    world.aPerson();
    const ref = await atPasscode();
    for (const _guess of times(4)) expect(await enterCode(ref, '000000')).toMatchObject({ kind: 'retry' });
    expect(await enterCode(ref, '000000')).toMatchObject({ kind: 'locked', of: 'code', until: noon + 15 * minute });
  });

  it('after fifty wrong ones in a row says that the factor is off', async () => {
    world.aPerson();
    // Two of the twelve send nothing: five codes without a right one between them, and sending is locked.
    for (const _lock of times(12)) {
      const ref = await atPasscode();
      for (const _guess of times(5)) await enterCode(ref, '000000');
      world.advance(60 * minute);
    }
    expect(await enterCode(await atPasscode(), '000000')).toMatchObject({ kind: 'off' });
  });

  it('when the password was shown too long ago, leads back to the beginning', async () => {
    world.aPerson();
    const ref = await atPasscode();
    world.advance(15 * minute);
    expect(await enterCode(ref, world.lastCode())).toEqual({ kind: 'onward', interaction: ref.id, page: 'sign-in' });
    expect(await sendAgain(ref)).toEqual({ kind: 'onward', interaction: ref.id, page: 'sign-in' });
  });

  it('without a right password leads on, and none is looked at or sent', async () => {
    world.aPerson();
    const ref = await atPassword();
    expect(await enterCode(ref, '100001')).toEqual({ kind: 'onward', interaction: ref.id });
    expect(await sendAgain(ref)).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.received).toEqual([]);
  });

  it('NL-107 sent again makes the one before useless', async () => {
    world.aPerson();
    const ref = await atPasscode();
    const before = world.lastCode();
    expect(await sendAgain(ref)).toMatchObject({ kind: 'page', resent: true, view: { phoneEnding: '123' } });
    expect(await enterCode(ref, before)).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
    expect(await enterCode(ref, world.lastCode())).toMatchObject({ kind: 'onward' });
  });

  it('NL-108 asked for a sixth time is not sent', async () => {
    world.aPerson();
    const ref = await atPasscode();
    for (const _send of times(4)) await sendAgain(ref);
    expect(await sendAgain(ref)).toMatchObject({ kind: 'locked', of: 'sends', until: noon + 15 * minute });
    expect(world.received).toHaveLength(5);
  });
});

describe('stepping up a session that lacks a code', () => {
  it('asks only the code, and replaces the session', async () => {
    const session = world.people.open(world.aPerson(), { Cp: noon }, 'elsewhere');
    const ref = await world.aJourney({ vtr: ['P0.Cp.Cd'] });
    await sendAgain(ref, session);
    const outcome = await enterCode(ref, world.lastCode(), { session });
    expect(outcome).toMatchObject({ kind: 'onward', session: expect.any(String) });
    expect(world.people.lives(session)).toBe(false);
  });

  it('of a login that was passed on for this request stays with this request', async () => {
    const asserted = world.people.open(world.aPerson(), { Cp: noon }, 'this request');
    const other = world.aPerson({ email: 'sam@example.com' as typeof patsEmail });
    const session = world.people.open(other, { Cp: noon, Cd: noon }, 'elsewhere');
    const facts = { asserted: { session: asserted }, chosen: 'asserted' } as const;
    const ref = await world.aJourney({ vtr: ['P0.Cp.Cd'] }, facts);
    await sendAgain(ref, session);
    const outcome = await enterCode(ref, world.lastCode(), { session });
    expect(outcome).toEqual({ kind: 'onward', interaction: ref.id });
    // The session of this browser's own person is left alone.
    expect(world.people.lives(session)).toBe(true);
    const kept = world.factsOf(ref).asserted?.session ?? expect.fail();
    expect(kept).not.toBe(asserted);
    expect(await world.ports.accounts.readSession(kept)).toMatchObject({ shown: { Cp: noon, Cd: noon } });
  });
});
