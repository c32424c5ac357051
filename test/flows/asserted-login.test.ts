import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountFacts } from '../../src/domain/account';
import type { AuditEvent } from '../../src/domain/audit-event';
import type { AuthorizationRequest } from '../../src/domain/authorization-request';
import { accountId, clientId, interactionId } from '../../src/domain/brands';
import type { Client } from '../../src/domain/client';
import type { InteractionFacts } from '../../src/domain/interaction';
import { chooseVector } from '../../src/domain/vector';
import { startAuthorization } from '../../src/flows/start-authorization';
import type { Ports } from '../../src/ports';
import type { AuthorizeOutcome } from '../../src/ports/grants';
import { aConsent, anAccount, aService, noon, theCaller, theService } from '../support/builders';
import { anRsaPair, rs512Jwt } from '../support/signed-jwt';

const asserting = clientId('QXNzZXJ0aW5nU2VydmljZQ');
const pair = anRsaPair();
const redirectUri = 'https://clinic.example/cb';

/** Ports in memory: two services, the logins that the first may assert, the sessions of browsers. */
let services: Map<string, Client>;
let logins: Map<string, AccountFacts>;
let sessions: Map<string, AccountFacts>;
let seen: Set<string>;
let begun: { request: AuthorizationRequest; facts: InteractionFacts | undefined }[];
let authorized: (string | undefined)[];
let events: AuditEvent[];

function authorize(session: string | undefined, request: AuthorizationRequest): AuthorizeOutcome {
  authorized.push(session);
  const facts = sessions.get(session ?? '');
  if (facts === undefined) return { outcome: 'no-session' };
  const isEnough = chooseVector(request.vectors, facts.shown, facts.level) !== undefined;
  return isEnough && facts.consents.length > 0
    ? { outcome: 'granted', code: `code of ${facts.account}` }
    : { outcome: 'needs', facts };
}

const ports = {
  clock: { now: () => noon },
  audit: {
    record: (event: AuditEvent) => void events.push(event),
    recordRefusal: (event: AuditEvent) => void events.push(event),
  },
  limits: { take: async () => ({ outcome: 'taken' as const }) },
  clients: {
    find: async (id: string) => services.get(id),
    verificationKeys: async () => [pair.publicJwk],
    async admit(client: Client, { jti }: { jti: string }) {
      const outcome = seen.has(jti) ? ('replayed' as const) : ('fresh' as const);
      seen.add(jti);
      return { outcome, version: 1, status: client.status };
    },
  },
  accounts: {
    readSession: async (session: string | undefined) => sessions.get(session ?? ''),
    async openAsserted({ idTokenJti, clientId: from }: { idTokenJti: string; clientId: string }) {
      const facts = from === asserting ? logins.get(idTokenJti) : undefined;
      if (facts === undefined) return undefined;
      sessions.set(`asserted ${idTokenJti}`, facts);
      return { session: `asserted ${idTokenJti}`, facts };
    },
    authorize: async (session: string | undefined, { request }: { request: AuthorizationRequest }) =>
      authorize(session, request),
  },
  interactions: {
    newId: () => interactionId('7-interaction'),
    async begin(_id: string, request: AuthorizationRequest, facts?: InteractionFacts) {
      begun.push({ request, facts });
      return { secret: 'secret' };
    },
  },
} as unknown as Ports;

beforeEach(() => {
  services = new Map([
    [theService, aService({ ssoFrom: [asserting] })],
    [asserting, aService({ clientId: asserting, name: 'Hillview Pharmacy' })],
  ]);
  logins = new Map([['the ID token', anAccount()]]);
  sessions = new Map();
  seen = new Set();
  begun = [];
  authorized = [];
  events = [];
});

const assertion = (changes: Readonly<Record<string, unknown>> = {}, key = pair) =>
  rs512Jwt(key, { iss: asserting, code: 'the ID token', iat: noon, exp: noon + 60, ...changes });

async function start(changes: Readonly<Record<string, string>> = {}, session?: string, storeOnly = false) {
  const parameters = Object.entries({
    client_id: theService,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email',
    state: 's',
    nonce: 'n',
    vtr: '["P0.Cp.Cd"]',
    asserted_login_identity: assertion(),
    ...changes,
  });
  const outcome = await startAuthorization(ports, { parameters, session, storeOnly, caller: theCaller });
  if (outcome.kind !== 'to-service') return outcome;
  return Object.fromEntries(new URL(outcome.location).searchParams);
}

