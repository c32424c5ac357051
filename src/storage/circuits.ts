import type { SupplierLease } from '../../durable-objects/supplier';
import type { CallReport, Circuit } from '../domain/circuit';
import type { OutsideSystem } from '../domain/outside-system';
import type { Env } from '../env';
import { atomStub } from './atom-address';
import { callAtom } from './atoms';

interface HeldLease {
  readonly lease: SupplierLease;
  /** The machine's time; a lease is no matter of the world's clock. */
  readonly untilMillis: number;
}

const LEASE_MILLIS = 1000;
/** A message must not wait long for advice on whether to send it. */
const DEADLINE_MILLIS = 500;
const closed: SupplierLease = { outcome: 'closed', troubled: false };
const held = new WeakMap<Env, Map<OutsideSystem, HeldLease>>();

/**
 * The circuit of an outside system, leased from its `supplier` atom for a second at a time, so that no request waits on
 * one object. The circuit is advice: if its atom is away, the system is called.
 */
export function circuitOf(env: Env, system: OutsideSystem): Circuit {
  const leases = held.get(env) ?? new Map<OutsideSystem, HeldLease>();
  held.set(env, leases);
  const call = <Answer>(verb: string, input: object) =>
    callAtom<Answer>(atomStub(env, 'SUPPLIER', system), verb, input, { deadlineMillis: DEADLINE_MILLIS });

  const lease = async (): Promise<SupplierLease> => {
    const known = leases.get(system);
    if (known !== undefined && Date.now() < known.untilMillis) return known.lease;
    const answer = await call<SupplierLease>('lease', {}).catch(() => closed);
    // Ensure that a probe is used once: the others see an open circuit.
    const kept: SupplierLease = answer.outcome === 'probe' ? { outcome: 'open', troubled: true } : answer;
    leases.set(system, { lease: kept, untilMillis: Date.now() + LEASE_MILLIS });
    return answer;
  };
  return {
    admits: async () => (await lease()).outcome !== 'open',
    async report(succeeded, waitSeconds) {
      const troubled = leases.get(system)?.lease.troubled ?? true;
      // A system that is well needs no word for each call.
      if (succeeded && !troubled) return;
      leases.delete(system);
      const report: CallReport = { succeeded, ...(waitSeconds !== undefined && { waitSeconds }) };
      await call('report', report).catch(() => undefined);
    },
  };
}
