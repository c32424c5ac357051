import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshCode, type Person, register } from '../support/person.ts';
import {
  addService,
  assertionType,
  clientAssertion,
  newServiceKey,
  operate,
  postToken,
  redeem,
  refresh,
  requestParameters,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;
let other: TestService;
let person: Person;

beforeAll(async () => {
  service = await addService(world, {
    redirect_uris: ['https://pharmacy.example/callback', 'https://pharmacy.example/other'],
  });
  other = await addService(world, { client_name: 'Hillside Clinic' });
  ({ person } = await register(world, service));
});

/** Every refusal of this endpoint: JSON, never stored, 400 or, of a client, 401. NL-70 */
function errorOf({ status, headers, body }: TokenResponse): string {
  expect(headers.get('content-type')).toBe('application/json');
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  expect(body['error'] === 'invalid_client' ? [400, 401] : [400]).toContain(status);
  expect(String(body['error_description'])).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  expect([body['access_token'], body['id_token']]).toEqual([undefined, undefined]);
  return String(body['error']);
}

const code = () => freshCode(world, person, service);

describe('a good code with a good assertion', () => {
  it('NL-59 gives tokens, bearer, 300 seconds, and is never stored', async () => {
    const { status, headers, body } = await redeem(world, service, await code());
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    expect(headers.getSetCookie()).toEqual([]);
    expect(body).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 300,
      scope: 'openid email phone',
    });
  });

  it('NL-64 is accepted without kid, typ and iat, with aud as a list, and with client_id beside it', async () => {
    const good = [
      { header: { typ: undefined }, claims: { iat: undefined } },
      { claims: { aud: ['https://elsewhere.example', `${world.issuer}/token`] } },
      { claims: { nbf: await world.now() } },
      { header: { kid: 'of-nobody' } },
    ];
    for (const changes of good) {
      const assertion = await clientAssertion(world, service, changes);
      const answer = await redeem(world, service, await code(), { client_assertion: assertion });
      expect([changes, answer.status]).toEqual([changes, 200]);
    }
    expect((await redeem(world, service, await code(), { client_id: service.clientId })).status).toBe(200);
  });

  it('NL-65 may come with an assertion that lives an hour, not with one that lives a day', async () => {
    const now = await world.now();
    const lasting = async (seconds: number) =>
      redeem(world, service, await code(), {
        client_assertion: await clientAssertion(world, service, { claims: { exp: now + seconds } }),
      });
    expect((await lasting(3600)).status).toBe(200);
    expect(errorOf(await lasting(3600 + 120))).toBe('invalid_client');
    expect(errorOf(await lasting(86_400))).toBe('invalid_client');
  });
});