describe('NL-36 a good assertion', () => {
  it('signs in for this request: the service gets its code, without a page', async () => {
    expect(await start()).toEqual({ code: 'code of QUFBQUFBQUFBQUFBQUFBQQ', state: 's' });
    expect(begun).toEqual([]);
  });

  it('also with prompt=none', async () => {
    expect(await start({ prompt: 'none' })).toMatchObject({ state: 's', code: expect.any(String) });
  });

  it('may come from the service itself, where that pair is registered', async () => {
    services.set(asserting, aService({ clientId: asserting, ssoFrom: [asserting] }));
    logins.set('the ID token', anAccount({ consents: [aConsent({ client: asserting })] }));
    expect(await start({ client_id: asserting })).toMatchObject({ code: expect.any(String) });
  });

  it('whose login lacks a credential is asked for what is missing, with what is there', async () => {
    logins.set('the ID token', anAccount({ shown: { Cp: noon } }));
    expect(await start()).toMatchObject({ kind: 'interact', page: 'sign-in/passcode' });
    expect(begun).toMatchObject([{ facts: { asserted: { session: 'asserted the ID token' } } }]);
    expect(await start({ prompt: 'none' })).toEqual({ error: 'sso_login_required', state: 's' });
  });

  it('where the service was not agreed to leads to the question, or to consent_required', async () => {
    logins.set('the ID token', anAccount({ consents: [] }));
    expect(await start()).toMatchObject({ kind: 'interact', page: 'consent' });
    expect(await start({ prompt: 'none' })).toEqual({ error: 'consent_required', state: 's' });
  });

  it('on POST is kept with the request', async () => {
    expect(await start({}, undefined, true)).toMatchObject({ kind: 'interact' });
    expect(begun).toMatchObject([{ facts: { asserted: { session: 'asserted the ID token' } } }]);
    expect(JSON.stringify(begun)).not.toContain(assertion().split('.')[1]?.slice(0, 20));
  });

  it('counts for nothing with prompt=login, and is not spent', async () => {
    expect(await start({ prompt: 'login' })).toMatchObject({ kind: 'interact', page: 'sign-in' });
    expect(seen).toEqual(new Set());
    expect(begun).toMatchObject([{ facts: {} }]);
  });
});

describe('the session of this browser', () => {
  const stranger = anAccount({ account: accountId('somebody else') });

  it('of another person is never replaced: the person is asked, or prompt=none is account_selection_required', async () => {
    sessions.set('cookie', stranger);
    expect(await start({}, 'cookie')).toMatchObject({ kind: 'interact', page: 'choose-account' });
    expect(await start({ prompt: 'none' }, 'cookie')).toEqual({ error: 'account_selection_required', state: 's' });
    expect(authorized).toEqual([]);
  });

  it('of the same person counts where it is enough, and the asserted login where it is not', async () => {
    sessions.set('cookie', anAccount());
    await start({}, 'cookie');
    sessions.set('cookie', anAccount({ shown: { Cp: noon } }));
    await start({}, 'cookie');
    expect(authorized).toEqual(['cookie', 'asserted the ID token']);
  });
});

describe('NL-42 an assertion that does not hold', () => {
  const refusals: readonly (readonly [string, () => Readonly<Record<string, string>>])[] = [
    ['NL-38 that has expired', () => ({ asserted_login_identity: assertion({ iat: noon - 60, exp: noon }) })],
    ['NL-38 that lives longer than a minute', () => ({ asserted_login_identity: assertion({ exp: noon + 61 }) })],
    ['NL-39 signed by another key', () => ({ asserted_login_identity: assertion({}, anRsaPair()) })],
    ['NL-40 of an ID token that is not known', () => ({ asserted_login_identity: assertion({ code: 'another' }) })],
    [
      'NL-41 of a pair that is not registered',
      () => {
        services.set(theService, aService({ ssoFrom: [] }));
        return {};
      },
    ],
    ['NL-41 of a service to itself, where that pair is not registered', () => ({ client_id: asserting })],
    [
      'of a disabled service',
      () => {
        services.set(asserting, aService({ clientId: asserting, status: 'disabled' }));
        return {};
      },
    ],
    [
      'of a service that nobody knows',
      () => ({ asserted_login_identity: assertion({ iss: 'Tm9ib2R5S25vd3NUaGlzMQ' }) }),
    ],
    ['that is no JWT', () => ({ asserted_login_identity: 'a.b.c' })],
  ];

  it.each(refusals)('%s is sso_login_required with prompt=none', async (_what, arrange) => {
    expect(await start({ ...arrange(), prompt: 'none' })).toEqual({ error: 'sso_login_required', state: 's' });
    expect(events).toMatchObject([{ kind: 'authz_refused', detail: { reason: 'asserted_login' } }]);
  });

  it.each(refusals)('%s leads to the sign-in page without', async (_what, arrange) => {
    expect(await start(arrange())).toMatchObject({ kind: 'interact', page: 'sign-in' });
    expect(begun).toMatchObject([{ facts: {} }]);
  });

  it('NL-37 used before is refused, also at another service', async () => {
    const other = clientId('QW5vdGhlclNlcnZpY2VJZA');
    services.set(other, aService({ clientId: other, ssoFrom: [asserting] }));
    const once = { asserted_login_identity: assertion(), prompt: 'none' };
    expect(await start(once)).toMatchObject({ code: expect.any(String) });
    expect(await start(once)).toEqual({ error: 'sso_login_required', state: 's' });
    expect(await start({ ...once, client_id: other })).toEqual({ error: 'sso_login_required', state: 's' });
  });

  it('leaves the person of this browser as they are: without prompt their session counts', async () => {
    sessions.set('cookie', anAccount({ consents: [aConsent()] }));
    expect(await start({ asserted_login_identity: 'a.b.c' }, 'cookie')).toMatchObject({ code: expect.any(String) });
  });
});
