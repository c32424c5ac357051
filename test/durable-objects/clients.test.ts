import { env as bindings } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import type { PublicJwk, Client as Service } from '../../src/domain/client';
import { Unavailable } from '../../src/domain/unavailable';
import type { Env } from '../../src/env';
import { clientRegistry, clients, operators } from '../../src/storage/clients';
import { forgetPublishedKeys } from '../../src/storage/service-keys';
import { clock, seconds } from './support/clock';
import { aService } from './support/service';

const keys = JSON.stringify({ 1: 'A'.repeat(43) });
const env: Env = {
  ...(bindings as unknown as Env),
  ...{ ORIGIN: 'https://auth.example', ENVIRONMENT: 'local', GENERATION: '1', JURISDICTION: '', BRAND: 'gatehouse' },
  ...{
    CLIENT_ADDRESS_FROM: 'socket',
    NOTIFY_BASE_URL: 'https://notify.example',
    NOTIFY_API_KEY: 'k',
    NOTIFY_TEMPLATES: '{}',
    MESSAGE_SENDER: 'Gatehouse',
  },
  ...{ MASTER_KEYS: keys, INDEX_KEYS: keys, ROUTING_KEYS: keys, AUDIT_KEYS: keys, SHARD_KEY: 'A'.repeat(43) },
  ...{
    DATABASE_URL: 'postgres://a:b@c/d',
    LEDGER_DATABASE_URL: 'postgres://a:b@c/d',
    REDIS_URL: 'https://redis.example',
    REDIS_TOKEN: 't',
  },
  ...{ OPERATOR_PUBLIC_JWK: '', NEON_FETCH_ENDPOINT: '', TEST_PHONE_NUMBERS: 'refused' },
};

let fetched: Request[] = [];
let answerFetch: () => Response | Promise<Response> = () => new Response('', { status: 404 });
const fetchKeys = async (input: RequestInfo | URL, init?: RequestInit) => {
  fetched.push(new Request(input, init));
  return answerFetch();
};
const parts = { env, now: () => seconds(), fetch: fetchKeys as typeof fetch };
const registry = clientRegistry(parts);
const port = clients(parts);
const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

async function added(changes: Partial<Service> = {}): Promise<Service> {
  const service = aService({ clientId: registry.newId(), ...changes });
  expect(await registry.put(service, 0)).toBe('stored');
  return service;
}

beforeEach(() => {
  fetched = [];
  forgetPublishedKeys();
});

describe('the registry of services', () => {
  it('keeps a service, and refuses a change made on an old version', async () => {
    const service = await added();
    expect(await registry.read(service.clientId)).toEqual(service);
    expect(await registry.put({ ...service, version: 2, name: 'Second' }, 1)).toBe('stored');
    expect(await registry.put({ ...service, version: 2, name: 'Third' }, 1)).toBe('conflict');
    expect((await registry.read(service.clientId))?.name).toBe('Second');
  });

  it('has acknowledged a change only when every shard has it', async () => {
    const service = await added({ shards: 4 });
    await registry.put({ ...service, version: 2, status: 'disabled' }, 1);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => port.admit(service, { jti: `jti ${index}`, exp: seconds(60) })),
    );
    expect(new Set(answers.map(({ status, version }) => `${version} ${status}`))).toEqual(new Set(['2 disabled']));
  });

  it('knows nobody by an id of another form', async () => {
    expect(await registry.read(clientId('not-an-id'))).toBeUndefined();
  });
});

describe('a connected service', () => {
  it('is found by its id alone', async () => {
    const service = await added();
    expect(await port.find(service.clientId)).toEqual(service);
    expect(await port.find(clientId('A'.repeat(22)))).toBeUndefined();
    expect(await port.find('A'.repeat(22))).toBeUndefined();
    expect(await port.find('x')).toBeUndefined();
    expect(await port.find('')).toBeUndefined();
  });

  it('that is disabled is seen as such within half a second by an isolate that had it in hand', async () => {
    const service = await added();
    await port.find(service.clientId);
    // Another isolate makes the change: this one's cache is not told.
    const stub = env.CLIENT.get(env.CLIENT.idFromName(`g1:${service.clientId}:0`)) as unknown as {
      write(input: object): Promise<unknown>;
    };
    await stub.write({ client: { ...service, version: 2, status: 'disabled' }, expectedVersion: 1, op: 'x' });
    await wait(510);
    expect((await port.find(service.clientId))?.status).toBe('disabled');
  });

  it('is read from shard 0 when another shard has not heard of it yet', async () => {
    const service = aService({ clientId: registry.newId(), shards: 3 });
    const stub = env.CLIENT.get(env.CLIENT.idFromName(`g1:${service.clientId}:0`)) as unknown as {
      write(input: object): Promise<unknown>;
    };
    await stub.write({ client: service, expectedVersion: 0, op: 'x' });
    for (let round = 0; round < 4; round += 1) {
      expect(await port.find(service.clientId)).toEqual(service);
      await wait(510);
    }
  });

  it('may use the id of an assertion once, on whichever shard it falls', async () => {
    const service = await added({ shards: 4 });
    const assertions = Array.from({ length: 20 }, (_, index) => ({ jti: `once ${index}`, exp: seconds(60) }));
    const first = await Promise.all(assertions.map((assertion) => port.admit(service, assertion)));
    const second = await Promise.all(assertions.map((assertion) => port.admit(service, assertion)));
    expect(new Set(first.map(({ outcome }) => outcome))).toEqual(new Set(['fresh']));
    expect(new Set(second.map(({ outcome }) => outcome))).toEqual(new Set(['replayed']));
  });

  it('may use the same id as another service', async () => {
    const [one, other] = [await added(), await added()];
    expect(await port.admit(one, { jti: 'same', exp: seconds(60) })).toMatchObject({ outcome: 'fresh' });
    expect(await port.admit(other, { jti: 'same', exp: seconds(60) })).toMatchObject({ outcome: 'fresh' });
  });

  it('that was never stored is admitted by nobody', async () => {
    await expect(port.admit(aService({ clientId: registry.newId() }), { jti: 'a', exp: seconds(60) })).rejects.toThrow(
      Unavailable,
    );
  });

  it('is verified with its keys and, during a rotation, with those before', async () => {
    const [old, next]: PublicJwk[] = [
      { kty: 'RSA', kid: 'old' },
      { kty: 'RSA', kid: 'new' },
    ];
    const service = { ...aService({ keys: { kind: 'jwks', keys: [next ?? { kty: '' }] } }), previousKeys: [old] };
    expect((await port.verificationKeys(service, 'old')).map(({ kid }) => kid)).toEqual(['new', 'old']);
  });
});

