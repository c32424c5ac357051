import { endpointPaths } from './issuer';

/** What an issuer says about the vectors it states. @see NHS login Federation §3.4.4; RFC 8485 §5 */
export interface Trustmark {
  readonly idp: string;
  readonly trustmark_provider: string;
  /** Proofing levels that may be stated. */
  readonly P: readonly string[];
  /** Credentials that may be stated; `Ck` is offered to nobody. */
  readonly C: readonly string[];
}

/** The `vtm` of every token: `<issuer>/trustmark/<issuer host>`. */
export function trustmarkUrl(issuer: string): string {
  return `${issuer}${endpointPaths.trustmark}/${new URL(issuer).host}`;
}

/**
 * Whether the last part of a trustmark address is ours: the host, or the host without its first label, which older
 * documents of the interface print.
 */
export function isTrustmarkHost(issuer: string, host: string): boolean {
  const { host: own } = new URL(issuer);
  return host === own || (own.split('.').length > 2 && host === own.slice(own.indexOf('.') + 1));
}

/** The trustmark document; self-published. @see NHS login Federation §3.4.4 */
export function trustmarkDocument(issuer: string): Trustmark {
  return { idp: issuer, trustmark_provider: issuer, P: ['P0', 'P5', 'P9'], C: ['Cp', 'Cd', 'Cm'] };
}
