import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { textDigest } from '../../src/crypto/text-digest';
import { checkChain, emptyChain } from '../../src/domain/audit-chain';
import { accountId } from '../../src/domain/brands';
import type { LedgerBatch, LedgerRow } from '../../src/domain/ledger-row';
import { clock, seconds } from './support/clock';
import { type Ledger, outside } from './support/platform-atoms';

const namespace = env.LEDGER as unknown as DurableObjectNamespace<Ledger>;
const anEvent = (id: string): LedgerRow => ({
  kind: 'audit',
  event: { id, kind: 'session_created', at: seconds(), sealed: `1.${id}` },
});
const aChange = (account: string, seq: number): LedgerRow => ({
  kind: 'account',
  account: accountId(account),
  seq,
  change: { change: 'terms', at: seconds(), termsVersion: 'v1' },
});
const handOver = (from: string, first: number, ...rows: readonly LedgerRow[]) => ({
  chain: 'g1.7',
  from,
  rows: rows.map((row, index) => ({ position: first + index, row })),
});

let delivered: LedgerBatch[] = [];
beforeEach(() => {
  delivered = [];
  outside.ledger = async (batch) => {
    delivered.push(batch);
    return { outcome: 'applied' };
  };
});
const links = () => delivered.flatMap(({ audit }) => audit);
const changes = () => delivered.flatMap((batch) => batch.changes);
const accountsOf = (batch: LedgerBatch) =>
  batch.changes.flatMap((change) => (change.kind === 'account' ? [`${change.account}${change.seq}`] : []));

