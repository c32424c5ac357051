import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { issueTokens } from '../../src/flows/issue-tokens';
import { readUserinfo } from '../../src/flows/read-userinfo';
import { startAuthorization } from '../../src/flows/start-authorization';
import type { Ports } from '../../src/ports';
import { errorOf, rsaKey } from '../protocol/fixtures';
import { aConsent, aPatient, aService, noon, patsEmail, theCaller, theService } from '../support/builders';
import { type MemoryWorld, memoryWorld } from '../support/memory-ports';
import { anRsaPair, rs512Jwt } from '../support/signed-jwt';

const origin = 'https://auth.example';
const pair = anRsaPair();
const stranger = anRsaPair();
const issuerKey = rsaKey('issuer-key');
const signingKey = await issuerKey.signing();

let world: MemoryWorld;
let seen: Set<string>;
let ports: Ports;
beforeEach(() => {
  world = memoryWorld();
  seen = new Set();
  world.services.set(theService, aService({ refreshTokens: false }));
  const { clients } = world.ports;
  ports = {
    ...allOf(world.ports),
    clients: {
      find: (id) => clients.find(id),
      verificationKeys: async () => [pair.publicJwk],
      async admit(client, { jti }) {
        const outcome = seen.has(jti) ? 'replayed' : 'fresh';
        seen.add(jti);
        const status = (await clients.find(client.clientId))?.status ?? 'disabled';
        return { outcome, version: 1, status };
      },
    },
    keys: {
      signing: async () => ({ kid: 'issuer-key', algorithm: 'RS512', key: signingKey }),
      published: async () => [{ ...issuerKey.jwk, kid: 'issuer-key', alg: 'RS512', use: 'sig' }],
    },
  };
});
/** The members that a port of this world has, as a plain object. */
const allOf = (from: Ports): Ports => Object.assign({}, from);

const assertion = (claims: Readonly<Record<string, unknown>> = {}, signer = pair) =>
  rs512Jwt(signer, { iss: theService, sub: theService, aud: `${origin}/token`, iat: noon, exp: noon + 60, ...claims });
const exchange = (code: string, changes: Readonly<Record<string, string>> = {}) =>
  issueTokens(ports, {
    parameters: Object.entries({
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'https://clinic.example/cb',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(),
      ...changes,
    }),
    authorization: undefined,
    caller: theCaller,
  });
const userinfo = (token: string) => readUserinfo(ports, `Bearer ${token}`);

/** A person was let in; the code that the service got. */
async function aCode(
  changes: Readonly<Record<string, string>> = {},
  who: Parameters<MemoryWorld['aPerson']>[0] = {},
): Promise<string> {
  const account = world.aPerson({ consents: [aConsent()], ...who });
  const session = world.people.open(account, { Cp: noon - 100, Cd: noon - 40 }, '');
  const parameters = Object.entries({
    client_id: theService,
    redirect_uri: 'https://clinic.example/cb',
    response_type: 'code',
    scope: 'openid email',
    state: 'state',
    nonce: 'the nonce',
    vtr: '["P0.Cp.Cd"]',
    ...changes,
  });
  const outcome = await startAuthorization(ports, { parameters, session, storeOnly: false, caller: theCaller });
  if (outcome.kind !== 'to-service') throw new Error('the person was not let in');
  return new URL(outcome.location).searchParams.get('code') ?? '';
}

describe('a code and a good assertion', () => {
  it('NL-59 give an access token and an ID token that say what was granted', async () => {
    const answer = await exchange(await aCode());
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'openid email' });
    expect(decodeJwt(answer.id_token ?? '')).toMatchObject({
      iss: origin,
      aud: theService,
      nonce: 'the nonce',
      vot: 'P0.Cp.Cd',
      auth_time: noon - 40,
      iat: noon,
      exp: noon + 3600,
    });
    expect(decodeJwt(answer.access_token)).toMatchObject({ iat: noon, exp: noon + 300, vot: 'P0.Cp.Cd' });
  });

  it('NL-83 the access token opens userinfo, of the same person', async () => {
    const answer = await exchange(await aCode());
    expect(await userinfo(answer.access_token)).toEqual({
      iss: origin,
      aud: theService,
      sub: decodeJwt(answer.id_token ?? '').sub,
      email: patsEmail,
      email_verified: true,
    });
  });

  it.each<[string, readonly string[], string | undefined]>([
    ['P0.Cp', ['P0.Cp', 'P5.Cp.Cd'], undefined],
    ['P0.Cp', ['P0.Cp', 'P5.Cp'], aPatient.nhsNumber],
    ['P0.Cp.Cd', ['P0.Cp.Cd'], aPatient.nhsNumber],
  ])('of %s, for a service that is registered for %j, tell the NHS number %s', async (vtr, vectors, nhsNumber) => {
    world.services.set(theService, aService({ refreshTokens: false, vectors }));
    const consents = [aConsent({ scopes: ['openid', 'profile'], level: 'P5' })];
    const asked = { scope: 'openid profile', vtr: JSON.stringify([vtr]) };
    const answer = await exchange(await aCode(asked, { consents, level: 'P5', patient: aPatient }));
    const told = [
      decodeJwt(answer.id_token ?? ''),
      decodeJwt(answer.access_token),
      await userinfo(answer.access_token),
    ].map((claims): unknown => claims['nhs_number']);
    expect(told).toEqual([nhsNumber, nhsNumber, nhsNumber]);
  });

  it('tell of a record no more than the person agreed to, by the phone that stands in it neither', async () => {
    const scopes = ['openid', 'profile', 'phone'] as const;
    const patient = { ...aPatient, phoneMatched: true };
    const code = await aCode(
      { scope: scopes.join(' ') },
      { consents: [aConsent({ scopes, level: 'P5' })], level: 'P5', patient },
    );
    const { access_token: token } = await exchange(code);
    expect(await userinfo(token)).toMatchObject({ nhs_number: patient.nhsNumber, phone_number_pds_matched: true });
    for (const { account } of world.people.everybody())
      world.people.change(account, { consents: [aConsent({ scopes, level: 'P0' })] });
    const told = await userinfo(token);
    expect(told).toMatchObject({ identity_proofing_level: 'P5', phone_number_pds_matched: false });
    expect(told).not.toHaveProperty('nhs_number');
  });

  it('give nothing of a scope that an operator took from the service since the person let it in', async () => {
    const code = await aCode();
    world.services.set(theService, aService({ refreshTokens: false, scopes: ['openid'] }));
    const answer = await exchange(code);
    expect(answer.scope).toBe('openid');
    expect(decodeJwt(answer.access_token)['scope']).toBe('openid');
  });

  it('give a refresh token to a service that gets any, and only to it', async () => {
    expect(await exchange(await aCode())).not.toHaveProperty('refresh_token');
    world.services.set(theService, aService({ refreshTokens: true }));
    expect(await exchange(await aCode())).toHaveProperty('refresh_token');
  });
});

