import type { Ports } from '../ports';
import { issuerOf } from '../protocol/issuer';
import { isTrustmarkHost, type Trustmark, trustmarkDocument } from '../protocol/trustmark';

/** What our vectors of trust mean. @returns undefined for a host that is not ours. @see RFC 8485 §5 */
export function readTrustmark(ports: Pick<Ports, 'settings'>, host: string): Trustmark | undefined {
  const issuer = issuerOf(ports.settings.origin, 'nhs-login');
  return isTrustmarkHost(issuer, host) ? trustmarkDocument(issuer) : undefined;
}
