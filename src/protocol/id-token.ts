import type { ClientId, EpochSeconds, Subject } from '../domain/brands';
import type { Scope } from '../domain/claims';
import { limits } from '../domain/limits';
import type { Patient } from '../domain/patient';
import type { ProofingLevel } from '../domain/vector';
import type { JsonObject } from './json-object';
import { releasedClaims } from './released-claims';
import { trustmarkUrl } from './trustmark';

/** What was proved of a person; absent until it is. */
export interface ProvenFacts {
  /** Ten digits without spaces. */
  readonly nhsNumber?: string;
  readonly familyName?: string;
  readonly givenName?: string;
  /** `YYYY-MM-DD`. */
  readonly birthdate?: string;
}

/** What may be told of a person's record. */
export const provenFacts = ({ nhsNumber, familyName, givenName, birthDate }: Patient): ProvenFacts => ({
  nhsNumber,
  birthdate: birthDate,
  ...(familyName === undefined ? {} : { familyName }),
  ...(givenName === undefined ? {} : { givenName }),
});

/** What every token of a grant says. */
export interface TokenFacts {
  readonly issuer: string;
  readonly clientId: ClientId;
  readonly subject: Subject;
  /** Unique, and sealed routing: it leads to the grant. */
  readonly jti: string;
  readonly issuedAt: EpochSeconds;
  /** When the newest credential stated in `vot` was shown. */
  readonly authTime: EpochSeconds;
  readonly vot: string;
  readonly scopes: readonly Scope[];
  /** The highest level the person holds. */
  readonly level: ProofingLevel;
  /** The level up to which this service is told of it. */
  readonly toldLevel: ProofingLevel;
  readonly proven?: ProvenFacts;
}

export interface IdTokenFacts extends TokenFacts {
  /** As sent; absent when the request had none. */
  readonly nonce?: string;
}

/**
 * The claims of an ID token, which lives an hour. What it tells of the person follows from the claims table.
 * There is no `acr`, `amr` or `azp`: the interface states trust by `vot` and `vtm`.
 * @see NHS login Federation §3.5.1; OpenID Connect Core 1.0 §2; RFC 8485 §3
 */
export function idTokenClaims(facts: IdTokenFacts): JsonObject {
  const { issuer, clientId, subject, jti, issuedAt, authTime, nonce, vot, scopes, level, toldLevel, proven } = facts;
  const values = {
    iss: issuer,
    sub: subject,
    aud: clientId,
    iat: issuedAt,
    exp: issuedAt + limits.idTokenLife.value,
    auth_time: authTime,
    jti,
    nonce,
    vot,
    vtm: trustmarkUrl(issuer),
    identity_proofing_level: level,
    nhs_number: proven?.nhsNumber,
    family_name: proven?.familyName,
    birthdate: proven?.birthdate,
  };
  return { ...releasedClaims(values, { destination: 'idToken', scopes, level: toldLevel }), token_use: 'id' };
}
