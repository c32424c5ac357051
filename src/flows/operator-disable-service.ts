import type { ClientId } from '../domain/brands';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import { clientInformation, type ServiceChange } from '../protocol/client-information';

/**
 * Refuses a service everywhere, within a second: its people cannot start, its codes and tokens are worth nothing.
 * Done again it is written again, so that a change cut off half-way is made whole.
 * @returns `done` when every shard has it
 */
export async function disableService(
  ports: Pick<Ports, 'clientRegistry' | 'clock' | 'audit'>,
  { clientId, call }: { readonly clientId: ClientId; readonly call: OperatorCall },
): Promise<ServiceChange> {
  const held = await ports.clientRegistry.read(clientId);
  if (held === undefined) return { outcome: 'not-found' };
  const service = { ...held, status: 'disabled', version: held.version + 1 } as const;
  if ((await ports.clientRegistry.put(service, held.version)) === 'conflict') return { outcome: 'conflict' };
  const { address, requestId } = call;
  ports.audit.record({ kind: 'client_disabled', at: ports.clock.now(), client: clientId, address, requestId });
  return { outcome: 'done', service: clientInformation(service), notes: [] };
}
