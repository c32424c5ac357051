import { beforeEach, describe, expect, it } from 'vitest';
import { offerUpgrade } from '../../src/flows/offer-upgrade';
import { upgradeToPasskey } from '../../src/flows/upgrade-to-passkey';
import { noon, theCaller } from '../support/builders';
import { aHolder } from '../support/memory-passkeys';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';
import { createPasskey, flags, type Lies } from '../support/software-authenticator';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const origin = 'https://auth.example';
const offer = (session: string) => offerUpgrade(world.ports, { session, caller: theCaller });

/** What a browser makes by itself: nobody is asked, so nobody is verified. */
async function make(session: string) {
  const options = await offer(session);
  if (options === undefined) return expect.fail('no passkey may be made by itself');
  const lies: Lies = { flags: (honest) => honest & ~(flags.present | flags.verified) };
  return (await createPasskey({ options: options as never, origin }, {}, lies)).field;
}
const keep = (session: string, response: string) =>
  upgradeToPasskey(world.ports, { session, response, caller: theCaller });

describe('a passkey that a browser makes by itself after a sign-in', () => {
  it('is kept for somebody who has none and signed in by password and code minutes ago', async () => {
    const account = world.aPerson();
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    expect(await keep(session, await make(session))).toBe('added');
    expect(world.people.person(account)?.passkeys).toMatchObject([{ userVerified: false }]);
  });

  it.each([
    ['five minutes later', { Cp: noon, Cd: noon }, 300],
    ['after a password alone', { Cp: noon }, 0],
  ])('is not offered %s', async (_when, shown, later) => {
    const session = world.people.open(world.aPerson(), shown, 'elsewhere');
    world.advance(later);
    expect(await offer(session)).toBeUndefined();
  });

  it('is not offered to somebody who has a passkey', async () => {
    const { account } = await aHolder(world);
    expect(await offer(world.people.open(account, { Cp: noon, Cd: noon, Cm: noon }, 'elsewhere'))).toBeUndefined();
  });

  it('is kept once: its challenge serves no second time, and no other session', async () => {
    const account = world.aPerson();
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const other = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const response = await make(session);
    expect(await keep(other, response)).toBe('refused');
    expect(await keep(session, 'no passkey')).toBe('refused');
    expect(await keep(session, response)).toBe('refused');
    expect(world.people.person(account)?.passkeys ?? []).toEqual([]);
  });
});
