import { describe, expect, it } from 'vitest';
import type { InteractionFacts } from '../../src/domain/interaction';
import { journey, mayShow, nextStep, type StepName, stepNamed, targetVector } from '../../src/domain/journey';
import {
  aConsent,
  anAccount,
  aVector,
  aView,
  noon,
  patsEmail,
  patsPhone,
  registeredFacts,
  thePerson,
} from '../support/builders';

type View = Parameters<typeof aView>[0];
const next = (view: View) => nextStep(aView(view))?.name;
const credential = { account: thePerson, at: noon, phoneEnding: '123' };
const address = patsEmail;

describe('signing in', () => {
  it.each<[string, InteractionFacts, StepName]>([
    ['nothing', {}, 'sign-in-address'],
    ['an address', { address }, 'sign-in-credential'],
    ['an address and a right password', { address, credential }, 'sign-in-passcode'],
  ])('with %s comes to its next page', (_what, facts, step) => {
    expect(next({ facts })).toBe(step);
  });

  it('NL-35 is over when a session has all that is asked: back to the service', () => {
    expect(next({ account: {} })).toBeUndefined();
  });

  it('an address is never looked at once there is a session', () => {
    expect(next({ facts: { address }, account: {} })).toBeUndefined();
    expect(next({ facts: { path: 'register' }, account: {} })).toBeUndefined();
  });
});

describe('setting up an account', () => {
  const { path, emailProof, password } = registeredFacts;

  it.each<[string, InteractionFacts, StepName]>([
    ['nothing', { path }, 'register-address'],
    ['an address', { path, address }, 'register-email-code'],
    ['a proved address', { path, address, emailProof }, 'register-password'],
    [
      'a proved address that has an account',
      { path, address, emailProof: { ...emailProof, taken: true } },
      'register-account-exists',
    ],
    ['a password', { path, address, emailProof, password }, 'register-phone'],
    ['a phone', { path, address, emailProof, password, phone: patsPhone }, 'register-phone-code'],
    ['a proved phone', registeredFacts, 'terms'],
  ])('with %s comes to its next page', (_what, facts, step) => {
    expect(next({ facts })).toBe(step);
  });

  it('P0 is a verified address and a verified phone, whatever the service asks', () => {
    const facts: InteractionFacts = { path, address, emailProof, password };
    for (const vtr of [['P0.Cp'], ['P0.Cm'], ['P9.Cp.Cd']])
      expect(next({ facts, request: { vtr } })).toBe('register-phone');
  });

  it('an address that turned out to be taken leads to signing in, whatever came after its proof', () => {
    expect(next({ facts: { ...registeredFacts, emailProof: { ...emailProof, taken: true } } })).toBe(
      'register-account-exists',
    );
  });
});

describe('with a session', () => {
  it('NL-35 what the session lacks is asked, and nothing else', () => {
    expect(next({ account: { shown: { Cp: noon } } })).toBe('sign-in-passcode');
    expect(next({ account: { shown: { Cp: noon } }, request: { vtr: ['P0.Cp'] } })).toBeUndefined();
  });

  it('new terms come first, also before what cannot be had', () => {
    const account = { acceptedTerms: '2020-01' };
    expect(next({ account })).toBe('terms');
    expect(next({ account, request: { vtr: ['P9.Cp.Cd'] } })).toBe('terms');
    expect(next({ account: { acceptedTerms: undefined } })).toBe('terms');
  });

  it.each([
    ['a level that nobody can prove yet', ['P9.Cp.Cd']],
    ['a level with a passkey', ['P9.Cm']],
    ['a shared key', ['P0.Cp.Ck']],
    ['each of these', ['P9.Cp', 'P9.Cm', 'P5.Cp.Ck']],
  ])('%s is honestly said to be unavailable', (_what, vtr) => {
    expect(next({ account: {}, request: { vtr } })).toBe('level-unavailable');
  });

  it('NL-43 registration and sign-in come before the level that cannot be had', () => {
    const request = { vtr: ['P9.Cp.Cd'] };
    expect(next({ request })).toBe('sign-in-address');
    expect(next({ request, account: { shown: { Cp: noon } } })).toBe('sign-in-passcode');
  });

  it.each([
    [['P9.Cp.Cd', 'P0.Cp.Cd'], undefined],
    [['P0.Cm', 'P0.Cp'], undefined],
    [['P9.Cp', 'P0.Cp.Cd'], undefined],
  ])('of %j one that is met is enough', (vtr, step) => {
    expect(next({ account: {}, request: { vtr } })).toBe(step);
  });

  it.each([
    [['P9.Cp', 'P0.Cp.Cd'], 'sign-in-passcode'],
    [['P0.Cp.Cd', 'P9.Cp'], 'sign-in-passcode'],
    [['P0.Cm', 'P0.Cp.Cd'], 'sign-in-passcode'],
    [['P9.Cp', 'P0.Cp.Ck'], 'level-unavailable'],
    [['P9.Cp.Cd', 'P0.Cp'], undefined],
  ])('of %j, after a password alone, the way with the fewest steps is taken', (vtr, step) => {
    expect(next({ account: { shown: { Cp: noon } }, request: { vtr } })).toBe(step);
  });
});

