import type { Ports } from '../ports';

/** The document by which browsers let pages of other origins use our passkeys. @see W3C WebAuthn Level 3 §5.11 */
export interface RelatedOrigins {
  readonly origins: readonly string[];
}

/**
 * Whose pages may use our passkeys beside our own. It is told to browsers and changes nothing here: an answer that was
 * made at another origin than the issuer's is refused.
 * @returns undefined when no origin is related, which is the rule
 */
export function readRelatedOrigins({ settings }: Pick<Ports, 'settings'>): RelatedOrigins | undefined {
  return settings.relatedOrigins.length === 0 ? undefined : { origins: settings.relatedOrigins };
}
