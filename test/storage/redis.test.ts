import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { openClock, type WorldClock } from '../../dev/clock';
import { createRealRedis } from '../../dev/emulators/upstash/real-redis';
import { createRedisEndpoint, type RedisEndpoint } from '../../dev/emulators/upstash/rest';
import { createMemoryRedis } from '../../dev/emulators/upstash/store';
import { type Listening, listenOnLoopback } from '../../dev/http-server';
import { findFreePort } from '../../dev/ports';
import { clientId, epochSeconds } from '../../src/domain/brands';
import { limits } from '../../src/domain/limits';

const token = 'test-token';
const indexKeys = new Map([[1, new Uint8Array(32).fill(1)]]);
const most = limits.requestsPerAddressPerMinute.value;

const address = inject('installedRedis');
/** A real server, where this run has one: its keys age by its own clock. */
const installed = address === undefined ? undefined : createRealRedis(address);

let now = 1_795_000_020;
let folder: string;
let clock: WorldClock;
let endpoint: RedisEndpoint;
let server: Listening;
let silent: Listening;
let silentUrl: string;
let url: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-redis-'));
  clock = openClock(join(folder, 'clock.json'));
  endpoint = createRedisEndpoint(installed ?? createMemoryRedis(clock), token);
  const port = await findFreePort();
  server = await listenOnLoopback(port, { answer: (request) => endpoint.answer(request), upgrade: () => undefined });
  url = `http://127.0.0.1:${port}`;
  const silentPort = await findFreePort();
  silent = await listenOnLoopback(silentPort, { answer: () => new Promise(() => undefined), upgrade: () => undefined });
  silentUrl = `http://127.0.0.1:${silentPort}`;
});
beforeEach(() => endpoint.clear());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(async () => {
  await Promise.all([server.close(), silent.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Lets time go by for what is kept. */
async function pass(seconds: number): Promise<void> {
  clock.advance(seconds);
  for (const key of ((await installed?.(['KEYS', '*'])) ?? []) as readonly string[]) {
    const left = Number(await installed?.(['TTL', key]));
    if (left >= 0) await installed?.(['EXPIRE', key, String(left - seconds)]);
  }
}

/** The module as a new isolate loads it. */
async function anIsolate(address = url, secret = token) {
  vi.resetModules();
  const { coarseLimits, displayData } = await import('../../src/storage/redis');
  const parts = {
    config: { redis: { url: address, token: secret }, indexKeys },
    now: () => epochSeconds(now),
  };
  return { coarse: coarseLimits(parts), display: displayData(parts) };
}

describe('the coarse brake', () => {
  it('says no to one beyond the most in a minute, and yes again in the next', async () => {
    // Each call is counted, however slow the machine: the deadline is the next promise's.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
    const { coarse } = await anIsolate();
    const answers: boolean[] = [];
    for (let use = 0; use <= most; use += 1) answers.push(await coarse.allows('192.0.2.1'));
    expect(answers.slice(0, most).every(Boolean)).toBe(true);
    expect(answers.at(-1)).toBe(false);
    expect(await coarse.allows('192.0.2.2')).toBe(true);
    now += 60;
    expect(await coarse.allows('192.0.2.1')).toBe(true);
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1', token],
    ['the token is wrong', undefined, 'wrong'],
    ['it never answers', 'silent', token],
  ])(
    'lets everything through to the exact limits when %s, and does not wait for it twice',
    async (_what, address, secret) => {
      const { coarse } = await anIsolate(address === 'silent' ? silentUrl : (address ?? url), secret);
      vi.useFakeTimers({ toFake: ['Date'] });
      const calls = vi.spyOn(globalThis, 'fetch');
      expect(await coarse.allows('192.0.2.1')).toBe(true);
      const once = calls.mock.calls.length;
      expect(once).toBeGreaterThan(0);
      for (let use = 0; use < 50; use += 1) expect(await coarse.allows('192.0.2.1')).toBe(true);
      expect(calls).toHaveBeenCalledTimes(once);
      vi.setSystemTime(Date.now() + 5000);
      expect(await coarse.allows('192.0.2.1')).toBe(true);
      expect(calls).toHaveBeenCalledTimes(2 * once);
    },
  );
});

describe('display data', () => {
  const service = { name: 'Vaccination records', homeUri: 'https://service.example' };

  it('comes back as it was kept, for a day', async () => {
    const { display } = await anIsolate();
    expect(await display.service(clientId('a'))).toBeUndefined();
    await display.keepService(clientId('a'), service);
    expect(await display.service(clientId('a'))).toEqual(service);
    await pass(86_400);
    expect(await display.service(clientId('a'))).toBeUndefined();
  });

  it('is unknown when the cache is away', async () => {
    const { display } = await anIsolate('http://127.0.0.1:1');
    await display.keepService(clientId('a'), service);
    expect(await display.service(clientId('a'))).toBeUndefined();
  });
});
