import { describe, expect, it } from 'vitest';
import type { RemovalToTell } from '../../src/domain/account';
import type { InteractionFacts } from '../../src/domain/interaction';
import { stepNamed } from '../../src/domain/journey';
import { namedRemoval, stepView } from '../../src/domain/step-view';
import {
  aConsent,
  anAccount,
  anInteraction,
  aRequest,
  aService,
  noon,
  patsEmail,
  patsPhone,
  theInteraction,
  thePerson,
} from '../support/builders';

interface Shown {
  readonly facts?: InteractionFacts;
  readonly account?: Parameters<typeof anAccount>[0];
  readonly request?: Parameters<typeof aRequest>[0];
  readonly client?: Parameters<typeof aService>[0];
}
function shown({ facts = {}, account, request, client }: Shown = {}) {
  const interaction = anInteraction({ facts, request: aRequest(request) });
  const view = {
    request: interaction.request,
    facts,
    ...(account === undefined ? {} : { account: anAccount(account) }),
  };
  return stepView('consent', { interaction, client: aService(client), view });
}

describe('the page that tells of a removal of passkeys', () => {
  const held = [
    { key: 'stays', aaguid: '', addedAt: noon },
    { key: 'goes', name: 'Old phone', aaguid: '', addedAt: noon },
  ];
  it.each<[string, RemovalToTell | undefined, readonly string[]]>([
    ['those that go, and no other', { from: noon, canPutOff: true, keys: ['goes'] }, ['Old phone']],
    ['none where an older release did not say which go', { from: noon, canPutOff: true }, []],
    ['none where none go', undefined, []],
  ])('names %s', (_which, removal, names) => {
    const view = shown({ account: removal === undefined ? {} : { removal } });
    expect(namedRemoval(view, held).passkeysToGo?.map(({ shownName }) => shownName)).toEqual(names);
  });
});

describe('what a page shows', () => {
  it('names the step, the interaction, and the service the person came from', () => {
    expect(shown()).toMatchObject({
      step: 'consent',
      interaction: theInteraction,
      service: { clientId: aService().clientId, name: 'Riverside Clinic', redirectUri: 'https://clinic.example/cb' },
      allowRegistration: true,
      signedIn: false,
    });
  });

  it('has the links that the service registered, and no others', () => {
    expect(shown().service).not.toHaveProperty('homeUri');
    const links = { homeUri: 'https://a.example/', privacyUri: 'https://a.example/p', termsUri: 'https://a.example/t' };
    expect(shown({ client: links }).service).toMatchObject(links);
  });

  it('shows what the person typed themselves: address and phone', () => {
    expect(shown({ facts: { address: patsEmail, phone: patsPhone } })).toMatchObject({
      email: patsEmail,
      phone: patsPhone,
      phoneEnding: '123',
    });
  });

  it.each([
    ['an account set up with it', {}, { shown: { Cd: noon } }, true],
    ['one added on this journey', { passkeyAdded: true }, { shown: { Cp: noon, Cd: noon } }, true],
    ['a password shown', {}, { shown: { Cp: noon } }, false],
    ['a passkey shown', {}, { shown: { Cm: noon } }, false],
    ['nobody signed in', {}, undefined, false],
  ] as const)('knows a passkey that waits for its first use: %s', (_, facts, account, waits) => {
    expect(shown({ facts, ...(account === undefined ? {} : { account }) }).newPasskey).toBe(waits);
  });

  it('shows no more than the end of a number that was registered before', () => {
    const view = shown({ facts: { credential: { account: thePerson, at: noon, phoneEnding: '456' } } });
    expect(view.phoneEnding).toBe('456');
    expect(view.called).toBe(false);
    expect(view).not.toHaveProperty('phone');
  });

  it.each(['credential', 'codeSent'] as const)('knows of a landline that the code was read out there: %s', (fact) => {
    const facts = { [fact]: { account: thePerson, at: noon, phoneEnding: '456', called: true } };
    expect(shown({ facts }).called).toBe(true);
  });

  it('holds no password, no hash and no secret', () => {
    const facts = { password: { hash: 'a hash', length: 'long', at: noon }, asserted: { session: 'a token' } } as const;
    expect(JSON.stringify(shown({ facts, account: {} }))).not.toMatch(/a hash|a token/);
  });
});

describe('what the consent page asks', () => {
  it('is everything at the first time', () => {
    const view = shown({ account: { consents: [] } });
    expect([view.newItems, view.sharedItems]).toEqual([['identifier', 'email'], []]);
  });

  it('NL-54 is the new as new and the earlier as shared', () => {
    const view = shown({ account: {}, request: { scopes: ['openid', 'email', 'phone'] } });
    expect([view.newItems, view.sharedItems]).toEqual([['phone'], ['identifier', 'email']]);
  });

  it('is what a higher level tells more', () => {
    const request = { scopes: ['openid', 'profile'] as const };
    const account = { level: 'P5', consents: [aConsent({ scopes: ['openid', 'profile'] })] } as const;
    expect(shown({ account, request }).newItems).toEqual(['nhsNumber', 'lastName', 'dateOfBirth']);
  });

  it('counts nothing as shared that another service gets', () => {
    const view = shown({ account: { consents: [aConsent({ client: 'other' as never })] } });
    expect(view.sharedItems).toEqual([]);
  });
});

it('says that terms have changed to someone who accepted earlier ones, not to someone new', () => {
  expect(shown({ account: { acceptedTerms: '2020-01' } }).termsChanged).toBe(true);
  expect(shown().termsChanged).toBe(false);
});

it('there is no page for a step that is not in the table', () => {
  expect(() => stepNamed('teleport' as never)).toThrow('teleport');
});
