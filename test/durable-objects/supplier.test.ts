import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
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
