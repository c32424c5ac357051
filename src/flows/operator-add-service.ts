import type { Client } from '../domain/client';
import { assertersNamedIn, parseRegistration } from '../domain/client-registration';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import { clientInformation, type ServiceChange } from '../protocol/client-information';

/**
 * Adds a connected service as its file describes it, under a fresh client id.
 * @returns `done` when every shard has it, or every problem of the file
 */
export async function addService(
  ports: Pick<Ports, 'clientRegistry' | 'clock' | 'settings' | 'audit' | 'serviceIds'>,
  { file, call }: { readonly file: unknown; readonly call: OperatorCall },
): Promise<ServiceChange> {
  const clientId = ports.serviceIds.newId();
  const named = await Promise.all(assertersNamedIn(file).map((id) => ports.clientRegistry.read(id)));
  const knownClientIds = new Set(named.flatMap((service) => service?.clientId ?? []));
  const verdict = parseRegistration(file, { loopback: ports.settings.loopback, self: clientId, knownClientIds });
  if (verdict.kind === 'refused') return { outcome: 'refused', problems: verdict.problems };
  const now = ports.clock.now();
  const service: Client = { ...verdict.registration, clientId, version: 1, status: 'active', createdAt: now };
  if ((await ports.clientRegistry.put(service, 0)) === 'conflict') return { outcome: 'conflict' };
  const { address, requestId } = call;
  ports.audit.record({
    kind: 'client_added',
    at: now,
    client: clientId,
    address,
    requestId,
    detail: { name: service.name },
  });
  return { outcome: 'done', service: clientInformation(service), notes: verdict.notes };
}
