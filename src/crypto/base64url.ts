/**
 * Base64url without padding, one spelling for each value, so that a token or ciphertext cannot be respelled.
 * @see RFC 4648 §5, §3.5; RFC 7515 §2
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Bytes as base64url text without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * The bytes that base64url text stands for.
 * @throws Error when the text has padding, a foreign character, an impossible length or unused bits that are not zero
 */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const rest = text.length % 4;
  // Ensure the text is base64url throughout: atob would skip white space and accept the other alphabet.
  if (rest === 1 || !/^[A-Za-z0-9_-]*$/.test(text)) throw new Error('not base64url');
  // Ensure the bits that no byte uses are zero: otherwise sixteen spellings would mean the same bytes.
  const unused = rest === 2 ? 0b1111 : rest === 3 ? 0b11 : 0;
  if ((alphabet.indexOf(text.at(-1) ?? 'A') & unused) !== 0) throw new Error('not canonical base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
