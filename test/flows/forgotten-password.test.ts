import { beforeEach, describe, expect, it } from 'vitest';
import type { InteractionId } from '../../src/domain/brands';
import { completeReset } from '../../src/flows/complete-reset';
import { openReset } from '../../src/flows/open-reset';
import { openResetLink } from '../../src/flows/open-reset-link';
import { requestReset } from '../../src/flows/request-reset';
import type { InteractionRef } from '../../src/ports/interactions';
import { aMadePasskey, noon, patsEmail, theCaller } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const fresh = 'seven quiet lanterns drift';
const aStoredPasskey = { ...aMadePasskey.made, userHandle: aMadePasskey.userHandle };
const noJourney: InteractionRef = { id: '', secret: undefined };
const ask = (email: string = patsEmail, ref = noJourney) =>
  requestReset(world.ports, { ref, email, caller: theCaller });
const choose = (password = fresh, ref: InteractionRef = noJourney, token = world.people.lastLink()) =>
  completeReset(world.ports, {
    token,
    password,
    session: undefined,
    device: undefined,
    refOf: () => ref,
    caller: theCaller,
  });

describe('asking for a link', () => {
  it('is answered alike for an address with an account and for one without', async () => {
    world.aPerson();
    expect(await ask()).toEqual({ kind: 'noted' });
    expect(await ask('nobody@example.com')).toEqual({ kind: 'noted' });
  });

  it.each([
    ['', 'email-empty'],
    ['pat', 'email-malformed'],
  ])('for %j asks again', async (email, problem) => {
    expect(await ask(email)).toEqual({ kind: 'retry', problem });
  });

  it('from a journey shows its address and its service, to the browser that is on it', async () => {
    const ref = await world.aJourney({}, { address: patsEmail });
    const shown = { interaction: ref.id, service: { name: 'Riverside Clinic' }, errand: false, email: patsEmail };
    expect(await openReset(world.ports, { ref, session: undefined })).toEqual(shown);
    for (const secret of [undefined, 'a guess'])
      expect(await openReset(world.ports, { ref: { ...ref, secret }, session: undefined })).toBeUndefined();
  });

  it('from a journey to the own account says so, for there is no service to name', async () => {
    const own = { errand: 'account', redirectUri: 'https://auth.example/account', scopes: ['openid'] } as const;
    const ref = await world.aJourney(own);
    expect(await openReset(world.ports, { ref, session: undefined })).toMatchObject({ errand: true });
  });
});

describe('a link', () => {
  it('NL-110 works for an hour', async () => {
    world.aPerson();
    await ask();
    const token = world.people.lastLink();
    world.advance(3599);
    expect(await openResetLink(world.ports, { token })).toEqual({
      ...{ outcome: 'live', email: patsEmail },
      ...{ choosesPassword: true, hasPasskeys: false, waits: false },
    });
    world.advance(1);
    expect(await openResetLink(world.ports, { token })).toEqual({ outcome: 'expired' });
    expect(await choose()).toEqual({ kind: 'expired' });
  });

  it('NL-110 works once, and another text than the one sent never', async () => {
    world.aPerson();
    await ask();
    expect(await choose()).toEqual({ kind: 'done' });
    expect(await choose()).toEqual({ kind: 'used' });
    expect(await choose(fresh, noJourney, 'a guess')).toEqual({ kind: 'broken' });
  });

  it.each([
    ['', 'new-password-empty'],
    ['too short', 'new-password-too-short'],
    ['password password', 'new-password-common'],
    ['my gatehouse password', 'new-password-has-service-name'],
    ['brisk otters paddle upstream', 'new-password-same'],
  ])(
    'takes %j no more than registration would, nor as the password of before, and is not spent by it',
    async (password, problem) => {
      world.aPerson();
      await ask();
      expect(await choose(password)).toEqual({ kind: 'retry', email: patsEmail, hasPasskeys: false, problem });
      expect(await choose()).toEqual({ kind: 'done' });
    },
  );
});

describe('a link that chooses nothing now', () => {
  it.each([
    ['while it must wait', {}, 'too-soon'],
    ['of a person who signs in by passkey alone', { passwordHash: undefined, passkeys: [aStoredPasskey] }, 'broken'],
  ] as const)('%s has no password hashed', async (_what, person, kind) => {
    const account = world.aPerson(person);
    await ask();
    if (kind === 'too-soon') world.people.makeWait(account);
    expect(await choose()).toEqual({ kind });
    expect(world.state.hashed).toBe(0);
  });
});

describe('a new password', () => {
  it('signs nobody in, and ends every session and remembered device', async () => {
    const account = world.aPerson();
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const device = world.people.remember(account);
    await ask();
    expect(await choose()).toEqual({ kind: 'done' });
    expect(world.people.lives(session)).toBe(false);
    const attempt = await world.ports.accounts.reservePassword({
      of: { email: patsEmail },
      browser: undefined,
      device,
      interaction: 'any' as InteractionId,
      caller: theCaller,
    });
    expect(attempt).toMatchObject({ deviceKnown: false, passwordHash: `hash of ${fresh}` });
  });

  it('leads this browser back to where it signs in, with nothing of the old password', async () => {
    const account = world.aPerson();
    const facts = { address: patsEmail, credential: { account, at: noon, phoneEnding: '123' } };
    const ref = await world.aJourney({}, facts);
    await ask(patsEmail, ref);
    expect(await choose(fresh, ref)).toEqual({ kind: 'done', interaction: ref.id });
    expect(world.factsOf(ref)).toEqual({ address: patsEmail });
  });

  it('leads another browser nowhere', async () => {
    world.aPerson();
    const ref = await world.aJourney({}, { address: patsEmail });
    await ask(patsEmail, ref);
    expect(await choose(fresh, { ...ref, secret: undefined })).toEqual({ kind: 'done' });
    await ask(patsEmail, { ...ref, secret: 'a guess' });
    expect(await choose('eight quiet lanterns drift', ref)).toEqual({ kind: 'done' });
  });
});