describe('a code', () => {
  it('NL-66 shown again is invalid_grant, and what the first gave ends', async () => {
    const code = await aCode();
    const { access_token: token } = await exchange(code);
    expect(await errorOf(() => exchange(code))).toMatchObject({ code: 'invalid_grant', deliver: 'json' });
    expect(await errorOf(() => userinfo(token))).toMatchObject({ code: 'invalid_token', deliver: 'bearer' });
    expect(world.events).toMatchObject([{ kind: 'token_refused', detail: { reason: 'code_reused' } }]);
    // Of a service that showed who it is each is recorded; of anybody else so many.
    expect(world.refusals).toEqual([]);
  });

  it('NL-66 after ten minutes is invalid_grant', async () => {
    const code = await aCode();
    world.advance(600);
    const late = { client_assertion: assertion({ iat: noon + 600, exp: noon + 660 }) };
    expect(await errorOf(() => exchange(code, late))).toMatchObject({ code: 'invalid_grant' });
  });

  it('NL-67 with another redirect_uri is invalid_grant, and stays what it was', async () => {
    const code = await aCode();
    const fault = await errorOf(() => exchange(code, { redirect_uri: 'https://clinic.example/other' }));
    expect(fault).toMatchObject({ code: 'invalid_grant' });
    expect(await exchange(code)).toHaveProperty('id_token');
  });

  it('NL-68 of a request with a challenge needs its verifier (RFC 7636 appendix B)', async () => {
    const challenge = {
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    };
    const code = await aCode(challenge);
    expect(await errorOf(() => exchange(code))).toMatchObject({ code: 'invalid_grant' });
    const verifier = { code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' };
    expect(await exchange(code, verifier)).toHaveProperty('id_token');
  });
});

describe('an assertion', () => {
  it('NL-63 used before is invalid_client, and no token leaves', async () => {
    const same = { client_assertion: assertion() };
    await exchange(await aCode(), same);
    expect(await errorOf(async () => exchange(await aCode(), same))).toMatchObject({ code: 'invalid_client' });
  });

  it('used before, with its code, ends nothing: whoever saw the request cannot sign the person out', async () => {
    const code = await aCode();
    const same = { client_assertion: assertion() };
    const { access_token: token } = await exchange(code, same);
    expect(await errorOf(() => exchange(code, same))).toMatchObject({ code: 'invalid_client' });
    expect(await userinfo(token)).toMatchObject({ email: patsEmail });
  });

  it.each([
    ['signed by a stranger', () => assertion({}, stranger)],
    ['for another audience', () => assertion({ aud: 'https://elsewhere.example/token' })],
    ['that has expired', () => assertion({ iat: noon - 4000, exp: noon - 400 })],
    ['of a service that nobody knows', () => assertion({ iss: 'nobody', sub: 'nobody' })],
  ])('NL-62 %s is invalid_client, spends no code and is noted', async (_what, made) => {
    const code = await aCode();
    expect(await errorOf(() => exchange(code, { client_assertion: made() }))).toMatchObject({ code: 'invalid_client' });
    expect(world.refusals).toMatchObject([{ kind: 'client_authn_fail' }]);
    expect(await exchange(code)).toHaveProperty('id_token');
  });

  it('of a service that was disabled is invalid_client', async () => {
    const code = await aCode();
    world.services.set(theService, aService({ status: 'disabled' }));
    expect(await errorOf(() => exchange(code))).toMatchObject({ code: 'invalid_client' });
  });
});

describe('an access token', () => {
  it('NL-84 opens nothing after five minutes', async () => {
    const { access_token: token } = await exchange(await aCode());
    world.advance(299);
    expect(await userinfo(token)).toHaveProperty('sub');
    world.advance(1);
    expect(await errorOf(() => userinfo(token))).toMatchObject({ code: 'invalid_token' });
  });

  it('opens nothing any more when its service was disabled', async () => {
    const { access_token: token } = await exchange(await aCode());
    world.services.set(theService, aService({ status: 'disabled' }));
    expect(await errorOf(() => userinfo(token))).toMatchObject({ code: 'invalid_token' });
  });

  it('opens nothing any more when its person signed out everywhere', async () => {
    const code = await aCode();
    const { access_token: token } = await exchange(code);
    const account = world.people.personOf(patsEmail)?.account ?? expect.fail();
    await world.ports.accounts.signOutEverywhere(world.people.open(account, { Cp: noon }, ''), theCaller);
    expect(await errorOf(() => userinfo(token))).toMatchObject({ code: 'invalid_token' });
  });
});
