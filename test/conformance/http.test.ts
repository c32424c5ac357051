import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { limits } from '../../src/domain/limits.ts';
import { readMetadata } from '../../src/flows/read-metadata.ts';
import { cookieHeader, getBare, sendForm } from '../support/bare-request.ts';
import { type Citizen, headingOf, newCitizen, type Page } from '../support/citizen.ts';
import {
  freshCode,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerUntilConsent,
  submitForCode,
} from '../support/person.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../support/raw-request.ts';
import {
  addService,
  authorizeUrl,
  operate,
  postToken,
  readCallback,
  redeem,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const at = (path: string, init?: RawRequest) => sendRaw(`${world.issuer}${path}`, init);
const form = 'application/x-www-form-urlencoded';
const html = { accept: 'text/html' };

let service: TestService;
/** Somebody who is signed in at the service. */
let person: Person;
let accessToken: string;
let kinds: Readonly<Record<string, RawAnswer>>;

beforeAll(async () => {
  service = await addService(world);
  const registered = await register(world, service);
  person = registered.person;
  accessToken = textOf(await redeem(world, service, registered.callback.code ?? ''), 'access_token');
  kinds = await everyKind();
});

const asset = () =>
  `/assets/${readdirSync(join(import.meta.dirname, '../../dist/assets/assets')).find((name) => name.endsWith('.css'))}`;
const authorizePath = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  authorizeUrl({ issuer: '' }, service, changes);

interface Address {
  readonly path: string;
  readonly methods: readonly string[];
}

/** Every address of the site map, with the methods it takes; parameters are filled in. */
const siteMap: readonly Address[] = (() => {
  const app = createApp(() => {
    throw new Error('nothing is asked here');
  });
  const routes = app.routes.filter(({ method }) => method !== 'ALL' && method !== 'OPTIONS');
  const paths = [...new Set(routes.map(({ path }) => path))];
  return paths.map((path) => ({
    path: path
      .replace(':interaction', '7-SUlJSUlJSUlJSUlJSUlJSQ')
      .replace(':host', new URL(world.issuer).host)
      .replace(/:errand\{.*\}/, 'account'),
    methods: [...new Set(routes.filter((route) => route.path === path).map(({ method }) => method))].filter(
      (method) => method !== 'HEAD',
    ),
  }));
})();
const openDocuments = /^\/(\.well-known\/(openid-configuration|jwks\.json)|trustmark\/.*)$/;

/** One answer of each kind. */
async function everyKind(): Promise<Readonly<Record<string, RawAnswer>>> {
  const cookie = cookieHeader(person.browser.cookies);
  return {
    page: await at('/help', { headers: html }),
    'page of a journey': await at(await journeyPath(), { headers: { ...html, cookie: '' } }),
    'way to a service': await at(authorizePath(), { headers: { ...html, cookie } }),
    'way to a page': await at(authorizePath(), { headers: html }),
    'error page': await at('/authorize', { headers: html }),
    'nothing there': await at('/nothing', { headers: html }),
    'wrong method': await at('/token', { method: 'PUT' }),
    'wrong type': await at('/token', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a' }),
    'too large': await at('/token', { method: 'POST', headers: { 'content-type': form }, body: 'a'.repeat(65_537) }),
    prefetch: await at(authorizePath(), { headers: { 'sec-purpose': 'prefetch' } }),
    'token error': await at('/token', {
      method: 'POST',
      headers: { 'content-type': form },
      body: 'grant_type=password',
    }),
    'bearer error': await at('/userinfo'),
    claims: await at('/userinfo', { headers: { authorization: `Bearer ${accessToken}` } }),
    metadata: await at('/.well-known/openid-configuration'),
    keys: await at('/.well-known/jwks.json'),
    trustmark: await at(`/trustmark/${new URL(world.issuer).host}`),
    'no operator': await at('/operator/services.list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }),
    'security.txt': await at('/.well-known/security.txt'),
  };
}

/** A page of a journey that has just begun; without its cookie it is an error page of the same kind. */
async function journeyPath(): Promise<string> {
  return (await at(authorizePath(), { headers: html })).headers.get('location') ?? '';
}

function expectEverywhere(judge: (answer: RawAnswer, kind: string) => void): void {
  for (const [kind, answer] of Object.entries(kinds)) judge(answer, kind);
}

const policyOf = ({ headers }: { readonly headers: Headers }) =>
  new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive): [string, string] => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );

describe('headers', () => {
  it('H01 a page may run and load its own only, and its forms lead where this journey leads and nowhere else', async () => {
    const app = await addService(world, { redirect_uris: ['uk.example.app:/callback'] });
    const pages = {
      paper: await getBare(newCitizen(world.issuer), `${world.issuer}/help`),
      journey: await pageOf(newCitizen(world.issuer), service),
      'journey of an app': await pageOf(newCitizen(world.issuer), app),
    };
    for (const page of Object.values(pages)) {
      const { 'script-src': script, 'form-action': _own, ...rest } = Object.fromEntries(policyOf(page));
      expect(rest).toEqual({
        'default-src': "'none'",
        'style-src': "'self'",
        'img-src': "'self' data:",
        'font-src': "'self'",
        'connect-src': "'self'",
        'manifest-src': "'self'",
        'base-uri': "'none'",
        'frame-ancestors': "'none'",
        'require-trusted-types-for': "'script'",
        'report-to': 'csp',
      });
      const nonce = /^'nonce-([\w-]{22})'$/.exec(script ?? '')?.[1];
      expect(
        [...page.body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag.includes(`nonce="${nonce}"`)),
      ).not.toContain(false);
      expect(page.body).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|<base|https?:\/\/(?!pharmacy\.example)/);
    }
    const loopback = "'self' https: http://localhost:* http://127.0.0.1:*";
    expect(Object.values(pages).map((page) => policyOf(page).get('form-action'))).toEqual([
      "'self'",
      loopback,
      `${loopback} uk.example.app:`,
    ]);
    expect(pages.paper.headers.get('reporting-endpoints')).toBe('csp="/reports"');
    const body = JSON.stringify([
      {
        type: 'csp-violation',
        url: `${world.issuer}/help`,
        body: { effectiveDirective: 'img-src', blockedURL: 'https://evil.example/' },
      },
    ]);
    const report = (contentType: string) =>
      at('/reports', { method: 'POST', headers: { 'content-type': contentType }, body });
    expect([(await report('application/reports+json')).status, (await report('text/plain')).status]).toEqual([
      204, 415,
    ]);
  });

  it('H02 the nonce of a page is another each time, of 128 bits', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => at('/help', { headers: html })));
    const nonces = answers.map((answer) => /'nonce-([\w-]{22})'/.exec(policyOf(answer).get('script-src') ?? '')?.[1]);
    expect(new Set(nonces).size).toBe(20);
    expect(nonces).not.toContain(undefined);
  });

  it('H03 every answer and every file says that only https is to be used', async () => {
    const always = 'max-age=63072000; includeSubDomains; preload';
    expectEverywhere(({ headers }, kind) =>
      expect([kind, headers.get('strict-transport-security')]).toEqual([kind, always]),
    );
    expect((await at(asset())).headers.get('strict-transport-security')).toBe(always);
  });

  it('H04 no answer and no file is guessed to be of another type', async () => {
    expectEverywhere(({ headers }, kind) =>
      expect([kind, headers.get('x-content-type-options')]).toEqual([kind, 'nosniff']),
    );
    expect((await at(asset())).headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('H05 other sites are not told where a person came from', async () => {
    expectEverywhere(({ headers }, kind) =>
      expect([kind, headers.get('referrer-policy')]).toEqual([kind, 'same-origin']),
    );
    expect((await at(asset())).headers.get('referrer-policy')).toBe('same-origin');
  });

  it('H06 no window and no document of another origin is joined with ours', async () => {
    expectEverywhere(({ headers }, kind) => {
      const names = ['opener-policy', 'resource-policy', 'embedder-policy'];
      const values = names.map((name) => headers.get(`cross-origin-${name}`));
      expect([kind, ...values]).toEqual([kind, 'same-origin', 'same-origin', 'require-corp']);
    });
    expect((await at(asset())).headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('H07 pages may ask a browser for passkeys, and for nothing else it knows', async () => {
    expectEverywhere(({ headers }, kind) => {
      const features = (headers.get('permissions-policy') ?? '').split(', ');
      const allowed = features.filter((feature) => !feature.endsWith('=()'));
      expect([kind, ...allowed]).toEqual([
        kind,
        'publickey-credentials-create=(self)',
        'publickey-credentials-get=(self)',
      ]);
      for (const denied of ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'clipboard-read'])
        expect(features).toContain(`${denied}=()`);
    });
  });

  it('H08 no page can be framed, by the older header too', async () => {
    expectEverywhere((answer, kind) => {
      expect([kind, answer.headers.get('x-frame-options')]).toEqual([kind, 'DENY']);
      expect([kind, policyOf(answer).get('frame-ancestors')]).toEqual([kind, "'none'"]);
    });
  });

  it('H09 nothing says what runs here, and nothing of the workshop is served', async () => {
    expectEverywhere(({ headers, body }, kind) => {
      const telling = [...headers.keys()].filter((name) =>
        /^(server|x-powered-by|via|x-runtime|x-aspnet|cf-|mf-)/.test(name),
      );
      expect([kind, ...telling]).toEqual([kind]);
      expect(body).not.toMatch(/\bat \S+ \(|workerd|hono|node_modules|\.ts:\d|Error: /);
    });
    const absent = [
      ...['/.git', '/.git/config', '/.git/HEAD', '/.env', '/.dev.vars', '/wrangler.toml', '/package.json', '/_headers'],
      ...[
        '/blocklist/00.txt',
        '/blocklist/',
        '/index.js',
        '/index.js.map',
        '/src/index.ts',
        '/app.ts',
        '/assets/',
        '/migrations/0000_book_of_record.sql',
      ],
      ...[`${asset()}.map`, '/assets/app.js.map', '/assets/main.ts', '/__dev/clock', '/__dev/alarms', '/cdn-cgi/trace'],
      ...[
        '/assets/../_headers',
        '/assets/..%2f_headers',
        '/assets/%2e%2e/blocklist/00.txt',
        '//blocklist/00.txt',
        '/images/..%2f..%2fwrangler.toml',
      ],
    ];
    for (const path of absent) {
      const answer = await at(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).not.toMatch(/^[0-9a-f]{16}$/m);
    }
  });
});

/** The page that a request of a new browser leads to, as it was answered. */
async function pageOf(browser: Citizen, asking: TestService) {
  const page = await browser.open(authorizeUrl(world, asking));
  return { headers: page.headers, body: page.html };
}

describe('cookies', () => {
  const attributesOf = (line: string) => line.split('; ').slice(1).toSorted();
  const port = new URL(world.issuer).port;

  it('H10 the session is out of reach of scripts, of other hosts and of foreign forms', async () => {
    const { line } = await sessionLine();
    expect(line.startsWith(`gatehouse-session-${port}=`)).toBe(true);
    // On http on loopback there is no Secure and no __Host-; test/world/production.test.ts has both.
    expect(attributesOf(line)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  });

  it('H11 what only our own forms need is sent with nothing that another site began', async () => {
    const { remembered, interaction } = await sessionLine();
    expect(remembered.startsWith(`gatehouse-device-${port}=`)).toBe(true);
    expect(attributesOf(remembered)).toEqual([
      'HttpOnly',
      `Max-Age=${limits.rememberedDeviceLife.value}`,
      'Path=/',
      'SameSite=Strict',
    ]);
    // The page of a journey is reached by a redirect that a service began, so its cookie cannot be Strict.
    expect(attributesOf(interaction)).toEqual(['HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Lax']);
  });

  it('H12 no cookie is longer than browsers keep', async () => {
    const { line, remembered, interaction } = await sessionLine();
    for (const cookie of [line, remembered, interaction]) expect(Buffer.byteLength(cookie)).toBeLessThanOrEqual(4096);
  });

  it('H13 files, documents and answers for programs set none', async () => {
    expectEverywhere(({ headers }, kind) => {
      if (kind !== 'way to a page') expect([kind, headers.getSetCookie()]).toEqual([kind, []]);
    });
    expect((await at(asset())).headers.getSetCookie()).toEqual([]);
  });

  it('H14 a cookie that came twice counts for nothing', async () => {
    const name = `gatehouse-session-${port}`;
    const good = `${name}=${person.browser.cookies.get(name)}`;
    const ask = async (cookie: string) =>
      readCallback(
        (await at(authorizePath({ prompt: 'none' }), { headers: { cookie } })).headers.get('location') ?? '',
      );
    expect((await ask(good)).code).toBeDefined();
    expect((await ask(`${good}; ${good}`)).error).toBe('sso_login_required');
    expect((await ask(`${name}=tossed; ${good}`)).error).toBe('sso_login_required');
    expect((await ask(`other=1; ${good}`)).code).toBeDefined();
  });

  /** The cookies of a whole sign-in with "remember this device", as they were set. */
  async function sessionLine() {
    const lines: string[] = [];
    const { browser } = newPerson(world);
    const first = await at(authorizePath({ prompt: 'login' }), { headers: html });
    lines.push(...first.headers.getSetCookie());
    const signing: Person = { ...person, browser };
    const start = await browser.open(authorizeUrl(world, service, { prompt: 'login' }));
    const asked = await browser.submit(start, { email: signing.email });
    const sent = await submitForCode(world, signing, {
      page: asked,
      fields: { password: signing.password },
      to: signing.number,
    });
    const answer = await sendForm(browser, {
      page: sent.page,
      fields: { code: sent.code, remember: 'yes' },
      address: signing.address,
    });
    lines.push(...answer.headers.getSetCookie());
    const find = (kind: string) => lines.find((line) => line.startsWith(`gatehouse-${kind}-`)) ?? '';
    return { line: find('session'), remembered: find('device'), interaction: find('i') };
  }
});

describe('requests that change something', () => {
  it('H15 a request posted by another site is stored without looking at cookies, and goes on by a GET of ours', async () => {
    const cookie = cookieHeader(person.browser.cookies);
    const body = authorizePath().replace(/^.*?\?/, '');
    const headers = {
      ...html,
      'content-type': form,
      cookie,
      origin: 'https://pharmacy.example',
      'sec-fetch-site': 'cross-site',
    };
    const posted = await at('/authorize', { method: 'POST', headers, body });
    const onward = posted.headers.get('location') ?? '';
    expect([posted.status, onward]).toEqual([303, expect.stringMatching(/^\/journey\/[\w-]+$/)]);
    const [own = ''] = posted.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    const followed = await at(onward, { headers: { ...html, cookie: `${cookie}; ${own}` } });
    expect(readCallback(followed.headers.get('location') ?? '').code).toBeDefined();
  });

  it('H16 H24 a form counts only from our own page, with the token of this browser and journey, and says each thing once', async () => {
    const consentPerson = newPerson(world);
    const page = await registerUntilConsent(world, consentPerson, service);
    const refusals: Readonly<Record<string, Parameters<typeof sendForm>[1]>> = {
      'another origin': { page, fields: agree, headers: { origin: 'https://evil.example' } },
      'an opaque origin': { page, fields: agree, headers: { origin: 'null' } },
      'a sister host': {
        page,
        fields: agree,
        headers: { origin: world.issuer.replace('localhost', 'evil.localhost') },
      },
      'another port': { page, fields: agree, headers: { origin: world.console } },
      'another site, by the newer header': {
        page,
        fields: agree,
        headers: { origin: undefined, 'sec-fetch-site': 'cross-site' },
      },
      'the same site but not us': {
        page,
        fields: agree,
        headers: { origin: undefined, 'sec-fetch-site': 'same-site' },
      },
      'no token': { page, fields: { ...agree, csrf: '' } },
      'a token that was made up': { page, fields: { ...agree, csrf: 'A'.repeat(43) } },
      'the token of another journey': { page, fields: { ...agree, csrf: await tokenOfAnother() } },
      // H24: nobody agrees and declines by one press, whichever is read first.
      'two decisions': { page, fields: agree, again: { decision: 'decline' } },
      'two services': { page, fields: agree, again: { service: 'another' } },
      'two tokens': { page, fields: agree, again: { csrf: 'A'.repeat(43) } },
    };
    for (const [what, sent] of Object.entries(refusals))
      expect([what, (await sendForm(consentPerson.browser, sent)).status]).toEqual([what, 403]);
    const silent = await sendForm(consentPerson.browser, { page, fields: agree, headers: { origin: undefined } });
    expect(silent.status).toBe(303);
    const onward = await consentPerson.browser.open(new URL(silent.headers.get('location') ?? '', world.issuer).href);
    expect(readCallback(onward.url).code).toBeDefined();
    for (const { path } of siteMap.filter(
      (route) => route.path.startsWith('/journey/') && route.methods.includes('POST'),
    )) {
      const headers = { ...html, 'content-type': form, origin: 'https://evil.example' };
      expect([path, (await at(path, { method: 'POST', headers, body: 'csrf=a' })).status]).toEqual([path, 403]);
    }
  });

  it('H24 a form of any page says each thing once, but boxes of which several may be ticked', async () => {
    const pages = siteMap.filter(
      ({ path, methods }) =>
        methods.includes('POST') && !/^\/(operator|authorize|token|userinfo|reports|receipts)/.test(path),
    );
    expect(pages.length).toBeGreaterThan(25);
    const send = async (path: string, body: string) =>
      (await at(path, { method: 'POST', headers: { ...html, 'content-type': form, origin: world.issuer }, body }))
        .status;
    for (const { path } of pages) expect([path, await send(path, 'decision=a&decision=b')]).toEqual([path, 403]);
    // The twins that are let in: nobody is signed in, and the link is dead.
    expect(await send('/account/security', 'decision=a')).toBe(303);
    expect(await send('/account/passkeys/key', 'decision=remove&also=a&also=b')).toBe(303);
    expect(await send('/reset/link/dead/passkeys', 'decision=remove&passkeys=a&passkeys=b')).toBe(400);
  });

  it('H16 the token alone is not enough where somebody with a session shows more of who they are', async () => {
    const browser = newCitizen(world.issuer, person.address);
    for (const [name, value] of person.browser.cookies) browser.cookies.set(name, value);
    const start = await browser.open(authorizeUrl(world, service, { prompt: 'login' }));
    const page = await browser.submit(start, { email: person.email });
    expect(headingOf(page)).toBe('Enter your password');
    const enter = async (headers: Readonly<Record<string, string | undefined>>, cookies = browser.cookies) => {
      const fields = { password: 'not the password' };
      return (await sendForm(browser, { page, fields, headers, cookies, address: person.address })).status;
    };
    const silent = { origin: undefined };
    const stranger = new Map([...browser.cookies].filter(([name]) => !name.includes('-session-')));
    expect(await enter(silent)).toBe(403);
    expect(await enter({ ...silent, 'sec-fetch-site': 'same-origin' })).toBe(400);
    expect(await enter({})).toBe(400);
    expect(await enter(silent, stranger)).toBe(400);
  });

  it('H16 who is asked for a passkey and has none goes back to the service, also by the token alone', async () => {
    const browser = newCitizen(world.issuer, person.address);
    for (const [name, value] of person.browser.cookies) browser.cookies.set(name, value);
    const page = await browser.open(authorizeUrl(world, service, { vtr: '["P0.Cm"]' }));
    expect(headingOf(page)).toBe('Add a passkey');
    const send = (fields: Readonly<Record<string, string>>) =>
      sendForm(browser, { page, fields, headers: { origin: undefined }, address: person.address });
    expect((await send({ passkey: '{}' })).status).toBe(403);
    const left = await send({ decision: 'leave' });
    expect(readCallback(left.headers.get('location') ?? '').error).toBe('access_denied');
  });

  it('H17 reading changes nothing: what scanners and prefetchers fetch spends no code and sends no message', async () => {
    const stranger = newPerson(world);
    const asked = await submitForCode(world, stranger, {
      page: await openRegistration(world, stranger, service),
      fields: { email: stranger.email },
      to: stranger.email,
    });
    const before = (await world.messages(stranger.email)).length;
    const links = [...asked.page.html.matchAll(/\bhref="([^"#]+)"/g)].map(
      ([, href = '']) => new URL(href, asked.page.url).href,
    );
    const own = [...new Set([...links, asked.page.url])].filter((href) => href.startsWith(world.issuer));
    expect(own.length).toBeGreaterThan(5);
    for (const href of own) {
      const path = href.slice(world.issuer.length);
      const cookie = cookieHeader(stranger.browser.cookies);
      await at(path, { headers: { ...html, cookie } });
      await at(path, { method: 'HEAD', headers: { ...html, cookie } });
      if (path.startsWith('/journey/')) {
        const prefetched = await at(path, { headers: { ...html, cookie, 'sec-purpose': 'prefetch;prerender' } });
        expect([path, prefetched.status, prefetched.headers.get('retry-after')]).toEqual([path, 503, '1']);
      }
    }
    expect((await world.messages(stranger.email)).length).toBe(before);
    const next = await stranger.browser.submit(asked.page, { code: asked.code });
    expect(headingOf(next)).toBe('Create a password');
  });

  it('H18 what takes JSON takes no form and no text, and what takes forms takes nothing else', async () => {
    const authorization = `Bearer ${accessToken}`;
    for (const type of ['text/plain', form, 'multipart/form-data; boundary=a', 'application/xml', ''])
      for (const [path, method] of [
        ['/userinfo', 'PATCH'],
        ['/operator/services.list', 'POST'],
      ] as const) {
        const answer = await at(path, { method, headers: { authorization, 'content-type': type }, body: '{}' });
        expect([path, type, answer.status, JSON.parse(answer.body).error]).toEqual([
          path,
          type,
          415,
          'invalid_request',
        ]);
      }
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=a', ''])
      for (const path of ['/token', '/authorize', '/sign-out', '/journey/7-SUlJSUlJSUlJSUlJSUlJSQ/consent']) {
        const answer = await at(path, { method: 'POST', headers: { 'content-type': type }, body: 'a=b' });
        expect([path, type, answer.status]).toEqual([path, type, 415]);
      }
    const charset = await at('/token', {
      method: 'POST',
      headers: { 'content-type': `${form}; charset=UTF-8` },
      body: 'grant_type=x',
    });
    expect(JSON.parse(charset.body).error).toBe('unsupported_grant_type');
  });
});

const agree = { decision: 'agree' };
const notAllowed = { error: 'invalid_request', error_description: 'this method is not allowed here' };

async function tokenOfAnother(): Promise<string> {
  const page = await newCitizen(world.issuer).open(authorizeUrl(world, service));
  return (
    /name="csrf"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf"/.exec(page.html)?.slice(1).find(Boolean) ?? 'none'
  );
}

describe('caches and other origins', () => {
  it('H19 what is personal is never stored, what is public is for an hour, files whose names say their content for ever', async () => {
    expectEverywhere(({ headers }, kind) => {
      const isPublic = ['metadata', 'keys', 'trustmark'].includes(kind);
      if (!isPublic) expect([kind, headers.get('cache-control')]).toEqual([kind, 'no-store']);
    });
    const cacheOf = async (path: string) => (await at(path)).headers.get('cache-control');
    expect(await cacheOf('/.well-known/jwks.json')).toBe('public, max-age=3600, must-revalidate');
    expect(await cacheOf('/.well-known/openid-configuration')).toBe('public, max-age=3600');
    expect(await cacheOf(asset())).toBe('public, max-age=31536000, immutable');
    const token = await redeem(world, service, await freshCode(world, person, service));
    expect([token.headers.get('cache-control'), token.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  });

  it('H19 metadata and keys are put into words once, not for each request', async () => {
    const settings = {
      origin: 'https://auth.example',
      testPhoneNumbers: false,
      loopback: false,
      relatedOrigins: [],
      blockedEmailDomains: [],
    };
    expect(readMetadata({ settings })).toBe(readMetadata({ settings }));
    const [first, second] = [await at('/.well-known/jwks.json'), await at('/.well-known/jwks.json')];
    expect(second.body).toBe(first.body);
  });

  it('H20 pages of other origins may read metadata, keys and trustmark, and nothing else, and never as a person', async () => {
    const origin = 'https://evil.example';
    const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization, x-own' };
    const corsOf = ({ headers }: RawAnswer) => [...headers].filter(([name]) => name.startsWith('access-control-'));
    const judge = async ({ path, methods }: Address) => {
      const preflight = await at(path, { method: 'OPTIONS', headers: { origin, ...asked } });
      const got = await at(path, { method: methods[0] ?? 'GET', headers: { origin, cookie: 'a=b' } });
      if (!openDocuments.test(path)) {
        expect([path, preflight.status, ...corsOf(preflight)]).toEqual([path, 405]);
        expect([path, ...corsOf(got)]).toEqual([path]);
        return;
      }
      expect([path, preflight.status, ...corsOf(preflight).toSorted()]).toEqual([
        path,
        204,
        ['access-control-allow-headers', 'Accept'],
        ['access-control-allow-methods', 'GET,HEAD'],
        ['access-control-allow-origin', '*'],
        ['access-control-max-age', '86400'],
      ]);
      expect([path, ...corsOf(got)]).toEqual([path, ['access-control-allow-origin', '*']]);
    };
    await Promise.all(siteMap.map(judge));
    const claims = await at('/userinfo', { headers: { origin, authorization: `Bearer ${accessToken}` } });
    expect([claims.status, ...corsOf(claims)]).toEqual([200]);
  });
});

describe('addresses', () => {
  const elsewhere = [
    ...['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example'],
    ...[
      'https:\\\\evil.example',
      '///evil.example',
      '/%2f%2fevil.example',
      '/%5cevil.example',
      'https://localhost@evil.example',
    ],
    ...['%0d%0aLocation:%20https://evil.example', '/%0a/evil.example', 'javascript:alert(1)', 'https://evil。example'],
    ...['/.evil.example', 'http:/evil.example', ' https://evil.example', '\thttps://evil.example', 'data:text/html,a'],
  ];

  it('H21 no address leads a person to a place that a request names, but a registered one', async () => {
    const cookie = cookieHeader(person.browser.cookies);
    const names = [
      'next',
      'return',
      'returnTo',
      'redirect',
      'url',
      'continue',
      'post_logout_redirect_uri',
      'redirect_uri',
    ];
    for (const place of elsewhere) {
      const query = names.map((name) => `${name}=${encodeURIComponent(place)}`).join('&');
      for (const path of ['/', '/signed-out', '/account', '/help']) {
        const location =
          (await at(`${path}?${query}`, { headers: { ...html, cookie } })).headers.get('location') ?? '/account';
        expect([place, path, location]).toEqual([place, path, '/account']);
      }
      const unsigned = await at(`/sign-out?${query}`, { headers: html });
      expect([place, unsigned.headers.get('location')]).toEqual([place, '/signed-out']);
      const path = place.startsWith('/') ? encodeURI(place) : `/${encodeURI(place).replaceAll('#', '')}`;
      const answer = await at(path, { headers: html });
      expect([path, answer.status, answer.headers.get('location')]).toEqual([
        path,
        expect.toSatisfy((status) => status === 404 || status === 400),
        null,
      ]);
    }
  });

  it('H22 who we are is configured, not read from a request', async () => {
    const spoofed = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-original-url': '/account',
      'x-rewrite-url': '/account',
      'x-http-method-override': 'DELETE',
      forwarded: 'host=evil.example;proto=https',
      'x-host': 'evil.example',
    };
    for (const headers of [spoofed, { ...spoofed, host: 'evil.example' }]) {
      const metadata = await at('/.well-known/openid-configuration', { headers });
      expect(JSON.parse(metadata.body)).toMatchObject({
        issuer: world.issuer,
        token_endpoint: `${world.issuer}/token`,
      });
      for (const path of ['/', '/help', authorizePath(), '/nothing', '/authorize']) {
        const answer = await at(path, { headers: { ...html, ...headers } });
        expect([path, answer.body.includes('evil.example')]).toEqual([path, false]);
        expect(answer.headers.get('location') ?? '/').toMatch(/^\/(?!\/)/);
        expect([...answer.headers.values()].join()).not.toContain('evil.example');
      }
    }
    const stranger = newPerson(world);
    const page = await openRegistration(world, stranger, service);
    await sendForm(stranger.browser, {
      page,
      fields: { email: stranger.email },
      headers: spoofed,
      address: stranger.address,
    });
    await codeSentTo(world, stranger.email, 0);
    expect(JSON.stringify(await world.messages(stranger.email))).not.toContain('evil.example');
  });

  it('H23 a caller counts by the network it comes from, whatever it says of itself', async () => {
    const spoof = (number: number) => {
      const spoofed = `203.0.113.${number}`;
      const names = ['x-forwarded-for', 'cf-connecting-ip', 'x-real-ip', 'true-client-ip', 'x-client-ip'];
      return { ...Object.fromEntries(names.map((name) => [name, spoofed])), forwarded: `for=${spoofed}` };
    };
    const { address } = newPerson(world);
    const send = async (number: number, from: string) => {
      const stranger = { ...newPerson(world), browser: newCitizen(world.issuer, from) };
      const page = await openRegistration(world, stranger, service);
      const sent = { page, fields: { email: stranger.email }, headers: spoof(number), address: from };
      return { status: (await sendForm(stranger.browser, sent)).status, email: stranger.email };
    };
    const most = limits.sendsPerAddressPerHour.value;
    const good = await Promise.all(Array.from({ length: most }, (_, number) => send(number, address)));
    expect(good.map(({ status }) => status)).toEqual(good.map(() => 303));
    const refused = await send(99, address);
    expect(refused.status).toBe(429);
    const elsewhere = await send(99, newPerson(world).address);
    await codeSentTo(world, elsewhere.email, 0);
    expect(await world.messages(refused.email)).toEqual([]);
  });
});

describe('what a request may be', () => {
  it('H24 a body of 64 KiB is read and one byte more is not, wherever a body is taken', async () => {
    const most = limits.bodyMost.value;
    const typeFor = (path: string, method: string) => {
      if (path === '/reports') return 'application/reports+json';
      return path.startsWith('/operator/') || method === 'PATCH' ? 'application/json' : form;
    };
    const send = (path: string, method: string, init: { readonly size: number; readonly chunked?: boolean }) => {
      const length = init.chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(init.size) };
      const headers = { 'content-type': typeFor(path, method), ...length };
      return at(path, { method, headers, body: 'a'.repeat(init.size) });
    };
    const taking = siteMap.flatMap(({ path, methods }) =>
      methods.filter((method) => method === 'POST' || method === 'PATCH').map((method) => [path, method] as const),
    );
    const judge = async ([path, method]: readonly [string, string]) => {
      const answers = [await send(path, method, { size: most + 1 })];
      answers.push(await send(path, method, { size: most + 1, chunked: true }));
      expect([path, method, ...answers.map(({ status }) => status)]).toEqual([path, method, 413, 413]);
    };
    await Promise.all(taking.map(judge));
    for (const [path, status] of [
      ['/token', 400],
      ['/authorize', 400],
      ['/userinfo', 401],
      ['/operator/services.list', 401],
    ] as const) {
      expect([path, (await send(path, 'POST', { size: most })).status]).toEqual([path, status]);
      expect([path, (await send(path, 'POST', { size: most, chunked: true })).status]).toEqual([path, status]);
    }
  });

  it('H24 too many parameters, a repeated one, a huge JWT or deep JSON is refused, and does no harm', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=`).join('&');
    const errorOf = async (path: string) => readCallback((await at(path)).headers.get('location') ?? '').error;
    const own = authorizePath({ prompt: 'none' });
    const count = own.split('&').length;
    expect(await errorOf(`${own}&${many(100 - count)}`)).toBe('sso_login_required');
    expect(await errorOf(`${own}&${many(101 - count)}`)).toBe('invalid_request');
    expect(await errorOf(`${own}&prompt=none`)).toBe('invalid_request');
    const token = (body: string) => at('/token', { method: 'POST', headers: { 'content-type': form }, body });
    for (const body of [many(101), 'grant_type=refresh_token&grant_type=refresh_token'])
      expect(JSON.parse((await token(body)).body)).toMatchObject({ error: 'invalid_request' });
    const assertion = (client_assertion: string) =>
      postToken(world, {
        grant_type: 'authorization_code',
        code: 'a',
        redirect_uri: service.redirectUri,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion,
      });
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const header = part('{"alg":"RS512"}');
    const deep = part(`{"a":${'['.repeat(4000)}${']'.repeat(4000)}}`);
    for (const jwt of [`${header}.${'A'.repeat(20_000)}.AAAA`, `${header}.${deep}.AAAA`, `${deep}.${deep}.AAAA`])
      expect((await assertion(jwt)).body).toMatchObject({ error: 'invalid_client' });
    const bearer = await at('/userinfo', { headers: { authorization: `Bearer ${'A'.repeat(16_385)}` } });
    expect(bearer.status).toBe(401);
    const body = `{"client_user_metadata":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    const patched = await userinfo(world, accessToken, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(patched.status).toBeGreaterThanOrEqual(400);
    expect(patched.status).toBeLessThan(500);
  });

  it('H25 every address takes its own methods, and says which when another is tried', async () => {
    const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
    expect(siteMap.length).toBeGreaterThan(30);
    const judge = async ({ path, methods }: Address) => {
      const isDocument = /^\/(\.well-known|trustmark)\/|^\/robots\.txt$/.test(path);
      const more = [...(isDocument ? ['HEAD'] : []), ...(openDocuments.test(path) ? ['OPTIONS'] : [])];
      const allowed = [...methods, ...more].toSorted();
      for (const method of all.filter((one) => !allowed.includes(one))) {
        const answer = await at(path, { method });
        const told = (answer.headers.get('allow') ?? '').split(', ').toSorted();
        expect([path, method, answer.status, ...told]).toEqual([path, method, 405, ...allowed]);
        const body: unknown = method === 'HEAD' ? notAllowed : JSON.parse(answer.body);
        expect([path, method, body]).toEqual([path, method, notAllowed]);
      }
    };
    await Promise.all(siteMap.map(judge));
    const cookie = cookieHeader(person.browser.cookies);
    const { status, headers } = await at(authorizePath(), { method: 'HEAD', headers: { cookie } });
    expect([status, headers.get('location'), headers.getSetCookie()]).toEqual([405, null, []]);
  });

  it('H26 errors are pages for people and JSON for programs, with their charset, and repeat nothing that was sent', async () => {
    const probe = `"><script>alert(1)</script>'{{7*7}}`;
    const encoded = encodeURIComponent(probe);
    const paths = [
      ...[`/authorize?client_id=${encoded}`, `/authorize?client_id=${service.clientId}&redirect_uri=${encoded}`],
      ...[
        `/${encoded}`,
        `/journey/${encoded}`,
        `/journey/${encoded}/consent`,
        `/trustmark/${encoded}`,
        `/signed-out?${encoded}=${encoded}`,
      ],
    ];
    for (const path of paths) {
      const page = await at(path, {
        headers: { ...html, 'user-agent': probe, referer: probe, 'accept-language': probe },
      });
      const forPrograms = path.startsWith('/trustmark');
      const forPeople = /^\/(journey|signed-out)/.test(path);
      expect([path, page.headers.get('content-type')]).toEqual([
        path,
        forPrograms ? 'application/json' : 'text/html; charset=UTF-8',
      ]);
      const json = await at(path, { headers: { accept: 'application/json' } });
      if (!forPeople) {
        expect([path, json.headers.get('content-type')]).toEqual([path, 'application/json']);
        expect(Object.keys(JSON.parse(json.body)).toSorted()).toEqual(['error', 'error_description']);
      }
      for (const { body, headers } of [page, json]) {
        expect([path, body.includes('alert(1)'), body.includes('{{7*7}}')]).toEqual([path, false, false]);
        expect([...headers.values()].join()).not.toContain('alert(1)');
      }
    }
    const typed = await registrationWith(probe);
    expect(typed.html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(typed.html).not.toContain('<script>alert(1)');
    const token = await at('/token', {
      method: 'POST',
      headers: { 'content-type': form, ...html },
      body: `grant_type=${encoded}`,
    });
    expect([token.headers.get('content-type'), token.body.includes('alert')]).toEqual(['application/json', false]);
  });

  it('H27 control characters and split headers reach nobody', async () => {
    const breaks = ['%0d%0aSet-Cookie:%20a=b', '%0aX-Own:%201', '%00', '%0d', '%e2%80%a8', '%c4%8a', '\u0001'];
    for (const one of breaks) {
      const answers = [
        await at(authorizePath().replace('state=', `state=${encodeURI(decodeURIComponent(one))}`), { headers: html }),
        await at(`${authorizePath({ redirect_uri: undefined })}&redirect_uri=${service.redirectUri}${encodeURI(one)}`, {
          headers: html,
        }),
        await at(`/help${encodeURI(one)}`, { headers: html }),
        await at(`/trustmark/${encodeURI(one)}`),
        await at(`/journey/${encodeURI(one)}`, { headers: html }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBeLessThan(500);
        expect([
          answer.headers.get('x-own'),
          answer.headers.getSetCookie().filter((line) => line.startsWith('a=')),
        ]).toEqual([null, []]);
        expect(answer.headers.get('location') ?? '').toMatch(/^[\x21-\x7e]*$/);
      }
      expect(answers.slice(1).map(({ headers }) => headers.get('location'))).toEqual([null, null, null, null]);
    }
  });

  it('H28 researchers, crawlers and password managers find what they look for', async () => {
    const security = await at('/.well-known/security.txt');
    expect(security.headers.get('content-type')).toMatch(/^text\/plain; ?charset=UTF-8$/);
    expect(security.body).toMatch(/^Contact: mailto:\S+@\S+\nExpires: \d{4}-01-01T00:00:00Z\n/);
    expect(Date.parse(/Expires: (.*)/.exec(security.body)?.[1] ?? '')).toBeGreaterThan((await world.now()) * 1000);
    expect((await at('/robots.txt')).body).toBe('User-agent: *\nDisallow: /\n');
    const change = await at('/.well-known/change-password');
    expect([change.status, change.headers.get('location')]).toEqual([303, '/account/password']);
    expect((await at('/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200')).status).toBe(
      404,
    );
    for (const page of [
      await at('/help', { headers: html }),
      await at('/authorize', { headers: html }),
      await at('/', { headers: html }),
    ])
      expect(page.body).toContain('<meta name="robots" content="noindex"/>');
  });

  it('what cannot be had is told as 503 with Retry-After', async () => {
    await world.setFault('postgres', 'down');
    try {
      const answer = await operate(world, 'services.list');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      const body: unknown = await answer.json();
      expect(body).toMatchObject({ error: 'temporarily_unavailable', request_id: answer.headers.get('x-request-id') });
    } finally {
      await world.clearFaults();
    }
  });

  it('nothing that a stranger sends is answered as a fault of ours', async () => {
    const odd = [
      '%',
      '%zz',
      '%e0%a4%a',
      '..',
      '%2e%2e',
      '%c0%ae',
      'a'.repeat(8000),
      '%ff',
      '\\',
      ';',
      '*',
      '7-',
      '7-%00',
    ];
    const ways = [
      '/',
      '/authorize?client_id=',
      '/authorize?',
      '/journey/',
      '/journey/7-a/',
      '/trustmark/',
      '/operator/',
      '/reset/link/',
      '/passkey-removal/',
      '/not-me/',
      '/account/passkeys/',
    ];
    const judge = async (path: string, method: string, value: string) => {
      const authorization = `Bearer ${value.slice(0, 50)}`;
      const headers = { ...html, 'content-type': form, cookie: value.slice(0, 50), authorization };
      const { status } = await at(`${path}${value}`, { method, headers });
      if (status >= 500) expect([path, method, value.slice(0, 50), status]).toEqual([]);
    };
    const paths = [...ways, '/userinfo?', '/.well-known/'];
    const all = odd.flatMap((value) =>
      paths.flatMap((path) => [judge(path, 'GET', value), judge(path, 'POST', value)]),
    );
    expect(await Promise.all(all)).toHaveLength(2 * odd.length * paths.length);
  });
});

async function registrationWith(email: string): Promise<Page> {
  const stranger = newPerson(world);
  return stranger.browser.submit(await openRegistration(world, stranger, service), { email });
}
