import type { ClientId, Subject } from '../domain/brands';
import type { Scope } from '../domain/claims';
import type { ProofingLevel } from '../domain/vector';
import type { ProvenFacts } from './id-token';
import type { JsonObject } from './json-object';
import { releasedClaims } from './released-claims';

/** What is known of a person at the moment they are asked about; what is absent is not told. */
export interface UserinfoFacts {
  readonly issuer: string;
  readonly clientId: ClientId;
  readonly subject: Subject;
  readonly scopes: readonly Scope[];
  /** The highest level the person holds. */
  readonly level: ProofingLevel;
  /** The level up to which this service is told of it. */
  readonly toldLevel: ProofingLevel;
  readonly email?: string;
  readonly emailVerified?: boolean;
  /** E.164. */
  readonly phoneNumber?: string;
  readonly phoneNumberVerified?: boolean;
  /** Whether the number stands in the person's record at the Personal Demographics Service. */
  readonly phoneNumberPdsMatched?: boolean;
  readonly landlineNumber?: string;
  readonly landlineNumberVerified?: boolean;
  readonly proven?: ProvenFacts;
  /** ODS code of the GP surgery. */
  readonly gpOdsCode?: string;
  readonly gpIntegrationCredentials?: {
    readonly gpUserId: string;
    readonly gpLinkageKey: string;
    readonly gpOdsCode: string;
  };
  /** The note that this service keeps about this person; empty means none. */
  readonly clientUserMetadata?: string;
}

/**
 * The answer of the userinfo endpoint: plain JSON of the granted claims that are known at the person's level.
 * A statement about an address or number is told only beside it.
 * @see NHS login Federation §3.7; OpenID Connect Core 1.0 §5.3.2
 */
export function userinfoClaims(facts: UserinfoFacts): JsonObject {
  const { proven, email, phoneNumber, landlineNumber, gpOdsCode, gpIntegrationCredentials: gp } = facts;
  const values = {
    iss: facts.issuer,
    aud: facts.clientId,
    sub: facts.subject,
    identity_proofing_level: facts.level,
    nhs_number: proven?.nhsNumber,
    family_name: proven?.familyName,
    given_name: proven?.givenName,
    birthdate: proven?.birthdate,
    email,
    email_verified: email && facts.emailVerified,
    phone_number: phoneNumber,
    phone_number_verified: phoneNumber && facts.phoneNumberVerified,
    phone_number_pds_matched: phoneNumber && facts.phoneNumberPdsMatched,
    landline_number: landlineNumber,
    landline_number_verified: landlineNumber && facts.landlineNumberVerified,
    gp_registration_details: gpOdsCode ? { gp_ods_code: gpOdsCode } : undefined,
    gp_integration_credentials: gp && {
      gp_user_id: gp.gpUserId,
      gp_linkage_key: gp.gpLinkageKey,
      gp_ods_code: gp.gpOdsCode,
    },
    client_user_metadata: facts.clientUserMetadata,
  };
  return releasedClaims(values, { destination: 'userinfo', scopes: facts.scopes, level: facts.toldLevel });
}
