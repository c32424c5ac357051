import { beforeEach, describe, expect, it } from 'vitest';
import { type EmailAddress, interactionId } from '../../src/domain/brands';
import { consentVersion } from '../../src/domain/consent';
import { shownBinding } from '../../src/domain/journey';
import { continueJourney } from '../../src/flows/continue-journey';
import { type DecideConsentInput, decideConsent } from '../../src/flows/decide-consent';
import { leaveJourney } from '../../src/flows/leave-journey';
import { openStep } from '../../src/flows/open-step';
import type { InteractionRef } from '../../src/ports/interactions';
import { aConsent, aRequest, aService, noon, patsEmail, theCaller, theService } from '../support/builders';
import { type MemoryWorld, memoryFormTokens, memoryWorld } from '../support/memory-ports';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const declined = 'https://clinic.example/cb?error=access_denied&error_description=ConsentNotGiven&state=state%201';
const onward = (ref: InteractionRef) => ({ kind: 'onward', interaction: ref.id });
const proceed = (ref: InteractionRef, session?: string) =>
  continueJourney(world.ports, { ref, session, caller: theCaller });

/** A person with a session at the consent page of the service. */
async function atConsent(request: Parameters<MemoryWorld['aJourney']>[0] = {}, facts = {}) {
  const account = world.aPerson();
  const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
  const ref = await world.aJourney(request, facts);
  const decide = (decision: string | undefined, changes: Partial<DecideConsentInput> = {}) =>
    decideConsent(world.ports, {
      ref,
      session,
      decision,
      step: 'consent',
      service: theService,
      level: 'P0',
      caller: theCaller,
      ...changes,
    });
  return { account, session, ref, decide };
}

describe('agreeing to share', () => {
  it('NL-53 is kept with scopes, level, wording and time, and the way is free', async () => {
    const { account, session, ref, decide } = await atConsent();
    expect(await decide('agree')).toEqual(onward(ref));
    expect(world.people.person(account)?.consents).toEqual([
      { client: theService, scopes: ['openid', 'email'], level: 'P0', version: consentVersion, at: noon },
    ]);
    expect(await proceed(ref, session)).toMatchObject({ kind: 'to-service' });
  });

  it('is about the service that the page named: for another it is refused, whatever tab it came from', async () => {
    const { account, decide } = await atConsent();
    for (const service of ['another-service', '', undefined])
      expect(await decide('agree', { service })).toEqual({ kind: 'lost' });
    expect(world.people.person(account)?.consents).toEqual([]);
  });

  it('is to what the page listed: who proved who they are in another tab meanwhile is asked once more', async () => {
    const { account, session, ref, decide } = await atConsent({ scopes: ['openid', 'profile'] });
    world.people.change(account, { level: 'P5' });
    expect(await decide('agree', { level: 'P0' })).toEqual(onward(ref));
    expect(world.people.person(account)?.consents).toMatchObject([{ level: 'P0' }]);
    expect(await proceed(ref, session)).toMatchObject({ kind: 'onward', page: 'consent' });
    await decide('agree', { level: 'P5' });
    expect(world.people.person(account)?.consents).toMatchObject([{ level: 'P5' }]);
    expect(await proceed(ref, session)).toMatchObject({ kind: 'to-service' });
  });

  it('is to nothing of a record where the page does not say what it listed', async () => {
    for (const level of [undefined, '', 'P7']) {
      const { account, decide } = await atConsent({ scopes: ['openid', 'profile'] });
      world.people.change(account, { level: 'P5' });
      await decide('agree', { level });
      expect(world.people.person(account)?.consents).toMatchObject([{ level: 'P0' }]);
    }
  });

  it('is to no more than the person holds, whatever the form says', async () => {
    for (const level of ['P9', 'P5']) {
      const { account, decide } = await atConsent();
      await decide('agree', { level });
      expect(world.people.person(account)?.consents).toMatchObject([{ level: 'P0' }]);
    }
  });

  it('is not done by somebody on a page that another person was shown, or nobody', async () => {
    const { account, session, ref, decide } = await atConsent();
    const other = world.aPerson({ email: 'sam@example.com' as EmailAddress });
    const othersSession = world.people.open(other, { Cp: noon, Cd: noon }, 'elsewhere');
    const shownTo = await memoryFormTokens.issue(shownBinding(ref.secret ?? '', account));
    for (const form of [shownTo, ''])
      for (const decision of ['agree', 'decline'])
        expect(await decide(decision, { ref: { ...ref, shownTo: form }, session: othersSession })).toEqual({
          kind: 'foreign',
        });
    expect(world.people.person(other)?.consents).toEqual([]);
    expect(await decide('agree', { ref: { ...ref, shownTo: '' }, session })).toEqual({ kind: 'foreign' });
    expect(await decide('agree', { ref: { ...ref, shownTo }, session })).toEqual(onward(ref));
  });

  it('is not done by a form that was never shown: without a session, or before new terms', async () => {
    const { account, ref, decide } = await atConsent();
    expect(await decide('agree', { session: undefined })).toEqual(onward(ref));
    await world.ports.accounts.acceptTerms(world.people.open(account, { Cp: noon }, ''), '2020-01', theCaller);
    expect(await decide('agree')).toEqual(onward(ref));
    expect(world.people.person(account)?.consents).toEqual([]);
  });

  it('without a decision is asked again', async () => {
    const { decide } = await atConsent();
    for (const decision of [undefined, 'maybe', 'continue'])
      expect(await decide(decision)).toMatchObject({ kind: 'retry', problem: 'decision-missing' });
  });

  it('fifty times at once is kept once', async () => {
    const { ref, session, account } = await atConsent();
    const { accounts } = world.ports;
    let agreements = 0;
    const agree: typeof accounts.agree = (...given) => {
      agreements += 1;
      return accounts.agree(...given);
    };
    const ports = { ...Object.assign({}, world.ports), accounts: { ...Object.assign({}, accounts), agree } };
    const form = { ref, session, decision: 'agree', service: theService, level: 'P0', caller: theCaller } as const;
    const ends = await Promise.all(
      Array.from({ length: 50 }, () => decideConsent(ports, { ...form, step: 'consent' })),
    );
    expect(ends).toEqual(ends.map(() => onward(ref)));
    expect(agreements).toBe(1);
    expect(world.people.person(account)?.consents).toHaveLength(1);
  });

  it.each([['agree', 'decline'] as const, ['decline', 'agree'] as const])(
    'and refusing at once: %s came first and counts, %s does not',
    async (first, second) => {
      const { ref, account, decide } = await atConsent();
      await Promise.all([decide(first), decide(second)]);
      expect(world.people.person(account)?.consents).toHaveLength(first === 'agree' ? 1 : 0);
      expect(world.factsOf(ref).declining).toBe(first === 'agree' ? undefined : true);
    },
  );

  it('is asked of somebody who is named, with the address masked, also when it is asked again', async () => {
    const { ref, session, decide } = await atConsent();
    const opened = await openStep(world.ports, { ref, session, step: 'consent' });
    for (const outcome of [opened, await decide(undefined)])
      expect(outcome).toMatchObject({ view: { step: 'consent', signedInAs: 'p•••@example.com' } });
  });
});