describe('a service that does not prove who it is', () => {
  it('NL-60 by a secret, by nothing, or by half an assertion is invalid_client', async () => {
    const one = await code();
    const basic = Buffer.from(`${service.clientId}:secret`).toString('base64');
    const form = { grant_type: 'authorization_code', code: one, redirect_uri: service.redirectUri };
    const { clientId } = service;
    expect(errorOf(await postToken(world, form, { authorization: `Basic ${basic}` }))).toBe('invalid_client');
    const posted = { ...form, client_id: clientId };
    expect(errorOf(await postToken(world, { ...posted, client_secret: 'secret' }))).toBe('invalid_client');
    expect(errorOf(await postToken(world, posted))).toBe('invalid_client');
    expect(errorOf(await redeem(world, service, one, { client_assertion_type: undefined }))).toBe('invalid_client');
    expect(errorOf(await redeem(world, service, one, { client_assertion_type: 'jwt' }))).toBe('invalid_client');
    expect(errorOf(await redeem(world, service, one, { client_assertion: 'a.b.c' }))).toBe('invalid_client');
    // None of them touched the code.
    expect((await redeem(world, service, one)).status).toBe(200);
  });

  it('NL-60 in more than one way is invalid_request', async () => {
    const one = await code();
    const twice = [
      await redeem(world, service, one, { client_secret: 'secret' }),
      await postToken(
        world,
        {
          grant_type: 'authorization_code',
          code: one,
          redirect_uri: service.redirectUri,
          client_assertion_type: assertionType,
          client_assertion: await clientAssertion(world, service),
        },
        { authorization: `Basic ${btoa('a:b')}` },
      ),
    ];
    expect(twice.map(errorOf)).toEqual(['invalid_request', 'invalid_request']);
  });

  it('NL-61 by another algorithm than RS512 is invalid_client', async () => {
    const one = await code();
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-521' });
    const assertions = [
      await clientAssertion(world, service, { header: { alg: 'RS256' } }),
      await clientAssertion(world, service, { header: { alg: 'RS384' } }),
      await clientAssertion(world, service, { header: { alg: 'PS512' } }),
      await clientAssertion(world, service, { header: { alg: 'ES512' }, key: elliptic.privateKey }),
      await hmacAssertion('HS512'),
      await hmacAssertion('none'),
      await hmacAssertion('RS512'),
    ];
    for (const assertion of assertions)
      expect(errorOf(await redeem(world, service, one, { client_assertion: assertion }))).toBe('invalid_client');
    expect((await redeem(world, service, one)).status).toBe(200);
  });

  it('NL-62 with a wrong audience, another subject, no exp or jti, or out of its time is invalid_client', async () => {
    const one = await code();
    const now = await world.now();
    const wrong: readonly Readonly<Record<string, unknown>>[] = [
      { aud: 'https://elsewhere.example/token' },
      { aud: `${world.issuer}/authorize` },
      { aud: [] },
      { aud: undefined },
      { sub: other.clientId },
      { sub: undefined },
      { iss: undefined },
      { iss: other.clientId, sub: other.clientId },
      { iss: 'nobody', sub: 'nobody' },
      { exp: now - 61 },
      { exp: undefined },
      { exp: 'later' },
      { jti: undefined },
      { jti: '' },
      { nbf: now + 120 },
    ];
    for (const claims of wrong) {
      const assertion = await clientAssertion(world, service, { claims });
      const answer = await redeem(world, service, one, { client_assertion: assertion });
      expect([claims, errorOf(answer)]).toEqual([claims, 'invalid_client']);
    }
    const stranger = await newServiceKey();
    const forged = await clientAssertion(world, service, { key: stranger.privateKey });
    expect(errorOf(await redeem(world, service, one, { client_assertion: forged }))).toBe('invalid_client');
    const named = await redeem(world, service, one, { client_id: other.clientId });
    expect(errorOf(named)).toBe('invalid_client');
    const late = await clientAssertion(world, service, { claims: { exp: now - 30 } });
    expect((await redeem(world, service, one, { client_assertion: late })).status).toBe(200);
  });

  it('NL-63 by an assertion that was used before is invalid_client, with whatever it comes', async () => {
    const jti = randomUUID();
    const first = await clientAssertion(world, service, { claims: { jti } });
    expect((await redeem(world, service, await code(), { client_assertion: first })).status).toBe(200);
    const again = await redeem(world, service, await code(), { client_assertion: first });
    expect(errorOf(again)).toBe('invalid_client');
    const renewed = await clientAssertion(world, service, { claims: { jti, exp: (await world.now()) + 600 } });
    expect(errorOf(await redeem(world, service, await code(), { client_assertion: renewed }))).toBe('invalid_client');
  });

  it('who was disabled is invalid_client within a second, and so are its tokens', async () => {
    const added = await addService(world, { client_name: 'Closed Shop' });
    const { callback, person: customer } = await register(world, added);
    const answer = await redeem(world, added, callback.code ?? '');
    const next = await freshCode(world, customer, added);
    await operate(world, 'services.disable', { client_id: added.clientId });
    await delay(1000);
    expect(errorOf(await redeem(world, added, next))).toBe('invalid_client');
    expect(errorOf(await refresh(world, added, textOf(answer, 'refresh_token')))).toBe('invalid_client');
    expect((await userinfo(world, textOf(answer, 'access_token'))).status).toBe(401);
  });
});

/** An assertion whose "signature" is a keyed hash with the public key, or nothing: what algorithm confusion tries. */
async function hmacAssertion(alg: string): Promise<string> {
  const genuine = await clientAssertion(world, service);
  const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
  const signed = `${header}.${genuine.split('.')[1]}`;
  if (alg === 'none') return `${signed}.`;
  const signature = createHmac('sha512', JSON.stringify(service.publicJwk)).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}

