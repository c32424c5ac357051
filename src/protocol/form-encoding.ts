import type { Parameters } from './parameters';

/** Stands for a name or value whose bytes are no UTF-8: no text that was sent decodes to it, for it is not well formed. */
const notUtf8 = '\ud800';
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads `application/x-www-form-urlencoded` as browsers do, but keeps what is not UTF-8 from turning into U+FFFD: the service
 * would get back something else than it sent, and two different values would be one.
 * @param encoded one character for each byte
 * @returns the pairs in the order sent, repetitions included; a name or value that is no UTF-8 is not well formed
 * @see WHATWG URL §5.1; RFC 6749 appendix B
 */
export function readFormEncoded(encoded: string): Parameters {
  return encoded
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const cut = pair.indexOf('=');
      return cut < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, cut)), decoded(pair.slice(cut + 1))];
    });
}

/** A percent sign that no two hexadecimal digits follow stands for itself. */
function decoded(text: string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  try {
    return strictUtf8.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return notUtf8;
  }
}