describe('declining to share', () => {
  it('NL-55 asks once more, and then sends the person back with access_denied and no code', async () => {
    const { account, session, ref, decide } = await atConsent();
    expect(await decide('decline')).toEqual(onward(ref));
    expect(await proceed(ref, session)).toEqual({ ...onward(ref), page: 'consent/decline' });
    expect(world.isFinished(ref)).toBe(false);
    expect(await decide('continue', { step: 'consent-decline' })).toEqual({
      kind: 'to-service',
      location: declined,
      interaction: ref.id,
    });
    expect(world.isFinished(ref)).toBe(true);
    expect(world.events).toMatchObject([{ kind: 'consent_declined', account, client: theService }]);
  });

  it('NL-56 can be thought better of, and then agreed to', async () => {
    const { session, ref, decide } = await atConsent();
    await decide('decline');
    expect(await decide('back', { step: 'consent-decline' })).toEqual(onward(ref));
    expect(await proceed(ref, session)).toEqual({ ...onward(ref), page: 'consent' });
    await decide('agree');
    expect(await proceed(ref, session)).toMatchObject({
      kind: 'to-service',
      location: expect.stringContaining('code='),
    });
  });

  it('is not done on the second screen before the first', async () => {
    const { ref, decide } = await atConsent();
    expect(await decide('continue', { step: 'consent-decline' })).toEqual(onward(ref));
    expect(world.isFinished(ref)).toBe(false);
  });

  it('NL-57 is final: going back finds nothing', async () => {
    const { session, ref, decide } = await atConsent({}, { declining: true });
    await decide('continue', { step: 'consent-decline' });
    expect(await decide('agree')).toEqual({ kind: 'lost' });
    expect(await proceed(ref, session)).toEqual({ kind: 'lost' });
    expect(await openStep(world.ports, { ref, session, step: 'consent' })).toEqual({ kind: 'lost' });
  });
});

