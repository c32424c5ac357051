import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '../../src/domain/unavailable';
import type { Env } from '../../src/env';
import { directoryOf } from '../../src/storage/directory';
import { aRequest, theCaller } from '../support/builders';
import {
  type AtomPorts,
  aNewAccount,
  atomPorts,
  doingBefore,
  dyingBefore,
  register,
  stuttering,
} from './support/account-port';
import { clock, seconds } from './support/clock';
import { anEnv } from './support/env';
import { aMade, anInteractionId, passkeyOnly, reservePasskey } from './support/passkey-port';

const atoms = bindings as unknown as Pick<Env, 'ACCOUNT' | 'DIRECTORY' | 'INTERACTION'>;
const times = (count: number) => Array.from({ length: count });
const stutteringEnv = () =>
  anEnv({
    ACCOUNT: stuttering(atoms.ACCOUNT),
    DIRECTORY: stuttering(atoms.DIRECTORY),
    INTERACTION: stuttering(atoms.INTERACTION),
  });

async function signIn(ports: AtomPorts, credentialId: string, before?: string): Promise<string> {
  const found = await reservePasskey(ports, credentialId);
  if (found.outcome !== 'held') return expect.fail(found.outcome);
  const settled = await found.settle({ counter: 0, backedUp: true, browser: undefined, ...(before && { before }) });
  return settled.outcome === 'signed-in' ? settled.session : expect.fail(settled.outcome);
}
const add = ({ accounts }: AtomPorts, session: string, passkey = aMade()) =>
  accounts.addPasskey(session, passkey, theCaller);
async function onlyKeyOf({ accounts }: AtomPorts, session: string): Promise<string> {
  return (await accounts.passkeyOwner(session))?.passkeys[0]?.key ?? expect.fail('no passkey');
}
async function ownerOf(credentialId: string): Promise<string> {
  const directory = directoryOf(anEnv());
  return (await directory.find(await directory.passkeyEntry(credentialId))).tag;
}

// A new hour for each, for they all come from one network.
beforeEach(() => clock.advance(3600));

