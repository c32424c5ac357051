import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { accountId } from '../../src/domain/brands';
import type { BlindIndex } from '../../src/domain/ledger-row';
import type { Directory } from './support/account-atoms';
import { clock } from './support/clock';

const namespace = env.DIRECTORY as unknown as DurableObjectNamespace<Directory>;
const fifteenMinutes = 900;

/** An address as the shard knows it, under each live version of the index key. */
const address = (name: string, versions: readonly number[] = [1]): { readonly indexes: readonly BlindIndex[] } => ({
  indexes: versions.map((version) => ({ version, value: `${name} under key ${version}` })),
});
const pat = address('pat');
const one = { account: accountId('account one'), op: 'op one' };
const two = { account: accountId('account two'), op: 'op two' };

async function owned(shard: string) {
  const stub = namespace.getByName(shard);
  await stub.reserve({ ...pat, ...one });
  await stub.commit({ ...pat, op: one.op });
  return stub;
}
const rows = (stub: DurableObjectStub<Directory>) =>
  runInDurableObject(stub, (_atom, state) => state.storage.sql.exec('SELECT value FROM owner').toArray().length);

describe('an address', () => {
  it('is free, then reserved and still nobody’s, then owned', async () => {
    const stub = namespace.getByName('life');
    expect(await stub.find(pat)).toEqual({ tag: 'free' });
    expect(await stub.reserve({ ...pat, ...one })).toEqual({ tag: 'reserved', account: one.account });
    expect(await stub.find(pat)).toEqual({ tag: 'free' });
    expect(await stub.commit({ ...pat, op: one.op })).toEqual({ tag: 'owned' });
    expect(await stub.find(pat)).toEqual({ tag: 'owned', account: one.account, op: one.op });
  });

  it('of twenty who reserve it at once has one owner', async () => {
    const stub = namespace.getByName('race');
    const racers = Array.from({ length: 20 }, (_, n) => ({ account: accountId(`account ${n}`), op: `op ${n}` }));
    const answers = await Promise.all(racers.map((racer) => stub.reserve({ ...pat, ...racer })));
    expect(answers.filter(({ tag }) => tag === 'reserved')).toHaveLength(1);
    const commits = await Promise.all(racers.map(({ op }) => stub.commit({ ...pat, op })));
    expect(commits.map(({ tag }) => tag)).toEqual(answers.map(({ tag }) => (tag === 'reserved' ? 'owned' : 'lapsed')));
  });

  it('that is owned is taken for good, however long ago it was reserved', async () => {
    const stub = await owned('taken');
    clock.advance(365 * 86_400);
    expect(await stub.reserve({ ...pat, ...two })).toEqual({ tag: 'taken' });
    expect(await stub.find(pat)).toMatchObject({ tag: 'owned', account: one.account });
  });

  it('is another than its neighbour in the same shard', async () => {
    const stub = await owned('neighbours');
    expect(await stub.reserve({ ...address('sam'), ...two })).toMatchObject({ tag: 'reserved' });
    expect(await stub.find(address('sam'))).toEqual({ tag: 'free' });
  });

  it('has the same owner when the object is started anew', async () => {
    await owned('durable');
    await abortAllDurableObjects();
    expect(await namespace.getByName('durable').find(pat)).toMatchObject({ tag: 'owned', account: one.account });
  });
});

describe('a reservation', () => {
  it('holds for 15 minutes, and then the address is free for another', async () => {
    const stub = namespace.getByName('lapse');
    await stub.reserve({ ...pat, ...one });
    clock.advance(fifteenMinutes - 1);
    expect(await stub.reserve({ ...pat, ...two })).toEqual({ tag: 'taken' });
    clock.advance(1);
    expect(await stub.reserve({ ...pat, ...two })).toEqual({ tag: 'reserved', account: two.account });
  });

  it('can be committed until it lapses, and not after', async () => {
    const [early, late] = [namespace.getByName('in time'), namespace.getByName('too late')];
    await early.reserve({ ...pat, ...one });
    await late.reserve({ ...pat, ...one });
    clock.advance(fifteenMinutes - 1);
    expect(await early.commit({ ...pat, op: one.op })).toEqual({ tag: 'owned' });
    clock.advance(1);
    expect(await late.commit({ ...pat, op: one.op })).toEqual({ tag: 'lapsed' });
    expect(await late.find(pat)).toEqual({ tag: 'free' });
  });

  it('that lapsed and was taken over cannot be committed by the first', async () => {
    const stub = namespace.getByName('overtaken');
    await stub.reserve({ ...pat, ...one });
    clock.advance(fifteenMinutes);
    await stub.reserve({ ...pat, ...two });
    expect(await stub.commit({ ...pat, op: one.op })).toEqual({ tag: 'lapsed' });
    expect(await stub.commit({ ...pat, op: two.op })).toEqual({ tag: 'owned' });
  });

  it('is committed by nobody else', async () => {
    const stub = namespace.getByName('other op');
    await stub.reserve({ ...pat, ...one });
    expect(await stub.commit({ ...pat, op: two.op })).toEqual({ tag: 'lapsed' });
  });

  it('called for again by the same operation keeps the account it had, also after the commit', async () => {
    const stub = namespace.getByName('retry');
    await stub.reserve({ ...pat, ...one });
    const again = { ...pat, op: one.op, account: accountId('another proposal') };
    expect(await stub.reserve(again)).toEqual({ tag: 'reserved', account: one.account });
    await stub.commit({ ...pat, op: one.op });
    expect(await stub.reserve(again)).toEqual({ tag: 'reserved', account: one.account });
    expect(await stub.commit({ ...pat, op: one.op })).toEqual({ tag: 'owned' });
  });
});

describe('an address under several index keys', () => {
  it('is found, and taken, under whichever live key it was written', async () => {
    const stub = await owned('rotated');
    const withNewKey = address('pat', [2, 1]);
    expect(await stub.find(withNewKey)).toMatchObject({ tag: 'owned', account: one.account });
    expect(await stub.reserve({ ...withNewKey, ...two })).toEqual({ tag: 'taken' });
  });

  it('is owned under each of them', async () => {
    const stub = namespace.getByName('both keys');
    await stub.reserve({ ...address('pat', [2, 1]), ...one });
    await stub.commit({ ...address('pat', [2, 1]), op: one.op });
    expect(await stub.find(address('pat', [2]))).toMatchObject({ tag: 'owned' });
    expect(await stub.find(address('pat', [1]))).toMatchObject({ tag: 'owned' });
  });
});

describe('the sweep of a shard', () => {
  it('forgets what lapsed, keeps what is owned or still reserved, and rests when nothing can lapse', async () => {
    const stub = await owned('sweep');
    await stub.reserve({ ...address('sam'), ...two });
    clock.advance(fifteenMinutes);
    await stub.reserve({ ...address('kim'), ...two });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await rows(stub)).toBe(2);
    clock.advance(fifteenMinutes);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await rows(stub)).toBe(1);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
    expect(await stub.find(pat)).toMatchObject({ tag: 'owned' });
  });

  it('is not put off by every new instance of a busy shard', async () => {
    const due = () => runInDurableObject(namespace.getByName('busy'), (_atom, state) => state.storage.getAlarm());
    await namespace.getByName('busy').reserve({ ...pat, ...one });
    const first = await due();
    await abortAllDurableObjects();
    clock.advance(3600);
    await namespace.getByName('busy').reserve({ ...address('sam'), ...two });
    expect(await due()).toBe(first);
  });
});
