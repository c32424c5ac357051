import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshCode, type Person, register } from '../support/person.ts';
import {
  addService,
  askAuthorize,
  assertionType,
  authorizeUrl,
  clientAssertion,
  newServiceKey,
  operate,
  postToken,
  readCallback,
  redeem,
  refresh,
  requestParameters,
  type ServiceKey,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();

async function change(verb: string, body: object): Promise<void> {
  const answer = await operate(world, `services.${verb}`, body);
  if (answer.status !== 200) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
}

describe('a service that an operator disables', () => {
  let service: TestService;
  let person: Person;
  let accessToken: string;
  let refreshToken: string;

  beforeAll(async () => {
    service = await addService(world, { scope: 'openid email phone client_metadata' });
    const registered = await register(world, service, { scope: 'openid email phone client_metadata' });
    person = registered.person;
    const tokens = await redeem(world, service, registered.callback.code ?? '');
    accessToken = textOf(tokens, 'access_token');
    refreshToken = textOf(tokens, 'refresh_token');
  });

  const note = () =>
    userinfo(world, accessToken, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"client_user_metadata":"a note"}',
    });

  /** What each endpoint says at the same moment. */
  async function everywhere() {
    const [authorize, code, renewed, claims, posted, noted] = await Promise.all([
      askAuthorize(world, requestParameters(service)),
      redeem(world, service, 'nobody has this code'),
      refresh(world, service, refreshToken),
      userinfo(world, accessToken),
      userinfo(world, accessToken, { method: 'POST' }),
      note(),
    ]);
    if (renewed.status === 200) refreshToken = textOf(renewed, 'refresh_token');
    return {
      authorize: [authorize.status, /CID\d+/.exec(authorize.body)?.[0], authorize.headers.get('location')],
      code: [code.status, code.body['error']],
      refresh: [renewed.status, renewed.body['error']],
      userinfo: [claims.status, posted.status, claims.body['error'] ?? posted.body['error']],
      note: [noted.status, noted.body['error']],
    };
  }

  it('is refused by all four endpoints within a second, and by none once it is enabled again', async () => {
    const code = await freshCode(world, person, service);
    const working = await everywhere();
    expect(working).toEqual({
      authorize: [303, undefined, expect.stringMatching(/^\/journey\//)],
      code: [400, 'invalid_grant'],
      refresh: [200, undefined],
      userinfo: [200, 200, undefined],
      note: [204, undefined],
    });

    await change('disable', { client_id: service.clientId });
    await delay(1000);
    expect(await everywhere()).toEqual({
      authorize: [400, 'CID1004', null],
      code: [400, 'invalid_client'],
      refresh: [400, 'invalid_client'],
      userinfo: [401, 401, 'invalid_token'],
      note: [401, 'invalid_token'],
    });
    expect((await redeem(world, service, code)).body['error']).toBe('invalid_client');

    await change('enable', { client_id: service.clientId });
    await delay(1000);
    expect(await everywhere()).toEqual({
      ...working,
      authorize: [303, undefined, expect.stringMatching(/^\/journey\//)],
    });
    // What was refused meanwhile was not spent.
    expect((await redeem(world, service, code)).status).toBe(200);
  });

  it('is told to its people on a page that sends nobody on, whatever the request', async () => {
    await change('disable', { client_id: service.clientId });
    await delay(1000);
    for (const changes of [{}, { prompt: 'none' }, { redirect_uri: 'https://evil.example/' }, { scope: undefined }]) {
      const answer = await askAuthorize(world, requestParameters(service, changes));
      expect([changes, answer.status, answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([
        changes,
        400,
        null,
        [],
      ]);
    }
    const page = await fetch(authorizeUrl(world, service), { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain(`You cannot sign in to ${service.name} at the moment`);
    await change('enable', { client_id: service.clientId });
  });
});

/** The error of a token request with a code that nobody has: `invalid_grant` means that the service was believed. */
async function believed(service: TestService, key: ServiceKey, kid?: string): Promise<unknown> {
  const header = kid === undefined ? {} : { kid };
  const assertion = await clientAssertion(world, service, { key: key.privateKey, header });
  return (await redeem(world, service, 'nobody has this code', { client_assertion: assertion })).body['error'];
}

describe('a service that changes its key', () => {
  it('is believed by the old and the new one, with and without kid, until the old one is dropped', async () => {
    const [first, second] = [await newServiceKey(), await newServiceKey()];
    const service = {
      ...(await addService(world, { jwks: { keys: [{ ...first.publicJwk, kid: 'one' }] } })),
      ...first,
    };
    const all = async () => [
      await believed(service, first),
      await believed(service, first, 'one'),
      await believed(service, second),
      await believed(service, second, 'two'),
    ];
    const [yes, no] = ['invalid_grant', 'invalid_client'];
    expect(await all()).toEqual([yes, yes, no, no]);
    await change('rotate-key', { client_id: service.clientId, jwks: { keys: [{ ...second.publicJwk, kid: 'two' }] } });
    await delay(600);
    expect(await all()).toEqual([yes, yes, yes, yes]);
    // A key is one thing, its name another: the new name with the old key is nobody.
    expect(await believed(service, first, 'two')).toBe(no);
    await change('rotate-key', { client_id: service.clientId, drop_old: true });
    await delay(600);
    expect(await all()).toEqual([no, no, yes, yes]);
  });

  it('keeps what it was given: codes, refresh tokens and access tokens outlive the key that fetched them', async () => {
    const service = await addService(world);
    const { person, callback } = await register(world, service);
    const tokens = await redeem(world, service, callback.code ?? '');
    const code = await freshCode(world, person, service);
    const next = await newServiceKey();
    await change('rotate-key', { client_id: service.clientId, jwks: { keys: [next.publicJwk] }, drop_old: true });
    await delay(600);
    expect((await redeem(world, service, code)).body['error']).toBe('invalid_client');
    const renewed = { ...service, ...next };
    expect((await redeem(world, renewed, code)).status).toBe(200);
    expect((await refresh(world, renewed, textOf(tokens, 'refresh_token'))).status).toBe(200);
    expect((await userinfo(world, textOf(tokens, 'access_token'))).status).toBe(200);
  });
});

describe('a service that publishes its keys itself', () => {
  let server: Server;
  let origin = '';
  let visits: string[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  let key: ServiceKey;
  let next: ServiceKey;
  let service: TestService;

  const publish = (...keys: readonly (readonly [ServiceKey, string])[]) => {
    answer = (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: keys.map(([{ publicJwk }, kid]) => ({ ...publicJwk, kid })) }));
    };
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      visits.push(request.url ?? '');
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    [key, next] = [await newServiceKey(), await newServiceKey()];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  let count = 0;
  beforeEach(async () => {
    count += 1;
    visits = [];
    publish([key, 'one']);
    service = { ...(await addService(world, { jwks: undefined, jwks_uri: `${origin}/${count}` })), ...key };
  });

  it('is asked once for five minutes, whatever is signed with a key it told', async () => {
    for (let request = 0; request < 5; request += 1) expect(await believed(service, key, 'one')).toBe('invalid_grant');
    expect(await believed(service, key)).toBe('invalid_grant');
    expect(visits).toHaveLength(1);
    await world.advance(280);
    await believed(service, key, 'one');
    expect(visits).toHaveLength(1);
    await world.advance(21);
    await believed(service, key, 'one');
    expect(visits).toHaveLength(2);
  });

  it('is asked again for a key it did not tell, at most once a minute, however many ask', async () => {
    await believed(service, key, 'one');
    publish([key, 'one'], [next, 'two']);
    // The first answer is a few seconds old: a stranger who makes up names gets no fetch out of us.
    const strangers = Array.from({ length: 8 }, (_, index) => believed(service, next, `made-up-${index}`));
    expect(new Set(await Promise.all(strangers))).toEqual(new Set(['invalid_client']));
    expect(visits).toHaveLength(1);
    await world.advance(61);
    expect(await believed(service, next, 'two')).toBe('invalid_grant');
    expect(visits).toHaveLength(2);
    for (let index = 0; index < 8; index += 1) await believed(service, next, `made-up-${index}`);
    expect(visits).toHaveLength(2);
    await world.advance(61);
    await Promise.all(Array.from({ length: 8 }, (_, index) => believed(service, next, `made-up-${index}`)));
    expect(visits).toHaveLength(3);
  });

  it('is believed by its last keys while its server is away, and is told to come back when that lasts', async () => {
    await believed(service, key, 'one');
    answer = (_request, response) => void response.writeHead(500).end();
    await world.advance(301);
    expect(await believed(service, key, 'one')).toBe('invalid_grant');
    await world.advance(900);
    const assertion = await clientAssertion(world, service, { key: key.privateKey, header: { kid: 'one' } });
    const late = await redeem(world, service, 'any', { client_assertion: assertion });
    expect([late.status, late.body['error'], late.headers.get('retry-after')]).toEqual([
      503,
      'temporarily_unavailable',
      '5',
    ]);
    publish([key, 'one']);
    await world.advance(6);
    expect(await believed(service, key, 'one')).toBe('invalid_grant');
  });

  const useless: Readonly<Record<string, typeof answer>> = {
    'no JSON': (_request, response) => void response.end('<html>'),
    'no set': (_request, response) => void response.end('{"keys":{}}'),
    'another place': (_request, response) => void response.writeHead(302, { location: `${origin}/elsewhere` }).end(),
    'more than 64 KiB': (_request, response) =>
      void response.end(JSON.stringify({ keys: [{ ...key.publicJwk, kid: 'one' }], padding: 'a'.repeat(65_536) })),
    'nothing, for ever': () => undefined,
  };
  it.each(Object.entries(useless))(
    'that answers with %s is told to come back, and nothing else is tried',
    async (_what, use) => {
      answer = use;
      const begun = performance.now();
      const told = await redeem(world, service, 'any');
      expect([told.status, told.body['error']]).toEqual([503, 'temporarily_unavailable']);
      expect(performance.now() - begun).toBeLessThan(4500);
      expect(visits).toEqual([`/${count}`]);
    },
  );

  it('is believed by no key that is too short, of another kind, or for another use', async () => {
    const { d: _private, ...other } = { ...next.publicJwk, d: undefined };
    answer = (_request, response) =>
      void response.end(
        JSON.stringify({
          keys: [
            { ...other, kid: 'two', use: 'enc' },
            { ...other, kid: 'three', alg: 'RS256' },
            { kty: 'oct', k: 'c2VjcmV0', kid: 'four' },
            { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'five' },
            { ...key.publicJwk, kid: 'one' },
          ],
        }),
      );
    for (const kid of ['two', 'three', 'four', 'five'])
      expect(await believed(service, next, kid)).toBe('invalid_client');
    expect(await believed(service, key, 'one')).toBe('invalid_grant');
  });
});

describe('what a service is registered with', () => {
  it('may be the address of an app: it is sent back to, byte for byte, with a code or an error', async () => {
    const uris = ['uk.example.app:/signed-in', 'uk.example.app://Host.Name/Path', 'nhsapp://host/path'];
    const service = await addService(world, { redirect_uris: uris });
    const { person } = await register(world, service);
    for (const redirect_uri of uris) {
      const query = requestParameters(service, { redirect_uri, prompt: 'none', state: 'å&=+ /' });
      const refused = (await askAuthorize(world, query)).headers.get('location');
      expect(refused).toBe(`${redirect_uri}?error=sso_login_required&state=%C3%A5%26%3D%2B%20%2F`);
      const page = await person.browser.open(`${world.issuer}/authorize?${query}`);
      const { address, code, state } = readCallback(page.url);
      expect([address, state]).toEqual([redirect_uri, 'å&=+ /']);
      expect((await redeem(world, service, code ?? '', { redirect_uri })).status).toBe(200);
    }
  });

  it('decides whether state and nonce may be left out: each for itself, and for this service alone', async () => {
    const errorWithout = async (service: TestService, ...names: readonly string[]) => {
      const left = Object.fromEntries(names.map((name) => [name, undefined]));
      return (await askAuthorize(world, requestParameters(service, { prompt: 'none', ...left }))).callback;
    };
    const strict = await addService(world);
    const stateless = await addService(world, { compatibility: ['state-optional'] });
    const nonceless = await addService(world, { compatibility: ['nonce-optional'] });
    const lenient = await addService(world, { compatibility: ['state-optional', 'nonce-optional'] });
    const told = async (service: TestService) => [
      (await errorWithout(service, 'state'))?.error,
      (await errorWithout(service, 'nonce'))?.error,
      (await errorWithout(service, 'state', 'nonce'))?.error,
    ];
    const [no, yes] = ['invalid_request', 'sso_login_required'];
    expect(await told(strict)).toEqual([no, no, no]);
    expect(await told(stateless)).toEqual([yes, no, no]);
    expect(await told(nonceless)).toEqual([no, yes, no]);
    expect(await told(lenient)).toEqual([yes, yes, yes]);
    expect((await errorWithout(lenient, 'state'))?.parameters.map(([name]) => name)).toEqual(['error']);
    const { callback } = await register(world, lenient, { state: undefined, nonce: undefined });
    expect(callback.parameters.map(([name]) => name)).toEqual(['code']);
    const idToken = textOf(await redeem(world, lenient, callback.code ?? ''), 'id_token');
    expect(decodeJwt(idToken)).not.toHaveProperty('nonce');
  });

  it('decides whether it gets refresh tokens', async () => {
    const service = await addService(world, { refresh_tokens: false });
    const { callback } = await register(world, service);
    const tokens = await redeem(world, service, callback.code ?? '');
    expect([tokens.status, Object.hasOwn(tokens.body, 'refresh_token')]).toEqual([200, false]);
    const asked = await postToken(world, {
      grant_type: 'refresh_token',
      refresh_token: 'any',
      client_assertion_type: assertionType,
      client_assertion: await clientAssertion(world, service),
    });
    expect([asked.status, asked.body['error']]).toEqual([400, 'unauthorized_client']);
  });
});