describe('the token of an operator', () => {
  it('is admitted once', async () => {
    const port = operators(parts);
    expect(await port.admit({ jti: 'a', exp: seconds(60) })).toBe('fresh');
    expect(await port.admit({ jti: 'a', exp: seconds(60) })).toBe('replayed');
  });
});

describe('the keys that a service publishes', () => {
  const jwk = (kid: string) => ({ kty: 'RSA', n: `w${'A'.repeat(340)}Q`, e: 'AQAB', kid });
  const publish = (...kids: string[]) => {
    answerFetch = () => Response.json({ keys: kids.map(jwk) });
  };
  const service = aService({ keys: { kind: 'jwks_uri', uri: 'https://clinic.example/jwks' } });
  const kidsFor = async (kid?: string) => (await port.verificationKeys(service, kid)).map((key) => key.kid);

  it('are fetched once in five minutes', async () => {
    publish('a');
    expect(await kidsFor('a')).toEqual(['a']);
    publish('b');
    clock.advance(299);
    expect(await kidsFor('a')).toEqual(['a']);
    expect(fetched).toHaveLength(1);
    clock.advance(1);
    expect(await kidsFor('a')).toEqual(['b']);
    expect(fetched).toHaveLength(2);
  });

  it('are fetched again for an unknown kid, at most once a minute', async () => {
    publish('a');
    await kidsFor('a');
    publish('a', 'b');
    clock.advance(59);
    expect(await kidsFor('b')).toEqual(['a']);
    clock.advance(1);
    expect(await kidsFor('b')).toEqual(['a', 'b']);
    expect(await kidsFor('c')).toEqual(['a', 'b']);
    expect(fetched).toHaveLength(2);
  });

  it('are asked for without following a redirect', async () => {
    publish('a');
    await kidsFor();
    expect(fetched[0]?.redirect).toBe('manual');
    expect(fetched[0]?.url).toBe('https://clinic.example/jwks');
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/' } })],
    ['an error', () => new Response('', { status: 500 })],
    ['no JSON', () => new Response('<html>')],
    ['no key set', () => Response.json({})],
    ['more than 64 KiB', () => new Response(`{"keys":[]}${' '.repeat(65_536)}`)],
    ['nothing at all', () => Promise.reject(new TypeError('network'))],
  ])('are not had from %s: unavailable, and not asked for again at once', async (_what, answer) => {
    answerFetch = answer;
    await expect(kidsFor()).rejects.toThrow(Unavailable);
    await expect(kidsFor()).rejects.toThrow(Unavailable);
    expect(fetched).toHaveLength(1);
    publish('a');
    clock.advance(5);
    expect(await kidsFor()).toEqual(['a']);
  });

  it('serve for fifteen minutes when their server is down, and no longer', async () => {
    publish('a');
    await kidsFor();
    answerFetch = () => new Response('', { status: 503 });
    clock.advance(899);
    expect(await kidsFor('a')).toEqual(['a']);
    clock.advance(1);
    await expect(kidsFor('a')).rejects.toThrow(Unavailable);
  });

  it('are taken only if they can verify', async () => {
    answerFetch = () =>
      Response.json({
        keys: [
          jwk('good'),
          { ...jwk('secret'), d: 'AQAB' },
          { ...jwk('short'), n: 'AQAB' },
          { kty: 'EC' },
          { ...jwk('enc'), use: 'enc' },
        ],
      });
    expect(await kidsFor()).toEqual(['good']);
  });

  it.each(['http://clinic.example/jwks', 'https://169.254.169.254/jwks', 'https://localhost/jwks'])(
    'are never fetched from %s, whatever a record says',
    async (uri) => {
      publish('a');
      await expect(port.verificationKeys(aService({ keys: { kind: 'jwks_uri', uri } }), undefined)).rejects.toThrow(
        Unavailable,
      );
      expect(fetched).toEqual([]);
    },
  );
});
