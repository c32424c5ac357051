import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import type { Client as Service } from '../../src/domain/client';
import { type LedgerHandOver, ledgerShardOf } from '../../src/domain/ledger-hand-over';
import type { Client } from './support/client-atom';
import { clock, seconds } from './support/clock';
import { outside } from './support/platform-atoms';
import { aService } from './support/service';

const namespace = env.CLIENT as unknown as DurableObjectNamespace<Client>;

async function aStoredService(name: string, changes: Partial<Service> = {}) {
  const stub = namespace.getByName(name);
  await stub.write({ client: aService(changes), expectedVersion: 0, op: 'add' });
  return stub;
}

const tablesOf = (stub: DurableObjectStub<Client>) =>
  runInDurableObject(stub, (_atom, state) =>
    state.storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name LIKE 'seen%'").toArray(),
  );

let handed: { shard: number; handOver: LedgerHandOver }[] = [];
beforeEach(() => {
  handed = [];
  outside.handOver = async (shard, handOver) => {
    handed.push({ shard, handOver });
    return { outcome: 'accepted', upto: handOver.rows.at(-1)?.position ?? 0 };
  };
});

describe('the record of a service', () => {
  it('is not there before it is written, and nothing is stored by asking', async () => {
    const stub = namespace.getByName('nobody');
    expect(await stub.read({ version: 0 })).toEqual({ outcome: 'none' });
    expect(await stub.admit({ jti: 'a', exp: seconds(60), op: '1' })).toEqual({ outcome: 'unknown' });
    const tables = await runInDurableObject(stub, (_atom, state) =>
      state.storage.sql.exec('SELECT * FROM sqlite_master').toArray(),
    );
    expect(tables).toEqual([]);
  });

  it('is told to who holds another version, and only then', async () => {
    const stub = await aStoredService('read');
    expect(await stub.read({ version: 0 })).toEqual({ outcome: 'client', client: aService() });
    expect(await stub.read({ version: 1 })).toEqual({ outcome: 'unchanged' });
  });

  it('is changed by the first of simultaneous changes, the others conflict', async () => {
    const stub = await aStoredService('race');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        stub.write({ client: aService({ version: 2, name: `Name ${index}` }), expectedVersion: 1, op: `op${index}` }),
      ),
    );
    expect(answers.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(19);
  });

  it('takes the same change once when the call is repeated', async () => {
    const stub = await aStoredService('retry');
    expect(await stub.write({ client: aService(), expectedVersion: 0, op: 'add' })).toEqual({ outcome: 'stored' });
    expect(await stub.write({ client: aService(), expectedVersion: 0, op: 'other' })).toEqual({
      outcome: 'conflict',
      version: 1,
    });
    await runDurableObjectAlarm(stub);
    expect(handed).toHaveLength(1);
  });

  it('never skips a version', async () => {
    const stub = await aStoredService('skip');
    const answer = await stub.write({ client: aService({ version: 3 }), expectedVersion: 1, op: 'x' });
    expect(answer).toEqual({ outcome: 'conflict', version: 1 });
  });

  it('reaches the book of record from shard 0, and is kept until it has', async () => {
    const stub = await aStoredService('outbox');
    const accept = outside.handOver;
    outside.handOver = () => Promise.reject(new Error('away'));
    await runDurableObjectAlarm(stub);
    expect(handed).toEqual([]);
    outside.handOver = accept;
    clock.advance(60);
    await runDurableObjectAlarm(stub);
    expect(handed.map(({ shard }) => shard)).toEqual([ledgerShardOf(aService().clientId)]);
    expect(handed[0]?.handOver.rows.map(({ row }) => row)).toEqual([{ kind: 'client', client: aService() }]);
  });

  it('is followed by the other shards, never backwards, and they tell nobody', async () => {
    const stub = namespace.getByName('follower');
    await stub.follow({ client: aService({ version: 3 }), op: 'a' });
    await stub.follow({ client: aService({ version: 2, status: 'disabled' }), op: 'b' });
    expect(await stub.read({ version: 0 })).toEqual({ outcome: 'client', client: aService({ version: 3 }) });
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });

  it('survives the eviction of its object', async () => {
    const stub = await aStoredService('evicted');
    await stub.admit({ jti: 'a', exp: seconds(60), op: '1' });
    await runInDurableObject(stub, (_atom, state) => state.abort('evict')).catch(() => undefined);
    const again = namespace.getByName('evicted');
    expect(await again.read({ version: 1 })).toEqual({ outcome: 'unchanged' });
    expect(await again.admit({ jti: 'a', exp: seconds(60), op: '2' })).toMatchObject({ outcome: 'replayed' });
  });
});

