import type { ClientId } from '../domain/brands';
import type { Client, ClientKeys } from '../domain/client';
import { assertersNamedIn, parseRegistration, type Registration } from '../domain/client-registration';
import type { RotatedClient } from '../domain/key-rotation';
import type { OperatorCall } from '../domain/operator-call';
import type { Ports } from '../ports';
import { clientInformation, type ServiceChange } from '../protocol/client-information';

/**
 * Replaces what a service's file says; id, status and time of creation stay. The number of shards cannot change:
 * while two isolates disagreed on it, an assertion could be used twice.
 * @returns `done` when every shard has it, or every problem of the file
 */
export async function updateService(
  ports: Pick<Ports, 'clientRegistry' | 'clock' | 'settings' | 'audit'>,
  { clientId, file, call }: { readonly clientId: ClientId; readonly file: unknown; readonly call: OperatorCall },
): Promise<ServiceChange> {
  const held = await ports.clientRegistry.read(clientId);
  if (held === undefined) return { outcome: 'not-found' };
  const named = await Promise.all(assertersNamedIn(file).map((id) => ports.clientRegistry.read(id)));
  const knownClientIds = new Set(named.flatMap((service) => service?.clientId ?? []));
  const verdict = parseRegistration(withShards(file, held.shards), {
    loopback: ports.settings.loopback,
    self: clientId,
    knownClientIds,
  });
  if (verdict.kind === 'refused') return { outcome: 'refused', problems: verdict.problems };
  if (verdict.registration.shards !== held.shards) {
    const sentence = `Leave shards at ${held.shards}: it is fixed when a service is added.`;
    return { outcome: 'refused', problems: [{ field: 'shards', sentence }] };
  }
  const service = replaced(held, verdict.registration);
  if ((await ports.clientRegistry.put(service, held.version)) === 'conflict') return { outcome: 'conflict' };
  const { address, requestId } = call;
  const detail = { version: service.version };
  ports.audit.record({ kind: 'client_changed', at: ports.clock.now(), client: clientId, address, requestId, detail });
  return { outcome: 'done', service: clientInformation(service), notes: verdict.notes };
}

function withShards(file: unknown, shards: number): unknown {
  return typeof file === 'object' && file !== null && !Array.isArray(file) ? { shards, ...file } : file;
}

/** Keys on their way out stay while the file says nothing new about keys. */
function replaced(held: RotatedClient, registration: Registration): RotatedClient {
  const { clientId, status, createdAt, previousKeys } = held;
  const service: Client = { ...registration, clientId, status, createdAt, version: held.version + 1 };
  return previousKeys !== undefined && areSame(held.keys, registration.keys) ? { ...service, previousKeys } : service;
}

const areSame = (one: ClientKeys, other: ClientKeys): boolean => JSON.stringify(one) === JSON.stringify(other);