describe('the id of a passkey', () => {
  it('is one account’s: of ten people who bind it at once one does, and it leads to them', async () => {
    const ports = atomPorts();
    const passkey = aMade();
    const people = await Promise.all(times(10).map(() => register(ports.accounts)));
    const answers = await Promise.all(people.map(({ session }) => add(ports, session, passkey)));
    expect(answers.toSorted()).toEqual(['added', ...times(9).map(() => 'taken')]);
    const winner = people[answers.indexOf('added')]?.session ?? '';
    const found = await reservePasskey(ports, passkey.made.credentialId);
    expect(found).toMatchObject({ outcome: 'held', account: (await ports.accounts.readSession(winner))?.account });
  });

  it('is one account’s, also of people who register with it at once', async () => {
    const ports = atomPorts();
    const passkey = aMade();
    const create = () => {
      const { password: _none, ...person } = aNewAccount();
      return ports.accounts.create({ ...person, passkey });
    };
    const outcomes = (await Promise.all(times(6).map(create))).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(['created', ...times(5).map(() => 'credential-taken')].toSorted());
  });

  it('that is another’s registers nobody, and the address stays free for the same journey', async () => {
    const ports = atomPorts();
    const { credentialId } = await passkeyOnly(ports);
    const { password, ...person } = aNewAccount();
    expect(await ports.accounts.create({ ...person, passkey: aMade(credentialId) })).toEqual({
      outcome: 'credential-taken',
    });
    expect(await ports.accounts.has(person.email)).toBe(false);
    expect(await ports.accounts.create({ ...person, ...(password && { password }) })).toMatchObject({
      outcome: 'created',
    });
  });

  it('that a registration took and lost, with its address, leads to no account that comes later', async () => {
    const { password: _none, ...person } = aNewAccount();
    const passkey = aMade();
    const dying = atomPorts(anEnv({ ACCOUNT: dyingBefore(atoms.ACCOUNT, 'prepare') }));
    await expect(dying.accounts.create({ ...person, passkey })).rejects.toThrow(Unavailable);
    const ports = atomPorts();
    clock.advance(900);
    expect(await ports.accounts.create({ ...person, passkey })).toEqual({ outcome: 'credential-taken' });
    expect(await ports.accounts.create({ ...person, passkey: aMade() })).toMatchObject({ outcome: 'created' });
    expect((await reservePasskey(ports, passkey.made.credentialId)).outcome).toBe('unknown');
  });

  it('is given back when the sign-in was too old, and when the passkey is removed', async () => {
    const ports = atomPorts();
    const passkey = aMade();
    const { session } = await register(ports.accounts);
    clock.advance(300);
    expect(await add(ports, session, passkey)).toBe('stale');
    expect(await ownerOf(passkey.made.credentialId)).toBe('free');

    const other = await register(ports.accounts);
    expect(await add(ports, other.session, passkey)).toBe('added');
    const shown = await signIn(ports, passkey.made.credentialId, other.session);
    expect(await ports.accounts.removePasskey(shown, { key: await onlyKeyOf(ports, shown), also: [] }, theCaller)).toBe(
      'done',
    );
    expect(await ownerOf(passkey.made.credentialId)).toBe('free');
    expect((await reservePasskey(ports, passkey.made.credentialId)).outcome).toBe('unknown');
  });

  it('is not given back while its account keeps it, also where the session ended on the way', async () => {
    const ports = atomPorts();
    const passkey = aMade();
    const { session } = await register(ports.accounts);
    await add(ports, session, passkey);
    const signOut = () => ports.accounts.signOut(session, undefined, theCaller);
    const ending = atomPorts(anEnv({ DIRECTORY: doingBefore(atoms.DIRECTORY, 'commit', signOut) }));
    expect(await add(ending, session, passkey)).toBe('no-session');
    expect(await ownerOf(passkey.made.credentialId)).toBe('owned');
    expect((await reservePasskey(ports, passkey.made.credentialId)).outcome).toBe('held');
  });
});

describe('when every answer is lost once', () => {
  it('a person registers with a passkey once, signs in by it, and adds, names and removes another', async () => {
    const ports = atomPorts(stutteringEnv());
    const { session, credentialId } = await passkeyOnly(ports);
    const shown = await signIn(ports, credentialId, session);
    const second = aMade();
    const { accounts } = ports;
    const handle = (await accounts.passkeyOwner(shown))?.userHandle ?? '';
    expect(await add(ports, shown, { ...second, userHandle: handle })).toBe('added');
    const owner = await accounts.passkeyOwner(shown);
    const key = owner?.passkeys.find((one) => one.credentialId === second.made.credentialId)?.key ?? '';
    expect(await accounts.namePasskey(shown, { key, name: 'Blue phone' }, theCaller)).toBe('done');
    expect((await accounts.passkeyOwner(shown))?.passkeys.map(({ name }) => name).toSorted()).toEqual([
      'Blue phone',
      undefined,
    ]);
    const third = aMade();
    expect(await add(ports, shown, { ...third, userHandle: handle })).toBe('added');
    const also = (await accounts.passkeyOwner(shown))?.passkeys
      .filter((one) => one.credentialId === third.made.credentialId)
      .map((one) => one.key);
    expect(await accounts.removePasskey(shown, { key, also: also ?? [] }, theCaller)).toBe('done');
    for (const gone of [second, third]) expect(await ownerOf(gone.made.credentialId)).toBe('free');
    expect((await accounts.passkeyOwner(shown))?.passkeys).toHaveLength(1);
  });

  it('a password is set once, and its session counts', async () => {
    const ports = atomPorts(stutteringEnv());
    const { session, credentialId } = await passkeyOnly(ports);
    const shown = await signIn(ports, credentialId, session);
    const set = await ports.accounts.setPassword(shown, {
      password: { hash: 'hash', length: 'long' },
      interaction: anInteractionId(),
      device: undefined,
      caller: theCaller,
    });
    if (set.outcome !== 'set') return expect.fail(set.outcome);
    expect(await ports.accounts.readSession(set.session)).toMatchObject({
      shown: { Cm: seconds(), Cp: seconds() },
      hasPassword: true,
    });
    expect(await ports.accounts.readSession(shown)).toBeUndefined();
  });

  it('a challenge is handed out once to one request, and not to the next', async () => {
    const { interactions } = atomPorts(stutteringEnv());
    const id = interactions.newId();
    const ref = { id, ...(await interactions.begin(id, aRequest())) };
    const made = await interactions.newCeremony(ref, 'get');
    expect(await interactions.takeCeremony(ref, 'get')).toMatchObject({ challenge: made?.challenge });
    expect(await interactions.takeCeremony(ref, 'get')).toBeUndefined();
  });
});

