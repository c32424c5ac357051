import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProductionWorker, startProductionWorker } from '../support/production-worker.ts';
import {
  addService,
  newServiceKey,
  operate,
  requestParameters,
  serviceFile,
  type TestService,
} from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const origin = 'https://auth.gatehouse.example';
let worker: ProductionWorker;
let service: TestService;

beforeAll(async () => {
  worker = await startProductionWorker(world, { origin });
  service = await addService(worker, { redirect_uris: ['https://pharmacy.example/callback', 'nhsapp://auth/return'] });
});
afterAll(() => worker?.stop());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${worker.address}${path}`, { redirect: 'manual', ...init });

describe('the production entry at an https origin', () => {
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

  it('has none of the doors of a local world', async () => {
    const headers = { 'x-dev-secret': '', 'content-type': 'application/json' };
    for (const path of ['/__dev/clock', '/__dev/alarms', '/__dev/hourly'])
      expect((await ask(path, { method: 'POST', headers, body: '{"offsetSeconds":1}' })).status).toBe(404);
  });
});
