import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWTVerifyResult, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { anotherBrowser, freshCode, type Person, register, signIn } from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  readCallback,
  redeem,
  refresh,
  type TestService,
  type TokenResponse,
  textOf,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const nonce = 'n-0S6_WzA2Mj é "quoted"';
let service: TestService;
let person: Person;
let answer: TokenResponse;
let idToken: JWTVerifyResult;
let accessToken: JWTVerifyResult;

/** A token verified as a service does, with the published keys and the time of the world. */
async function verified(token: string, audience: string): Promise<JWTVerifyResult> {
  const keys = createLocalJWKSet(JSON.parse(await (await fetch(`${world.issuer}/.well-known/jwks.json`)).text()));
  const currentDate = new Date((await world.now()) * 1000);
  return jwtVerify(token, keys, { issuer: world.issuer, audience, algorithms: ['RS512'], typ: 'JWT', currentDate });
}

beforeAll(async () => {
  service = await addService(world, { scope: 'openid profile email phone' });
  const registered = await register(world, service, { scope: 'openid profile email phone', nonce });
  person = registered.person;
  answer = await redeem(world, service, registered.callback.code ?? '');
  idToken = await verified(textOf(answer, 'id_token'), service.clientId);
  accessToken = await verified(textOf(answer, 'access_token'), service.clientId);
});

describe('the ID token', () => {
  it('NL-74 is RS512, JWT, with a published kid, and brings no key of its own', () => {
    expect(idToken.protectedHeader).toEqual({ alg: 'RS512', typ: 'JWT', kid: expect.any(String) });
    expect(decodeProtectedHeader(textOf(answer, 'access_token'))).toEqual({
      alg: 'RS512',
      typ: 'JWT',
      kid: expect.any(String),
    });
  });

  it('NL-75 lives an hour, the access token five minutes', () => {
    const life = ({ payload: { exp, iat } }: JWTVerifyResult) => Number(exp) - Number(iat);
    expect([life(idToken), life(accessToken)]).toEqual([3600, 300]);
  });

  it('NL-76 has its ten claims: aud is a string, nonce is exact', () => {
    expect(idToken.payload).toMatchObject({
      iss: world.issuer,
      sub: expect.any(String),
      aud: service.clientId,
      exp: expect.any(Number),
      iat: expect.any(Number),
      jti: expect.any(String),
      auth_time: expect.any(Number),
      nonce,
      vot: 'P0.Cp.Cd',
      vtm: `${world.issuer}/trustmark/${new URL(world.issuer).host}`,
    });
    expect(Number(idToken.payload['auth_time'])).toBeLessThanOrEqual(Number(idToken.payload.iat));
  });

  it('NL-76 has no nonce when none was sent', async () => {
    const lenient = await addService(world, { compatibility: ['nonce-optional'] });
    const consent = await person.browser.open(authorizeUrl(world, lenient, { nonce: undefined }));
    const { code } = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
    expect(decodeJwt(textOf(await redeem(world, lenient, code ?? ''), 'id_token'))).not.toHaveProperty('nonce');
  });

  it('NL-77 has no acr, amr or azp', () => {
    for (const token of [idToken, accessToken])
      for (const claim of ['acr', 'amr', 'azp', 'at_hash', 'c_hash']) expect(token.payload).not.toHaveProperty(claim);
  });

  it('NL-78 tells a person at P0 their level with profile, and nothing of who they are', () => {
    expect(idToken.payload['identity_proofing_level']).toBe('P0');
    for (const token of [idToken, accessToken])
      for (const claim of [
        'nhs_number',
        'family_name',
        'surname',
        'birthdate',
        'given_name',
        'requesting_patient',
        'email',
      ])
        expect(token.payload).not.toHaveProperty(claim);
  });
});

describe('the access token', () => {
  it('NL-79 states scope, vector and reason, and no patient at P0', () => {
    expect(accessToken.payload).toMatchObject({
      scope: 'openid profile email phone',
      vot: 'P0.Cp.Cd',
      vtm: idToken.payload['vtm'],
      reason_for_request: 'patientaccess',
      token_use: 'access',
      client_id: service.clientId,
      sub: idToken.payload.sub,
      auth_time: idToken.payload['auth_time'],
    });
    expect(accessToken.payload).not.toHaveProperty('nonce');
  });
});

describe('the subject', () => {
  it('NL-80 is the same at every service and every sign-in, another for another person, and short ASCII', async () => {
    const subjects = new Set([idToken.payload.sub]);
    const other = await addService(world, { client_name: 'Hillside Clinic' });
    const consent = await person.browser.open(authorizeUrl(world, other));
    const there = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
    subjects.add(decodeJwt(textOf(await redeem(world, other, there.code ?? ''), 'id_token')).sub);
    const visitor = anotherBrowser(world, person);
    const page = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, other)));
    subjects.add(decodeJwt(textOf(await redeem(world, other, readCallback(page.url).code ?? ''), 'id_token')).sub);
    expect(subjects.size).toBe(1);
    expect(String(idToken.payload.sub)).toMatch(/^[\x21-\x7e]{1,255}$/);
    const { callback } = await register(world, service);
    const stranger = decodeJwt(textOf(await redeem(world, service, callback.code ?? ''), 'id_token'));
    expect(subjects.has(stranger.sub)).toBe(false);
  });
});

describe('the jti', () => {
  it('NL-81 is another in every token, and does not tell that two are of one person', async () => {
    const answers = [answer];
    for (let index = 0; index < 3; index += 1)
      answers.push(await redeem(world, service, await freshCode(world, person, service)));
    const tokens = answers.flatMap((one) => [textOf(one, 'id_token'), textOf(one, 'access_token')]);
    tokens.push(textOf(await refresh(world, service, textOf(answer, 'refresh_token')), 'access_token'));
    const ids = tokens.map((token) => String(decodeJwt(token).jti));
    expect(new Set(ids).size).toBe(tokens.length);
    // Nothing beside the version is alike: eight characters in the same place would be a handle.
    const routings = ids.map((id) => id.slice(id.indexOf('.') + 1));
    const starts = new Set(routings.map((routing) => routing.slice(0, 8)));
    const ends = new Set(routings.map((routing) => routing.slice(-8)));
    expect([starts.size, ends.size]).toEqual([ids.length, ids.length]);
  });
});