describe('a challenge', () => {
  const aRef = async ({ interactions }: Pick<AtomPorts, 'interactions'>) => {
    const id = interactions.newId();
    return { id, ...(await interactions.begin(id, aRequest())) };
  };

  it('is 32 random bytes and serves one of many requests at once', async () => {
    const { interactions } = atomPorts();
    const ref = await aRef({ interactions });
    const made = (await interactions.newCeremony(ref, 'create')) ?? expect.fail('none');
    expect([made.challenge, made.userHandle].map((text) => Buffer.from(text, 'base64url').length)).toEqual([32, 64]);
    const taken = await Promise.all(times(10).map(() => interactions.takeCeremony(ref, 'create')));
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it.each([
    [299, true],
    [300, false],
  ])('lives %i seconds: %s', async (age, alive) => {
    const ports = atomPorts();
    const ref = await aRef(ports);
    await ports.interactions.newCeremony(ref, 'get');
    clock.advance(age);
    expect((await ports.interactions.takeCeremony(ref, 'get')) !== undefined).toBe(alive);
  });

  it('serves its own journey, its own browser and its own ceremony alone, and none that has ended', async () => {
    const ports = atomPorts();
    const { interactions } = ports;
    const [ref, other] = [await aRef(ports), await aRef(ports)];
    const { challenge } = (await interactions.newCeremony(ref, 'get')) ?? expect.fail('none');
    expect(await interactions.takeCeremony(other, 'get')).toBeUndefined();
    expect(await interactions.takeCeremony({ ...ref, secret: other.secret }, 'get')).toBeUndefined();
    expect(await interactions.takeCeremony(ref, 'create')).toBeUndefined();
    expect(await interactions.takeCeremony(ref, 'get')).toMatchObject({ challenge });
    await interactions.newCeremony(ref, 'get');
    await interactions.finish(ref);
    expect(await interactions.takeCeremony(ref, 'get')).toBeUndefined();
    expect(await interactions.newCeremony(ref, 'get')).toBeUndefined();
  });
});

describe('a session', () => {
  it('is not stepped up by a passkey of somebody else, though its signature was right', async () => {
    const ports = atomPorts();
    const { session } = await register(ports.accounts);
    const { credentialId } = await passkeyOnly(ports);
    const found = await reservePasskey(ports, credentialId);
    if (found.outcome !== 'held') return expect.fail(found.outcome);
    const settled = await found.settle({ counter: 0, backedUp: true, before: session, browser: undefined });
    expect(settled).toEqual({ outcome: 'refused' });
    expect((await ports.accounts.readSession(session))?.shown).not.toHaveProperty('Cm');
  });

  it('of registering with a passkey has not shown it yet', async () => {
    const ports = atomPorts();
    const { session } = await passkeyOnly(ports);
    expect(await ports.accounts.readSession(session)).toMatchObject({ shown: { Cd: seconds() }, passkeys: 1 });
    expect((await ports.accounts.readSession(session))?.shown).not.toHaveProperty('Cm');
  });
});
