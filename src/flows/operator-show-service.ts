import type { ClientId } from '../domain/brands';
import type { Ports } from '../ports';
import { type ClientInformation, clientInformation } from '../protocol/client-information';

/** One service as its atom holds it now. */
export async function showService(
  ports: Pick<Ports, 'clientRegistry'>,
  clientId: ClientId,
): Promise<ClientInformation | undefined> {
  const service = await ports.clientRegistry.read(clientId);
  return service === undefined ? undefined : clientInformation(service);
}
