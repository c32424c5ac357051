import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_WORLD_MARKER } from '../../dev/marker.ts';
import { sendForm } from '../support/bare-request.ts';
import { errorOf, headingOf, newCitizen } from '../support/citizen.ts';
import { newPerson, openRegistration, type Person, register, submitForCode } from '../support/person.ts';
import { type ProductionWorker, startProductionWorker, type Variables } from '../support/production-worker.ts';
import { sendRaw } from '../support/raw-request.ts';
import {
  addService,
  authorizeUrl,
  newServiceKey,
  operate,
  readCallback,
  redeem,
  refresh,
  requestParameters,
  serviceFile,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const html = { accept: 'text/html' };
const root = join(import.meta.dirname, '../..');

const origin = 'https://auth.gatehouse.example';
const relatedOrigins = ['https://health.example', 'https://care.example:8443'];

describe('the production entry at an https origin', () => {
  let worker: ProductionWorker;
  let service: TestService;

  beforeAll(async () => {
    worker = await startProductionWorker(world, {
      origin,
      variables: { ENVIRONMENT: 'production', RELATED_ORIGINS: relatedOrigins.join(' ') },
    });
    const uris = ['https://pharmacy.example/callback', 'nhsapp://auth/return'];
    service = await addService(worker, { redirect_uris: uris });
  });
  afterAll(() => worker?.stop());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${worker.address}${path}`, { redirect: 'manual', ...init });

  it('NL-2 NL-125 names https addresses of its own origin, whatever host it is asked by', async () => {
    const asked = [
      {},
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' },
    ];
    for (const headers of asked) {
      const text = await (await ask('/.well-known/openid-configuration', { headers })).text();
      expect(JSON.parse(text)['issuer']).toBe(origin);
      const addresses = text.match(/\w+:\/\/[^"]+/g) ?? [];
      expect(addresses.length).toBeGreaterThanOrEqual(5);
      expect(addresses.filter((address) => new URL(address).origin !== origin)).toEqual([]);
    }
  });

  it('tells browsers at which other origins our passkeys may be used, and changes nothing else for them', async () => {
    const answer = await ask('/.well-known/webauthn');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(JSON.parse(await answer.text())).toEqual({ origins: relatedOrigins });
    expect((await ask('/.well-known/webauthn', { method: 'HEAD' })).status).toBe(200);
    const page = await ask('/help', { headers: { ...html, origin: 'https://health.example' } });
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('NL-13 NL-125 refuses plain http also on loopback, which a local world accepts', async () => {
    const key = await newServiceKey();
    const files: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['redirect_uris[0]', { redirect_uris: ['http://localhost:3000/callback'] }],
      ['redirect_uris[0]', { redirect_uris: ['http://127.0.0.1/callback'] }],
      ['redirect_uris[0]', { redirect_uris: ['http://[::1]:3000/callback'] }],
      ['jwks_uri', { jwks: undefined, jwks_uri: 'http://localhost:3000/jwks.json' }],
    ];
    for (const [field, changes] of files) {
      const file = serviceFile(key, changes);
      const refused = await operate(worker, 'services.add', { file });
      const { problems }: { problems?: readonly { field: string; sentence: string }[] } = JSON.parse(
        await refused.text(),
      );
      expect([changes, refused.status, problems?.map((one) => one.field)]).toEqual([changes, 400, [field]]);
      expect(problems?.[0]?.sentence).toContain('https');
      const accepted = await operate(world, 'services.add', { file });
      expect([changes, accepted.status]).toEqual([changes, 200]);
    }
  });

  it('NL-12 sends nobody to loopback', async () => {
    const query = requestParameters(service, { redirect_uri: 'http://localhost:3000/callback' });
    const answer = await ask(`/authorize?${query}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  it('keeps its cookies for this host alone, over https alone, away from scripts', async () => {
    const begun = await ask(`/authorize?${requestParameters(service)}`);
    const cookies = begun.headers.getSetCookie();
    expect(cookies).toHaveLength(1);
    const [pair = '', ...attributes] = (cookies[0] ?? '').split('; ');
    expect(pair).toMatch(/^__Host-gatehouse-i-[\w-]+=[\w-]+$/);
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(begun.headers.get('strict-transport-security')).toMatch(/^max-age=(\d{8,}); includeSubDomains/);
  });

  it('keeps its session for https alone, and takes no form of another scheme, port or host', async () => {
    const { browser, consent } = await registerThrough(worker, service);
    const agreed = await sendForm(browser, { page: consent.page, fields: { decision: 'agree' }, headers: { origin } });
    expect(agreed.status).toBe(303);
    expect(consent.cookies).toEqual([
      expect.stringMatching(/^__Host-gatehouse-session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    const foreign = [
      worker.address,
      origin.replace('https:', 'http:'),
      `${origin}:8443`,
      'https://evil.example',
      'null',
    ];
    for (const one of foreign) {
      const refused = await sendForm(browser, { page: consent.page, fields: {}, headers: { origin: one } });
      expect([one, refused.status]).toEqual([one, 403]);
    }
  });

  it('takes no telephone number that is nobody’s, though the settings ask for it', async () => {
    const { person, phone } = await registerUntilPhone(worker, service);
    for (const nobodys of [person.phone, '07700 900999', '01632 960001']) {
      const refused = await person.browser.submit(phone, { phone: nobodys });
      expect([nobodys, refused.status, headingOf(refused)]).toEqual([nobodys, 400, headingOf(phone)]);
      expect(errorOf(refused)).toBeDefined();
    }
    expect(await worker.messages(person.number)).toEqual([]);
  });

  it('lets a form lead to https and to the scheme of the service, never to loopback', async () => {
    const forms: readonly (readonly [string, readonly string[]])[] = [
      ['https://pharmacy.example/callback', ["'self'", 'https:']],
      ['nhsapp://auth/return', ["'self'", 'https:', 'nhsapp:']],
    ];
    for (const [redirectUri, targets] of forms) {
      const begun = await ask(`/authorize?${requestParameters(service, { redirect_uri: redirectUri })}`);
      const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const page = await ask(begun.headers.get('location') ?? '', { headers: { cookie, accept: 'text/html' } });
      const policy = page.headers.get('content-security-policy') ?? '';
      expect([page.status, /form-action ([^;]+)/.exec(policy)?.[1]?.split(' ')]).toEqual([200, targets]);
      expect(policy).not.toContain('unsafe');
    }
  });

  it('has none of the doors of a local world, and nothing of its modules', async () => {
    const { DEV_SECRET }: { DEV_SECRET: string } = JSON.parse(readFileSync(join(worker.home, 'secrets.json'), 'utf8'));
    const headers = { 'x-dev-secret': DEV_SECRET, 'content-type': 'application/json' };
    for (const path of ['/__dev/clock', '/__dev/alarms', '/__dev/hourly'])
      for (const method of ['GET', 'POST'])
        expect((await sendRaw(`${worker.address}${path}`, { method, headers, body: '{}' })).status).toBe(404);
    const bundle = readFileSync(join(worker.home, 'dist/worker/index.js'), 'utf8');
    expect(bundle.length).toBeGreaterThan(100_000);
    expect([bundle.includes(LOCAL_WORLD_MARKER), /^\/\/ dev\//m.test(bundle)]).toEqual([false, false]);
  });
});

/** Registers behind the proxy up to the page that asks for a telephone number. */
async function registerUntilPhone(worker: ProductionWorker, service: TestService) {
  const place = { ...worker, issuer: worker.address };
  const known = newPerson(worker);
  const person: Person = { ...known, browser: newCitizen(worker.address, known.address, worker.issuer) };
  const page = await openRegistration(place, person, service);
  const asked = await submitForCode(place, person, { page, fields: { email: person.email }, to: person.email });
  const proved = await person.browser.submit(asked.page, { code: asked.code });
  return { person, phone: await person.browser.submit(proved, { password: person.password }) };
}

/** Registers behind the proxy. @returns the consent page, and the cookies that came with the account */
async function registerThrough(worker: ProductionWorker, service: TestService) {
  const place = { ...worker, issuer: worker.address };
  const { person, phone } = await registerUntilPhone(worker, service);
  const { browser } = person;
  const fields = { phone: '07400 123456' };
  const texted = await submitForCode(place, person, { page: phone, fields, to: '+447400123456' });
  const terms = await browser.submit(texted.page, { code: texted.code });
  const sent = {
    page: terms,
    fields: { decision: 'accept' },
    headers: { origin: worker.issuer },
    address: person.address,
  };
  const accepted = await sendForm(browser, sent);
  const cookies = accepted.headers.getSetCookie();
  const [name = '', value = ''] = (cookies[0] ?? '').split(';')[0]?.split(/=(.*)/) ?? [];
  browser.cookies.set(name, value);
  const page = await browser.open(new URL(accepted.headers.get('location') ?? '', worker.address).href);
  return { browser, consent: { page, cookies } };
}

describe('the production bundle on one’s own machine', () => {
  let worker: ProductionWorker;
  const at = (path: string, init?: Parameters<typeof sendRaw>[1]) => sendRaw(`${worker.address}${path}`, init);

  beforeAll(async () => {
    worker = await startProductionWorker(world, { variables: { ENVIRONMENT: 'production' } });
  });
  afterAll(() => worker?.stop());

  it('keeps the hours without a request that asks for it: keys are there before anybody needs them', async () => {
    const keys = async () => {
      const answer = await operate(worker, 'keys.list');
      const { keys: held }: { keys: readonly unknown[] } = JSON.parse(await answer.text());
      return held.length;
    };
    await expect.poll(keys, { timeout: 45_000, interval: 200 }).toBe(2);
  });

  it('keeps the signed heads of the audit chains in a folder of their own, where it finds them again', async () => {
    const heads = () => readdirSync(join(worker.home, 'heads'));
    await expect
      .poll(heads, { timeout: 45_000, interval: 200 })
      .toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d_\d\d_\d\dZ\.json$/)]);
    const [name = ''] = heads();
    const file = join(worker.home, 'heads', name);
    const written = readFileSync(file, 'utf8');
    const { heads: signed }: { heads: readonly unknown[] } = JSON.parse(written);
    const forged = { chain: 'g1.77', seq: 3, hash: 'x', at: 1, signature: '1.x' };
    writeFileSync(file, JSON.stringify({ heads: [...signed, forged] }));
    const verified: { broken: unknown } = JSON.parse(await (await operate(worker, 'audit.verify')).text());
    expect(verified.broken).toEqual([{ chain: 'g1.77', seq: 3, why: 'head_not_signed_by_us' }]);
    writeFileSync(file, written);
    expect(JSON.parse(await (await operate(worker, 'audit.verify')).text())).toMatchObject({ broken: [] });
  });

  it('has every atom, setting and secret that wrangler.toml gives to production, of the same date', () => {
    const [toml, capnp] = ['wrangler.toml', 'runtimes/workerd/gatehouse.capnp'].map((path) =>
      readFileSync(join(root, path), 'utf8'),
    );
    const all = (text = '', pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
    const settings = toml?.split('[env.production.vars]')[1]?.split('\n\n')[0];
    const secrets = toml?.split('secrets, per environment')[1];
    const named = [...all(settings, /^(\w+) =/gm), ...all(secrets, /^# ([A-Z_]+) /gm)].toSorted();
    expect(named.length).toBeGreaterThanOrEqual(20);
    // On one's own machine alone hashers may have a process of their own.
    expect(all(capnp, /fromEnvironment = "(\w+)"/g).toSorted()).toEqual([...named, 'HASHERS'].toSorted());
    const atoms = all(toml, /^class_name = "(\w+)"/gm);
    expect(all(capnp, /className = "(\w+)"/g)).toEqual([...atoms, 'Hours']);
    expect(all(capnp, /compatibilityDate = "(.*)"/g)).toEqual(all(toml, /^compatibility_date = "(.*)"/gm));
  });

  it('answers with metadata, keys, pages and their files', async () => {
    const metadata = JSON.parse((await at('/.well-known/openid-configuration')).body);
    expect(metadata).toMatchObject({
      issuer: worker.address,
      jwks_uri: `${worker.address}/.well-known/jwks.json`,
    });
    expect(JSON.parse((await at('/.well-known/jwks.json')).body).keys).toHaveLength(2);
    const page = await at('/help', { headers: html });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    const files = [...page.body.matchAll(/(?:href|src)="(\/(?:assets|images|icon|favicon|manifest)[^"]*)"/g)].map(
      ([, path = '']) => path,
    );
    expect(files.length).toBeGreaterThanOrEqual(5);
    const types = await Promise.all(
      files.map(async (path) => [(await at(path)).status, (await at(path)).headers.get('content-type')]),
    );
    expect(types.map(([status]) => status)).toEqual(files.map(() => 200));
    expect(types.map(([, type]) => type)).toEqual(
      expect.arrayContaining([
        'text/css; charset=utf-8',
        'text/javascript; charset=utf-8',
        'image/svg+xml',
        'image/x-icon',
      ]),
    );
    const stylesheet = files.find((path) => path.endsWith('.css')) ?? '';
    const { headers } = await at(stylesheet);
    expect([headers.get('cache-control'), headers.get('x-content-type-options'), headers.getSetCookie()]).toEqual([
      'public, max-age=31536000, immutable',
      'nosniff',
      [],
    ]);
    const posted = await at(stylesheet, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    for (const path of [
      '/blocklist/00.txt',
      '/_headers',
      '/assets/..%2f_headers',
      '/assets/../_headers',
      '/.git/config',
      '/index.js',
    ])
      expect([path, (await at(path)).status]).toEqual([path, 404]);
  });

  it('is operated by the same commands: service add, list, show, disable', async () => {
    const command = async (...args: readonly string[]) => {
      const env = {
        ...process.env,
        GATEHOUSE_ORIGIN: worker.address,
        GATEHOUSE_OPERATOR_KEY: join(worker.home, 'operator.jwk.json'),
      };
      const { stdout } = await promisify(execFile)(
        join(root, 'node_modules/.bin/node'),
        [join(root, 'cli/service.ts'), ...args],
        { env },
      );
      return stdout;
    };
    const file = join(worker.home, 'service.json');
    writeFileSync(file, JSON.stringify(serviceFile(await newServiceKey(), { client_name: 'Far Pharmacy' })));
    const { client_id: id }: { client_id: string } = JSON.parse(await command('add', file));
    await expect.poll(() => command('list'), { timeout: 45_000, interval: 300 }).toContain(id);
    expect(JSON.parse(await command('show', id, '--json'))).toMatchObject({
      client_name: 'Far Pharmacy',
      status: 'active',
    });
    expect(await command('disable', id)).toContain('is disabled');
  });

  it('refuses an operator of another place, and a token for another address', async () => {
    expect((await operate({ ...worker, home: world.home }, 'services.list')).status).toBe(401);
    expect((await operate({ ...worker, issuer: world.issuer }, 'services.list')).status).toBe(401);
    expect((await operate(worker, 'services.list')).status).toBe(200);
  });

  it('takes its own methods only, those too that no browser sends', async () => {
    for (const method of ['TRACE', 'HEAD', 'OPTIONS', 'PUT', 'LOCK', 'PROPFIND']) {
      const answer = await at('/token', { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'POST']);
    }
  });

  it.each([
    ['an address', '127.0.0.1'],
    ['a name that leads inside', 'localhost'],
  ])('reaches inside only where that was configured: the keys of a service cannot lie at %s', async (_what, host) => {
    let visits = 0;
    const inside = createServer((_request, response) => {
      visits += 1;
      response.end('{"keys":[]}');
    });
    await new Promise<void>((done) => inside.listen(0, done));
    try {
      const address = inside.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const service = await addService(worker, { jwks: undefined, jwks_uri: `http://${host}:${port}/jwks` });
      const answer = await redeem(worker, service, 'any');
      expect([answer.status, answer.body['error'], answer.headers.get('retry-after')]).toEqual([
        503,
        'temporarily_unavailable',
        '5',
      ]);
      expect(visits).toBe(0);
      expect((await fetch(`http://${host}:${port}/jwks`)).status).toBe(200);
    } finally {
      inside.close();
    }
  });

  it('says on a page, and does not send on, when no store can name the service', async () => {
    const service = await addService(worker);
    expect((await sendRaw(authorizeUrl(worker, service))).status).toBe(303);
    await worker.kill();
    const folder = join(worker.atoms, 'gatehouse-client');
    for (const name of readdirSync(folder).filter((one) => !one.startsWith('metadata')))
      writeFileSync(join(folder, name), 'not a database');
    await worker.restart();
    const page = await sendRaw(authorizeUrl(worker, service), { headers: html });
    expect([page.status, page.headers.get('retry-after'), page.headers.get('location')]).toEqual([503, '5', null]);
    expect(headingOf({ ...page, url: '', html: page.body })).toBe('Sorry, Gatehouse is not working at the moment');
    expect(page.body).not.toContain('pharmacy');
    const json = await sendRaw(authorizeUrl(worker, service));
    expect([json.status, JSON.parse(json.body).error]).toEqual([503, 'temporarily_unavailable']);
    const token = await redeem(worker, service, 'any');
    expect([token.status, token.body['error']]).toEqual([503, 'temporarily_unavailable']);
  });
});

describe('a configuration that is wrong', () => {
  it.each<readonly [string, Variables, RegExp]>([
    ['no place for the atoms', { JURISDICTION: '' }, /JURISDICTION must be one of eu, none/],
    ['another place', { JURISDICTION: 'us' }, /JURISDICTION must be one of eu, none/],
    ['a jurisdiction where there are none', { JURISDICTION: 'eu' }, /urisdiction/],
    ['plain http', { ORIGIN: 'http://auth.example' }, /ORIGIN must be https/],
    ['a path in the origin', { ORIGIN: 'https://auth.example/login' }, /ORIGIN must be an origin/],
    ['no key', { MASTER_KEYS: '' }, /MASTER_KEYS/],
    ['a short key', { INDEX_KEYS: '{"1":"c2hvcnQ"}' }, /INDEX_KEYS must hold keys of 32 bytes/],
    [
      'a related origin of plain http',
      { RELATED_ORIGINS: 'http://health.example' },
      /RELATED_ORIGINS: http:.* is not an https/,
    ],
    ['an unknown environment', { ENVIRONMENT: 'prod' }, /ENVIRONMENT must be one of/],
  ])('is answered with 503 and said in the log, never worked around: %s', async (_what, variables, words) => {
    const worker = await brokenProduction(variables);
    const answer = await sendRaw(`${worker.address}/.well-known/jwks.json`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.body).not.toMatch(words);
    const asked = `${worker.address}/authorize?client_id=${'A'.repeat(22)}`;
    const page = await sendRaw(asked, { headers: html });
    expect([page.status, page.headers.get('retry-after'), page.headers.get('cache-control')]).toEqual([
      503,
      '5',
      'no-store',
    ]);
    await expect.poll(() => worker.output(), { timeout: 45_000 }).toMatch(words);
  });

  let broken: ProductionWorker | undefined;
  /** One deployment, started again with each mistake. */
  async function brokenProduction(variables: Variables): Promise<ProductionWorker> {
    broken ??= await startProductionWorker(world);
    await broken.kill();
    await broken.restart(variables);
    return broken;
  }
  afterAll(() => broken?.stop());
});

describe('hashers in a process of their own', () => {
  let worker: ProductionWorker;
  beforeAll(async () => {
    worker = await startProductionWorker(world, { hashers: 'apart' });
  });
  afterAll(() => worker?.stop());

  it('hash passwords; while they stand still no token waits for them, and a password is answered 503 and not counted', async () => {
    const service = await addService(worker);
    const { person, callback } = await register(worker, service);
    let tokens = await redeem(worker, service, callback.code ?? '');
    const atThePassword = async () => {
      const browser = newCitizen(worker.issuer, person.address);
      const page = await browser.submit(await browser.open(authorizeUrl(worker, service)), { email: person.email });
      return { browser, page };
    };
    const { browser, page } = await atThePassword();
    worker.hashers?.signal('SIGSTOP');
    for (let round = 0; round < 2; round += 1) {
      let waiting = true;
      const answered = Promise.all(
        (await Promise.all([atThePassword(), atThePassword(), atThePassword(), atThePassword()])).map(
          async (other) => (await other.browser.submit(other.page, { password: person.password })).status,
        ),
      ).finally(() => {
        waiting = false;
      });
      while (waiting) {
        tokens = await refresh(worker, service, textOf(tokens, 'refresh_token'));
        expect(tokens.status).toBe(200);
      }
      expect(await answered).toEqual([503, 503, 503, 503]);
    }
    worker.hashers?.signal('SIGCONT');
    // Eight that were not looked at would have locked it.
    await expect
      .poll(async () => headingOf(await browser.submit(page, { password: person.password })), { timeout: 20_000 })
      .toMatch(/code/i);
  });
});

describe('kill -9', () => {
  let worker: ProductionWorker;
  beforeAll(async () => {
    worker = await startProductionWorker(world);
  });
  afterAll(() => worker?.stop());

  it('takes back no service that was acknowledged, and no change of one', async () => {
    for (let round = 1; round <= 4; round += 1) {
      const service = await addService(worker, { client_name: `Round ${round}`, shards: round });
      await worker.killAndRestart();
      expect((await sendRaw(authorizeUrl(worker, service))).status).toBe(303);
      expect((await redeem(worker, service, 'any')).body['error']).toBe('invalid_grant');
      expect((await operate(worker, 'services.disable', { client_id: service.clientId })).status).toBe(200);
      await worker.killAndRestart();
      expect((await sendRaw(authorizeUrl(worker, service))).status).toBe(400);
      expect((await redeem(worker, service, 'any')).body['error']).toBe('invalid_client');
    }
  });

  it('takes back no account, consent, session, code or token, and no use of one', async () => {
    const first = await addService(worker);
    const { person, callback } = await register(worker, first);
    await worker.killAndRestart();
    const tokens = await redeem(worker, first, callback.code ?? '');
    expect(tokens.status).toBe(200);
    for (let round = 1; round <= 3; round += 1) {
      const service = await addService(worker, { client_name: `Consent ${round}` });
      const consent = await person.browser.open(authorizeUrl(worker, service));
      expect(headingOf(consent)).toBe(`Share your information with Consent ${round}?`);
      const agreed = readCallback((await person.browser.submit(consent, { decision: 'agree' })).url);
      await worker.killAndRestart();
      const silent = await person.browser.open(authorizeUrl(worker, service, { prompt: 'none' }));
      expect(readCallback(silent.url)).toMatchObject({ code: expect.any(String), error: undefined });
      expect((await redeem(worker, service, agreed.code ?? '')).status).toBe(200);
      await worker.killAndRestart();
      expect((await redeem(worker, service, agreed.code ?? '')).body['error']).toBe('invalid_grant');
    }
    expect((await userinfo(worker, textOf(tokens, 'access_token'))).status).toBe(200);
    expect((await refresh(worker, first, textOf(tokens, 'refresh_token'))).status).toBe(200);
  });

  it('loses nothing on its way to the book of record', async () => {
    const service = await addService(worker, { client_name: 'Late in the book' });
    await worker.killAndRestart();
    const listed = async () => (await (await operate(worker, 'services.list')).text()).includes(service.clientId);
    await expect.poll(listed, { timeout: 45_000, interval: 300 }).toBe(true);
    const verified: unknown = JSON.parse(await (await operate(worker, 'audit.verify')).text());
    expect(verified).toMatchObject({ broken: [] });
  });
});
