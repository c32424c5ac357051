import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshCode, type Person, register } from '../support/person.ts';
import {
  addService,
  clientAssertion,
  newServiceKey,
  redeem,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const everyScope =
  'openid profile profile_extended email phone landline gp_registration_details gp_integration_credentials client_metadata';
let service: TestService;
let person: Person;
let subject: unknown;

beforeAll(async () => {
  service = await addService(world, { scope: `${everyScope} basic_demographics`, im1_enabled: true });
  const registered = await register(world, service, { scope: everyScope });
  person = registered.person;
  const answer = await redeem(world, service, registered.callback.code ?? '');
  subject = (await userinfo(world, textOf(answer, 'access_token'))).body['sub'];
});

const tokenFor = async (scope = everyScope): Promise<string> =>
  textOf(await redeem(world, service, await freshCode(world, person, service, { scope })), 'access_token');

function isRefused({ status, headers, body }: TokenResponse): void {
  expect([status, headers.get('www-authenticate')]).toEqual([
    401,
    expect.stringMatching(/^Bearer error="invalid_token"(, error_description="[\x20-\x21\x23-\x5b\x5d-\x7e]+")?$/),
  ]);
  expect([headers.get('cache-control'), body['sub']]).toEqual(['no-store', undefined]);
}

describe('userinfo', () => {
  it('NL-82 answers GET and POST with plain JSON that is never stored', async () => {
    const token = await tokenFor();
    const [byGet, byPost] = [await userinfo(world, token), await userinfo(world, token, { method: 'POST' })];
    for (const { status, headers } of [byGet, byPost]) {
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(byPost.body).toEqual(byGet.body);
  });

  it('NL-83 states issuer, audience and the subject of the ID token', async () => {
    const { body } = await userinfo(world, await tokenFor('openid'));
    expect(body).toEqual({ iss: world.issuer, aud: service.clientId, sub: subject });
  });

  it('NL-85 NL-86 tells a person at P0 what scope and level allow, and nothing null or empty', async () => {
    const common = { iss: world.issuer, aud: service.clientId, sub: subject };
    const email = { email: person.email, email_verified: true };
    const phone = { phone_number: person.number, phone_number_verified: true, phone_number_pds_matched: false };
    const level = { identity_proofing_level: 'P0' };
    const rows: readonly (readonly [string, object])[] = [
      ['openid', {}],
      ['openid email', email],
      ['openid phone', phone],
      ['openid profile', level],
      ['openid basic_demographics', level],
      ['openid profile_extended', {}],
      ['openid landline', {}],
      ['openid gp_registration_details', {}],
      ['openid gp_integration_credentials', {}],
      ['openid client_metadata', {}],
      [everyScope, { ...email, ...phone, ...level }],
    ];
    for (const [scope, told] of rows) {
      if (scope.includes('basic_demographics')) await agreeTo(scope);
      const { body } = await userinfo(world, await tokenFor(scope));
      expect([scope, body]).toEqual([scope, { ...common, ...told }]);
    }
  });

  it('NL-87 NL-90 says verified and matched as booleans, and never an address, gender or postcode', async () => {
    const { body } = await userinfo(world, await tokenFor());
    const truths = Object.entries(body).filter(([name]) => /_(verified|matched)$/.test(name));
    expect(truths.map(([name]) => name).toSorted()).toEqual([
      'email_verified',
      'phone_number_pds_matched',
      'phone_number_verified',
    ]);
    expect(truths.map(([, value]) => typeof value)).toEqual(['boolean', 'boolean', 'boolean']);
    expect(Object.keys(body).filter((name) => /address|gender|sex|post/.test(name))).toEqual([]);
  });
});

/** Shows the consent page for a scope, and agrees. */
async function agreeTo(scope: string): Promise<void> {
  const query = new URLSearchParams({
    client_id: service.clientId,
    redirect_uri: service.redirectUri,
    response_type: 'code',
    state: 's',
    nonce: 'n',
    vtr: '["P0.Cp.Cd"]',
    scope,
  });
  const consent = await person.browser.open(`${world.issuer}/authorize?${query}`);
  if (consent.html !== '') await person.browser.submit(consent, { decision: 'agree' });
}

describe('userinfo without a live access token', () => {
  it('NL-84 is 401 with invalid_token: none, garbage, or one in a query or a body', async () => {
    const token = await tokenFor();
    isRefused(await userinfo(world, undefined));
    for (const garbage of ['x', 'a.b.c', `${token}x`, `${token}.`, token.slice(0, -8)])
      isRefused(await userinfo(world, garbage));
    isRefused(await userinfo(world, undefined, { headers: { authorization: `Basic ${token}` } }));
    isRefused(await userinfo(world, undefined, { method: 'POST', body: new URLSearchParams({ access_token: token }) }));
    const inQuery = await fetch(`${world.issuer}/userinfo?access_token=${token}`);
    expect(inQuery.status).toBe(401);
    expect((await userinfo(world, token)).status).toBe(200);
  });

  it('NL-84 takes no other token for one: ID token, code, refresh token, assertion, or one of its own making', async () => {
    const answer = await redeem(world, service, await freshCode(world, person, service));
    const claims = JSON.parse(Buffer.from(textOf(answer, 'access_token').split('.')[1] ?? '', 'base64url').toString());
    const stranger = await newServiceKey();
    const { keys }: { keys: readonly { kid: string }[] } = JSON.parse(
      await (await fetch(`${world.issuer}/.well-known/jwks.json`)).text(),
    );
    const forged = await Promise.all(
      keys.map(({ kid }) =>
        new SignJWT(claims).setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid }).sign(stranger.privateKey),
      ),
    );
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const others = [
      textOf(answer, 'id_token'),
      textOf(answer, 'refresh_token'),
      await freshCode(world, person, service),
      await clientAssertion(world, service),
      ...forged,
      `${unsigned}.${textOf(answer, 'access_token').split('.')[1]}.`,
    ];
    for (const token of others) isRefused(await userinfo(world, token));
    expect((await userinfo(world, textOf(answer, 'access_token'))).status).toBe(200);
  });

  it('NL-84 a token has ended after five minutes, and not before', async () => {
    const token = await tokenFor();
    await world.advance(295);
    expect((await userinfo(world, token)).status).toBe(200);
    await world.advance(6);
    isRefused(await userinfo(world, token));
  });

  it('signing out everywhere ends every token at once; signing out ends none', async () => {
    const { person: leaver, callback } = await register(world, service);
    const token = textOf(await redeem(world, service, callback.code ?? ''), 'access_token');
    const { browser } = leaver;
    await browser.submit(await browser.open(`${world.issuer}/sign-out`), { decision: 'everywhere' });
    isRefused(await userinfo(world, token));
    const { person: stayer, callback: second } = await register(world, service);
    const lasting = textOf(await redeem(world, service, second.code ?? ''), 'access_token');
    await stayer.browser.submit(await stayer.browser.open(`${world.issuer}/sign-out`), {});
    expect((await userinfo(world, lasting)).status).toBe(200);
  });
});
