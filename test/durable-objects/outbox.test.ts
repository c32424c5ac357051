import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LedgerHandOver } from '../../src/domain/ledger-hand-over';
import type { LedgerRow } from '../../src/domain/ledger-row';
import type { SealedMessage } from '../../src/domain/message';
import { clock, seconds } from './support/clock';
import { outside, type Sender } from './support/platform-atoms';

const namespace = (env as unknown as { SENDER: DurableObjectNamespace<Sender> }).SENDER;
const anEvent = (id: string): LedgerRow => ({ kind: 'audit', event: { id, kind: 'session_created', at: seconds() } });
const aMessage = (id: string): SealedMessage => ({ id, channel: 'email', template: 'email-code', sealed: '1.x' });

let handed: LedgerHandOver[] = [];
let sent: string[] = [];
const accept = async (_shard: number, handOver: LedgerHandOver) => {
  handed.push(handOver);
  return { outcome: 'accepted' as const, upto: handOver.rows.at(-1)?.position ?? 0 };
};
const deliver = async ({ id }: SealedMessage) => {
  sent.push(id);
  return 'delivered' as const;
};
beforeEach(() => {
  handed = [];
  sent = [];
  outside.handOver = accept;
  outside.message = deliver;
});
const ids = () => handed.flatMap(({ rows }) => rows.flatMap(({ row }) => (row.kind === 'audit' ? [row.event.id] : [])));
const positions = () => handed.flatMap(({ rows }) => rows.map(({ position }) => position));

describe('an outbox', () => {
  it('hands over all rows in order, forgets them when they are accepted, and then rests', async () => {
    const stub = namespace.getByName('order');
    expect(await stub.due()).toBeUndefined();
    await stub.append(Array.from({ length: 250 }, (_, index) => anEvent(`${index}`)));
    expect(await stub.due()).toBe(0);
    await stub.drain();
    expect(ids()).toEqual(Array.from({ length: 250 }, (_, index) => `${index}`));
    expect(await stub.due()).toBeUndefined();
  });

  it('never gives a position twice, also after it was empty', async () => {
    const stub = namespace.getByName('positions');
    await stub.append([anEvent('a')]);
    await stub.drain();
    await stub.append([anEvent('b')]);
    await stub.drain();
    expect(new Set(positions()).size).toBe(2);
    expect(positions()).toEqual(positions().toSorted((a, b) => a - b));
  });

  it('says nothing of what the atom did not do after all', async () => {
    const stub = namespace.getByName('transaction');
    await stub.appendAndFail(anEvent('never'));
    expect(await stub.due()).toBeUndefined();
  });

  it('keeps rows that the ledger did not accept, waits longer each time up to a minute, and is heard at last', async () => {
    const stub = namespace.getByName('back-off');
    outside.handOver = () => Promise.reject(new Error('away'));
    await stub.append([anEvent('a')]);
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      await stub.drain();
      waits.push(((await stub.due()) ?? 0) - seconds());
      clock.advance(60);
    }
    expect(waits[0]).toBe(1);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(30);
    outside.handOver = async () => ({ outcome: 'refused', why: 'not this chain' });
    await stub.drain();
    expect(await stub.due()).toBeGreaterThan(0);
    outside.handOver = accept;
    clock.advance(60);
    await stub.drain();
    expect(ids()).toEqual(['a']);
    await stub.append([anEvent('b')]);
    expect(await stub.due()).toBe(0);
  });

  it('sends a message when the lease of the worker has lapsed, and not before', async () => {
    const stub = namespace.getByName('lease');
    await stub.send(aMessage('m'), 30);
    await stub.drain();
    expect(sent).toEqual([]);
    expect(await stub.due()).toBe(seconds(30));
    clock.advance(30);
    await stub.drain();
    expect(sent).toEqual(['m']);
    expect(await stub.due()).toBeUndefined();
  });

  it('does not send what the worker has delivered', async () => {
    const stub = namespace.getByName('delivered');
    await stub.send(aMessage('m'), 30);
    await stub.acknowledge('m');
    clock.advance(30);
    await stub.drain();
    expect(sent).toEqual([]);
  });

  it('keeps a message once under its id', async () => {
    const stub = namespace.getByName('same-id');
    await stub.send(aMessage('m'), 0);
    await stub.send(aMessage('m'), 0);
    await stub.drain();
    expect(sent).toEqual(['m']);
  });

  it('gives a due message to one taker', async () => {
    const stub = namespace.getByName('takers');
    await stub.send(aMessage('m'), 0);
    const taken = await Promise.all(Array.from({ length: 10 }, () => stub.take(30)));
    expect(taken.flat()).toHaveLength(1);
  });

  it('tries a failed message again, and a refused one never', async () => {
    const stub = namespace.getByName('failed');
    outside.message = async ({ id }) => {
      sent.push(id);
      return id === 'refused' ? 'refused' : 'failed';
    };
    await stub.send(aMessage('failed'), 0);
    await stub.send(aMessage('refused'), 0);
    await stub.drain();
    expect(await stub.due()).toBe(seconds(1));
    clock.advance(1);
    outside.message = deliver;
    await stub.drain();
    expect(sent.toSorted()).toEqual(['failed', 'failed', 'refused']);
    expect(await stub.due()).toBeUndefined();
  });

  it('gives each further try to the supplier after the one that had the last', async () => {
    const stub = namespace.getByName('turns');
    const turns: (number | undefined)[] = [];
    outside.message = async ({ turn }) => {
      turns.push(turn);
      return 'failed';
    };
    await stub.send({ ...aMessage('m'), turn: 1 }, 0);
    for (let round = 0; round < 3; round += 1) {
      await stub.drain();
      clock.advance(60);
    }
    // The worker had turn 1.
    expect(turns).toEqual([2, 3, 4]);
  });

  it('drops a message whose code is of no use any more', async () => {
    const stub = namespace.getByName('stale');
    outside.message = async () => 'failed';
    await stub.send(aMessage('m'), 0);
    await stub.drain();
    clock.advance(3600);
    outside.message = deliver;
    await stub.drain();
    expect(sent).toEqual([]);
    expect(await stub.due()).toBeUndefined();
  });

  it('does not let messages wait behind a ledger that is away', async () => {
    const stub = namespace.getByName('independent');
    outside.handOver = () => Promise.reject(new Error('away'));
    await stub.append([anEvent('a')]);
    await stub.send(aMessage('m'), 0);
    await stub.drain();
    expect(sent).toEqual(['m']);
  });

  it('lets nothing out while held, and everything when released', async () => {
    const stub = namespace.getByName('held');
    await stub.hold();
    await stub.append([anEvent('a')]);
    await stub.drain();
    expect(await stub.due()).toBeUndefined();
    expect(ids()).toEqual([]);
    await stub.release();
    await stub.drain();
    expect(ids()).toEqual(['a']);
  });
});