describe('credentials that a person must make or show first', () => {
  const late = noon + 299;
  const tooLate = noon + 300;
  const passkeyPerson = { hasPassword: false, passkeys: 1 };

  it.each<[string, View, StepName | undefined]>([
    [
      'a passkey that the person holds is shown',
      { account: { passkeys: 2 }, request: { vtr: ['P0.Cm'] } },
      'sign-in-passkey',
    ],
    ['one that nobody holds is made', { account: {}, request: { vtr: ['P0.Cm'] } }, 'add-passkey'],
    [
      'and is made by somebody who signed in minutes ago',
      { account: { readAt: late as never }, request: { vtr: ['P0.Cm'] } },
      'add-passkey',
    ],
    [
      'else the password is asked for anew',
      { account: { readAt: tooLate as never }, request: { vtr: ['P0.Cm'] } },
      'sign-in-password',
    ],
    [
      'and then the code',
      { account: { shown: { Cp: tooLate, Cd: noon }, readAt: tooLate as never }, request: { vtr: ['P0.Cm'] } },
      'sign-in-passcode',
    ],
    [
      'a session without its password is asked for it',
      { account: { shown: { Cm: noon }, passkeys: 1 } },
      'sign-in-password',
    ],
    ['before the code', { account: { shown: { Cm: noon, Cp: noon }, passkeys: 1 } }, 'sign-in-passcode'],
    ['somebody without a password sets one', { account: { ...passkeyPerson, shown: { Cm: noon } } }, 'set-password'],
    [
      'after showing the passkey once more',
      { account: { ...passkeyPerson, shown: { Cm: noon }, readAt: tooLate as never } },
      'sign-in-passkey',
    ],
    [
      'and then enters the code',
      { account: { passkeys: 1, shown: { Cm: noon, Cp: noon }, readAt: tooLate as never } },
      'sign-in-passcode',
    ],
    [
      'a login that a service asserts makes none, however young',
      { account: { shownHere: {} }, request: { vtr: ['P0.Cm'] } },
      'sign-in-password',
    ],
    [
      'nor after the password alone was shown here',
      { account: { shownHere: { Cp: noon } }, request: { vtr: ['P0.Cm'] } },
      'sign-in-passcode',
    ],
    [
      'but once all was shown here',
      { account: { shownHere: { Cp: noon, Cd: noon } }, request: { vtr: ['P0.Cm'] } },
      'add-passkey',
    ],
    [
      'nor sets a password by a passkey that was shown elsewhere',
      { account: { ...passkeyPerson, shown: { Cm: noon }, shownHere: {} } },
      'sign-in-passkey',
    ],
    [
      'nobody makes a password for a level they cannot have',
      { account: { ...passkeyPerson, shown: { Cm: noon, Cd: noon } }, request: { vtr: ['P9.Cp.Cd'] } },
      'level-unavailable',
    ],
    [
      'somebody who has just set up an account with a passkey uses it',
      {
        account: { ...passkeyPerson, shown: { Cd: noon } },
        request: { vtr: ['P0.Cp.Cd', 'P0.Cm'] },
      },
      'sign-in-passkey',
    ],
  ])('%s', (_what, view, step) => {
    expect(next(view)).toBe(step);
  });

  it('somebody who came to add a passkey adds one, though the request is met, and is done', () => {
    const request = { errand: 'add-passkey' as const, vtr: ['P0.Cp.Cd'] };
    expect(next({ request, account: { consents: [] } })).toBe('add-passkey');
    expect(next({ request, account: { consents: [] }, facts: { passkeyAdded: true } })).toBeUndefined();
  });

  it('a person with a passkey adds another by the one they hold, never by password and code', () => {
    const request = { errand: 'add-passkey' as const, vtr: ['P0.Cp.Cd', 'P0.Cm'] };
    expect(next({ request, account: { passkeys: 1 } })).toBe('sign-in-passkey');
    expect(next({ request, account: { passkeys: 1, shown: { Cm: noon } } })).toBe('add-passkey');
  });

  it('nobody is asked to share anything with their own account', () => {
    expect(next({ request: { errand: 'account' }, account: { consents: [] } })).toBeUndefined();
  });
});

