import { describe, expect, it } from 'vitest';
import {
  checkClient,
  checkRedirectUri,
  parseAuthorizationRequest,
  readClientId,
} from '../../src/protocol/authorization-request';
import { aClient, errorOf } from './fixtures';

type Pairs = readonly (readonly [string, string])[];

const good = {
  client_id: 'service-one',
  redirect_uri: 'https://service.example/callback',
  response_type: 'code',
  scope: 'openid',
  state: 'the state',
  nonce: 'the nonce',
  vtr: '["P0.Cp.Cd"]',
};

/** A good request with members changed, added, or (undefined) left out. */
const pairs = (change: Readonly<Record<string, string | undefined>> = {}): Pairs =>
  Object.entries({ ...good, ...change }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );

describe('client_id', () => {
  it('is read', () => {
    expect(readClientId(pairs())).toBe('service-one');
  });

  it.each<[string, Pairs, string]>([
    ['missing', pairs({ client_id: undefined }), 'invalid_request'],
    ['empty', pairs({ client_id: '' }), 'invalid_request'],
    ['repeated', [...pairs(), ['client_id', 'service-two']], 'invalid_request'],
    ['repeated in the same words', [...pairs(), ['client_id', 'service-one']], 'invalid_request'],
    ['too long', pairs({ client_id: 'x'.repeat(256) }), 'unauthorized_client'],
    ['a path', pairs({ client_id: '../service-one' }), 'unauthorized_client'],
    ['followed by a space', pairs({ client_id: 'service-one ' }), 'unauthorized_client'],
    ['not ASCII', pairs({ client_id: 'sérvice-one' }), 'unauthorized_client'],
  ])('NL-11 %s ends on a page', async (_what, params, code) => {
    expect(await errorOf(() => readClientId(params))).toMatchObject({ code, deliver: 'page', status: 400 });
  });

  it('NL-11 of no service, a disabled one, or one of another issuer ends on the same page', async () => {
    const other = { ...aClient(), issuer: 'openid' as 'nhs-login' };
    expect(checkClient(aClient(), 'nhs-login')).toEqual(aClient());
    for (const client of [undefined, aClient({ status: 'disabled' }), other]) {
      expect(await errorOf(() => checkClient(client, 'nhs-login'))).toMatchObject({
        code: 'unauthorized_client',
        deliver: 'page',
        description: 'client_id is not that of a connected service',
      });
    }
  });
});

describe('redirect_uri', () => {
  const client = aClient({
    redirectUris: [
      'https://service.example/callback',
      'nhsapp://host/path',
      'com.example:/cb',
      'https://a.example:8443/b',
    ],
  });

  it.each(client.redirectUris)('%s is registered', (uri) => {
    expect(checkRedirectUri(client, pairs({ redirect_uri: uri }))).toBe(uri);
    expect(parseAuthorizationRequest(pairs({ redirect_uri: uri }), client).redirectUri).toBe(uri);
  });

  const strangers = [
    ...['http://service.example/callback', 'HTTPS://service.example/callback', 'https://SERVICE.example/callback'],
    ...['https://service.example/Callback', 'https://service.example/callback/', 'https://service.example//callback'],
    ...[
      'https://service.example/callback?',
      'https://service.example/callback?x=1',
      'https://service.example/callback#',
    ],
    ...[
      'https://service.example/callback#a',
      'https://service.example/callback/..',
      'https://service.example/./callback',
    ],
    ...[
      'https://service.example/a/../callback',
      'https://service.example/callback;a',
      'https://service.example/callback%20',
    ],
    ...[
      'https://service.example/%63allback',
      'https://service.example/callbac%6B',
      'https://service.example/callback%00',
    ],
    ...['https://service.example/callback%2F', 'https://service.example/callback%2f..', 'https://service.example'],
    ...['https://service.example/', 'https://service.example:443/callback', 'https://service.example:8443/callback'],
    ...[
      'https://service.example./callback',
      'https://service.example.evil.test/callback',
      'https://evil.test/callback',
    ],
    ...['https://service.example@evil.test/callback', 'https://user@service.example/callback'],
    ...['https://service.example:x@evil.test/callback', 'https://evil.test/https://service.example/callback'],
    ...['https://evil.test?https://service.example/callback', 'https://evil.test#https://service.example/callback'],
    ...[
      'https://evil.test\\@service.example/callback',
      'https:\\\\service.example\\callback',
      '//service.example/callback',
    ],
    ...[
      '/callback',
      'callback',
      'service.example/callback',
      'https:service.example/callback',
      'https:/service.example/callback',
    ],
    ...['https:///service.example/callback', ' https://service.example/callback', 'https://service.example/callback '],
    ...[
      'https://service.example/callback\n',
      '\thttps://service.example/callback',
      'https://serv\u0000ice.example/callback',
    ],
    ...[
      'https://service.example/call\r\nback',
      'https://sеrvice.example/callback',
      'https://service。example/callback',
    ],
    ...[
      'https://service.example/callback\u200b',
      'https://xn--service-.example/callback',
      'https://*.example/callback',
    ],
    ...['https://service.example/*', 'javascript:alert(1)//https://service.example/callback', 'data:text/html,x'],
    ...['nhsapp://host/path/', 'nhsapp://HOST/path', 'nhsapp:/host/path', 'NHSAPP://host/path', 'com.example://cb'],
    ...[
      'com.example:/cb/',
      'com.example:cb',
      'https://a.example/b',
      'https://a.example:08443/b',
      'https://127.0.0.1/callback',
    ],
    ...['', 'undefined', 'null', 'https://service.example/callback,https://evil.test/'],
  ];

  it.each(strangers)('NL-12 %j is refused on a page', async (uri) => {
    const error = await errorOf(() => checkRedirectUri(client, pairs({ redirect_uri: uri })));
    expect(error).toMatchObject({ code: 'invalid_redirect_uri', deliver: 'page', status: 400 });
    if (uri.length > 9) expect(error.description).not.toContain(uri);
  });

  it('NL-12 is refused on a page when missing, and when repeated in the same words', async () => {
    const missing = await errorOf(() => checkRedirectUri(client, pairs({ redirect_uri: undefined })));
    expect(missing).toMatchObject({ code: 'invalid_redirect_uri', deliver: 'page' });
    const twice: Pairs = [...pairs(), ['redirect_uri', good.redirect_uri]];
    expect(await errorOf(() => checkRedirectUri(client, twice))).toMatchObject({
      code: 'invalid_request',
      deliver: 'page',
    });
  });

  it('NL-12 of one service is not that of another', async () => {
    const other = aClient({ redirectUris: ['https://other.example/callback'] });
    expect((await errorOf(() => checkRedirectUri(other, pairs()))).code).toBe('invalid_redirect_uri');
  });
});
