import { beforeEach, describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import { termsVersion } from '../../src/domain/consent';
import type { InteractionFacts } from '../../src/domain/interaction';
import { Unavailable } from '../../src/domain/unavailable';
import { chooseExistingAccount } from '../../src/flows/choose-existing-account';
import { choosePassword } from '../../src/flows/choose-password';
import { decideTerms } from '../../src/flows/decide-terms';
import { giveAddress } from '../../src/flows/give-address';
import { givePhone } from '../../src/flows/give-phone';
import { openStep } from '../../src/flows/open-step';
import { proveEmail } from '../../src/flows/prove-email';
import { provePhone } from '../../src/flows/prove-phone';
import { registerAddress } from '../../src/flows/register-address';
import { resendRegistrationCode } from '../../src/flows/resend-registration-code';
import type { InteractionRef } from '../../src/ports/interactions';
import { noon, patsEmail, patsPhone, registeredFacts, theCaller } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

const minute = 60;
const times = (count: number) => Array.from({ length: count });
const { path, emailProof, password } = registeredFacts;

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const by = (ref: InteractionRef, session?: string) => ({ ref, session, caller: theCaller });
const address = (ref: InteractionRef, email: string = patsEmail) => registerAddress(world.ports, { ...by(ref), email });
const emailCode = (ref: InteractionRef, code = world.lastCode()) => proveEmail(world.ports, { ...by(ref), code });
const choose = (ref: InteractionRef, typed: string) => choosePassword(world.ports, { ...by(ref), password: typed });
const phone = (ref: InteractionRef, typed = '07700 900123') => givePhone(world.ports, { ...by(ref), phone: typed });
const phoneCode = (ref: InteractionRef, code = world.lastCode()) => provePhone(world.ports, { ...by(ref), code });
const sendAgain = (ref: InteractionRef) => resendRegistrationCode(world.ports, by(ref));
const decide = (ref: InteractionRef, decision: string | undefined, session?: string) =>
  decideTerms(world.ports, { ...by(ref, session), decision });
const onward = (ref: InteractionRef) => ({ kind: 'onward', interaction: ref.id });
const at = (facts: InteractionFacts, request?: Parameters<MemoryWorld['aJourney']>[0]) =>
  world.aJourney(request, facts);

it('setting up goes from an address to a session, and the account has what was proved', async () => {
  const ref = await world.aJourney();
  expect(await address(ref)).toEqual(onward(ref));
  expect(await emailCode(ref)).toEqual(onward(ref));
  expect(await choose(ref, 'brisk otters paddle upstream')).toEqual(onward(ref));
  expect(await phone(ref)).toEqual(onward(ref));
  expect(await phoneCode(ref)).toEqual(onward(ref));
  const outcome = await decide(ref, 'accept');
  expect(outcome).toEqual({ ...onward(ref), session: expect.any(String) });
  expect(world.received.map(({ to }) => to)).toEqual([patsEmail, patsPhone]);
  expect(world.people.personOf(patsEmail)).toMatchObject({
    phone: patsPhone,
    passwordHash: 'hash of brisk otters paddle upstream',
    passwordLength: 'long',
    termsVersion,
    level: 'P0',
  });
});

describe('the address', () => {
  it('is answered alike whether it has an account or not, and gets a code either way', async () => {
    world.aPerson();
    const outcomes: object[] = [];
    for (const email of [patsEmail, 'new@example.com']) {
      const ref = await world.aJourney();
      outcomes.push({ ...(await address(ref, email)), interaction: '' });
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(world.received.map(({ to }) => to)).toEqual([patsEmail, 'new@example.com']);
  });

  it('NL-30 is not taken where the service allows no registration', async () => {
    const ref = await at({}, { allowRegistration: false });
    expect(await address(ref)).toEqual(onward(ref));
    expect(world.factsOf(ref)).toEqual({});
    expect(world.received).toEqual([]);
  });

  it('that is none is asked again, and no code leaves', async () => {
    const ref = await world.aJourney();
    expect(await address(ref, 'pat')).toMatchObject({ kind: 'retry', problem: 'email-malformed', typed: 'pat' });
    expect(world.received).toEqual([]);
  });

  it('NL-108 gets five codes, and then none for 15 minutes', async () => {
    const ref = await world.aJourney();
    for (const _send of times(5)) {
      expect(await address(ref)).toEqual(onward(ref));
      world.advance(minute);
    }
    expect(await address(ref)).toMatchObject({ kind: 'locked', of: 'sends', until: noon + 20 * minute });
    expect(world.received).toHaveLength(5);
  });

  it('given twice within a minute has one code sent, which is good for as long as the page says', async () => {
    const ref = await world.aJourney();
    await address(ref);
    const { codeUntil } = world.factsOf(ref);
    world.advance(minute - 1);
    expect(await address(ref)).toEqual(onward(ref));
    expect(world.factsOf(ref)).toMatchObject({ codeUntil });
    expect(world.received).toHaveLength(1);
    world.advance(1);
    await address(ref);
    expect(world.received).toHaveLength(2);
    // Another address, for which no code was sent.
    await address(ref, 'another@example.com');
    expect(world.received.at(-1)?.to).toBe('another@example.com');
  });

  it('of one network may be sixty in an hour, and not one more', async () => {
    for (const _registration of times(60))
      expect(await address(await world.aJourney())).toMatchObject({ kind: 'onward' });
    expect(await address(await world.aJourney())).toMatchObject({
      kind: 'locked',
      of: 'requests',
      until: noon + 60 * minute,
    });
    expect(world.received).toHaveLength(60);
  });

  it('is refused for a minute when the coarse limit says so', async () => {
    world.state.coarseAllows = false;
    const ref = await world.aJourney();
    expect(await address(ref)).toMatchObject({ kind: 'locked', of: 'requests', until: noon + minute });
    expect(world.received).toEqual([]);
  });

  it('waits, and registration alone, when the book of record is too far behind', async () => {
    world.state.admitsRegistrations = false;
    const ref = await world.aJourney();
    await expect(address(ref)).rejects.toThrow(Unavailable);
    expect(world.received).toEqual([]);
    expect(await giveAddress(world.ports, { ...by(ref), email: patsEmail })).toEqual(onward(ref));
  });

  it('cannot be changed once it was proved', async () => {
    const ref = await at({ path, address: patsEmail, emailProof });
    expect(await address(ref, 'sam@example.com')).toEqual(onward(ref));
    expect(world.factsOf(ref).address).toBe(patsEmail);
  });
});

describe('the code of the address', () => {
  it('that is wrong proves nothing; NL-108 the fifth locks', async () => {
    const ref = await world.aJourney();
    await address(ref);
    for (const _guess of times(4))
      expect(await emailCode(ref, '000000')).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
    expect(await emailCode(ref, '000000')).toMatchObject({ kind: 'locked', of: 'code', until: noon + 15 * minute });
    expect(world.factsOf(ref)).not.toHaveProperty('emailProof');
  });

  it('that went to another address proves nothing', async () => {
    const ref = await world.aJourney();
    await address(ref, 'mine@example.com');
    const mine = world.lastCode();
    await address(ref, 'victim@example.com');
    expect(await emailCode(ref, mine)).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
  });

  it.each([
    ['', 'code-empty'],
    ['12 34', 'code-malformed'],
  ])('%j is asked again', async (code, problem) => {
    const ref = await world.aJourney();
    await address(ref);
    expect(await emailCode(ref, code)).toMatchObject({ kind: 'retry', problem });
  });

  it('lives an hour, as long as the request itself', async () => {
    const ref = await world.aJourney();
    await address(ref);
    world.advance(60 * minute - 1);
    expect(await emailCode(ref)).toEqual(onward(ref));
  });

  it('NL-107 sent again makes the one before useless', async () => {
    const ref = await world.aJourney();
    await address(ref);
    const before = world.lastCode();
    expect(await sendAgain(ref)).toMatchObject({ kind: 'page', resent: true, view: { step: 'register-email-code' } });
    expect(await emailCode(ref, before)).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
    expect(await emailCode(ref)).toEqual(onward(ref));
  });

  it('only now tells whether the address has an account: its owner is here', async () => {
    world.aPerson();
    const ref = await world.aJourney();
    await address(ref);
    await emailCode(ref);
    expect(world.factsOf(ref).emailProof).toEqual({ at: noon, taken: true });
    expect(await openStep(world.ports, { ...by(ref), step: 'register-password' })).toEqual({
      ...onward(ref),
      page: 'register/account-exists',
    });
  });

  it('out of turn leads on', async () => {
    const ref = await at({ path });
    expect(await emailCode(ref, '100001')).toEqual(onward(ref));
    expect(await sendAgain(ref)).toEqual(onward(ref));
  });
});

describe('an address that has an account', () => {
  it('leads to signing in with it, the address kept', async () => {
    const ref = await at({ path, address: patsEmail, emailProof: { at: noon, taken: true } });
    expect(await chooseExistingAccount(world.ports, by(ref))).toEqual(onward(ref));
    expect(world.factsOf(ref)).toEqual({ address: patsEmail });
  });

  it('does so only on its page', async () => {
    const ref = await at({ path, address: patsEmail, emailProof });
    await chooseExistingAccount(world.ports, by(ref));
    expect(world.factsOf(ref).path).toBe('register');
  });
});

describe('the password', () => {
  const here = () => at({ path, address: patsEmail, emailProof });

  it.each([
    ['', 'new-password-empty'],
    ['eleven char', 'new-password-too-short'],
    ['x1y2z3'.repeat(22), 'new-password-too-long'],
    ['aaaaaaaaaaaaaa', 'new-password-repeats'],
    ['qwertyuiopasdf', 'new-password-keyboard'],
    ['my gatehouse key', 'new-password-has-service-name'],
    ['password password', 'new-password-common'],
  ])('NL-106 %j is refused with its reason', async (typed, problem) => {
    const ref = await here();
    expect(await choose(ref, typed)).toMatchObject({ kind: 'retry', problem });
    expect(world.factsOf(ref)).not.toHaveProperty('password');
    expect(world.state.hashed).toBe(0);
  });

  it('may not hold the name in the address', async () => {
    const ref = await at({ path, address: 'margaret@example.com' as EmailAddress, emailProof });
    expect(await choose(ref, 'margaret and her otters')).toMatchObject({ problem: 'new-password-has-email' });
  });

  it.each([
    ['otters 12345!', 'short'],
    ['otters 1234567!', 'long'],
  ])('%s is kept as a hash, beside its length class %s', async (typed, length) => {
    const ref = await here();
    expect(await choose(ref, typed)).toEqual(onward(ref));
    expect(world.factsOf(ref).password).toEqual({ hash: `hash of ${typed}`, length, at: noon });
  });

  it('out of turn is not hashed', async () => {
    const ref = await at({ path, address: patsEmail });
    expect(await choose(ref, 'brisk otters paddle upstream')).toEqual(onward(ref));
    expect(world.state.hashed).toBe(0);
  });
});

describe('the phone', () => {
  const here = () => at({ path, address: patsEmail, emailProof, password });

  it.each([
    ['', 'phone-empty'],
    ['12', 'phone-too-short'],
    ['07911 1234567', 'phone-too-long'],
    ['07911 12345x', 'phone-malformed'],
    ['0300 123 4567', 'phone-not-a-line'],
    ['070 1234 5678', 'phone-personal-number'],
    ['07640 123456', 'phone-pager'],
    ['0871 123 4567', 'phone-charged-number'],
    ['0909 123 4567', 'phone-premium-number'],
    ['+7 912 345 6789', 'phone-country-not-accepted'],
    ['+1 202 555 0123', 'phone-united-states'],
  ])('%j is asked again, and no message leaves', async (typed, problem) => {
    const ref = await here();
    expect(await phone(ref, typed)).toMatchObject({ kind: 'retry', problem, typed });
    expect(world.received).toEqual([]);
  });

  it('may be a landline, and what is shown then says that it is called', async () => {
    const ref = await here();
    await phone(ref, '020 7946 0018');
    expect(world.factsOf(ref).phone).toBe('+442079460018');
    expect(await sendAgain(ref)).toMatchObject({ kind: 'page', view: { called: true } });
  });

  it('that gets no texts: at the second code asked for again a landline is offered, and kept on offer', async () => {
    const ref = await here();
    await phone(ref);
    expect(await sendAgain(ref)).not.toHaveProperty('view.offerLandline');
    expect(await sendAgain(ref)).toHaveProperty('view.offerLandline', true);
    expect(await phoneCode(ref, '000000')).toHaveProperty('view.offerLandline', true);
    await phone(ref, '020 7946 0018');
    expect(await sendAgain(ref)).not.toHaveProperty('view.offerLandline');
    expect(world.factsOf(ref)).not.toHaveProperty('textsFailed');
  });

  it('that the network can never reach is named as such when a code is asked for again', async () => {
    const ref = await here();
    await phone(ref, '07700 900001');
    expect(await sendAgain(ref)).not.toHaveProperty('view.suspect');
    world.suspects.add('+447700900001');
    expect(await sendAgain(ref)).toHaveProperty('view.suspect', true);
  });

  it('can be changed while its code is awaited; the code of the first does not prove the second', async () => {
    const ref = await here();
    await phone(ref, '07700 900001');
    const first = world.lastCode();
    expect(await phone(ref, '07700 900002')).toEqual(onward(ref));
    expect(await phoneCode(ref, first)).toMatchObject({ kind: 'retry', problem: 'code-wrong' });
    expect(await phoneCode(ref)).toEqual(onward(ref));
    expect(world.factsOf(ref)).toMatchObject({ phone: '+447700900002', phoneProof: { at: noon } });
  });

  it('NL-108 gets five codes, and then none for 15 minutes', async () => {
    const ref = await here();
    await phone(ref);
    for (const _send of times(4)) expect(await sendAgain(ref)).toMatchObject({ kind: 'page', resent: true });
    expect(await sendAgain(ref)).toMatchObject({ kind: 'locked', of: 'sends', until: noon + 15 * minute });
    // The code that was sent last is good still.
    expect(await phone(ref)).toMatchObject({ kind: 'onward' });
    world.advance(minute);
    expect(await phone(ref)).toMatchObject({ kind: 'locked', of: 'sends' });
    expect(world.received).toHaveLength(5);
  });

  it('code that is wrong proves nothing; NL-108 the fifth locks', async () => {
    const ref = await here();
    await phone(ref);
    for (const _guess of times(4)) expect(await phoneCode(ref, '000000')).toMatchObject({ problem: 'code-wrong' });
    expect(await phoneCode(ref, '000000')).toMatchObject({ kind: 'locked', of: 'code' });
    expect(world.factsOf(ref)).not.toHaveProperty('phoneProof');
  });

  it('NL-107 code lives five minutes', async () => {
    const ref = await here();
    await phone(ref);
    world.advance(5 * minute);
    expect(await phoneCode(ref)).toMatchObject({ kind: 'retry', problem: 'code-expired' });
  });

  it.each([
    ['', 'code-empty'],
    ['x', 'code-malformed'],
  ])('code %j is asked again', async (code, problem) => {
    const ref = await here();
    await phone(ref);
    expect(await phoneCode(ref, code)).toMatchObject({ kind: 'retry', problem });
  });

  it('out of turn leads on', async () => {
    const ref = await at({ path, address: patsEmail, emailProof });
    expect(await phone(ref)).toEqual(onward(ref));
    expect(await phoneCode(ref, '100001')).toEqual(onward(ref));
    expect(world.received).toEqual([]);
  });
});

describe('the terms', () => {
  it('declined send the person back with access_denied, and leave nothing behind', async () => {
    const ref = await at(registeredFacts);
    expect(await decide(ref, 'decline')).toEqual({
      kind: 'to-service',
      location: 'https://clinic.example/cb?error=access_denied&error_description=ConsentNotGiven&state=state%201',
      interaction: ref.id,
    });
    expect(world.isFinished(ref)).toBe(true);
    expect(world.people.personOf(patsEmail)).toBeUndefined();
    expect(world.events).toMatchObject([{ kind: 'terms_declined' }]);
  });

  it('without a decision are asked again', async () => {
    const ref = await at(registeredFacts);
    for (const decision of [undefined, '', 'maybe'])
      expect(await decide(ref, decision)).toMatchObject({ kind: 'retry', problem: 'decision-missing' });
  });

  it('accepted twice at once make one account', async () => {
    const ref = await at(registeredFacts);
    const outcomes = await Promise.all([decide(ref, 'accept'), decide(ref, 'accept')]);
    const sessions = outcomes.map((outcome) => ('session' in outcome ? outcome.session : undefined));
    const [first, second] = await Promise.all(sessions.map((one) => world.ports.accounts.readSession(one)));
    expect(first?.account).toBeDefined();
    expect(first?.account).toBe(second?.account);
  });

  it('accepted end the session that the browser had: the new person is signed in now', async () => {
    const other = world.aPerson({ email: 'sam@example.com' as EmailAddress });
    const session = world.people.open(other, { Cp: noon, Cd: noon }, 'elsewhere');
    const ref = await at(registeredFacts, { prompt: 'login' });
    expect(await decide(ref, 'accept', session)).toMatchObject({ session: expect.any(String) });
    expect(world.people.lives(session)).toBe(false);
  });

  it('accepted make what was proved useless: whoever finds the journey after signing out has to sign in', async () => {
    const ref = await at(registeredFacts);
    await decide(ref, 'accept');
    expect(world.factsOf(ref)).toEqual({ address: patsEmail });
    expect(await decide(ref, 'accept')).toEqual(onward(ref));
    expect(await openStep(world.ports, { ...by(ref), step: 'terms' })).toEqual({
      ...onward(ref),
      page: 'sign-in/credential',
    });
  });

  it('accepted when somebody else was first with the address lead to signing in', async () => {
    const ref = await at(registeredFacts);
    world.aPerson();
    expect(await decide(ref, 'accept')).toEqual(onward(ref));
    expect(world.factsOf(ref)).toEqual({ path, address: patsEmail, emailProof: { at: noon, taken: true } });
  });

  it('in a new version are asked of someone who has an account, and kept', async () => {
    const account = world.aPerson({ termsVersion: '2020-01' });
    const session = world.people.open(account, { Cp: noon, Cd: noon }, 'elsewhere');
    const ref = await world.aJourney();
    expect(await decide(ref, 'accept', session)).toEqual(onward(ref));
    expect(world.people.person(account)?.termsVersion).toBe(termsVersion);
  });

  it('out of turn are not decided', async () => {
    const { phoneProof: _missing, ...unproved } = registeredFacts;
    const ref = await at(unproved);
    for (const decision of ['accept', 'decline']) expect(await decide(ref, decision)).toEqual(onward(ref));
    expect(world.people.personOf(patsEmail)).toBeUndefined();
    expect(world.isFinished(ref)).toBe(false);
  });
});
