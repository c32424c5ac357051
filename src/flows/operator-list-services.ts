import type { Ports } from '../ports';
import { type ClientInformation, clientInformation } from '../protocol/client-information';

/** All services, by name, as the book of record has them: a change of the last seconds may not be there yet. */
export async function listServices(ports: Pick<Ports, 'clientRegistry'>): Promise<readonly ClientInformation[]> {
  return (await ports.clientRegistry.list()).map(clientInformation);
}
