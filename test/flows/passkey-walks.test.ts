import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import { type Errand, errands } from '../../src/domain/errand';
import { shownBinding } from '../../src/domain/journey';
import type { StepOutcome } from '../../src/domain/step-outcome';
import { addPasskey } from '../../src/flows/add-passkey';
import { changePassword } from '../../src/flows/change-password';
import { continueJourney } from '../../src/flows/continue-journey';
import { giveAddress } from '../../src/flows/give-address';
import { givePasscode } from '../../src/flows/give-passcode';
import { givePasskey } from '../../src/flows/give-passkey';
import { givePassword } from '../../src/flows/give-password';
import { openPasswordChange } from '../../src/flows/open-password-change';
import { resendPasscode } from '../../src/flows/resend-passcode';
import { setPassword } from '../../src/flows/set-password';
import { startErrand } from '../../src/flows/start-errand';
import type { InteractionRef } from '../../src/ports/interactions';
import { aConsent, noon, patsEmail, theCaller } from '../support/builders';
import { aHolder, madeIn, signedBy } from '../support/memory-passkeys';
import { type MemoryWorld, memoryFormTokens, memoryWorld } from '../support/memory-ports';
import type { SoftwarePasskey } from '../support/software-authenticator';

const password = 'brisk otters paddle upstream';
let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

/** A person at a browser: on whatever page they are, they answer it. */
function browserOn(ref: InteractionRef, session?: string, passkey?: SoftwarePasskey, device?: string) {
  const at = { ref, session, passkey };
  const cookies = () => ({ ref, session: at.session, caller: theCaller });
  const keep = async (outcome: Promise<StepOutcome>) => {
    const came = await outcome;
    if (came.kind === 'onward' && came.session !== undefined) at.session = came.session;
    return came;
  };
  const answers: Readonly<Record<string, () => Promise<unknown>>> = {
    'sign-in': () => giveAddress(world.ports, { ...cookies(), email: patsEmail }),
    'sign-in/credential': () =>
      keep(givePassword(world.ports, { ...cookies(), step: 'sign-in-credential', device, password })),
    'sign-in/password': () =>
      keep(givePassword(world.ports, { ...cookies(), step: 'sign-in-password', device: undefined, password })),
    'sign-in/passcode': () =>
      keep(givePasscode(world.ports, { ...cookies(), device: undefined, code: world.lastCode(), remember: false })),
    'sign-in/passkey': async () => {
      if (at.passkey === undefined) return;
      const response = await signedBy(world, at, at.passkey);
      await keep(givePasskey(world.ports, { ...cookies(), step: 'sign-in-passkey', response }));
    },
    'sign-in/set-password': () => keep(setPassword(world.ports, { ...cookies(), password })),
    'sign-in/add-passkey': async () => {
      const made = await madeIn(world, at);
      at.passkey = made.passkey;
      await addPasskey(world.ports, { ...cookies(), response: made.field });
    },
  };
  const go = () => continueJourney(world.ports, cookies());
  const answer = async (page: string) => {
    if (page === 'sign-in/passcode' && world.received.length === 0) await resendPasscode(world.ports, cookies());
    await (answers[page] ?? expect.fail(`${page} was not to be shown`))();
  };
  return {
    at,
    answer,
    go,
    /** Answers every page until the journey leaves. @returns the pages, and where it led */
    async walk(): Promise<{ readonly pages: readonly string[]; readonly location: string }> {
      const pages: string[] = [];
      for (;;) {
        const came = await go();
        if (came.kind === 'to-service') return { pages, location: came.location };
        if (came.kind !== 'onward' || came.page === undefined || pages.length > 10)
          return expect.fail(`${pages.join(' → ')} → ${JSON.stringify(came)}`);
        pages.push(came.page);
        await answer(came.page);
      }
    },
  };
}