describe('going on with a journey', () => {
  const signedIn = (changes: Parameters<MemoryWorld['aPerson']>[0] = {}) =>
    world.people.open(world.aPerson({ consents: [aConsent()], ...changes }), { Cp: noon, Cd: noon }, 'elsewhere');

  it('comes to the page whose turn it is', async () => {
    const ref = await world.aJourney();
    expect(await proceed(ref)).toEqual({ ...onward(ref), page: 'sign-in' });
  });

  it('with nothing left to ask comes back to the service with a code and the exact state, and is over', async () => {
    const redirectUri = 'https://clinic.example/cb?x=1';
    world.services.set(theService, aService({ redirectUris: [redirectUri] }));
    const ref = await world.aJourney({ state: 'a b+c&d=é', redirectUri });
    const session = signedIn();
    expect(await proceed(ref, session)).toEqual({
      kind: 'to-service',
      location: `https://clinic.example/cb?x=1&code=code%20for%20${ref.id}&state=a%20b%2Bc%26d%3D%C3%A9`,
      interaction: ref.id,
    });
    expect(await proceed(ref, session)).toEqual({ kind: 'lost' });
  });

  it('NL-33 with prompt=none, stored by a POST, shows no page: the error goes back', async () => {
    const ref = await world.aJourney({ prompt: 'none' });
    expect(await proceed(ref, signedIn({ consents: [] }))).toEqual({
      kind: 'to-service',
      location: 'https://clinic.example/cb?error=consent_required&state=state%201',
      interaction: ref.id,
    });
    expect(world.isFinished(ref)).toBe(true);
  });

  it('NL-32 with prompt=none and nothing to ask gives a code', async () => {
    const ref = await world.aJourney({ prompt: 'none' });
    expect(await proceed(ref, signedIn())).toMatchObject({ location: expect.stringContaining('code=') });
  });

  it('NL-34 with prompt=login asks for a sign-in in spite of a session, and is content with a new one', async () => {
    const ref = await world.aJourney({ prompt: 'login' });
    const session = signedIn();
    expect(await proceed(ref, session)).toEqual({ ...onward(ref), page: 'sign-in' });
    expect(world.people.lives(session)).toBe(true);
    const account = (await world.ports.accounts.readSession(session))?.account ?? expect.fail();
    const fresh = world.people.open(account, { Cp: noon, Cd: noon }, ref.id);
    expect(await proceed(ref, fresh)).toMatchObject({ location: expect.stringContaining('code=') });
  });

  it('whose code was redeemed meanwhile is lost', async () => {
    const ref = await world.aJourney();
    const session = signedIn();
    const request = aRequest();
    await world.ports.accounts.authorize(session, { interaction: interactionId(ref.id), request, caller: theCaller });
    const shown = { clientId: theService, redirectUri: 'https://clinic.example/cb', refreshes: false };
    await world.ports.accounts.redeem(`code for ${ref.id}`, shown, theCaller);
    expect(await proceed(ref, session)).toEqual({ kind: 'lost' });
  });

  it('at a service that was disabled meanwhile ends there', async () => {
    const ref = await world.aJourney();
    world.services.set(theService, aService({ status: 'disabled' }));
    expect(await proceed(ref)).toEqual({ kind: 'no-service' });
    world.services.delete(theService);
    expect(await proceed(ref)).toEqual({ kind: 'no-service' });
  });

  it('whose redirect URI the service withdrew meanwhile ends there', async () => {
    const ref = await world.aJourney();
    world.services.set(theService, aService({ redirectUris: ['https://clinic.example/new'] }));
    expect(await proceed(ref)).toEqual({ kind: 'no-service' });
  });

  it('for a scope that the service lost meanwhile ends there', async () => {
    const ref = await world.aJourney({ scopes: ['openid', 'email'] });
    world.services.set(theService, aService({ scopes: ['openid'] }));
    expect(await proceed(ref)).toEqual({ kind: 'no-service' });
  });

  it('after an hour is lost', async () => {
    const ref = await world.aJourney();
    world.advance(3599);
    expect(await proceed(ref)).toEqual({ ...onward(ref), page: 'sign-in' });
    world.advance(1);
    expect(await proceed(ref)).toEqual({ kind: 'lost' });
  });
});

describe('a level that cannot be had', () => {
  it('is left by the one button: back to the service, which is told why', async () => {
    const session = world.people.open(world.aPerson(), { Cp: noon, Cd: noon }, 'elsewhere');
    const ref = await world.aJourney({ vtr: ['P9.Cp.Cd'] });
    expect(await leaveJourney(world.ports, { ref, session, step: 'level-unavailable' })).toEqual({
      kind: 'to-service',
      location:
        'https://clinic.example/cb?error=access_denied&error_description=IdentityLevelUnavailable&state=state%201',
      interaction: ref.id,
    });
    expect(world.isFinished(ref)).toBe(true);
  });

  it('is not left where it was not met', async () => {
    const ref = await world.aJourney();
    expect(await leaveJourney(world.ports, { ref, session: undefined, step: 'level-unavailable' })).toEqual(
      onward(ref),
    );
    expect(world.isFinished(ref)).toBe(false);
  });
});

describe('opening a page', () => {
  it('shows it when it is its turn, and changes nothing', async () => {
    const ref = await world.aJourney({}, { address: patsEmail });
    const before = world.factsOf(ref);
    expect(await openStep(world.ports, { ref, session: undefined, step: 'sign-in-credential' })).toMatchObject({
      kind: 'page',
      view: { step: 'sign-in-credential', email: patsEmail, service: { name: 'Riverside Clinic' } },
    });
    expect(world.factsOf(ref)).toEqual(before);
  });

  it('out of turn leads to the page whose turn it is', async () => {
    const ref = await world.aJourney();
    expect(await openStep(world.ports, { ref, session: undefined, step: 'terms' })).toEqual({
      ...onward(ref),
      page: 'sign-in',
    });
  });

  it('is not for another browser', async () => {
    const { id } = await world.aJourney();
    for (const secret of [undefined, 'a guess'])
      expect(await openStep(world.ports, { ref: { id, secret }, session: undefined, step: 'sign-in-address' })).toEqual(
        {
          kind: 'lost',
        },
      );
  });
});
