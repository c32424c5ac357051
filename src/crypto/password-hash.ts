import { scryptSync } from 'node:crypto';
import { equalBytes } from './constant-time';
import { randomBytes } from './random';

/** The cost of a password guess; stored beside each hash, so that it can be raised. */
interface Cost {
  /** Base-2 logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 16 MiB and about 150 ms. @see OWASP Password Storage Cheat Sheet, scrypt */
const cost: Cost = { ln: 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MAX_MEMORY = 64 * 1024 * 1024;
const stored = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43,86})$/;

/**
 * A password's hash with its parameters and salt, as a PHC string. Blocks the thread while it works.
 * @param password any Unicode; compatibility forms are unified, so that keyboards agree
 * @see RFC 7914; NIST SP 800-63B-4 §3.1.1.2 (normalisation)
 */
export function hashPassword(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = scrypt(password, salt, HASH_BYTES, cost);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${toBase64(salt)}$${toBase64(hash)}`;
}

/** Whether a password made a stored hash; false for a hash in an unknown form. Blocks the thread while it works. */
export function verifyPassword(password: string, phc: string): boolean {
  const [, ln, r, p, salt, hash] = stored.exec(phc) ?? [];
  if (ln === undefined || r === undefined || p === undefined || salt === undefined || hash === undefined) return false;
  const asked: Cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  // Ensure the parameters are within what this thread can afford.
  if (asked.ln < 1 || asked.r < 1 || asked.p < 1 || 128 * asked.r * 2 ** asked.ln > MAX_MEMORY / 2) return false;
  const expected = fromBase64(hash);
  return equalBytes(scrypt(password, fromBase64(salt), expected.length, asked), expected);
}

function scrypt(password: string, salt: Uint8Array, length: number, { ln, r, p }: Cost): Uint8Array {
  return scryptSync(password.normalize('NFKC'), salt, length, { N: 2 ** ln, r, p, maxmem: MAX_MEMORY });
}

/** PHC strings use the plain alphabet without padding. @see https://github.com/P-H-C/phc-string-format */
function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.length % 4 === 1 ? '' : text), (char) => char.charCodeAt(0));
}
