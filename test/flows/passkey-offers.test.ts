import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import { addPasskey } from '../../src/flows/add-passkey';
import { choosePasskey } from '../../src/flows/choose-passkey';
import { offerPasskey } from '../../src/flows/offer-passkey';
import { noon, patsEmail, theCaller } from '../support/builders';
import { aHolder, madeIn, makeOptions } from '../support/memory-passkeys';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';
import { flags, type Lies } from '../support/software-authenticator';

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

describe('making a passkey', () => {
  const adding = async () => ({
    ref: await world.aJourney({ vtr: ['P0.Cm'] }),
    session: world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere'),
  });
  const registering = async () => ({
    ref: await world.aJourney(
      { vtr: ['P0.Cm'] },
      { path: 'register', address: patsEmail, emailProof: { at: noon, taken: false } },
    ),
    session: undefined,
  });
  const ways = [
    ['by somebody with a session', adding, addPasskey],
    [
      'by somebody who sets up an account',
      registering,
      (ports: MemoryWorld['ports'], { ref, session, response }: Parameters<typeof addPasskey>[1]) =>
        choosePasskey(ports, { ref, session, response }),
    ],
  ] as const;

  it.each(ways)('%s takes its challenge once, until five minutes are over, and no other', async (_who, begin, send) => {
    const place = await begin();
    const give = (response: string) => send(world.ports, { ...place, response, caller: theCaller });
    const [first, second] = [await madeIn(world, place), await madeIn(world, place)];
    expect(await give(first.field)).toMatchObject(retried('passkey-not-made'));
    expect(await give(second.field)).toMatchObject(retried('passkey-expired'));
    const third = await madeIn(world, place);
    world.advance(299);
    expect(await give(third.field)).toMatchObject({ kind: 'onward' });
  });

  it('five minutes after its challenge was given makes none', async () => {
    const place = await registering();
    const { field } = await madeIn(world, place);
    world.advance(300);
    const outcome = await choosePasskey(world.ports, { ...place, response: field });
    expect(outcome).toMatchObject(retried('passkey-expired'));
  });

  it.each(ways)('%s wants them verified and present, and an answer to this ceremony', async (_who, begin, send) => {
    const place = await begin();
    const lies: readonly Lies[] = [
      { flags: (honest) => honest & ~flags.verified },
      { flags: (honest) => honest & ~flags.present },
      { clientData: { type: 'webauthn.get' } },
      { clientData: { origin: 'https://auth.example.net' } },
    ];
    for (const lie of lies) {
      const { field } = await madeIn(world, place, {}, lie);
      const outcome = await send(world.ports, { ...place, response: field, caller: theCaller });
      expect(outcome).toMatchObject(retried('passkey-not-made'));
    }
    expect(world.factsOf(place.ref)).not.toHaveProperty('passkey');
    expect(world.people.personOf(patsEmail)?.passkeys ?? []).toEqual([]);
    const { field } = await madeIn(world, place);
    expect(await send(world.ports, { ...place, response: field, caller: theCaller })).toMatchObject({ kind: 'onward' });
  });

  it('is not offered where a service takes passwords only, nor taken there', async () => {
    const facts = { path: 'register', address: patsEmail, emailProof: { at: noon, taken: false } } as const;
    const ref = await world.aJourney({ vtr: ['P0.Cp.Cd'] }, facts);
    expect(await offerPasskey(world.ports, { ref, session: undefined, ceremony: 'create' })).toEqual({
      kind: 'refused',
    });
    const { field } = await madeIn(world, await registering());
    const outcome = await choosePasskey(world.ports, { ref, session: undefined, response: field });
    expect(outcome).toEqual({ kind: 'onward', interaction: ref.id });
    expect(world.factsOf(ref)).toEqual(facts);
  });
});

it('a passkey made for one person is never bound to another who signed in to the same browser meanwhile', async () => {
  const [one, other] = [world.aPerson(), world.aPerson({ email: 'sam@example.com' as EmailAddress })];
  const ref = await world.aJourney(ownErrand);
  const shown = { Cp: noon, Cd: noon };
  const first = { ref, session: world.people.open(one, shown, ref.id) };
  const { field } = await madeIn(world, first);
  const second = { ref, session: world.people.open(other, shown, ref.id) };
  expect(await addPasskey(world.ports, { ...second, response: field, caller: theCaller })).toMatchObject(
    retried('passkey-not-made'),
  );
  expect(world.people.person(other)?.passkeys ?? []).toEqual([]);
  const { field: again } = await madeIn(world, second);
  expect(await addPasskey(world.ports, { ...second, response: again, caller: theCaller })).toMatchObject({
    kind: 'onward',
  });
});