describe('a ledger', () => {
  it('puts events in one chain without gaps, whoever sends them and however many at once', async () => {
    const stub = namespace.getByName('chain');
    await Promise.all(
      Array.from({ length: 30 }, (_, sender) =>
        stub.accept(handOver(`s${sender}`, 1, anEvent(`${sender}a`), anEvent(`${sender}b`))),
      ),
    );
    await runDurableObjectAlarm(stub);
    expect(links()).toHaveLength(60);
    expect(checkChain(links(), emptyChain('g1.7', textDigest), textDigest)).toMatchObject({
      outcome: 'intact',
      head: { seq: 60 },
    });
    expect((await stub.heads()).head).toMatchObject({ chain: 'g1.7', seq: 60, hash: links().at(-1)?.hash });
  });

  it('takes a row once, however often it is handed over', async () => {
    const stub = namespace.getByName('once');
    const first = handOver('sender', 4, anEvent('a'), anEvent('b'));
    expect(await stub.accept(first)).toEqual({ outcome: 'accepted', upto: 5 });
    expect(await stub.accept(first)).toEqual({ outcome: 'accepted', upto: 5 });
    expect(await stub.accept(handOver('sender', 5, anEvent('b'), anEvent('c')))).toEqual({
      outcome: 'accepted',
      upto: 6,
    });
    await runDurableObjectAlarm(stub);
    expect(links().map(({ event }) => event.id)).toEqual(['a', 'b', 'c']);
    await stub.accept(first);
    expect((await stub.undelivered()).undelivered).toBe(0);
  });

  it('says how many changes of one account wait, and how many of them for a person', async () => {
    const stub = namespace.getByName('changes');
    outside.ledger = async () => ({ outcome: 'poisoned', index: 0, why: '23505' });
    await stub.accept(handOver('sender', 1, aChange('a', 1), aChange('a', 2), aChange('b', 1), anEvent('x')));
    expect(await stub.changesOf({ account: 'a' })).toEqual({ outcome: 'changes', changes: 2, parked: 0 });
    outside.ledger = async ({ changes: [first] }) =>
      first?.kind === 'account' && first.account === 'a'
        ? { outcome: 'poisoned', index: 1, why: '23505' }
        : { outcome: 'failed', why: 'away' };
    await runDurableObjectAlarm(stub);
    expect(await stub.changesOf({ account: 'a' })).toEqual({ outcome: 'changes', changes: 2, parked: 2 });
    expect(await stub.changesOf({ account: 'b' })).toEqual({ outcome: 'changes', changes: 1, parked: 0 });
    expect(await stub.changesOf({ account: 'c' })).toEqual({ outcome: 'changes', changes: 0, parked: 0 });
  });

  it('refuses rows for another chain', async () => {
    const stub = namespace.getByName('other-chain');
    await stub.accept(handOver('sender', 1, anEvent('a')));
    expect(await stub.accept({ ...handOver('sender', 2, anEvent('b')), chain: 'g1.8' })).toMatchObject({
      outcome: 'refused',
    });
  });

  it('keeps everything while Postgres is away, tries again later, and then forgets what was applied', async () => {
    const stub = namespace.getByName('away');
    outside.ledger = async () => ({ outcome: 'failed', why: 'connection refused' });
    await stub.accept(handOver('sender', 1, anEvent('a'), aChange('acc', 1)));
    const since = seconds();
    for (let round = 0; round < 10; round += 1) {
      expect(await runDurableObjectAlarm(stub)).toBe(true);
      clock.advance(60);
    }
    expect(await stub.undelivered()).toEqual({
      outcome: 'backlog',
      undelivered: 2,
      parked: 0,
      oldestAt: since,
      waitingSince: since,
      why: 'connection refused',
    });
    outside.ledger = async (batch) => {
      delivered.push(batch);
      return { outcome: 'applied' };
    };
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await stub.undelivered()).toMatchObject({ undelivered: 0 });
    expect(links()).toHaveLength(1);
    expect(changes()).toHaveLength(1);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });

  it('survives a deliverer that throws: the alarm does not, and rings again', async () => {
    const stub = namespace.getByName('throws');
    outside.ledger = () => Promise.reject(new Error('a bug'));
    await stub.accept(handOver('sender', 1, anEvent('a')));
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await stub.undelivered()).toMatchObject({ undelivered: 1, why: 'a bug' });
    expect(await runInDurableObject(stub, (_instance, state) => state.storage.getAlarm())).not.toBeNull();
  });

  it('hands over at most 500 rows at a time, in their order', async () => {
    const stub = namespace.getByName('batches');
    await stub.accept(handOver('sender', 1, ...Array.from({ length: 501 }, (_, index) => anEvent(`${index}`))));
    await runDurableObjectAlarm(stub);
    expect(delivered.map(({ audit }) => audit.length)).toEqual([500, 1]);
  });

  it('parks a row that Postgres will never take, with the later rows of the same account, and delivers the rest', async () => {
    const stub = namespace.getByName('poison');
    outside.ledger = async (batch) => {
      const index = accountsOf(batch).indexOf('bad1');
      if (index >= 0)
        return { outcome: 'poisoned', index: batch.audit.length + index, why: 'account_identifier_value' };
      delivered.push(batch);
      return { outcome: 'applied' };
    };
    await stub.accept(
      handOver('sender', 1, anEvent('a'), aChange('good', 1), aChange('bad', 1), aChange('bad', 2), aChange('good', 2)),
    );
    await runDurableObjectAlarm(stub);
    await stub.accept(handOver('sender', 6, aChange('bad', 3), aChange('good', 3)));
    await runDurableObjectAlarm(stub);
    expect(delivered.flatMap(accountsOf)).toEqual(['good1', 'good2', 'good3']);
    expect(links()).toHaveLength(1);
    expect(await stub.undelivered()).toMatchObject({ undelivered: 3, parked: 3, why: 'account_identifier_value' });
    // What is parked tells nothing of how far Postgres is behind.
    expect(await stub.undelivered()).not.toHaveProperty('waitingSince');
    clock.advance(3600);
    await stub.accept(handOver('sender', 8, aChange('good', 4)));
    expect(await stub.undelivered()).toMatchObject({
      undelivered: 4,
      waitingSince: seconds(),
      oldestAt: seconds(-3600),
    });
  });

  it('delivers parked rows in their order when a person lets them go on', async () => {
    const stub = namespace.getByName('unpark');
    let healed = false;
    outside.ledger = async (batch) => {
      if (!healed) return { outcome: 'poisoned', index: 0, why: 'unique' };
      delivered.push(batch);
      return { outcome: 'applied' };
    };
    await stub.accept(handOver('sender', 1, aChange('a', 1), aChange('a', 2)));
    await runDurableObjectAlarm(stub);
    expect((await stub.undelivered()).parked).toBe(2);
    healed = true;
    await stub.unpark();
    await runDurableObjectAlarm(stub);
    expect(delivered.flatMap(accountsOf)).toEqual(['a1', 'a2']);
  });

  it('forgets the mark of a lone event when it can no longer come again, and keeps those of atoms', async () => {
    const stub = namespace.getByName('marks');
    await stub.accept(handOver('once:1', 1, anEvent('a')));
    await stub.accept(handOver('atom', 1, anEvent('b')));
    clock.advance(3600);
    await runDurableObjectAlarm(stub);
    const senders = await runInDurableObject(stub, (_instance, state) =>
      state.storage.sql.exec('SELECT sender FROM mark').toArray(),
    );
    expect(senders).toEqual([{ sender: 'atom' }]);
  });
});
