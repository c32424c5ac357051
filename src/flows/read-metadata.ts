import type { Ports } from '../ports';
import { type DiscoveryDocument, discoveryDocument } from '../protocol/discovery';

/** What the issuer offers. @see OpenID Connect Discovery 1.0 §3 */
export const readMetadata = (ports: Pick<Ports, 'settings'>): DiscoveryDocument =>
  discoveryDocument(ports.settings.origin, 'nhs-login');
