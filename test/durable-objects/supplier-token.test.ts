import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { FetchedToken } from '../../src/domain/shared-token';
import { budgetOf } from '../../src/storage/request-budgets';
import { sharedTokenOf } from '../../src/storage/shared-tokens';
import { clock, seconds } from './support/clock';
import { anEnv, away } from './support/env';
import type { Supplier } from './support/platform-atoms';

const namespace = env.SUPPLIER as unknown as DurableObjectNamespace<Supplier>;
const inFiveSeconds = () => Date.now() + 5000;
let generation = 100;

/** Isolates of one deployment, which nobody has asked for a token yet. */
function isolates(count: number, overrides: Parameters<typeof anEnv>[0] = {}) {
  generation += 1;
  return Array.from({ length: count }, () =>
    sharedTokenOf({ env: anEnv({ GENERATION: String(generation), ...overrides }), now: () => seconds() }, 'pds'),
  );
}

/** A token endpoint that counts. */
function endpoint(lifeSeconds = 599) {
  let fetches = 0;
  return {
    fetches: () => fetches,
    async fetch(): Promise<FetchedToken | undefined> {
      fetches += 1;
      const token = `token ${fetches}`;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { token, expiresAt: seconds(lifeSeconds) };
    },
  };
}

describe('the token of a supplier', () => {
  it('is fetched once, whoever asks at the same time, and is the same in all isolates', async () => {
    const { fetch, fetches } = endpoint();
    const deployment = isolates(4);
    const callers = Array.from({ length: 32 }, (_, caller) => deployment[caller % 4]);
    const tokens = await Promise.all(callers.map((isolate) => isolate?.read(fetch, inFiveSeconds())));
    expect(new Set(tokens.map((held) => held?.token))).toEqual(new Set(['token 1']));
    expect(fetches()).toBe(1);
  });

  it('is fetched anew a minute before its end', async () => {
    const { fetch, fetches } = endpoint();
    const [isolate] = isolates(1);
    await isolate?.read(fetch, inFiveSeconds());
    clock.advance(538);
    expect((await isolate?.read(fetch, inFiveSeconds()))?.token).toBe('token 1');
    clock.advance(1);
    expect((await isolate?.read(fetch, inFiveSeconds()))?.token).toBe('token 2');
    expect(fetches()).toBe(2);
  });

  it('that was refused is used by nobody any more, and its successor is not dropped for it', async () => {
    const { fetch } = endpoint();
    const [one, other] = isolates(2);
    const first = await one?.read(fetch, inFiveSeconds());
    await one?.drop(first?.id ?? '');
    expect((await one?.read(fetch, inFiveSeconds()))?.token).toBe('token 2');
    await other?.drop(first?.id ?? '');
    expect((await other?.read(fetch, inFiveSeconds()))?.token).toBe('token 2');
  });

  it('that cannot be had is asked for once in a second, and then again', async () => {
    let fetches = 0;
    const failing = async () => {
      fetches += 1;
      return undefined;
    };
    const deployment = isolates(3);
    const tokens = await Promise.all(deployment.map((isolate) => isolate.read(failing, inFiveSeconds())));
    expect([tokens, fetches]).toEqual([[undefined, undefined, undefined], 1]);
    clock.advance(1);
    const { fetch } = endpoint();
    expect((await deployment[2]?.read(fetch, inFiveSeconds()))?.token).toBe('token 1');
  });

  it('lies sealed in its atom, and opens under no other name', async () => {
    const { fetch } = endpoint();
    const [isolate] = isolates(1);
    await isolate?.read(fetch, inFiveSeconds());
    const turn = await namespace.getByName(`g${generation}:pds`).takeToken({ ticket: 'another' });
    expect(turn).toMatchObject({ outcome: 'held', expiresAt: seconds(599) });
    expect(JSON.stringify(turn)).not.toContain('token 1');
    const elsewhere = namespace.getByName(`g${generation}:ods`);
    await elsewhere.takeToken({ ticket: 'moved' });
    if (turn.outcome === 'held') await elsewhere.settleToken({ ticket: 'moved', fetched: turn });
    const held = sharedTokenOf({ env: anEnv({ GENERATION: String(generation) }), now: () => seconds() }, 'ods');
    expect(await held.read(fetch, inFiveSeconds())).toBeUndefined();
  });

  it('is nobody’s when the atom is away', async () => {
    const { fetch } = endpoint();
    const [isolate] = isolates(1, { SUPPLIER: away() });
    expect(await isolate?.read(fetch, inFiveSeconds())).toBeUndefined();
    await isolate?.drop('any');
  });
});

describe('the request budget of a supplier', () => {
  it('is one for all isolates: slices follow one another', async () => {
    const stub = namespace.getByName('budget');
    const leases = await Promise.all(
      Array.from({ length: 64 }, () => stub.leaseBudget({ perSecond: 5, patienceMillis: 4000 })),
    );
    const waits = leases.flatMap((lease) => (lease.outcome === 'granted' ? [lease.inMillis] : []));
    expect(waits).toEqual(Array.from({ length: 17 }, (_, slice) => slice * 240));
    expect(leases.filter(({ outcome }) => outcome === 'busy')).toHaveLength(47);
  });

  it('gives out nothing while the system rests', async () => {
    const stub = namespace.getByName('rest');
    await stub.rest({ millis: 5000 });
    expect(await stub.leaseBudget({ perSecond: 5, patienceMillis: 4999 })).toEqual({ outcome: 'busy' });
    clock.advance(5);
    expect(await stub.leaseBudget({ perSecond: 5, patienceMillis: 0 })).toMatchObject({
      outcome: 'granted',
      inMillis: 0,
    });
  });

  it('lets nobody pass when its atom is away', async () => {
    expect(await budgetOf(anEnv({ SUPPLIER: away() }), 'pds', 5).take(inFiveSeconds(), 'awaited')).toBeUndefined();
  });

  it('lets one pass who comes first', async () => {
    expect(await budgetOf(anEnv({ GENERATION: '99' }), 'pds', 5).take(inFiveSeconds(), 'awaited')).toBeDefined();
  });
});
