import { timingSafeEqual } from 'node:crypto';
import { utf8 } from './utf8';

/** Whether two byte strings are equal, in a time that depends on their lengths only. @see RFC 9700 §4; CWE-208 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether two texts are equal in UTF-8, in a time that depends on their lengths only. */
export function equalText(a: string, b: string): boolean {
  return equalBytes(utf8(a), utf8(b));
}
