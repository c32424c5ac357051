import type { Ports } from '../ports';
import { jwksDocument, type PublishedKey } from '../protocol/jwks';

/** The keys that services verify our tokens with. @see RFC 7517 §5 */
export async function publishKeys(ports: Pick<Ports, 'keys'>): Promise<{ readonly keys: readonly PublishedKey[] }> {
  return jwksDocument(await ports.keys.published('nhs-login'));
}
