import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import { addPasskey } from '../../src/flows/add-passkey';
import { offerPasskey } from '../../src/flows/offer-passkey';
import { noon, patsEmail, theCaller } from '../support/builders';
import { aHolder, madeIn, makeOptions } from '../support/memory-passkeys';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const retried = (problem: string) => ({ kind: 'retry', problem });
const ownErrand = {
  errand: 'add-passkey',
  redirectUri: 'https://auth.example/account/security',
  scopes: ['openid'],
} as const;

/** The ports of offering a ceremony, and what was asked of the accounts. */
function recording({ ports }: MemoryWorld) {
  const { journeys, interactions, settings } = ports;
  const asked: string[] = [];
  const accounts = new Proxy(ports.accounts, {
    get(target, name, receiver) {
      asked.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
  return { ports: { journeys, interactions, settings, accounts }, asked };
}

describe('what a browser is told', () => {
  it('when signing in is the same for every address: no passkey is named, and nothing is looked up', async () => {
    await aHolder(world);
    const seen: unknown[] = [];
    for (const address of [patsEmail, 'nobody@example.com' as EmailAddress]) {
      const ref = await world.aJourney({ vtr: ['P0.Cm', 'P0.Cp.Cd'] }, { address });
      const { ports, asked } = recording(world);
      const offer = await offerPasskey(ports, { ref, session: undefined, ceremony: 'get' });
      const options = offer.kind === 'options' ? offer.options : expect.fail(offer.kind);
      seen.push({ options: { ...options, challenge: 'masked' }, asked });
    }
    expect(seen[0]).toEqual({
      options: {
        rpId: 'auth.example',
        challenge: 'masked',
        timeout: 300_000,
        allowCredentials: [],
        userVerification: 'required',
      },
      asked: [],
    });
    expect(seen[1]).toEqual(seen[0]);
  });

  it('when making a passkey says which are held already, and the one handle of the person: 64 bytes without meaning', async () => {
    const account = world.aPerson();
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const place = { ref: await world.aJourney({ vtr: ['P0.Cm'] }), session };
    const first = await makeOptions(world, place);
    expect(first.excludeCredentials).toEqual([]);
    expect(Buffer.from(first.user.id, 'base64url')).toHaveLength(64);
    // Nothing was bound yet: another time, another handle.
    expect((await makeOptions(world, place)).user.id).not.toBe(first.user.id);
    for (const nothing of [patsEmail, 'subject of', account])
      expect(Buffer.from(first.user.id, 'base64url').toString('latin1')).not.toContain(nothing);

    const { passkey } = await aHolder(world, { email: 'sam@example.com' as EmailAddress });
    const owner = world.people.personOf('sam@example.com')?.account ?? expect.fail('nobody');
    const again = world.people.open(owner, { Cm: noon }, 'errand');
    const ref = await world.aJourney({ vtr: ['P0.Cm'], ...ownErrand });
    const options = await makeOptions(world, { ref, session: again });
    expect(options.excludeCredentials?.map(({ id }) => id)).toEqual([passkey.credentialId]);
    expect(options.user).toEqual({ id: passkey.userHandle, name: 'sam@example.com', displayName: 'sam@example.com' });
  });
});

it('two people cannot have one passkey: the second is told to use another', async () => {
  const { passkey } = await aHolder(world);
  const account = world.aPerson({ email: 'sam@example.com' as EmailAddress });
  const place = {
    ref: await world.aJourney({ vtr: ['P0.Cm'] }),
    session: world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere'),
  };
  const credentialId = new Uint8Array(Buffer.from(passkey.credentialId, 'base64url'));
  const { field } = await madeIn(world, place, { credentialId });
  expect(await addPasskey(world.ports, { ...place, response: field, caller: theCaller })).toMatchObject(
    retried('passkey-exists'),
  );
  expect(world.people.person(account)?.passkeys ?? []).toEqual([]);
});