const agreed = { consents: [aConsent()] };
const withoutPassword = { passwordHash: undefined, passwordLength: undefined };
const grantOf = async (location: string) => {
  const code = new URL(location).searchParams.get('code') ?? expect.fail(location);
  const { clientId, redirectUri } = { clientId: aConsent().client, redirectUri: 'https://clinic.example/cb' };
  const redeemed = await world.ports.accounts.redeem(code, { clientId, redirectUri, refreshes: false }, theCaller);
  return redeemed.outcome === 'redeemed' ? redeemed.grant : expect.fail(redeemed.why);
};

describe('a browser that is remembered', () => {
  it.each<[Errand, readonly string[]]>([
    ['account', ['sign-in', 'sign-in/credential']],
    ['add-passkey', ['sign-in', 'sign-in/credential', 'sign-in/passcode', 'sign-in/add-passkey']],
    ['change-password', ['sign-in', 'sign-in/credential', 'sign-in/passcode']],
    ['passkeys', ['sign-in', 'sign-in/credential', 'sign-in/passcode']],
  ])('spares the code, but not where credentials are changed: %s', async (errand, pages) => {
    const device = world.people.remember(world.aPerson());
    const started = await startErrand(world.ports, { errand, session: undefined, caller: theCaller });
    if (started.kind !== 'interact') return expect.fail(started.kind);
    const ref: InteractionRef = { id: started.interaction, secret: started.secret };
    const walked = await browserOn(ref, undefined, undefined, device).walk();
    expect(walked.pages).toEqual(pages);
  });
});

describe('a service that takes passkeys only', () => {
  const request = { vtr: ['P0.Cm'] };

  it('NL-51 is entered by password and code, a passkey that is added, and its use', async () => {
    const account = world.aPerson(agreed);
    const { pages, location } = await browserOn(await world.aJourney(request)).walk();
    expect(pages).toEqual([
      'sign-in',
      'sign-in/credential',
      'sign-in/passcode',
      'sign-in/add-passkey',
      'sign-in/passkey',
    ]);
    expect(await grantOf(location)).toMatchObject({ vot: 'P0.Cm', authTime: noon });
    expect(world.people.person(account)?.passkeys).toHaveLength(1);
  });

  it.each([
    [299, ['sign-in/add-passkey', 'sign-in/passkey']],
    [300, ['sign-in/password', 'sign-in/passcode', 'sign-in/add-passkey', 'sign-in/passkey']],
  ])('%i seconds after a sign-in asks: %j', async (age, pages) => {
    const session = world.people.open(world.aPerson(agreed), { Cp: noon, Cd: noon }, 'elsewhere');
    world.advance(age);
    expect((await browserOn(await world.aJourney(request), session).walk()).pages).toEqual(pages);
  });

  it('asks a person who has a passkey for it, never for another', async () => {
    const { account, passkey } = await aHolder(world, agreed);
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const { pages } = await browserOn(await world.aJourney(request), session, passkey).walk();
    expect(pages).toEqual(['sign-in/passkey']);
    expect(world.people.person(account)?.passkeys).toHaveLength(1);
  });

  it('does not let a passkey be made that grew stale on its page: the sign-in is asked for anew', async () => {
    const account = world.aPerson(agreed);
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const place = { ref: await world.aJourney(request), session };
    world.advance(299);
    const { field } = await madeIn(world, place);
    world.advance(1);
    const outcome = await addPasskey(world.ports, { ...place, response: field, caller: theCaller });
    expect(outcome).toEqual({ kind: 'onward', interaction: place.ref.id });
    expect(await browserOn(place.ref, session).go()).toMatchObject({ page: 'sign-in/password' });
    expect(world.people.person(account)?.passkeys ?? []).toEqual([]);
  });
});

