import { scopes as known, type Scope } from '../domain/claims';

/** What a scope parameter means, or why it is refused; the code is always `invalid_scope`. */
export type ScopesVerdict =
  | { readonly kind: 'scopes'; readonly scopes: readonly Scope[] }
  | { readonly kind: 'refused'; readonly description: string; readonly reason: string };

/** @see RFC 6749 §3.3 scope-token */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Reads the scope of an authorization request.
 * @param text as sent: names separated by spaces
 * @param approved what the service was approved for
 * @returns known and approved scopes, each once, in the order of the claims table; names nobody knows are left out
 * @see NHS login Federation §3.3 (scope); RFC 6749 §3.3; OpenID Connect Core 1.0 §3.1.2.1
 */
export function readScopes(text: string, approved: readonly Scope[]): ScopesVerdict {
  const asked = text.split(' ').filter((name) => name !== '');
  // Ensure every name is one that a scope may have.
  if (!asked.every((name) => scopeToken.test(name))) return refused('scope is malformed', 'scope_malformed');
  // Ensure the request is one of OpenID Connect.
  if (!asked.includes('openid')) return refused('scope must contain openid', 'scope_openid_missing');
  const scopes = known.filter((scope) => asked.includes(scope));
  // Ensure the service was approved for every scope that we know.
  if (!scopes.every((scope) => approved.includes(scope))) {
    return refused('scope has a value that this service is not approved for', 'scope_not_approved');
  }
  // Ensure only one of the two ways to ask for demographics is used.
  if (scopes.includes('profile') && scopes.includes('basic_demographics')) {
    return refused('profile and basic_demographics cannot be asked together', 'scope_demographics_twice');
  }
  return { kind: 'scopes', scopes };
}

/**
 * Reads the scope of a refresh request: the same as granted, or less.
 * @param text as sent; undefined for the same as granted
 * @returns a subset of `granted` in its order; refused when a name is unknown or was not granted
 * @see RFC 6749 §6; NHS login Federation §3.5.2
 */
export function narrowScopes(text: string | undefined, granted: readonly Scope[]): ScopesVerdict {
  if (text === undefined) return { kind: 'scopes', scopes: granted };
  const asked = text.split(' ').filter((name) => name !== '');
  // Ensure something is asked, and nothing that was not granted.
  if (asked.length === 0 || !asked.every((name) => granted.some((scope) => scope === name))) {
    return refused('scope is wider than what was granted', 'scope_wider');
  }
  return { kind: 'scopes', scopes: granted.filter((scope) => asked.includes(scope)) };
}

const refused = (description: string, reason: string): ScopesVerdict => ({ kind: 'refused', description, reason });
