import { isPublicHost } from './registered-uri';

/** Browsers need not look at more than five names; each origin may be one. @see W3C WebAuthn Level 3 §5.11 */
const MOST_ORIGINS = 5;

/**
 * Judges the origins whose pages may use our passkeys in a browser. Whoever holds one of them can ask people for a
 * passkey of ours, so only an operator's configuration names them.
 * @returns what is wrong, or undefined
 * @see W3C WebAuthn Level 3 §5.11
 */
export function checkRelatedOrigins(origins: readonly string[]): string | undefined {
  if (origins.length > MOST_ORIGINS) return `at most ${MOST_ORIGINS} origins: browsers stop there`;
  if (new Set(origins).size < origins.length) return 'each origin once';
  const wrong = origins.find((origin) => !isPublicHttpsOrigin(origin));
  return wrong === undefined
    ? undefined
    : `${wrong} is not an https origin of a public host, without a path or a slash`;
}

const isPublicHttpsOrigin = (text: string): boolean =>
  URL.canParse(text) &&
  new URL(text).origin === text &&
  /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) &&
  isPublicHost(new URL(text).hostname);
