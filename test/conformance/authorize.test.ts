import { setTimeout as delay } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { cookieHeader, getBare, sendForm } from '../support/bare-request.ts';
import { headingOf, newCitizen } from '../support/citizen.ts';
import { authorizeSilently, newPerson, type Person, register, registerLinkOf } from '../support/person.ts';
import {
  addService,
  askAuthorize,
  authorizeUrl,
  newServiceKey,
  operate,
  readCallback,
  redeem,
  requestParameters,
  serviceFile,
  type TestService,
  textOf,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;
let person: Person;

beforeAll(async () => {
  service = await addService(world, { scope: 'openid profile basic_demographics email phone' });
  ({ person } = await register(world, service));
});

type Changes = Readonly<Record<string, string | undefined>>;

/** What the service is told about a request with these changes, of which it must be told. */
async function toldAbout(changes: Changes, of = service): Promise<readonly (string | undefined)[]> {
  const { status, callback, headers } = await askAuthorize(world, requestParameters(of, changes));
  expect([status, callback?.address, headers.get('cache-control')]).toEqual([303, of.redirectUri, 'no-store']);
  return [callback?.error, callback?.code];
}

/** A page is shown, and nothing is redirected. */
async function isErrorPage(query: URLSearchParams | string): Promise<void> {
  const { status, headers, body } = await askAuthorize(world, query);
  expect([String(query), status, headers.get('location')]).toEqual([String(query), 400, null]);
  expect(body).toContain('CID1004');
  const json = await askAuthorize(world, query, { headers: { accept: 'application/json' } });
  expect([json.status, json.headers.get('content-type')]).toEqual([400, 'application/json']);
}

describe('who asks, and where the answer goes', () => {
  it('NL-11 an unknown client_id gets an error page', async () => {
    const ids = [undefined, '', 'nobody', 'A'.repeat(22), `${service.clientId}x`, `${service.clientId} `, '<script>'];
    for (const id of ids) await isErrorPage(requestParameters(service, { client_id: id }));
  });

  it('NL-12 a redirect_uri that differs in any character gets an error page with invalid_redirect_uri', async () => {
    const { redirectUri: own } = service;
    const others = [
      `${own}/`,
      `${own}?x=1`,
      `${own}#x`,
      own.replace('https', 'http'),
      own.replace('https', 'HTTPS'),
      own.replace('pharmacy', 'Pharmacy'),
      own.replace('callback', 'Callback'),
      own.replace('.example', '.example:443'),
      own.replace('.example', '.example.'),
      own.replace('.example', '.example.evil.example'),
      own.replace('https://', 'https://evil@'),
      own.replace('/callback', '/./callback'),
      own.replace('/callback', '//callback'),
      own.replace('/callback', '/%63allback'),
      own.replace('/callback', '\\callback'),
      own.replace('pharmacy', 'pharmаcy'),
      ` ${own}`,
      `${own}\t`,
      `${own}\u0000`,
      '//pharmacy.example/callback',
      '/callback',
      '',
    ];
    for (const redirectUri of others) await isErrorPage(requestParameters(service, { redirect_uri: redirectUri }));
    await isErrorPage(requestParameters(service, { redirect_uri: undefined }));
    const json = await askAuthorize(world, requestParameters(service, { redirect_uri: `${own}/` }), {
      headers: { accept: 'application/json' },
    });
    expect(JSON.parse(json.body)).toMatchObject({ error: 'invalid_redirect_uri' });
  });

  it('NL-12 a registered redirect_uri of any shape comes back byte for byte', async () => {
    const addresses = [
      'nhsapp://auth-return/path',
      'com.example.app:/callback',
      'https://pharmacy.example',
      'https://pharmacy.example/a%20b/%7Euser',
    ];
    const added = await addService(world, { redirect_uris: addresses });
    for (const address of addresses) {
      const query = requestParameters(added, { redirect_uri: address, prompt: 'none' });
      const { headers } = await askAuthorize(world, query);
      expect(headers.get('location')).toBe(`${address}?error=sso_login_required&state=state-of-the-test`);
    }
  });

  it('NL-13 redirect URIs that are plain http, have a wildcard or a query, or are the eleventh, are refused', async () => {
    const key = await newServiceKey();
    const many = (count: number) => Array.from({ length: count }, (_, index) => `https://pharmacy.example/${index}`);
    const refused: readonly (readonly [readonly string[], string])[] = [
      [['http://pharmacy.example/callback'], 'redirect_uris[0]'],
      [['https://*.pharmacy.example/callback'], 'redirect_uris[0]'],
      [['https://pharmacy.example/callback/*'], 'redirect_uris[0]'],
      [['https://pharmacy.example/callback?x=1'], 'redirect_uris[0]'],
      [['https://pharmacy.example/callback#x'], 'redirect_uris[0]'],
      [['https://pharmacy.example/good', 'javascript:alert(1)'], 'redirect_uris[1]'],
      [many(11), 'redirect_uris'],
    ];
    for (const [uris, field] of refused) {
      const answer = await operate(world, 'services.add', { file: serviceFile(key, { redirect_uris: uris }) });
      const { problems }: { problems?: readonly { field: string; sentence: string }[] } = JSON.parse(
        await answer.text(),
      );
      expect([uris[0], answer.status, problems?.map((problem) => problem.field)]).toEqual([uris[0], 400, [field]]);
      expect(problems?.[0]?.sentence).toMatch(/\w+.*\w+/);
    }
    expect((await addService(world, { redirect_uris: many(10) })).clientId).toHaveLength(22);
  });

  it('a disabled service gets an error page within a second, and is let in again when it is enabled', async () => {
    const added = await addService(world);
    const query = requestParameters(added, { prompt: 'none' });
    expect((await askAuthorize(world, query)).callback?.error).toBe('sso_login_required');
    await operate(world, 'services.disable', { client_id: added.clientId });
    await delay(1000);
    await isErrorPage(query);
    await operate(world, 'services.enable', { client_id: added.clientId });
    await delay(1000);
    expect((await askAuthorize(world, query)).callback?.error).toBe('sso_login_required');
  });
});

describe('the request', () => {
  it('NL-14 a response_type that is missing or another', async () => {
    expect(await toldAbout({ response_type: undefined })).toEqual(['invalid_request', undefined]);
    expect(await toldAbout({ response_type: '' })).toEqual(['invalid_request', undefined]);
    for (const type of ['token', 'id_token', 'code id_token', 'none', 'CODE', 'code ']) {
      expect([type, ...(await toldAbout({ response_type: type }))]).toEqual([
        type,
        'unsupported_response_type',
        undefined,
      ]);
    }
  });

  it('NL-15 a scope without openid is invalid_scope', async () => {
    for (const scope of ['email', 'profile email', 'OpenID email', 'openid2'])
      expect(await toldAbout({ scope })).toEqual(['invalid_scope', undefined]);
    expect(await toldAbout({ scope: undefined })).toEqual(['invalid_request', undefined]);
  });

  it('NL-16 a scope that nobody knows is dropped', async () => {
    const { code } = await authorizeSilently(world, person, service, { scope: 'openid nobody-knows email address' });
    expect((await redeem(world, service, code ?? '')).body['scope']).toBe('openid email');
  });

  it('NL-17 a scope that the service was not approved for is invalid_scope', async () => {
    for (const scope of ['landline', 'profile_extended', 'client_metadata', 'gp_integration_credentials'])
      expect(await toldAbout({ scope: `openid ${scope}` })).toEqual(['invalid_scope', undefined]);
  });

  it('NL-18 profile and basic_demographics together are invalid_scope; each alone is not', async () => {
    expect(await toldAbout({ scope: 'openid profile basic_demographics' })).toEqual(['invalid_scope', undefined]);
    for (const scope of ['openid profile', 'openid basic_demographics'])
      expect(await toldAbout({ scope, prompt: 'none' })).toEqual(['sso_login_required', undefined]);
  });

  it('NL-19 state and nonce are wanted, except from a service that is registered without', async () => {
    for (const name of ['state', 'nonce']) {
      expect(await toldAbout({ [name]: undefined })).toEqual(['invalid_request', undefined]);
      expect(await toldAbout({ [name]: '' })).toEqual(['invalid_request', undefined]);
    }
    const lenient = await addService(world, { compatibility: ['state-optional', 'nonce-optional'] });
    const without = requestParameters(lenient, { state: undefined, nonce: undefined, prompt: 'none' });
    expect((await askAuthorize(world, without)).callback?.parameters).toEqual([['error', 'sso_login_required']]);
  });

  it('NL-20 any parameter given twice is invalid_request, also one that nobody knows', async () => {
    const known = ['response_type', 'scope', 'nonce', 'vtr', 'prompt', 'display', 'code_challenge', 'unknown'];
    for (const name of known) {
      const query = requestParameters(service, { [name]: requestParameters(service).get(name) ?? 'x' });
      query.append(name, query.get(name) ?? '');
      const { callback } = await askAuthorize(world, query);
      expect([name, callback?.error, callback?.state]).toEqual([name, 'invalid_request', 'state-of-the-test']);
    }
    const states = requestParameters(service);
    states.append('state', 'another');
    expect((await askAuthorize(world, states)).callback?.parameters.map(([name]) => name)).toEqual([
      'error',
      'error_description',
    ]);
  });

  it('NL-20 a client_id or redirect_uri given twice gets an error page', async () => {
    for (const name of ['client_id', 'redirect_uri']) {
      const query = requestParameters(service);
      query.append(name, query.get(name) ?? '');
      await isErrorPage(query);
    }
  });

  it('NL-20 a parameter in the query and in the body is given twice', async () => {
    const body = requestParameters(service);
    const { callback } = await askAuthorize(world, new URLSearchParams({ scope: 'openid' }), { method: 'POST', body });
    expect(callback?.error).toBe('invalid_request');
  });

  it('NL-21 a vtr that is not a JSON array of known components is invalid_request', async () => {
    const twentyOne = JSON.stringify(Array.from({ length: 21 }, () => 'P0.Cp'));
    const malformed = [
      'P0.Cp',
      '"P0.Cp"',
      '{"0":"P0.Cp"}',
      '[]',
      '[""]',
      '["P0.Cp",1]',
      '[["P0.Cp"]]',
      '["P0.Cx"]',
      '["P3.Cp"]',
      '["P0.Cp.Cp"]',
      '["P0.P9.Cp"]',
      '["p0.cp"]',
      '[“P0.Cp”]',
      '["P0.Cp"',
      twentyOne,
    ];
    for (const vtr of malformed)
      expect([vtr, ...(await toldAbout({ vtr }))]).toEqual([vtr, 'invalid_request', undefined]);
  });

  it('NL-22 a vector outside the registration is invalid_request, and so is no vtr when the default is outside', async () => {
    for (const vtr of ['["P9.Cp.Cd"]', '["P0.Cp","P5.Cp"]', '["P9"]'])
      expect([vtr, ...(await toldAbout({ vtr }))]).toEqual([vtr, 'invalid_request', undefined]);
    expect(await toldAbout({ vtr: undefined })).toEqual(['invalid_request', undefined]);
  });

  it('NL-23 request objects and registration have their own refusals', async () => {
    for (const name of ['request', 'request_uri', 'registration'])
      expect(await toldAbout({ [name]: 'https://pharmacy.example/x' })).toEqual([`${name}_not_supported`, undefined]);
  });

  it('NL-24 response_mode does no harm, and the answer is a query', async () => {
    for (const mode of ['form_post', 'fragment', 'query', 'jwt']) {
      const page = await person.browser.open(authorizeUrl(world, service, { response_mode: mode }));
      expect([page.status, readCallback(page.url).address]).toEqual([303, service.redirectUri]);
      expect(readCallback(page.url).code).toBeDefined();
    }
  });

  it('NL-25 what the interface ignores is ignored', async () => {
    const ignored = {
      max_age: '0',
      ui_locales: 'cy',
      login_hint: 'someone@example.com',
      id_token_hint: 'not-a-token',
      acr_values: 'urn:high',
      claims: '{"id_token":{"nhs_number":{"essential":true}}}',
      fido_auth_response: 'AAAA',
      anything: 'else',
    };
    const { code } = await authorizeSilently(world, person, service, { ...ignored, prompt: 'none' });
    expect((await redeem(world, service, code ?? '')).status).toBe(200);
  });

  it('NL-26 a POSTed request behaves as a GET: code, page and error alike', async () => {
    const post = (changes: Changes) =>
      fetch(`${world.issuer}/authorize`, {
        method: 'POST',
        body: requestParameters(service, changes),
        // As a form on the site of the service sends it: our cookies do not come along.
        headers: { origin: 'https://pharmacy.example', accept: 'text/html' },
        redirect: 'manual',
      });
    const stored = await post({ state: 'posted' });
    const cookies = new Map(person.browser.cookies);
    for (const line of stored.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    const next = new URL(stored.headers.get('location') ?? '', world.issuer);
    expect([stored.status, next.origin, next.search]).toEqual([303, world.issuer, '']);
    const answer = await fetch(next, { headers: { cookie: cookieHeader(cookies) }, redirect: 'manual' });
    const callback = readCallback(answer.headers.get('location') ?? '');
    expect([callback.address, callback.state]).toEqual([service.redirectUri, 'posted']);
    expect((await redeem(world, service, callback.code ?? '')).status).toBe(200);
    const refused = await post({ response_type: 'token', state: 'posted' });
    expect(readCallback(refused.headers.get('location') ?? '').parameters).toEqual([
      ['error', 'unsupported_response_type'],
      ['error_description', expect.any(String)],
      ['state', 'posted'],
    ]);
  });

  it('NL-26 a POST never uses the session that may come along with it', async () => {
    const answer = await fetch(`${world.issuer}/authorize`, {
      method: 'POST',
      body: requestParameters(service, { prompt: 'none' }),
      headers: { cookie: cookieHeader(person.browser.cookies), accept: 'text/html' },
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/journey\/[^?]+$/)]);
  });

  it('NL-27 an error carries the exact state, printable ASCII, and nothing of what was sent', async () => {
    const query = requestParameters(service, { scope: 'openid landline "<b>é', state: 'a b+c%20&d=é😀' });
    const { callback, headers } = await askAuthorize(world, query);
    expect(callback?.parameters).toEqual([
      ['error', 'invalid_scope'],
      ['error_description', expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)],
      ['state', 'a b+c%20&d=é😀'],
    ]);
    expect(headers.get('location')).not.toContain('%3Cb%3E');
  });

  it('NL-28 a state of reserved characters comes back byte for byte', async () => {
    const reserved = ':/?#[]@!$&\'()*+,;=%20%2B %"<>\\^`{|}~\t\r\n\u0000é€😀';
    for (const length of [2000, 4096]) {
      const state = [...reserved.repeat(length)].slice(0, length).join('');
      const page = await person.browser.open(authorizeUrl(world, service, { state, prompt: 'none' }));
      const raw = /[?&]state=([^&]*)/.exec(page.url)?.[1] ?? '';
      expect(decodeURIComponent(raw)).toBe(state);
      expect(readCallback(page.url).state).toBe(state);
      expect(readCallback(page.url).code).toBeDefined();
    }
    const tooLong = await askAuthorize(world, '', {
      method: 'POST',
      body: requestParameters(service, { state: 'x'.repeat(4097) }),
    });
    expect([tooLong.callback?.error, tooLong.callback?.state]).toEqual(['invalid_request', undefined]);
  });

  it('NL-28 a nonce of any Unicode comes back in the ID token as it was sent', async () => {
    const nonce = 'n😀é"\\ +%2B\u2028';
    const { code } = await authorizeSilently(world, person, service, { nonce });
    expect(decodeJwt(textOf(await redeem(world, service, code ?? ''), 'id_token'))['nonce']).toBe(nonce);
  });

  it('NL-29 display is page or touch; anything else is taken as page', async () => {
    for (const display of ['page', 'touch', 'popup', 'wap'])
      expect(await toldAbout({ display, prompt: 'none' })).toEqual(['sso_login_required', undefined]);
  });

  it('NL-68 a code challenge is S256 of the right length, or invalid_request', async () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    const malformed: readonly Changes[] = [
      { code_challenge: challenge },
      { code_challenge: challenge, code_challenge_method: 'plain' },
      { code_challenge: challenge.slice(1), code_challenge_method: 'S256' },
      { code_challenge: `${challenge}=`, code_challenge_method: 'S256' },
      { code_challenge_method: 'S256' },
    ];
    for (const changes of malformed) expect(await toldAbout(changes)).toEqual(['invalid_request', undefined]);
  });
});

