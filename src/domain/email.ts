import type { EmailAddress } from './brands';
import { limits } from './limits';

export type EmailVerdict =
  | { readonly kind: 'email'; readonly email: EmailAddress }
  | { readonly kind: 'empty' | 'malformed' | 'too-short' | 'too-long' };

// One local part of the usual characters, one domain of at least two labels. The proof of an address is the code it receives.
const shape =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads an e-mail address as a person types it: outer spaces dropped, all letters lower case.
 * @see RFC 5321 §4.5.3.1 for the greatest length; the least is that of NHS login
 */
export function parseEmail(text: string): EmailVerdict {
  const email = text.trim().toLowerCase();
  if (email === '') return { kind: 'empty' };
  if (email.length > limits.emailMost.value) return { kind: 'too-long' };
  const local = email.slice(0, email.lastIndexOf('@'));
  if (!shape.test(email) || local.startsWith('.') || local.endsWith('.') || local.includes('..') || local.length > 64)
    return { kind: 'malformed' };
  if (email.length < limits.emailLeast.value) return { kind: 'too-short' };
  return { kind: 'email', email: email as EmailAddress };
}

/** Whether an address is at one of these domains, or below one of them. @param domains lower case */
export function isAtDomain(email: EmailAddress, domains: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return domains.some((one) => domain === one || domain.endsWith(`.${one}`));
}

/** An address with only the first character of its local part and the domain readable. */
export function maskEmail(email: EmailAddress): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
}
