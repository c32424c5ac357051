import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEvent } from '../../src/domain/audit-event';
import { accountId } from '../../src/domain/brands';
import { ledgerShardOf } from '../../src/domain/ledger-hand-over';
import type { ChainedAuditEvent } from '../../src/domain/ledger-row';
import { limits as limitTable } from '../../src/domain/limits';
import { Unavailable } from '../../src/domain/unavailable';
import { readConfig } from '../../src/env';
import { atomStub } from '../../src/storage/atom-address';
import { audit, openRequestContext } from '../../src/storage/audit';
import { circuitOf } from '../../src/storage/circuits';
import { keyRegistry, keyRings, tendKeyRings } from '../../src/storage/key-rings';
import { limits } from '../../src/storage/limits';
import { passwords } from '../../src/storage/passwords';
import { theCaller } from '../support/builders';
import { clock, seconds } from './support/clock';
import { anEnv, away } from './support/env';
import { outside } from './support/platform-atoms';

const day = 86_400;
const sink = { record: () => undefined };

describe('limits', () => {
  it('counts a key over all isolates, and knows it by a keyed hash only', async () => {
    const [first, second] = [limits(anEnv()), limits(anEnv())];
    const most = limitTable.sendsPerAddressPerHour.value;
    const takes = Array.from({ length: most + 1 }, (_, index) =>
      (index % 2 === 0 ? first : second).take('sends-by-address', '192.0.2.7'),
    );
    const outcomes = (await Promise.all(takes)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'limited')).toHaveLength(1);
    expect(await first.take('sends-by-address', '192.0.2.8')).toEqual({ outcome: 'taken' });
  });

  it.each(['passwords', 'passkeys', 'interactions', 'registrations'] as const)(
    'counts %s of a network for the /48 around it too, so that many networks of one line are no way around',
    async (what) => {
      const windowsFor = async (network: string, refusing = '') => {
        const asked: string[] = [];
        const stub = {
          take: async ({ window }: { readonly window: string }) => {
            asked.push(window);
            return window === refusing ? { outcome: 'limited', until: 7 } : { outcome: 'taken' };
          },
        };
        const namespace = { idFromName: (name: string) => name, get: () => stub } as unknown as DurableObjectNamespace;
        const answer = await limits(anEnv({ RATE_LIMIT: namespace })).take(`${what}-by-address`, network);
        return [...asked, answer.outcome];
      };
      const [narrow, wide] = [`${what}-by-address`, `${what}-by-wide-network`];
      expect(await windowsFor('2001:db8:b:7::/64')).toEqual([narrow, wide, 'taken']);
      expect(await windowsFor('2001:db8:b:7::/64', wide)).toEqual([narrow, wide, 'limited']);
      // What one network is refused is not counted for its neighbours.
      expect(await windowsFor('2001:db8:b:7::/64', narrow)).toEqual([narrow, 'limited']);
      expect(await windowsFor('192.0.2.99')).toEqual([narrow, 'taken']);
    },
  );

  it('never says yes when its atom is away', async () => {
    await expect(limits(anEnv({ RATE_LIMIT: away() })).take('sends-by-address', 'x')).rejects.toThrow(Unavailable);
  });
});

const listed = 'ea7b37a7bb2b1a2c';
/** SHA-256 of "password1234" begins with b9c950640e1b3740e98acb93e669c65766f6670dd1609ba91ff41052ba48c6f3. */
const assets = (answer: (path: string) => Response): Fetcher =>
  ({ fetch: async (url: string) => answer(new URL(url).pathname) }) as unknown as Fetcher;

