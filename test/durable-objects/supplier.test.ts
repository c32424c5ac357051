import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../src/domain/receipt';
import { clock } from './support/clock';
import type { Supplier } from './support/platform-atoms';

const namespace = env.SUPPLIER as unknown as DurableObjectNamespace<Supplier>;

async function fail(stub: DurableObjectStub<Supplier>, times: number) {
  for (let failure = 0; failure < times; failure += 1) await stub.report({ succeeded: false });
}

describe('the circuit in front of a supplier', () => {
  it('stays closed for four failures in a row and opens with the fifth', async () => {
    const stub = namespace.getByName('edge');
    await fail(stub, 4);
    expect(await stub.lease()).toEqual({ outcome: 'closed', troubled: true });
    await fail(stub, 1);
    expect((await stub.lease()).outcome).toBe('open');
  });

  it('forgets failures at a success', async () => {
    const stub = namespace.getByName('success');
    await fail(stub, 4);
    await stub.report({ succeeded: true });
    await fail(stub, 4);
    expect((await stub.lease()).outcome).toBe('closed');
  });

  it('lets one caller alone try after the wait, and closes when that goes well', async () => {
    const stub = namespace.getByName('probe');
    await fail(stub, 5);
    clock.advance(60);
    const leases = await Promise.all(Array.from({ length: 10 }, () => stub.lease()));
    expect(leases.filter(({ outcome }) => outcome === 'probe')).toHaveLength(1);
    expect(leases.filter(({ outcome }) => outcome === 'closed')).toHaveLength(0);
    await stub.report({ succeeded: true });
    expect(await stub.lease()).toEqual({ outcome: 'closed', troubled: false });
  });

  it('opens again when the probe fails, and asks anew when the prober is never heard of', async () => {
    const stub = namespace.getByName('probe-fails');
    await fail(stub, 5);
    clock.advance(60);
    expect((await stub.lease()).outcome).toBe('probe');
    await fail(stub, 1);
    expect((await stub.lease()).outcome).toBe('open');
    clock.advance(60);
    expect((await stub.lease()).outcome).toBe('probe');
    expect((await stub.lease()).outcome).toBe('open');
    clock.advance(10);
    expect((await stub.lease()).outcome).toBe('probe');
  });
});

describe('the receipts of a supplier', () => {
  it('are counted by the day: taken, delivered, in time, failed', async () => {
    const stub = namespace.getByName('reading');
    for (const reference of ['soon', 'edge', 'late', 'lost', 'silent']) await stub.accepted({ reference });
    await stub.settle({ reference: 'soon', state: 'delivered' });
    clock.advance(60);
    await stub.settle({ reference: 'edge', state: 'delivered' });
    clock.advance(1);
    await stub.settle({ reference: 'late', state: 'delivered' });
    await stub.settle({ reference: 'lost', state: 'temporary-failure' });
    const day = { accepted: 5, delivered: 3, inTime: 2, failed: 1, circuit: 'closed' };
    expect(await stub.reading()).toEqual(day);
    clock.advance(86_400 - 62);
    expect(await stub.reading()).toEqual(day);
    clock.advance(1);
    expect(await stub.reading()).toMatchObject({ accepted: 0, delivered: 0 });
  });

  it('stand as they came first, and a message told of twice is one', async () => {
    const stub = namespace.getByName('first');
    await stub.accepted({ reference: 'm' });
    await stub.accepted({ reference: 'm' });
    expect(await stub.settle({ reference: 'm', state: 'delivered' })).toEqual({ outcome: 'settled' });
    expect(await stub.settle({ reference: 'm', state: 'permanent-failure' })).toEqual({ outcome: 'known' });
    await stub.accepted({ reference: 'm' });
    expect(await stub.reading()).toMatchObject({ accepted: 1, delivered: 1, failed: 0 });
  });

  it('of a message that was never given to it are unknown', async () => {
    const stub = namespace.getByName('unknown');
    expect(await stub.settle({ reference: 'm', state: 'delivered' })).toEqual({ outcome: 'unknown' });
    expect(await stub.reading()).toMatchObject({ accepted: 0 });
  });

  it('are awaited for 72 hours, the oldest first and no more than asked for', async () => {
    const stub = namespace.getByName('awaiting');
    await stub.accepted({ reference: 'a' });
    clock.advance(1);
    await stub.accepted({ reference: 'b' });
    await stub.accepted({ reference: 'c' });
    await stub.settle({ reference: 'c', state: 'delivered' });
    expect(await stub.awaiting({ most: 1 })).toEqual({ references: ['a'] });
    expect(await stub.awaiting({ most: 9 })).toEqual({ references: ['a', 'b'] });
    clock.advance(72 * 3600 - 1);
    expect(await stub.awaiting({ most: 9 })).toEqual({ references: ['b'] });
    await stub.accepted({ reference: 'd' });
    expect(await stub.settle({ reference: 'a', state: 'delivered' })).toEqual({ outcome: 'unknown' });
  });

  it('that tell of its own failure open its circuit like failures to answer; those of numbers do not', async () => {
    const stub = namespace.getByName('technical');
    const settle = async (state: ReceiptState) => {
      for (let message = 0; message < 5; message += 1) {
        await stub.accepted({ reference: `${state}${message}` });
        await stub.settle({ reference: `${state}${message}`, state });
      }
    };
    await settle('permanent-failure');
    await settle('temporary-failure');
    expect((await stub.lease()).outcome).toBe('closed');
    await settle('technical-failure');
    expect((await stub.lease()).outcome).toBe('open');
    expect((await stub.reading()).circuit).toBe('open');
  });
});
