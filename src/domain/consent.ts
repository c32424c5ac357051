import type { ClientId, EpochSeconds } from './brands';
import type { Scope } from './claims';
import type { ProofingLevel } from './vector';

/** The wording of the consent page that was agreed to; a new wording is a new version, not a new question. */
export const consentVersion = '2026-11';

/** The terms in force. A new version asks everyone at their next sign-in. */
export const termsVersion = '2026-11';

/** What a person agreed to share with a service: the union of all that was agreed. */
export interface Consent {
  readonly client: ClientId;
  readonly scopes: readonly Scope[];
  readonly level: ProofingLevel;
  readonly version: string;
  readonly at: EpochSeconds;
}

/** Whether an agreement covers a request: every scope, and a level at least as high. */
export function consentCovers(held: Consent | undefined, scopes: readonly Scope[], level: ProofingLevel): boolean {
  return held !== undefined && held.level >= level && scopes.every((scope) => held.scopes.includes(scope));
}

/** The union of an earlier agreement and a new one. */
export function joinConsent(held: Consent | undefined, given: Consent): Consent {
  if (held === undefined) return given;
  const scopes = [...new Set([...held.scopes, ...given.scopes])];
  return { ...given, scopes, level: held.level > given.level ? held.level : given.level };
}
