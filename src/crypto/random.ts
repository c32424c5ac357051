import { toBase64Url } from './base64url';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const HANDLE_BYTES = 64;
/** The largest multiple of ten that a byte can hold: bytes from here on would favour the low digits. */
const UNBIASED = 250;

/** Bytes from the platform's cryptographic source. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** 128 random bits, base64url (22 characters): names a thing, and cannot be guessed. */
export const randomId = (): string => toBase64Url(randomBytes(ID_BYTES));

/** 256 random bits, base64url (43 characters): proves a right by itself. */
export const randomSecret = (): string => toBase64Url(randomBytes(SECRET_BYTES));

/** 512 random bits, base64url: a WebAuthn user handle, which tells nothing of its person. @see W3C WebAuthn L3 §14.6.1 */
export const randomHandle = (): string => toBase64Url(randomBytes(HANDLE_BYTES));

/** A number from 0 up to, not including, 1: for waits that must not coincide. */
export const randomFraction = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** Decimal digits, each equally likely, leading zeros kept. @see NIST SP 800-63B-4 §3.1.3 */
export function randomDigits(length: number): string {
  let digits = '';
  while (digits.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < UNBIASED && digits.length < length) digits += String(byte % 10);
    }
  }
  return digits;
}