describe('consent', () => {
  it.each([
    ['NL-53 was never given', { consents: [] }, {}, 'consent'],
    ['NL-53 was given', {}, {}, undefined],
    ['was given to another service', { consents: [aConsent({ client: 'other' as never })] }, {}, 'consent'],
    ['NL-54 was given for fewer scopes', {}, { scopes: ['openid', 'phone'] as const }, 'consent'],
    ['was given for more scopes', {}, { scopes: ['openid'] as const }, undefined],
    ['was given at a lower level than the person has now', { level: 'P9' as const }, {}, 'consent'],
  ])('%s', (_what, account, request, step) => {
    expect(next({ account, request })).toBe(step);
  });

  it('NL-55 someone who declines is asked once more, on a page of its own', () => {
    expect(next({ account: { consents: [] }, facts: { declining: true } })).toBe('consent-decline');
  });

  it('NL-56 someone who has agreed meanwhile is not asked again', () => {
    expect(next({ account: {}, facts: { declining: true } })).toBeUndefined();
  });
});

describe('whether a page may be shown', () => {
  const shown = (step: StepName, view: View) => mayShow(stepNamed(step), aView(view));
  const all = journey.map(({ name }) => name);
  const shownOf = (view: View) => all.filter((name) => shown(name, view));
  const { path, emailProof, password } = registeredFacts;

  it.each<[string, View, readonly StepName[]]>([
    ['at the start: the two first pages', {}, ['sign-in-address', 'register-address']],
    [
      'after an address: its page again, and setting up instead',
      { facts: { address } },
      ['sign-in-address', 'sign-in-credential', 'register-address'],
    ],
    [
      'after a right password: the code, or beginning anew',
      { facts: { address, credential } },
      ['sign-in-address', 'sign-in-passcode', 'register-address'],
    ],
    [
      'waiting for the e-mailed code: the address may be changed',
      { facts: { path, address } },
      ['sign-in-address', 'register-address', 'register-email-code'],
    ],
    [
      'after the address was proved: it may not be changed any more',
      { facts: { path, address, emailProof } },
      ['sign-in-address', 'register-password'],
    ],
    [
      'before a phone was given',
      { facts: { path, address, emailProof, password } },
      ['sign-in-address', 'register-phone'],
    ],
    [
      'waiting for the code of the phone: the number may be changed',
      { facts: { path, address, emailProof, password, phone: patsPhone } },
      ['sign-in-address', 'register-phone', 'register-phone-code'],
    ],
    ['at the terms of a registration', { facts: registeredFacts }, ['sign-in-address', 'terms']],
    ['with a session: only what is needed', { account: { consents: [] } }, ['consent']],
    ['with a session that lacks a code', { account: { shown: { Cp: noon } } }, ['sign-in-passcode']],
    [
      'after declining once: only the second screen',
      { account: { consents: [] }, facts: { declining: true } },
      ['consent-decline'],
    ],
    ['when nothing is needed: none', { account: {} }, []],
  ])('%s', (_what, view, steps) => {
    expect(shownOf(view)).toEqual(steps);
  });

  it('NL-30 a service that allows no registration has no way to it, not by address either', () => {
    const request = { allowRegistration: false };
    expect(shownOf({ request })).toEqual(['sign-in-address']);
    expect(shownOf({ request, facts: { address } })).toEqual(['sign-in-address', 'sign-in-credential']);
  });
});

describe('the vector that is worked towards', () => {
  it.each([
    [['P0.Cp.Cd', 'P0.Cp'], { shown: {} }, 'P0.Cp'],
    [['P0.Cm', 'P0.Cp.Cd'], { shown: {} }, 'P0.Cm'],
    [['P0.Cm', 'P0.Cp.Cd'], { shown: { Cp: noon } }, 'P0.Cp.Cd'],
    [['P9.Cp', 'P0.Cp.Cd'], { shown: { Cp: noon } }, 'P0.Cp.Cd'],
    [['P9.Cp', 'P0.Cp.Cd'], { shown: { Cp: noon }, level: 'P9' as const }, 'P9.Cp'],
    [['P0.Cm', 'P0.Cp.Cd'], { shown: { Cm: noon } }, 'P0.Cm'],
    [['P0.Cp.Cd', 'P0.Cm'], { shown: {}, passkeys: 1 }, 'P0.Cm'],
    [['P0.Cp', 'P0.Cm'], { shown: { Cd: noon }, hasPassword: false, passkeys: 1 }, 'P0.Cm'],
    [['P0.Cp.Cd', 'P0.Cd.Cp'], { shown: {} }, 'P0.Cp.Cd'],
  ])('of %j for %j is %s', (texts, account, target) => {
    expect(targetVector(texts.map(aVector), anAccount(account))?.text).toBe(target);
  });

  it('is none where none is accepted', () => {
    expect(targetVector([], anAccount())).toBeUndefined();
  });
});
