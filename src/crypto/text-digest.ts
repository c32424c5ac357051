import { createHash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, base64url, at once: for atoms, which may not wait between reading and writing. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}
