import { beforeEach, describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import { openSignOut } from '../../src/flows/open-sign-out';
import { readOverview } from '../../src/flows/read-overview';
import { readPasskeys } from '../../src/flows/read-passkeys';
import { signOut } from '../../src/flows/sign-out';
import { aConsent, aPatient, aService, noon, theCaller, theService } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const shown = { Cp: noon, Cd: noon };
const leave = (session: string | undefined, device: string | undefined, everywhere = false) =>
  signOut(world.ports, { session, device, everywhere, caller: theCaller });

describe('signing out', () => {
  it('NL-109 ends this session and forgets the device; another session of the person lives on', async () => {
    const account = world.aPerson();
    const [here, there] = [world.people.open(account, shown, ''), world.people.open(account, shown, '')];
    expect(await leave(here, world.people.remember(account))).toEqual({ kind: 'signed-out' });
    expect([world.people.lives(here), world.people.lives(there)]).toEqual([false, true]);
  });

  it('leaves the browser remembered for the others who use it', async () => {
    const account = world.aPerson();
    const theirs = world.people.remember(world.aPerson({ email: 'sam@example.com' as never }));
    const session = world.people.open(account, shown, '');
    const both = `${world.people.remember(account)}~${theirs}`;
    expect(await leave(session, both)).toEqual({ kind: 'signed-out', device: theirs });
  });

  it('everywhere ends every session of the person, and nobody else’s', async () => {
    const account = world.aPerson();
    const sessions = [world.people.open(account, shown, ''), world.people.open(account, shown, '')];
    const other = world.people.open(world.aPerson({ email: 'sam@example.com' as never }), shown, '');
    await leave(sessions[0], undefined, true);
    expect(sessions.map(world.people.lives)).toEqual([false, false]);
    expect(world.people.lives(other)).toBe(true);
  });

  it('everywhere takes more than a password, which a thief may have; this browser goes by it', async () => {
    const account = world.aPerson();
    const [here, there] = [world.people.open(account, { Cp: noon }, ''), world.people.open(account, shown, '')];
    expect(await leave(here, undefined, true)).toEqual({ kind: 'more' });
    expect([here, there].map(world.people.lives)).toEqual([true, true]);
    expect(await openSignOut(world.ports, here)).toMatchObject({ maskedEmail: 'p•••@example.com' });
    expect(await leave(here, undefined)).toEqual({ kind: 'signed-out' });
    expect([here, there].map(world.people.lives)).toEqual([false, true]);
  });

  it('without a session is as good', async () => {
    expect(await leave(undefined, undefined, true)).toEqual({ kind: 'signed-out' });
    expect(await leave('no session of ours', undefined, true)).toEqual({ kind: 'signed-out' });
  });
});

describe('the account page', () => {
  it('shows every service that the person let in, what it gets and since when, and the address masked', async () => {
    const session = world.people.open(world.aPerson({ consents: [aConsent()] }), shown, '');
    world.services.set(theService, aService({ homeUri: 'https://clinic.example/' }));
    expect(await readOverview(world.ports, session)).toEqual({
      maskedEmail: 'p•••@example.com',
      services: [
        { name: 'Riverside Clinic', homeUri: 'https://clinic.example/', shared: ['identifier', 'email'], since: noon },
      ],
      sessionUntil: noon + 1800,
    });
  });

  it('says which record the person was matched with by the end of its number alone, while a level stands on it', async () => {
    const proved = world.people.open(world.aPerson({ level: 'P5', patient: aPatient }), shown, '');
    const identity = { ending: aPatient.nhsNumber.slice(-4), level: 'P5', since: noon };
    expect(await readOverview(world.ports, proved)).toMatchObject({ identity });
    const suspended = world.aPerson({ email: 'sam@example.com' as never, level: 'P0', patient: aPatient });
    expect(await readOverview(world.ports, world.people.open(suspended, shown, ''))).not.toHaveProperty('identity');
  });

  it('shows the copy of a name at the next visit, and the id of a service that is gone', async () => {
    const gone = clientId('a service that is gone');
    const consents = [aConsent(), aConsent({ client: gone })];
    const session = world.people.open(world.aPerson({ consents }), shown, '');
    await readOverview(world.ports, session);
    world.services.delete(theService);
    const again = await readOverview(world.ports, session);
    expect(again?.services.map(({ name }) => name)).toEqual(['Riverside Clinic', gone]);
  });

  it('opens by a passkey, or by password and code, and not by a password alone; so do the passkeys', async () => {
    const account = world.aPerson({ consents: [aConsent()] });
    const opened = async (credentials: typeof shown | { Cp: number } | { Cm: number }) => {
      const session = world.people.open(account, credentials as never, '');
      const pages = [await readOverview(world.ports, session), await readPasskeys(world.ports, session)];
      return pages.map((page) => page !== undefined);
    };
    expect(await opened({ Cp: noon })).toEqual([false, false]);
    expect(await opened(shown)).toEqual([true, true]);
    expect(await opened({ Cm: noon })).toEqual([true, true]);
  });

  it('is nobody’s without a session', async () => {
    expect(await readOverview(world.ports, undefined)).toBeUndefined();
    expect(await readOverview(world.ports, 'no session of ours')).toBeUndefined();
  });
});