describe('an assertion of a service', () => {
  it('is admitted once, even by simultaneous requests', async () => {
    const stub = await aStoredService('fifty');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => stub.admit({ jti: 'same', exp: seconds(60), op: `${index}` })),
    );
    expect(answers.filter(({ outcome }) => outcome === 'fresh')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(49);
  });

  it('says how the service stands now', async () => {
    const stub = await aStoredService('standing');
    expect(await stub.admit({ jti: 'a', exp: seconds(60), op: '1' })).toEqual({
      outcome: 'fresh',
      version: 1,
      status: 'active',
    });
    await stub.write({ client: aService({ version: 2, status: 'disabled' }), expectedVersion: 1, op: 'off' });
    expect(await stub.admit({ jti: 'b', exp: seconds(60), op: '2' })).toEqual({
      outcome: 'fresh',
      version: 2,
      status: 'disabled',
    });
  });

  it('is still fresh when the same call is repeated', async () => {
    const stub = await aStoredService('repeat');
    await stub.admit({ jti: 'a', exp: seconds(60), op: '1' });
    expect(await stub.admit({ jti: 'a', exp: seconds(60), op: '1' })).toMatchObject({ outcome: 'fresh' });
    expect(await stub.admit({ jti: 'a', exp: seconds(60), op: '2' })).toMatchObject({ outcome: 'replayed' });
  });

  it('is not admitted again with another end', async () => {
    const stub = await aStoredService('other-end');
    await stub.admit({ jti: 'a', exp: seconds(60), op: '1' });
    expect(await stub.admit({ jti: 'a', exp: seconds(3600), op: '2' })).toMatchObject({ outcome: 'replayed' });
  });

  it.each([
    ['lives the longest there is', 3600 + 120, 'fresh'],
    ['lives longer', 3600 + 121, 'replayed'],
    ['ended so long ago that its table is gone', -1200, 'replayed'],
  ])('that %s is judged safely', async (_what, life, outcome) => {
    const stub = await aStoredService(`life${life}`);
    expect(await stub.admit({ jti: 'a', exp: seconds(life), op: '1' })).toMatchObject({ outcome });
  });

  it.each([
    ['', '1'],
    ['a'.repeat(65), '1'],
    ['a', ''],
  ])('with the id %j and operation %j is not kept, and not admitted', async (jti, op) => {
    const stub = await aStoredService('bounds');
    expect(await stub.admit({ jti, exp: seconds(60), op })).toMatchObject({ outcome: 'replayed' });
    expect(await tablesOf(stub)).toEqual([]);
  });

  it('is remembered to its end, and then its table is dropped whole', async () => {
    const stub = await aStoredService('drop');
    const exp = epochSeconds(Math.ceil(seconds() / 600) * 600 + 599);
    await stub.admit({ jti: 'a', exp, op: '1' });
    clock.advance(exp - seconds() + 60);
    expect(await stub.admit({ jti: 'a', exp, op: '2' })).toMatchObject({ outcome: 'replayed' });
    expect(await tablesOf(stub)).toHaveLength(1);
    clock.advance(61);
    await stub.admit({ jti: 'b', exp: seconds(60), op: '3' });
    expect(await tablesOf(stub)).toHaveLength(1);
  });

  it('leaves nothing behind when its service falls silent', async () => {
    const stub = await aStoredService('silent');
    await runDurableObjectAlarm(stub);
    await stub.admit({ jti: 'a', exp: seconds(60), op: '1' });
    clock.advance(2 * 86_400);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await tablesOf(stub)).toEqual([]);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });

  it('can be of nobody in particular: an operator key needs no record', async () => {
    const stub = namespace.getByName('operator');
    expect(await stub.note({ jti: 'a', exp: seconds(60), op: '1' })).toEqual({ outcome: 'fresh' });
    expect(await stub.note({ jti: 'a', exp: seconds(60), op: '2' })).toEqual({ outcome: 'replayed' });
  });
});
