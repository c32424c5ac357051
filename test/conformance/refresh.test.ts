import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshCode, type Person, register } from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  clientAssertion,
  operate,
  readCallback,
  redeem,
  refresh,
  type TestService,
  type TokenResponse,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const day = 86_400;
let service: TestService;
let person: Person;

beforeAll(async () => {
  service = await addService(world);
  ({ person } = await register(world, service));
});

const tokensAt = async (of = service): Promise<TokenResponse> => redeem(world, of, await freshCode(world, person, of));
const firstToken = async (of = service): Promise<string> => textOf(await tokensAt(of), 'refresh_token');
const spend = (token: string, changes: Readonly<Record<string, string>> = {}) =>
  refresh(world, service, token, changes);
const successorOf = async (token: string): Promise<string> => textOf(await spend(token), 'refresh_token');

function isError({ status, headers, body }: TokenResponse, error: string): void {
  expect([status, body['error'], typeof body['error_description']]).toEqual([400, error, 'string']);
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  expect(Object.keys(body).toSorted()).toEqual(['error', 'error_description']);
}

describe('a refresh', () => {
  it('NL-71 gives a new access token, no ID token, and another refresh token', async () => {
    const before = await tokensAt();
    const token = textOf(before, 'refresh_token');
    await world.advance(30);
    const answer = await spend(token);
    expect(Object.keys(answer.body).toSorted()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'openid email phone' });
    expect([answer.headers.get('cache-control'), answer.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    expect(answer.body['refresh_token']).not.toBe(token);
    const [old, fresh] = [before, answer].map((one) => decodeJwt(textOf(one, 'access_token')));
    expect(fresh).toMatchObject({
      sub: old?.sub,
      aud: old?.aud,
      auth_time: old?.['auth_time'],
      vot: old?.['vot'],
      vtm: old?.['vtm'],
      scope: old?.['scope'],
    });
    expect(fresh?.jti).not.toBe(old?.jti);
    expect(Number(fresh?.iat)).toBeGreaterThanOrEqual(Number(old?.iat) + 30);
    expect(Number(fresh?.exp) - Number(fresh?.iat)).toBe(300);
    expect((await userinfo(world, textOf(answer, 'access_token'))).body).toMatchObject({ email: person.email });
  });

  it('NL-72 with a token that was replaced answers with the same successor for 60 seconds', async () => {
    const first = await firstToken();
    const second = await successorOf(first);
    const again = await spend(first);
    expect(again.body['refresh_token']).toBe(second);
    expect((await userinfo(world, textOf(again, 'access_token'))).status).toBe(200);
    await world.advance(61);
    isError(await spend(first), 'invalid_grant');
    isError(await spend(second), 'invalid_grant');
  });

  it('NL-72 with a token whose successor was used ends the family, and what it gave', async () => {
    const first = await firstToken();
    const second = await successorOf(first);
    const latest = await spend(second);
    isError(await spend(first), 'invalid_grant');
    isError(await spend(textOf(latest, 'refresh_token')), 'invalid_grant');
    expect((await userinfo(world, textOf(latest, 'access_token'))).status).toBe(401);
  });

  it('NL-72 by fifty at once has one successor', async () => {
    const first = await firstToken();
    const answers = await Promise.all(Array.from({ length: 50 }, () => spend(first)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['refresh_token'])).size).toBe(1);
    expect((await spend(await successorOf(first))).status).toBe(200);
    isError(await spend(first), 'invalid_grant');
  });

  it('NL-73 may narrow the scope, token by token, and never widen it', async () => {
    const first = await firstToken();
    isError(await spend(first, { scope: 'openid email phone profile' }), 'invalid_scope');
    isError(await spend(first, { scope: 'openid nonsense' }), 'invalid_scope');
    const narrow = await spend(first, { scope: 'openid email' });
    expect(narrow.body['scope']).toBe('openid email');
    const told = await userinfo(world, textOf(narrow, 'access_token'));
    expect(told.body).toMatchObject({ email: person.email });
    expect(told.body).not.toHaveProperty('phone_number');
    const whole = await spend(textOf(narrow, 'refresh_token'));
    expect(whole.body['scope']).toBe('openid email phone');
  });

  it('NL-73 narrowed to a scope without openid gives a token that opens no userinfo: insufficient_scope', async () => {
    const narrow = await spend(await firstToken(), { scope: 'email' });
    expect(narrow.body['scope']).toBe('email');
    const { status, headers, body } = await userinfo(world, textOf(narrow, 'access_token'));
    expect([status, body['error']]).toEqual([403, 'insufficient_scope']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_scope"/);
    expect(body).not.toHaveProperty('sub');
  });

  it('is not hurt by what other software sends beside it: redirect_uri, client_id, a verifier', async () => {
    const more = { redirect_uri: 'https://elsewhere.example/', client_id: service.clientId, code_verifier: 'x' };
    expect((await spend(await firstToken(), more)).status).toBe(200);
  });

  it('of another service’s token is invalid_grant, and the token lives on', async () => {
    const other = await addService(world);
    const token = await firstToken();
    isError(await refresh(world, other, token), 'invalid_grant');
    expect((await spend(token)).status).toBe(200);
  });

  it('of something else is invalid_grant: a code, an access token, an ID token, a guess with a true routing part', async () => {
    const tokens = await tokensAt();
    const token = textOf(tokens, 'refresh_token');
    const guess = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(43)}`;
    const code = await freshCode(world, person, service);
    for (const wrong of [code, textOf(tokens, 'access_token'), textOf(tokens, 'id_token'), guess, 'x']) {
      isError(await spend(wrong), 'invalid_grant');
    }
    expect((await spend(token)).status).toBe(200);
  });

  it('needs a good assertion each time; a replayed one cannot end the family', async () => {
    const first = await firstToken();
    const once = await clientAssertion(world, service);
    const second = textOf(await spend(first, { client_assertion: once }), 'refresh_token');
    isError(await spend(second, { client_assertion: once }), 'invalid_client');
    isError(await spend(first, { client_assertion: once }), 'invalid_client');
    await world.advance(61);
    isError(await spend(first, { client_assertion: once }), 'invalid_client');
    expect((await spend(second)).status).toBe(200);
  });

  it('without a token is invalid_request', async () => {
    isError(await spend(''), 'invalid_request');
  });
});

describe('refresh tokens', () => {
  /** The person, who is signed in, agrees to share with one more service. */
  async function codeAt(other: TestService): Promise<string> {
    const consent = await person.browser.open(authorizeUrl(world, other));
    return readCallback((await person.browser.submit(consent, { decision: 'agree' })).url).code ?? '';
  }

  it('are not given to a service that was registered without', async () => {
    const without = await addService(world, { refresh_tokens: false });
    const answer = await redeem(world, without, await codeAt(without));
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('refresh_token');
    isError(await refresh(world, without, await firstToken()), 'unauthorized_client');
  });

  it('stop at once when the service is disabled, and go on when it is enabled', async () => {
    const stopped = await addService(world);
    const token = textOf(await redeem(world, stopped, await codeAt(stopped)), 'refresh_token');
    await operate(world, 'services.disable', { client_id: stopped.clientId });
    isError(await refresh(world, stopped, token), 'invalid_client');
    await operate(world, 'services.enable', { client_id: stopped.clientId });
    expect((await refresh(world, stopped, token)).status).toBe(200);
  });

  it('NL-72 outlive the session, and die thirty days after the sign-in, used or not', async () => {
    const signedInAt = Number(decodeJwt(textOf(await tokensAt(), 'id_token'))['auth_time']);
    const unused = await firstToken();
    let latest = await firstToken();
    await person.browser.submit(await person.browser.open(`${world.issuer}/sign-out`), {});
    const until = async (moment: number) => world.advance(moment - (await world.now()));
    for (const days of [0.6, 15, 29.99]) {
      await until(signedInAt + days * day);
      latest = await successorOf(latest);
    }
    await until(signedInAt + 30 * day);
    isError(await spend(latest), 'invalid_grant');
    isError(await spend(unused), 'invalid_grant');
  });
});
