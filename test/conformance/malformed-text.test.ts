import { beforeAll, describe, expect, it } from 'vitest';
import {
  addService,
  askAuthorize,
  clientAssertion,
  readCallback,
  requestParameters,
  type TestService,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const form = 'application/x-www-form-urlencoded';
let service: TestService;
beforeAll(async () => {
  service = await addService(world);
});

describe('a parameter that is no UTF-8', () => {
  it.each([
    ['a state with a byte that UTF-8 never has', { state: undefined }, 'state=%FF'],
    ['a state cut short', { state: undefined }, 'state=x%E2%82'],
    ['a nonce with an overlong form', { nonce: undefined }, 'nonce=%C0%AF'],
    ['a parameter that nobody knows', {}, 'x=%FF'],
    ['a name', {}, '%FF=x'],
  ])('is invalid_request, and never comes back as another text: %s', async (_what, changes, more) => {
    const { callback, status } = await askAuthorize(world, `${requestParameters(service, changes)}&${more}`);
    const state = more.startsWith('state') ? [] : [['state', 'state-of-the-test']];
    expect(status).toBe(303);
    expect(callback?.parameters).toEqual([
      ['error', 'invalid_request'],
      ['error_description', 'a parameter is not UTF-8'],
      ...state,
    ]);
  });

  it('is refused in a POSTed request too, unencoded bytes included', async () => {
    for (const state of [Buffer.from('%FF'), Buffer.from([0x78, 0xff])]) {
      const body = Buffer.concat([Buffer.from(`${requestParameters(service, { state: undefined })}&state=`), state]);
      const answer = await fetch(`${world.issuer}/authorize`, {
        ...{ method: 'POST', body, redirect: 'manual' },
        headers: { 'content-type': form },
      });
      expect(readCallback(answer.headers.get('location') ?? '')).toMatchObject({
        error: 'invalid_request',
        state: undefined,
      });
    }
  });

  it('in client_id or redirect_uri leads nowhere', async () => {
    for (const name of ['client_id', 'redirect_uri']) {
      const { callback, status } = await askAuthorize(
        world,
        `${requestParameters(service, { [name]: undefined })}&${name}=%FF`,
      );
      expect([status, callback]).toEqual([400, undefined]);
    }
  });

  it('of a token request is invalid_request', async () => {
    const assertion = await clientAssertion(world, service);
    const type = encodeURIComponent('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const body = `grant_type=refresh_token&refresh_token=%FF&client_assertion_type=${type}&client_assertion=${assertion}`;
    const answer = await fetch(`${world.issuer}/token`, { method: 'POST', body, headers: { 'content-type': form } });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'a parameter is not UTF-8' },
    ]);
  });
});