describe('registration', () => {
  it('NL-30 is shown unless the service says no, and then nobody can register, not even by the address of the page', async () => {
    for (const allowed of [undefined, 'true', 'FALSE', 'anything']) {
      const page = await newCitizen(world.issuer).open(authorizeUrl(world, service, { allow_registration: allowed }));
      expect([allowed, registerLinkOf(page)]).toEqual([allowed, expect.stringContaining('/register')]);
    }
    const stranger = newPerson(world);
    const { browser, email } = stranger;
    const page = await browser.open(authorizeUrl(world, service, { allow_registration: 'false' }));
    expect([registerLinkOf(page), page.html.includes('/register')]).toEqual([undefined, false]);
    const direct = await browser.open(page.url.replace(/\/sign-in$/, '/register'));
    expect([headingOf(direct), direct.url]).toEqual([headingOf(page), page.url]);
    const posted = await sendForm(browser, {
      page: { ...page, html: page.html.replaceAll('/sign-in"', '/register"') },
      fields: { email },
    });
    expect(posted.status).toBe(303);
    expect(headingOf(await browser.open(page.url))).toBe(headingOf(page));
    expect(await world.messages(email)).toEqual([]);
  });
});

describe('methods that must change nothing', () => {
  it('HEAD is refused and mints no code', async () => {
    const headers = { cookie: cookieHeader(person.browser.cookies) };
    for (const url of [authorizeUrl(world, service), `${world.issuer}/account`]) {
      const answer = await fetch(url, { method: 'HEAD', headers, redirect: 'manual' });
      expect([answer.status, answer.headers.get('allow'), answer.headers.get('location')]).toEqual([
        405,
        expect.stringContaining('GET'),
        null,
      ]);
    }
  });

  it('a speculative load makes nothing, where the visit itself would make a code', async () => {
    const before = await getBare(person.browser, authorizeUrl(world, service));
    expect(before.status).toBe(303);
    for (const [name, value] of [
      ['sec-purpose', 'prefetch'],
      ['sec-purpose', 'prefetch;prerender'],
      ['purpose', 'prefetch'],
    ]) {
      const headers = { cookie: cookieHeader(person.browser.cookies), [name ?? '']: value ?? '' };
      const answer = await fetch(authorizeUrl(world, service), { headers, redirect: 'manual' });
      expect([answer.status, answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([503, null, []]);
      expect(answer.headers.get('retry-after')).not.toBeNull();
    }
  });

  it('other methods are refused with the list of those that are not', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await fetch(authorizeUrl(world, service), { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([
        method,
        405,
        expect.stringContaining('GET'),
      ]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
