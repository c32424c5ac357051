import type { Ports } from '../ports';
import { issuerOf } from '../protocol/issuer';
import { isTrustmarkHost, type Trustmark, trustmarkDocument } from '../protocol/trustmark';

const made = new Map<string, Trustmark>();

/** What our vectors of trust mean; made once per isolate. @returns undefined for a host that is not ours. @see RFC 8485 §5 */
export function readTrustmark({ settings }: Pick<Ports, 'settings'>, host: string): Trustmark | undefined {
  const issuer = issuerOf(settings.origin, 'nhs-login');
  if (!isTrustmarkHost(issuer, host)) return undefined;
  const document = made.get(issuer) ?? trustmarkDocument(issuer);
  made.set(issuer, document);
  return document;
}
