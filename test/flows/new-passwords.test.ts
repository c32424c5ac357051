import { beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits';
import { changePassword } from '../../src/flows/change-password';
import { choosePassword } from '../../src/flows/choose-password';
import { completeReset } from '../../src/flows/complete-reset';
import { requestReset } from '../../src/flows/request-reset';
import { setPassword } from '../../src/flows/set-password';
import type { CookieToken } from '../../src/ports/caller';
import type { InteractionRef } from '../../src/ports/interactions';
import { noon, patsEmail, theCaller } from '../support/builders';
import { aHolder } from '../support/memory-passkeys';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

const password = 'brisk otters paddle upstream';
let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

interface Chooser {
  readonly ref: InteractionRef;
  readonly session: CookieToken;
}
const emailProof = { at: noon, taken: false };
const ways = {
  async registering() {
    const ref = await world.aJourney({}, { path: 'register', address: patsEmail, emailProof });
    return () => choosePassword(world.ports, { ref, session: undefined, password, caller: theCaller });
  },
  async changing() {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    return () => changePassword(world.ports, { session, device: undefined, password, caller: theCaller });
  },
  async setting() {
    const { account } = await aHolder(world, { passwordHash: undefined, passwordLength: undefined });
    const given: Chooser = {
      session: world.people.open(account, { Cm: noon }, 'elsewhere'),
      ref: await world.aJourney({ vtr: ['P0.Cp.Cd'] }),
    };
    return () => setPassword(world.ports, { ...given, password, caller: theCaller });
  },
  async 'by a link'() {
    world.aPerson({ password: 'another than the new one' });
    const ref: InteractionRef = { id: '', secret: undefined };
    await requestReset(world.ports, { ref, email: patsEmail, caller: theCaller });
    const [token, browser] = [world.people.lastLink(), { session: undefined, device: undefined, refOf: () => ref }];
    return () => completeReset(world.ports, { token, password, ...browser, caller: theCaller });
  },
};

/** This network has had passwords looked at already. */
async function lookedAt(count: number): Promise<void> {
  for (let one = 0; one < count; one += 1) await world.ports.limits.take('passwords-by-address', theCaller.address);
}

describe.each(['registering', 'changing', 'setting', 'by a link'] as const)('a new password, %s', (way) => {
  it('is hashed while its network has had fewer than it may', async () => {
    const choose = await ways[way]();
    await lookedAt(limits.passwordsPerNetwork.value - 1);
    expect(await choose()).not.toMatchObject({ kind: 'locked' });
    expect(world.state.hashed).toBe(1);
  });

  it('is not hashed beyond, as one that signs in is not: hashing keeps others waiting', async () => {
    const choose = await ways[way]();
    await lookedAt(limits.passwordsPerNetwork.value);
    expect(await choose()).toMatchObject({ kind: 'locked' });
    expect(world.state.hashed).toBe(0);
  });
});
