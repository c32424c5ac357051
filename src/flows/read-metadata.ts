import type { Ports } from '../ports';
import { type DiscoveryDocument, discoveryDocument } from '../protocol/discovery';

const made = new Map<string, DiscoveryDocument>();

/** What the issuer offers; made once per isolate. @see OpenID Connect Discovery 1.0 §3 */
export function readMetadata({ settings }: Pick<Ports, 'settings'>): DiscoveryDocument {
  const document = made.get(settings.origin) ?? discoveryDocument(settings.origin, 'nhs-login');
  made.set(settings.origin, document);
  return document;
}