describe('a code', () => {
  it('NL-66 works once', async () => {
    const one = await code();
    expect((await redeem(world, service, one)).status).toBe(200);
    expect(errorOf(await redeem(world, service, one))).toBe('invalid_grant');
  });

  it('NL-67 is bound to its redirect_uri and its service', async () => {
    const one = await code();
    for (const redirectUri of ['https://pharmacy.example/other', 'https://pharmacy.example/callback/'])
      expect(errorOf(await redeem(world, service, one, { redirect_uri: redirectUri }))).toBe('invalid_grant');
    expect(errorOf(await redeem(world, service, one, { redirect_uri: undefined }))).toBe('invalid_request');
    expect(errorOf(await redeem(world, other, one))).toBe('invalid_grant');
    expect((await redeem(world, service, one)).status).toBe(200);
  });

  it('NL-68 without a challenge needs no verifier, and takes none', async () => {
    expect((await redeem(world, service, await code())).status).toBe(200);
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(errorOf(await redeem(world, service, await code(), { code_verifier: verifier }))).toBe('invalid_grant');
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
    const bound = await freshCode(world, person, service, challenge);
    expect(errorOf(await redeem(world, service, bound))).toBe('invalid_grant');
    expect((await redeem(world, service, bound, { code_verifier: verifier })).status).toBe(200);
  });

  it('that nobody gave is invalid_grant, whatever it looks like', async () => {
    const real = await code();
    const [version, routing, secret = ''] = real.split('.');
    const invented = [
      'x',
      '..',
      randomUUID(),
      `${version}.${routing}`,
      `${version}.${routing}.${secret}x`,
      `${version}.${routing?.slice(0, -2)}AA.${secret}`,
      `2-209912.${routing}.${secret}`,
      'a'.repeat(4000),
    ];
    for (const one of invented)
      expect([one, errorOf(await redeem(world, service, one))]).toEqual([one, 'invalid_grant']);
    expect((await redeem(world, service, real)).status).toBe(200);
  });
});

describe('a token request', () => {
  it('NL-69 of another grant type is unsupported_grant_type', async () => {
    const one = await code();
    for (const type of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', 'AUTHORIZATION_CODE'])
      expect(errorOf(await redeem(world, service, one, { grant_type: type }))).toBe('unsupported_grant_type');
    expect(errorOf(await redeem(world, service, one, { grant_type: undefined }))).toBe('invalid_request');
  });

  it('NL-70 that is malformed is refused as JSON, never stored', async () => {
    const one = await code();
    expect(errorOf(await redeem(world, service, one, { code: undefined }))).toBe('invalid_request');
    const repeated = new URLSearchParams({ grant_type: 'authorization_code', code: one });
    repeated.append('code', one);
    expect(errorOf(await postToken(world, repeated))).toBe('invalid_request');
    const query = await fetch(`${world.issuer}/token?${requestParameters(service)}`, { method: 'POST' });
    expect([query.status, query.headers.get('content-type')]).toEqual([expect.any(Number), 'application/json']);
    expect(query.status).toBeGreaterThanOrEqual(400);
  });

  it('in a query, in JSON, by GET or of great size is refused', async () => {
    const one = await code();
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: one,
      redirect_uri: service.redirectUri,
      client_assertion_type: assertionType,
      client_assertion: await clientAssertion(world, service),
    });
    const send = (path: string, init: RequestInit) => fetch(`${world.issuer}${path}`, init);
    const inQuery = await send(`/token?code=${one}`, { method: 'POST', body: form });
    expect([inQuery.status, (JSON.parse(await inQuery.text()) as { error: string }).error]).toEqual([
      400,
      'invalid_request',
    ]);
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await send('/token', json)).status).toBe(415);
    const got = await send(`/token?${form}`, { method: 'GET' });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    const large = new URLSearchParams({ ...Object.fromEntries(form), padding: 'x'.repeat(65_536) });
    expect((await send('/token', { method: 'POST', body: large })).status).toBe(413);
    expect((await redeem(world, service, one)).status).toBe(200);
  });
});

describe('after some time', () => {
  it('NL-66 a code has ended after ten minutes, and not before', async () => {
    const [early, late] = [await code(), await code()];
    await world.advance(595);
    expect((await redeem(world, service, early)).status).toBe(200);
    await world.advance(10);
    expect(errorOf(await redeem(world, service, late))).toBe('invalid_grant');
  });
});