describe('a service that takes password and code only', () => {
  const request = { vtr: ['P0.Cp.Cd'] };

  it.each([
    [299, ['sign-in/set-password', 'sign-in/passcode']],
    [300, ['sign-in/passkey', 'sign-in/set-password', 'sign-in/passcode']],
  ])('%i seconds after a passkey was shown asks somebody without a password: %j', async (age, pages) => {
    const { account, passkey } = await aHolder(world, { ...agreed, ...withoutPassword });
    const session = world.people.open(account, { Cm: noon }, 'elsewhere');
    world.advance(age);
    const walked = await browserOn(await world.aJourney(request), session, passkey).walk();
    expect(walked.pages).toEqual(pages);
    expect(await grantOf(walked.location)).toMatchObject({ vot: 'P0.Cp.Cd', authTime: noon + age });
  });

  it('asks somebody who has both for the password, and lets them set no other', async () => {
    const { account, passkey } = await aHolder(world, agreed);
    const session = world.people.open(account, { Cm: noon }, 'elsewhere');
    const { pages } = await browserOn(await world.aJourney(request), session, passkey).walk();
    expect(pages).toEqual(['sign-in/password', 'sign-in/passcode']);
  });

  it('sets no password when the passkey was shown too long ago by the time that it is sent', async () => {
    const { account } = await aHolder(world, { ...agreed, ...withoutPassword });
    const session = world.people.open(account, { Cm: noon }, 'elsewhere');
    const ref = await world.aJourney(request);
    world.advance(300);
    const outcome = await setPassword(world.ports, { ref, session, password, caller: theCaller });
    expect(outcome).toEqual({ kind: 'onward', interaction: ref.id });
    expect(await browserOn(ref, session).go()).toMatchObject({ page: 'sign-in/passkey' });
    expect(world.people.person(account)?.passwordHash).toBeUndefined();
  });

  it('is added in the account by somebody who used their passkey minutes ago, and by nobody else', async () => {
    const { account } = await aHolder(world, { ...agreed, ...withoutPassword });
    const add = async (session: string) => {
      const opened = await openPasswordChange(world.ports, { session });
      const changed = await changePassword(world.ports, { session, device: undefined, password, caller: theCaller });
      return [opened.kind === 'fresh' && opened.hasPassword, changed.kind];
    };
    expect(await add(world.people.open(account, { Cd: noon }, 'elsewhere'))).toEqual([false, 'stale']);
    expect(world.people.person(account)?.passwordHash).toBeUndefined();
    const session = world.people.open(account, { Cm: noon }, 'elsewhere');
    expect(await openPasswordChange(world.ports, { session })).toMatchObject({ kind: 'fresh', hasPassword: false });
    expect(await add(session)).toEqual([false, 'changed']);
    expect(world.people.person(account)?.passwordHash).toBeDefined();
  });

  it('is set for nobody on a page that another person was shown', async () => {
    const { account } = await aHolder(world, { ...agreed, ...withoutPassword });
    const session = world.people.open(account, { Cm: noon }, 'elsewhere');
    const ref = await world.aJourney(request);
    const set = async (person: string) => {
      const shownTo = await memoryFormTokens.issue(shownBinding(ref.secret ?? '', person));
      return setPassword(world.ports, { ref: { ...ref, shownTo }, session, password, caller: theCaller });
    };
    expect(await set('somebody else')).toEqual({ kind: 'foreign' });
    expect(world.people.person(account)?.passwordHash).toBeUndefined();
    expect(await set(account)).toMatchObject({ kind: 'onward' });
    expect(world.people.person(account)?.passwordHash).toBeDefined();
  });

  it.each([
    ['short', 'new-password-too-short'],
    ['password password', 'new-password-common'],
    ['my gatehouse password', 'new-password-has-service-name'],
  ])('takes no password that registering would not: %s', async (typed, problem) => {
    const { account } = await aHolder(world, { ...agreed, ...withoutPassword });
    const session = world.people.open(account, { Cm: noon }, 'elsewhere');
    const ref = await world.aJourney(request);
    const outcome = await setPassword(world.ports, { ref, session, password: typed, caller: theCaller });
    expect(outcome).toMatchObject({ kind: 'retry', problem });
    expect(world.people.person(account)?.passwordHash).toBeUndefined();
  });
});

