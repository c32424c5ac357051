import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/domain/audit-event';
import { accountId, subject } from '../../src/domain/brands';
import type { Client } from '../../src/domain/client';
import type { Granted } from '../../src/domain/grant';
import { issueTokens } from '../../src/flows/issue-tokens';
import type { Ports } from '../../src/ports';
import type { Refreshment } from '../../src/ports/grants';
import { errorOf, rsaKey } from '../protocol/fixtures';
import { aService, aStoredGrant, noon, theCaller, theService } from '../support/builders';
import { anRsaPair, rs512Jwt } from '../support/signed-jwt';

const origin = 'https://auth.example';
const pair = anRsaPair();
const issuerKey = await rsaKey('issuer').signing();

const grant: Granted = {
  ...aStoredGrant({}, { scopes: ['openid', 'email', 'phone'] }).grant,
  account: accountId('person'),
  subject: subject('00000000-0000-4000-8000-000000000001'),
  grantId: 'grant',
};

/** Ports in memory. */
let service: Client;
let refreshment: Refreshment;
let asked: { token: string; clientId: string; scopes?: readonly string[] }[];
let admission: { outcome: 'fresh' | 'replayed'; version: number; status: 'active' | 'disabled' };
let events: AuditEvent[];
const ports = {
  clock: { now: () => noon },
  settings: { origin, testPhoneNumbers: true, loopback: false, relatedOrigins: [], blockedEmailDomains: [] },
  audit: {
    record: (event: AuditEvent) => void events.push(event),
    recordRefusal: (event: AuditEvent) => void events.push(event),
  },
  clients: {
    find: async (id: string) => (id === theService ? service : undefined),
    verificationKeys: async () => [pair.publicJwk],
    admit: async () => admission,
  },
  keys: {
    signing: async (_issuer: string, use: string) => ({ kid: use, algorithm: 'RS512', key: issuerKey }),
    published: async () => [],
  },
  accounts: {
    refresh: async (token: string, { clientId, scopes }: { clientId: string; scopes?: readonly string[] }) => {
      asked.push({ token, clientId, ...(scopes === undefined ? {} : { scopes }) });
      return refreshment;
    },
    tokenId: async (_grant: Granted, kind: string) => `jti of ${kind}`,
  },
} as unknown as Ports;

beforeEach(() => {
  service = aService();
  refreshment = { outcome: 'refreshed', grant, refreshToken: 'the next one' };
  asked = [];
  admission = { outcome: 'fresh', version: 1, status: 'active' };
  events = [];
});

const assertion = () =>
  rs512Jwt(pair, { iss: theService, sub: theService, aud: `${origin}/token`, iat: noon, exp: noon + 60 });
const refresh = (changes: Readonly<Record<string, string>> = {}) =>
  issueTokens(ports, {
    parameters: Object.entries({
      grant_type: 'refresh_token',
      refresh_token: 'the latest one',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(),
      ...changes,
    }),
    authorization: undefined,
    caller: theCaller,
  });

describe('a refresh', () => {
  it('NL-71 gives a new access token and a new refresh token, and no ID token', async () => {
    const answer = await refresh();
    expect(Object.keys(answer).toSorted()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    expect(answer).toMatchObject({
      token_type: 'bearer',
      expires_in: 300,
      refresh_token: 'the next one',
      scope: 'openid email phone',
    });
    expect(asked).toEqual([{ token: 'the latest one', clientId: theService }]);
  });

  it('keeps auth_time and vot of the sign-in, and lives five minutes from now', async () => {
    const { access_token: token } = await refresh();
    expect(decodeJwt(token)).toMatchObject({
      auth_time: grant.authTime,
      vot: 'P0.Cp.Cd',
      iat: noon,
      exp: noon + 300,
      sub: grant.subject,
    });
  });

  it.each([
    ['a narrower scope', 'openid phone', 'openid phone'],
    ['its scopes in another order', 'phone email openid', 'openid email phone'],
    ['a scope twice', 'email email', 'email'],
    ['an empty scope: the same as granted', '', 'openid email phone'],
  ])('NL-73 honours %s', async (_what, scope, granted) => {
    const answer = await refresh({ scope });
    expect(answer.scope).toBe(granted);
    expect(decodeJwt(answer.access_token)['scope']).toBe(granted);
  });

  it('NL-73 with a wider scope is invalid_scope, and the account is told what was asked', async () => {
    refreshment = { outcome: 'refused', why: 'scope' };
    expect(await errorOf(() => refresh({ scope: 'openid profile' }))).toMatchObject({
      code: 'invalid_scope',
      deliver: 'json',
    });
    expect(asked[0]?.scopes).toEqual(['openid', 'profile']);
  });

  it('does not list a scope that an operator took from the service since the person let it in', async () => {
    service = aService({ scopes: ['openid', 'phone'] });
    const answer = await refresh();
    expect(answer.scope).toBe('openid phone');
    expect(decodeJwt(answer.access_token)['scope']).toBe('openid phone');
  });

  it('NL-73 with a scope that was taken from the service is invalid_scope, and costs the token nothing', async () => {
    service = aService({ scopes: ['openid', 'phone'] });
    expect(await errorOf(() => refresh({ scope: 'openid email' }))).toMatchObject({ code: 'invalid_scope' });
    expect(asked).toEqual([]);
    expect((await refresh({ scope: 'openid' })).scope).toBe('openid');
  });

  it.each(['unknown', 'reused', 'expired'] as const)(
    'NL-72 of a token that is %s is invalid_grant, and that is recorded',
    async (why) => {
      refreshment = { outcome: 'refused', why };
      expect(await errorOf(() => refresh())).toMatchObject({ code: 'invalid_grant', status: 400 });
      expect(events).toMatchObject([{ kind: 'token_refused', detail: { reason: `refresh_${why}` } }]);
    },
  );

  it('is not for a service that gets no refresh tokens', async () => {
    service = aService({ refreshTokens: false });
    expect(await errorOf(() => refresh())).toMatchObject({ code: 'unauthorized_client' });
    expect(asked).toEqual([]);
  });

  it('with a replayed assertion does not even touch the refresh token, so that a replay cannot end the family', async () => {
    admission = { outcome: 'replayed', version: 1, status: 'active' };
    expect(await errorOf(() => refresh())).toMatchObject({ code: 'invalid_client' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['whose record says so', () => (service = aService({ status: 'disabled' }))],
    ['whose shard says so first', () => (admission = { outcome: 'fresh', version: 2, status: 'disabled' })],
  ])('is not for a disabled service %s', async (_what, disable) => {
    disable();
    expect(await errorOf(() => refresh())).toMatchObject({ code: 'invalid_client' });
    expect(asked).toEqual([]);
  });

  it('with a bad assertion does not touch the refresh token', async () => {
    const forged = rs512Jwt(anRsaPair(), { iss: theService, sub: theService, aud: `${origin}/token`, exp: noon + 60 });
    expect(await errorOf(() => refresh({ client_assertion: forged }))).toMatchObject({ code: 'invalid_client' });
    expect(asked).toEqual([]);
    expect(events).toMatchObject([{ kind: 'client_authn_fail' }]);
  });
});
