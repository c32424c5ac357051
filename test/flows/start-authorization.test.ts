import { beforeEach, describe, expect, it } from 'vitest';
import { startAuthorization } from '../../src/flows/start-authorization';
import { OAuthError } from '../../src/protocol/oauth-error';
import { aConsent, aService, noon, theCaller, theService } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';

let world: MemoryWorld;
beforeEach(() => {
  world = memoryWorld();
});

const parameters = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  Object.entries({
    client_id: theService,
    redirect_uri: 'https://clinic.example/cb',
    response_type: 'code',
    scope: 'openid email',
    state: 'state 1',
    nonce: 'nonce-1',
    vtr: '["P0.Cp.Cd"]',
    ...changes,
  }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
const start = (
  changes: Readonly<Record<string, string | undefined>> = {},
  { session, storeOnly = false }: { readonly session?: string | undefined; readonly storeOnly?: boolean } = {},
) => startAuthorization(world.ports, { parameters: parameters(changes), session, storeOnly, caller: theCaller });
const signedIn = (changes: Parameters<MemoryWorld['aPerson']>[0] = {}, shown = { Cp: noon, Cd: noon } as object) =>
  world.people.open(world.aPerson({ consents: [aConsent()], ...changes }), shown, 'elsewhere');
const redirected = (query: string) => ({ kind: 'to-service', location: `https://clinic.example/cb?${query}` });

describe('an authorization request', () => {
  it('NL-35 of a person with all that is asked gets its code at once, and nothing is stored', async () => {
    expect(await start({}, { session: signedIn() })).toEqual(redirected('code=code%20for%207-new1&state=state%201'));
    expect(world.begun()).toEqual([]);
  });

  it.each([
    ['nobody', undefined, 'sign-in'],
    ['a session that lacks a code', { Cp: noon }, 'sign-in/passcode'],
  ])('by %s is stored, and begins at the page that is needed', async (_what, shown, page) => {
    const session = shown === undefined ? undefined : signedIn({}, shown);
    expect(await start({}, { session })).toEqual({
      kind: 'interact',
      interaction: '7-new1',
      secret: expect.any(String),
      page,
    });
    expect(world.begun()).toEqual(['7-new1']);
  });

  it('NL-54 with a further scope comes to the consent page', async () => {
    expect(await start({ scope: 'openid phone' }, { session: signedIn() })).toMatchObject({ page: 'consent' });
  });

  it('NL-34 with prompt=login comes to the sign-in page in spite of a session, which lives on', async () => {
    const session = signedIn();
    expect(await start({ prompt: 'login' }, { session })).toMatchObject({ kind: 'interact', page: 'sign-in' });
    expect(world.people.lives(session)).toBe(true);
  });

  it('NL-26 that was posted across sites is only stored: no session is looked at, no page is named', async () => {
    const outcome = await start({}, { session: signedIn(), storeOnly: true });
    expect(outcome).toEqual({ kind: 'interact', interaction: '7-new1', secret: expect.any(String) });
  });
});

describe('prompt=none', () => {
  it('NL-32 with all that is asked gives a code', async () => {
    expect(await start({ prompt: 'none' }, { session: signedIn() })).toMatchObject({
      location: expect.stringContaining('code='),
    });
  });

  it.each([
    ['NL-31 nobody', () => undefined, {}, 'sso_login_required'],
    ['a session that lacks a code', () => signedIn({}, { Cp: noon }), {}, 'sso_login_required'],
    ['a session without the passkey that is asked', () => signedIn(), { vtr: '["P0.Cm"]' }, 'sso_login_required'],
    ['a person without the level that is asked', () => signedIn(), { vtr: '["P9.Cp.Cd"]' }, 'interaction_required'],
    ['a person who has to accept new terms', () => signedIn({ termsVersion: '2020-01' }), {}, 'interaction_required'],
    ['NL-33 a person who did not agree to share', () => signedIn({ consents: [] }), {}, 'consent_required'],
  ])('by %s shows no page and stores nothing', async (_what, session, changes, error) => {
    expect(await start({ prompt: 'none', ...changes }, { session: session() })).toEqual(
      redirected(`error=${error}&state=state%201`),
    );
    expect(world.begun()).toEqual([]);
  });
});

describe('a request with a fault', () => {
  it.each([
    ['NL-11 of a service that nobody knows', { client_id: 'nobody' }],
    ['NL-12 with a redirect URI that differs', { redirect_uri: 'https://clinic.example/cb/' }],
    ['without a redirect URI', { redirect_uri: undefined }],
  ])('%s is told on a page and never redirected', async (_what, changes) => {
    const fault = await start(changes).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(OAuthError);
    expect(fault).toMatchObject({ deliver: 'page' });
    expect(world.begun()).toEqual([]);
  });

  it('of a service that is disabled is told on a page', async () => {
    world.services.set(theService, aService({ status: 'disabled' }));
    await expect(start()).rejects.toMatchObject({ deliver: 'page' });
  });

  it('NL-27 is told to the service with the exact state, and noted', async () => {
    expect(await start({ scope: 'email', state: 'a b&c' })).toMatchObject({
      location: expect.stringMatching(
        /^https:\/\/clinic\.example\/cb\?error=\w+&error_description=[^&]+&state=a%20b%26c$/,
      ),
    });
    expect(world.events).toMatchObject([{ kind: 'authz_refused', client: theService }]);
    expect(world.begun()).toEqual([]);
  });

  it('from a network that stored too many in this minute is put off', async () => {
    for (let request = 1; request <= 600; request += 1) expect(await start()).toMatchObject({ kind: 'interact' });
    expect(await start()).toEqual(redirected('error=temporarily_unavailable&state=state%201'));
    world.advance(60);
    expect(await start()).toMatchObject({ kind: 'interact' });
  });
});