describe('a passkey makes a session that meets its vectors', () => {
  it.each([
    ['P0', ['P0.Cm'], 'P0.Cm'],
    ['P9', ['P9.Cm'], 'P9.Cm'],
    ['P9', ['P9.Cp.Cd', 'P9.Cm'], 'P9.Cm'],
  ] as const)('NL-51 at %s, where %j is asked: %s', async (level, vtr, vot) => {
    world.services.set(aConsent().client, { ...(await aServiceOf()), vectors: [...vtr] });
    const { passkey } = await aHolder(world, { level, consents: [aConsent({ level })] });
    const ref = await world.aJourney({ vtr });
    const response = await signedBy(world, { ref }, passkey);
    const outcome = await givePasskey(world.ports, {
      ...{ ref, session: undefined, step: 'sign-in-address', response, caller: theCaller },
    });
    const session = outcome.kind === 'onward' ? outcome.session : undefined;
    const { pages, location } = await browserOn(ref, session).walk();
    expect([pages, (await grantOf(location)).vot]).toEqual([[], vot]);
  });
});

const aServiceOf = async () => (await world.ports.clients.find(aConsent().client)) ?? expect.fail('no service');

describe('an errand to one’s own account', () => {
  const begin = async (errand: Errand, session?: string, passkey?: SoftwarePasskey) => {
    const begun = await startErrand(world.ports, { errand, session, caller: theCaller });
    if (begun.kind !== 'interact') return expect.fail(begun.kind);
    return browserOn({ id: begun.interaction, secret: begun.secret }, session, passkey);
  };
  const fresh = ['security', 'add-passkey', 'change-password'] as const;

  it.each(errands)('%s ends on a page of our own, with no code, no grant and no consent', async (errand) => {
    const account = world.aPerson();
    const { location } = await (await begin(errand)).walk();
    expect(location).toMatch(/^https:\/\/auth\.example\/account(\/[a-z]+)?(\?new)?$/);
    expect(world.people.person(account)?.consents).toEqual([]);
  });

  it.each(fresh)('%s wants a new sign-in five minutes after the one before: by password and code', async (errand) => {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    world.advance(300);
    const { pages } = await (await begin(errand, session)).walk();
    expect(pages.slice(0, 2)).toEqual(['sign-in/credential', 'sign-in/passcode']);
  });

  it.each(fresh)('%s asks nothing again of somebody who signed in less than five minutes ago', async (errand) => {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    world.advance(299);
    const { pages } = await (await begin(errand, session)).walk();
    expect(pages).toEqual(errand === 'add-passkey' ? ['sign-in/add-passkey'] : []);
  });

  it.each(fresh)('%s wants the passkey of somebody who has one, and takes no password', async (errand) => {
    const { account } = await aHolder(world);
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const browser = await begin(errand, session);
    await browser.answer('sign-in/credential');
    await browser.answer('sign-in/passcode');
    const came = await browser.go();
    expect(came).toMatchObject({ kind: 'onward', page: 'sign-in/passkey' });
  });

  it('to look at the account is over at once for somebody who is signed in', async () => {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    expect(await (await begin('account', session)).walk()).toEqual({
      pages: [],
      location: 'https://auth.example/account',
    });
  });

  it('to add a passkey adds one, and the journey is over with it', async () => {
    const account = world.aPerson();
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    world.advance(300);
    const { pages, location } = await (await begin('add-passkey', session)).walk();
    expect(pages).toEqual(['sign-in/credential', 'sign-in/passcode', 'sign-in/add-passkey']);
    // The list says so.
    expect(location).toBe('https://auth.example/account/passkeys?new');
    expect(world.people.person(account)?.passkeys).toHaveLength(1);
  });

  it('is not another person’s to finish: who signs in on it is the one whose account it shows', async () => {
    const session = world.people.open(world.aPerson({ email: 'sam@example.com' as EmailAddress }), { Cp: noon }, 'x');
    const browser = await begin('security', session);
    expect(world.factsOf(browser.at.ref).address).toBe('sam@example.com');
    world.aPerson();
    await browser.answer('sign-in');
    await browser.walk();
    expect((await world.ports.accounts.overview(browser.at.session ?? ''))?.email).toBe(patsEmail);
    expect(world.people.lives(session)).toBe(false);
  });
});