describe('passwords', () => {
  it('are verified by the hash that was made of them, and by no other', async () => {
    const port = passwords(anEnv());
    const stored = await port.hash('correct horse battery', theCaller);
    expect(await port.verify('correct horse battery', stored, theCaller)).toBe(true);
    expect(await port.verify('correct horse', stored, theCaller)).toBe(false);
  });

  it('are hashed for the network they come from, a /48 being one, and hashers learn of no address', async () => {
    const asked: { readonly of: string }[] = [];
    const verify = async (input: { readonly of: string }) => {
      asked.push(input);
      return { outcome: 'match' };
    };
    const namespace = { idFromName: (name: string) => name, get: () => ({ verify }) };
    const port = passwords(anEnv({ HASHER: namespace as unknown as DurableObjectNamespace }));
    for (const address of ['2001:db8:1:1::/64', '2001:db8:1:2::/64', '2001:db8:2:1::/64', '192.0.2.1', '192.0.2.1'])
      await port.verify('x', 'y', { ...theCaller, address });
    const [one, same, other, ...four] = asked.map(({ of }) => of);
    expect(same).toBe(one);
    expect(new Set([one, other, ...four]).size).toBe(3);
    expect(JSON.stringify(asked)).not.toMatch(/2001|192/);
  });

  it('are neither right nor wrong when no hasher answers', async () => {
    await expect(passwords(anEnv({ HASHER: away() })).verify('x', 'y', theCaller)).rejects.toThrow(Unavailable);
  });

  it.each([
    ['too busy to look', async () => ({ outcome: 'busy' })],
    ['silent, and waited for no longer than a second', () => new Promise<never>(() => undefined)],
  ])('are neither when the hasher is %s', async (_what, verb) => {
    const waits = vi.spyOn(scheduler, 'wait').mockImplementation(async () => undefined);
    const namespace = { idFromName: (name: string) => name, get: () => ({ verify: verb, hash: verb }) };
    const port = passwords(anEnv({ HASHER: namespace as unknown as DurableObjectNamespace }));
    await expect(port.verify('x', 'y', theCaller)).rejects.toThrow(Unavailable);
    await expect(port.hash('x', theCaller)).rejects.toThrow(Unavailable);
    const [longest] = waits.mock.calls.map(([millis]) => Number(millis)).toSorted((a, b) => b - a);
    expect(longest).toBeLessThanOrEqual(100);
    expect(waits.mock.calls.length).toBeLessThanOrEqual(2 * 10);
    waits.mockRestore();
  });

  it('are common whatever the case and the width of their letters', async () => {
    const lines = (path: string) =>
      new Response(path === '/blocklist/b9.txt' ? `${listed}\nc950640e1b3740e9\n` : `${listed}\n`);
    const port = passwords(anEnv({ ASSETS: assets(lines) }));
    expect(await port.isCommon('password1234')).toBe(true);
    expect(await port.isCommon('PassWord1234')).toBe(true);
    expect(await port.isCommon('ｐassword1234')).toBe(true);
    expect(await port.isCommon('password12345')).toBe(false);
  });

  it.each([
    ['missing', () => new Response('not found', { status: 404 })],
    ['an error', () => new Response(`${listed}\n`, { status: 500 })],
    ['empty', () => new Response('')],
    ['another page', () => new Response('<!doctype html>')],
  ])('are not accepted while the list is %s', async (_what, answer) => {
    await expect(passwords(anEnv({ ASSETS: assets(answer) })).isCommon('password1234')).rejects.toThrow(Unavailable);
  });
});

