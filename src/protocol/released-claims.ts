import { type ClaimRow, claims, type Scope } from '../domain/claims';
import type { ProofingLevel } from '../domain/vector';

/** A value as it stands in JSON. */
export type ClaimValue = string | number | boolean | Readonly<Record<string, string>>;

/** Values by claim name; undefined for what is not known of this person. */
export type ClaimValues = Readonly<Record<string, ClaimValue | undefined>>;

/** What decides whether a claim is told. */
export interface Release {
  readonly destination: 'idToken' | 'userinfo';
  readonly scopes: readonly Scope[];
  readonly level: ProofingLevel;
}

/**
 * The claims to tell, in the order of the claims table: those of a granted scope, at or below the person's level, for
 * this destination, and known. A claim without a row is never told; nothing is ever null or empty.
 * @see NHS login Federation §3.3 (scopes), §3.7
 */
export function releasedClaims(values: ClaimValues, release: Release): Readonly<Record<string, ClaimValue>> {
  const told = claims.filter((row) => isReleased(row, release)).map(({ claim }) => [claim, values[claim]] as const);
  return Object.fromEntries(told.flatMap(([claim, value]) => (isKnown(value) ? [[claim, value] as const] : [])));
}

function isReleased(row: ClaimRow, { destination, scopes, level }: Release): boolean {
  return row[destination] && row.leastLevel <= level && row.scopes.some((scope) => scopes.includes(scope));
}

function isKnown(value: ClaimValue | undefined): value is ClaimValue {
  if (value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
