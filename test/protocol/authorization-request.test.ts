import { describe, expect, it } from 'vitest';
import { parseAuthorizationRequest, stateToReturn } from '../../src/protocol/authorization-request';
import { aClient, errorOf } from './fixtures';

type Pairs = readonly (readonly [string, string])[];

const good = {
  client_id: 'service-one',
  redirect_uri: 'https://service.example/callback',
  response_type: 'code',
  scope: 'openid email',
  state: 'the state',
  nonce: 'the nonce',
  vtr: '["P0.Cp.Cd"]',
};
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** A good request with members changed, added, or (undefined) left out. */
const pairs = (change: Readonly<Record<string, string | undefined>> = {}): Pairs =>
  Object.entries({ ...good, ...change }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
const parse = (change = {}, client = aClient()) => parseAuthorizationRequest(pairs(change), client);

describe('an authorization request', () => {
  it('is read into what we believe', () => {
    expect(parse()).toEqual({
      issuer: 'nhs-login',
      clientId: 'service-one',
      redirectUri: 'https://service.example/callback',
      state: 'the state',
      nonce: 'the nonce',
      scopes: ['openid', 'email'],
      vectors: [{ text: 'P0.Cp.Cd', level: 'P0', credentials: ['Cp', 'Cd'] }],
      prompt: 'any',
      display: 'page',
      allowRegistration: true,
    });
  });

  it('is read with everything it may have', () => {
    const request = parse({
      prompt: 'none',
      display: 'touch',
      allow_registration: 'false',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      asserted_login_identity: 'a.b.c',
    });
    expect(request).toMatchObject({
      prompt: 'none',
      display: 'touch',
      allowRegistration: false,
      codeChallenge: challenge,
      assertedLoginIdentity: 'a.b.c',
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['NL-24 response_mode=form_post', { response_mode: 'form_post' }],
    ['NL-24 response_mode=fragment', { response_mode: 'fragment' }],
    ['NL-25 max_age', { max_age: '0' }],
    ['NL-25 ui_locales', { ui_locales: 'cy' }],
    ['NL-25 login_hint', { login_hint: 'pat@example.test' }],
    ['NL-25 id_token_hint', { id_token_hint: 'a.b.c' }],
    ['NL-25 acr_values', { acr_values: 'high' }],
    ['claims', { claims: '{"id_token":{"acr":null}}' }],
    ['fido_auth_response', { fido_auth_response: 'AAAA' }],
    ['an unknown parameter', { constructor: 'x', ['__proto__']: 'y' }],
    ['request without a value, which means none', { request: '', request_uri: '', registration: '' }],
  ])('%s is ignored', (_what, change) => {
    expect(parse(change)).toEqual(parse());
  });

  it.each([
    ['NL-29 page', 'page', 'page'],
    ['NL-29 touch', 'touch', 'touch'],
    ['popup', 'popup', 'page'],
    ['wap', 'wap', 'page'],
    ['Touch', 'Touch', 'page'],
  ] as const)('display %s is shown as %s', (_title, display, shown) => {
    expect(parse({ display }).display).toBe(shown);
  });

  it.each([
    [undefined, true],
    ['', true],
    ['true', true],
    ['False', true],
    ['false', false],
  ])('NL-30 allow_registration=%s allows it: %s', (value, allowed) => {
    expect(parse({ allow_registration: value }).allowRegistration).toBe(allowed);
  });

  it.each([
    [undefined, 'any'],
    ['', 'any'],
    ['none', 'none'],
    ['login', 'login'],
  ])('prompt %s is %s', (prompt, read) => {
    expect(parse({ prompt }).prompt).toBe(read);
  });

  it('without vtr asks for the default as far as it is registered', () => {
    expect(parse({ vtr: undefined }).vectors.map((vector) => vector.text)).toEqual(['P9.Cp.Cd']);
    expect(parse({ vtr: '' }).vectors.map((vector) => vector.text)).toEqual(['P9.Cp.Cd']);
  });
});

describe('a fault of the request is told to the service', () => {
  it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ['NL-14 response_type missing', { response_type: undefined }, 'invalid_request'],
    ['NL-14 response_type empty', { response_type: '' }, 'invalid_request'],
    ['NL-14 response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['NL-14 response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['NL-14 response_type code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['NL-14 response_type Code', { response_type: 'Code' }, 'unsupported_response_type'],
    ['scope missing', { scope: undefined }, 'invalid_request'],
    ['NL-15 scope without openid', { scope: 'email' }, 'invalid_scope'],
    ['NL-17 scope not approved', { scope: 'openid landline' }, 'invalid_scope'],
    ['NL-18 both demographics', { scope: 'openid profile basic_demographics' }, 'invalid_scope'],
    ['NL-19 state missing', { state: undefined }, 'invalid_request'],
    ['NL-19 state empty', { state: '' }, 'invalid_request'],
    ['NL-19 nonce missing', { nonce: undefined }, 'invalid_request'],
    ['state one character too long', { state: 'x'.repeat(4097) }, 'invalid_request'],
    ['nonce one character too long', { nonce: 'x'.repeat(4097) }, 'invalid_request'],
    ['NL-21 vtr not JSON', { vtr: 'P0.Cp' }, 'invalid_request'],
    ['NL-21 vtr with an unknown component', { vtr: '["P0.Cx"]' }, 'invalid_request'],
    ['NL-22 vtr outside the registration', { vtr: '["P5.Cp"]' }, 'invalid_request'],
    ['NL-23 request', { request: 'a.b.c' }, 'request_not_supported'],
    ['NL-23 request_uri', { request_uri: 'https://service.example/r' }, 'request_uri_not_supported'],
    ['NL-23 registration', { registration: '{}' }, 'registration_not_supported'],
    ['NL-52 only a shared key accepted', { vtr: '["P0.Cp.Ck"]' }, 'access_denied'],
    ['prompt consent', { prompt: 'consent' }, 'invalid_request'],
    ['prompt select_account', { prompt: 'select_account' }, 'invalid_request'],
    ['prompt in a list', { prompt: 'none login' }, 'invalid_request'],
    ['prompt in capitals', { prompt: 'None' }, 'invalid_request'],
    ['PKCE plain', { code_challenge: challenge, code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE without a method, which means plain', { code_challenge: challenge }, 'invalid_request'],
    ['PKCE s256 in lower case', { code_challenge: challenge, code_challenge_method: 's256' }, 'invalid_request'],
    ['PKCE challenge lost', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['PKCE short', { code_challenge: challenge.slice(1), code_challenge_method: 'S256' }, 'invalid_request'],
    ['PKCE long', { code_challenge: `${challenge}A`, code_challenge_method: 'S256' }, 'invalid_request'],
    ['PKCE padded', { code_challenge: `${challenge}=`, code_challenge_method: 'S256' }, 'invalid_request'],
  ])('%s', async (_what, change, code) => {
    const { code: found, deliver, description } = await errorOf(() => parse(change));
    expect({ found, deliver }).toEqual({ found: code, deliver: 'redirect' });
    // No description repeats what was sent.
    for (const sent of Object.values(change)) if (sent && sent.length > 8) expect(description).not.toContain(sent);
  });

  it.each([...Object.keys(good), 'unknown', 'prompt', ''])(
    'NL-20 %s sent twice, the second time empty',
    async (name) => {
      const error = await errorOf(() => parseAuthorizationRequest([...pairs({ [name]: 'a' }), [name, '']], aClient()));
      expect(error).toMatchObject({ code: 'invalid_request', deliver: 'redirect' });
    },
  );

  it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ['a missing state before a bad response_type', { state: undefined, response_type: 'token' }, 'invalid_request'],
    ['response_type before request', { response_type: 'token', request: 'x' }, 'unsupported_response_type'],
    ['request before scope', { request: 'x', scope: 'email' }, 'request_not_supported'],
    ['scope before vtr', { scope: 'email', vtr: '[]' }, 'invalid_scope'],
    ['vtr before prompt', { vtr: '[]', prompt: 'consent' }, 'invalid_request'],
    ['what is malformed before what cannot be met', { vtr: '["P0.Cp.Ck"]', prompt: 'consent' }, 'invalid_request'],
  ])('in this order: %s', async (_what, change, code) => {
    expect((await errorOf(() => parse(change))).code).toBe(code);
  });

  it('NL-52 is none when another vector is accepted beside the shared key', () => {
    expect(parse({ vtr: '["P0.Cp.Ck","P0.Cp"]' }).vectors).toHaveLength(2);
  });
});

describe('state and nonce', () => {
  it('NL-19 may be left out by a service that is registered so, one by one', async () => {
    const client = aClient({ compatibility: ['state-optional'] });
    expect(parse({ state: undefined }, client)).not.toHaveProperty('state');
    expect((await errorOf(() => parse({ nonce: undefined }, client))).code).toBe('invalid_request');
    const other = aClient({ compatibility: ['nonce-optional'] });
    expect(parse({ nonce: undefined }, other)).not.toHaveProperty('nonce');
    expect((await errorOf(() => parse({ state: undefined }, other))).code).toBe('invalid_request');
  });

  it.each([
    ['4,096 letters', 'x'.repeat(4096)],
    ['4,096 characters outside the basic plane', '\u{1F600}'.repeat(4096)],
    ['quotes, controls and separators', `&=?#+%20"'\\<>\u0000\r\n\t`],
    ['right-to-left and combining characters', 'א\u202Ee\u0301'],
  ])('are kept as sent: %s', (_what, value) => {
    expect(parse({ state: value, nonce: value })).toMatchObject({ state: value, nonce: value });
    expect(stateToReturn(pairs({ state: value }))).toBe(value);
  });

  it('are too long at 4,097 characters outside the basic plane', async () => {
    expect((await errorOf(() => parse({ state: '\u{1F600}'.repeat(4097) }))).code).toBe('invalid_request');
  });

  it.each<[string, Pairs]>([
    ['absent', pairs({ state: undefined })],
    ['empty', pairs({ state: '' })],
    ['repeated', [...pairs(), ['state', 'other']]],
    ['repeated in the same words', [...pairs(), ['state', good.state]]],
    ['too long', pairs({ state: 'x'.repeat(4097) })],
    ['no UTF-8', pairs({ state: '\ud800' })],
  ])('a state that is %s is not returned', (_what, params) => {
    expect(stateToReturn(pairs())).toBe(good.state);
    expect(stateToReturn(params)).toBeUndefined();
  });
});

describe('text that is no UTF-8', () => {
  it.each<[string, Pairs]>([
    ['in the state', pairs({ state: '\ud800' })],
    ['in the nonce', pairs({ nonce: 'x\udfff' })],
    ['in a parameter nobody knows', [...pairs(), ['x', '\ud800']]],
    ['in a name', [...pairs(), ['\ud800', 'x']]],
  ])('%s is invalid_request', async (_what, params) => {
    const error = await errorOf(() => parseAuthorizationRequest(params, aClient()));
    expect(error).toMatchObject({ code: 'invalid_request', deliver: 'redirect', reason: 'parameter_not_utf8' });
  });
});