describe('signing keys', () => {
  const ring = (env = anEnv()) => ({ env, now: () => seconds(), audit: sink });

  it('are made by the first request, and are the same in every isolate', async () => {
    const records: AuditEvent[] = [];
    const first = await keyRings({
      ...ring(),
      audit: { record: (event) => void records.push(event) },
    }).signing('nhs-login', 'id-token');
    const second = await keyRings(ring()).signing('nhs-login', 'id-token');
    expect(second.kid).toBe(first.kid);
    expect(first).toMatchObject({ algorithm: 'RS512', key: { extractable: false, usages: ['sign'] } });
    expect(records).toMatchObject([{ kind: 'key_published', detail: { kid: first.kid, use: 'id-token' } }]);
  });

  it('verify by the published key of the same kid, which has no private member', async () => {
    const port = keyRings(ring());
    const { kid, key } = await port.signing('nhs-login', 'id-token');
    const published = await port.published('nhs-login');
    expect(published).toHaveLength(2);
    const jwk = published.find((each) => each.kid === kid);
    expect(Object.keys(jwk ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' };
    const data = new Uint8Array([1, 2, 3]);
    const signature = await crypto.subtle.sign(algorithm.name, key, data);
    const publicKey = await crypto.subtle.importKey('jwk', { ...jwk } as JsonWebKey, algorithm, false, ['verify']);
    expect(await crypto.subtle.verify(algorithm.name, publicKey, signature, data)).toBe(true);
  });

  it('are different for ID tokens and access tokens', async () => {
    const port = keyRings(ring());
    const kids = await Promise.all(
      (['id-token', 'access-token'] as const).map((use) => port.signing('nhs-login', use)),
    );
    expect(kids[0]?.kid).not.toBe(kids[1]?.kid);
  });

  it('do not open under another master key', async () => {
    await keyRings(ring()).signing('nhs-login', 'id-token');
    const other = anEnv({
      MASTER_KEYS: JSON.stringify({ 1: btoa(String.fromCharCode(...new Uint8Array(32).fill(9))).replaceAll('=', '') }),
    });
    await expect(keyRings(ring(other)).signing('nhs-login', 'id-token')).rejects.toThrow();
  });

  it('are succeeded in time by the hourly task: published a day before they sign', async () => {
    const port = keyRings(ring());
    const before = await port.signing('nhs-login', 'id-token');
    clock.advance(28 * day);
    await tendKeyRings(ring());
    expect(await port.published('nhs-login')).toHaveLength(4);
    expect((await port.signing('nhs-login', 'id-token')).kid).toBe(before.kid);
    clock.advance(2 * day);
    expect((await port.signing('nhs-login', 'id-token')).kid).not.toBe(before.kid);
  });

  it('are held for a day when their atom is away, and not longer', async () => {
    const env: { -readonly [Name in keyof ReturnType<typeof anEnv>]: ReturnType<typeof anEnv>[Name] } = anEnv();
    const port = keyRings(ring(env));
    const { kid } = await port.signing('nhs-login', 'id-token');
    env.KEY_RING = away();
    clock.advance(day - 1);
    expect((await port.signing('nhs-login', 'id-token')).kid).toBe(kid);
    clock.advance(1);
    await expect(port.signing('nhs-login', 'id-token')).rejects.toThrow(Unavailable);
  });

  it('are rotated on demand, both uses, and the new ones sign a day and an hour later', async () => {
    const port = keyRings(ring());
    const before = await port.signing('nhs-login', 'access-token');
    const registry = keyRegistry(ring());
    const rotations = await registry.rotate();
    expect(rotations.map(({ use, outcome }) => [use, outcome])).toEqual([
      ['id-token', 'rotated'],
      ['access-token', 'rotated'],
    ]);
    expect(new Set(rotations.map(({ signFrom }) => signFrom - seconds()))).toEqual(new Set([day + 3600]));
    expect((await registry.rotate()).map(({ outcome }) => outcome)).toEqual(['waiting', 'waiting']);
    const [, next] = rotations;
    expect((await registry.list()).map(({ kid }) => kid)).toContain(next?.kid);
    expect((await port.published('nhs-login')).map(({ kid }) => kid)).not.toContain(next?.kid);
    clock.advance(60);
    expect((await port.published('nhs-login')).map(({ kid }) => kid)).toContain(next?.kid);
    clock.advance(day + 3539);
    expect((await port.signing('nhs-login', 'access-token')).kid).toBe(before.kid);
    clock.advance(60);
    expect((await port.signing('nhs-login', 'access-token')).kid).toBe(next?.kid);
  });

  it('end in an emergency in every isolate within a minute, and another signs', async () => {
    const [here, elsewhere] = [anEnv(), anEnv()];
    const [mine, theirs] = [keyRings(ring(here)), keyRings(ring(elsewhere))];
    const { kid } = await mine.signing('nhs-login', 'id-token');
    expect((await theirs.signing('nhs-login', 'id-token')).kid).toBe(kid);
    expect(await keyRegistry(ring(here)).revoke('of nobody')).toEqual({ outcome: 'unknown' });
    const revocation = await keyRegistry(ring(here)).revoke(kid);
    expect(revocation).toMatchObject({ outcome: 'revoked', use: 'id-token' });
    // The isolate that was asked knows at once, another one when it reads its ring again.
    const signing = await mine.signing('nhs-login', 'id-token');
    expect(revocation).toMatchObject({ signing: signing.kid });
    expect(signing.kid).not.toBe(kid);
    clock.advance(59);
    expect((await theirs.signing('nhs-login', 'id-token')).kid).toBe(kid);
    clock.advance(1);
    expect((await theirs.signing('nhs-login', 'id-token')).kid).toBe(signing.kid);
    expect((await theirs.published('nhs-login')).map((key) => key.kid)).not.toContain(kid);
  });
});

describe('the audit trail', () => {
  const account = accountId('HAAAAAAAAAAAAAAAAAAAAA');
  let delivered: ChainedAuditEvent[] = [];
  beforeEach(() => {
    delivered = [];
    outside.ledger = async (batch) => {
      delivered.push(...batch.audit);
      return { outcome: 'applied' };
    };
  });
  afterEach(() => void vi.useRealTimers());

  const recorded = async (env: ReturnType<typeof anEnv>, event: AuditEvent) => {
    const work: Promise<unknown>[] = [];
    audit({ env, limits: limits(env), waitUntil: (promise) => void work.push(promise) }).record(event);
    return Promise.allSettled(work);
  };

  it('chains an event once, with who called as ciphertext that the audit key opens', async () => {
    const env = anEnv();
    await recorded(env, {
      kind: 'session_ended',
      at: seconds(),
      account,
      address: '192.0.2.1',
      requestId: 'r1',
      detail: { reason: 'x' },
    });
    await runDurableObjectAlarm(atomStub(env, 'LEDGER', String(ledgerShardOf(account)))());
    expect(delivered).toMatchObject([{ chain: 'g1.7', seq: 1, event: { kind: 'session_ended', account } }]);
    const sealed = delivered[0]?.event.sealed ?? '';
    expect(JSON.stringify(delivered)).not.toContain('192.0.2.1');
    expect(await openRequestContext(readConfig(env).auditKeys, sealed)).toEqual({
      address: '192.0.2.1',
      requestId: 'r1',
      detail: { reason: 'x' },
    });
    await expect(openRequestContext(readConfig(env).masterKeys, sealed)).rejects.toThrow();
  });

  it('does not hold the platform up once the ledger has the event', async () => {
    // No pause between tries ends while its clock stands still.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const [result] = await recorded(anEnv(), { kind: 'session_ended', at: seconds() });
    expect(result?.status).toBe('fulfilled');
  });

  describe('of callers who have not shown who they are', () => {
    const refusals = async (count: number, address: string, counters = limits(anEnv())) => {
      const env = anEnv();
      const work: Promise<unknown>[] = [];
      const trail = audit({ env, limits: counters, waitUntil: (promise) => void work.push(promise) });
      for (let nth = 1; nth <= count; nth += 1) {
        trail.recordRefusal({ kind: 'client_authn_fail', at: seconds(), account, address, detail: { reason: 'x' } });
        // Who cannot be counted in time is kept: no more at once than a busy machine counts in time.
        if (nth % 8 === 0) await Promise.all(work);
      }
      await Promise.all(work);
      delivered = [];
      await runDurableObjectAlarm(atomStub(env, 'LEDGER', String(ledgerShardOf(account)))());
      const opened = await Promise.all(
        delivered.map(({ event }) => openRequestContext(readConfig(env).auditKeys, event.sealed ?? '')),
      );
      return opened.map(({ detail }) => detail?.['together']);
    };
    const oneByOne = limitTable.refusalsRecordedPerHour.value;

    it('keeps sixty an hour of a network one by one, and the others together: a flood is no flood of rows', async () => {
      const together = await refusals(oneByOne + 100, '192.0.2.33');
      expect(together.filter((one) => one === undefined)).toHaveLength(oneByOne);
      expect(together.filter((one) => one !== undefined).toSorted()).toEqual([1, 2, 4, 8, 16, 32, 64].toSorted());
      expect(await refusals(3, '192.0.2.34')).toHaveLength(3);
    });

    it('counts the networks of one line together', async () => {
      await refusals(oneByOne, '2001:db8:9:1::/64');
      expect(await refusals(1, '2001:db8:9:2::/64')).toEqual([1]);
    });

    it('keeps every one while nothing can be counted', async () => {
      expect(await refusals(3, '192.0.2.35', limits(anEnv({ RATE_LIMIT: away() })))).toHaveLength(3);
    });
  });

  it('is tried again while the ledger is away, and the loss of an event is told to the platform', async () => {
    const [result] = await recorded(anEnv({ LEDGER: away() }), { kind: 'session_ended', at: seconds() });
    expect(result?.status).toBe('rejected');
  });
});

describe('a circuit', () => {
  it('opens for every isolate after failures that any of them reported', async () => {
    const [one, two] = [circuitOf(anEnv(), 'govuk-notify'), circuitOf(anEnv(), 'govuk-notify')];
    expect(await one.admits()).toBe(true);
    for (let failure = 0; failure < 5; failure += 1) await one.report(false);
    expect(await two.admits()).toBe(false);
    clock.advance(60);
    const three = circuitOf(anEnv(), 'govuk-notify');
    expect(await three.admits()).toBe(true);
    expect(await three.admits()).toBe(false);
    await three.report(true);
    expect(await circuitOf(anEnv(), 'govuk-notify').admits()).toBe(true);
  });

  it('opens for every isolate at the first word of a system that asks to be left alone', async () => {
    await circuitOf(anEnv(), 'voodoo-sms').report(false, 30);
    expect(await circuitOf(anEnv(), 'voodoo-sms').admits()).toBe(false);
    clock.advance(30);
    expect(await circuitOf(anEnv(), 'voodoo-sms').admits()).toBe(true);
  });

  it('is advice: with its atom away the system is called', async () => {
    const circuit = circuitOf(anEnv({ SUPPLIER: away() }), 'govuk-notify');
    await circuit.report(false);
    expect(await circuit.admits()).toBe(true);
  });
});
