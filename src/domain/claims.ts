import type { ProofingLevel } from './vector';

/** Scopes a service may be approved for (NHS login Federation §3.3, table of scopes). */
export const scopes = [
  'openid',
  'profile',
  'basic_demographics',
  'profile_extended',
  'email',
  'phone',
  'landline',
  'gp_registration_details',
  'gp_integration_credentials',
  'client_metadata',
] as const;
export type Scope = (typeof scopes)[number];

/** What a person reads on the consent page; the wording is in the content files under this key. */
export type ConsentLabel =
  | 'identifier'
  | 'nhsNumber'
  | 'lastName'
  | 'firstNames'
  | 'dateOfBirth'
  | 'identityLevel'
  | 'email'
  | 'phone'
  | 'gpSurgery'
  | 'gpOnline'
  | 'serviceNote';

/** Where the value comes from when it is told. */
export type ClaimSource = 'token' | 'account' | 'proofing' | 'gp' | 'client';

/** One thing we tell a connected service about a person. */
export interface ClaimRow {
  readonly claim: string;
  readonly scopes: readonly Scope[];
  /** The least level at which the claim is told. */
  readonly leastLevel: ProofingLevel;
  readonly idToken: boolean;
  readonly userinfo: boolean;
  readonly source: ClaimSource;
  readonly label?: ConsentLabel;
}

const demographics = ['profile', 'basic_demographics'] as const;

/**
 * The claims table: what we tell, to whom. It drives scopes_supported, claims_supported, the ID token,
 * userinfo, the consent page and docs/claims.md.
 * @see NHS login Federation §3.3, §5, §6
 */
export const claims: readonly ClaimRow[] = [
  { claim: 'iss', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: true, source: 'token' },
  { claim: 'aud', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: true, source: 'token' },
  {
    claim: 'sub',
    scopes: ['openid'],
    leastLevel: 'P0',
    idToken: true,
    userinfo: true,
    source: 'account',
    label: 'identifier',
  },
  { claim: 'exp', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  { claim: 'iat', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  { claim: 'jti', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  { claim: 'auth_time', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  { claim: 'nonce', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  { claim: 'vot', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  { claim: 'vtm', scopes: ['openid'], leastLevel: 'P0', idToken: true, userinfo: false, source: 'token' },
  {
    claim: 'identity_proofing_level',
    scopes: demographics,
    leastLevel: 'P0',
    idToken: true,
    userinfo: true,
    source: 'account',
    label: 'identityLevel',
  },
  {
    claim: 'nhs_number',
    scopes: ['profile'],
    leastLevel: 'P5',
    idToken: true,
    userinfo: true,
    source: 'proofing',
    label: 'nhsNumber',
  },
  {
    claim: 'family_name',
    scopes: demographics,
    leastLevel: 'P5',
    idToken: true,
    userinfo: true,
    source: 'proofing',
    label: 'lastName',
  },
  {
    claim: 'birthdate',
    scopes: demographics,
    leastLevel: 'P5',
    idToken: true,
    userinfo: true,
    source: 'proofing',
    label: 'dateOfBirth',
  },
  {
    claim: 'given_name',
    scopes: ['profile_extended'],
    leastLevel: 'P5',
    idToken: false,
    userinfo: true,
    source: 'proofing',
    label: 'firstNames',
  },
  {
    claim: 'email',
    scopes: ['email'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'account',
    label: 'email',
  },
  { claim: 'email_verified', scopes: ['email'], leastLevel: 'P0', idToken: false, userinfo: true, source: 'account' },
  {
    claim: 'phone_number',
    scopes: ['phone'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'account',
    label: 'phone',
  },
  {
    claim: 'phone_number_verified',
    scopes: ['phone'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'account',
  },
  {
    claim: 'phone_number_pds_matched',
    scopes: ['phone'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'account',
  },
  {
    claim: 'landline_number',
    scopes: ['landline'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'account',
    label: 'phone',
  },
  {
    claim: 'landline_number_verified',
    scopes: ['landline'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'account',
  },
  {
    claim: 'gp_registration_details',
    scopes: ['gp_registration_details'],
    leastLevel: 'P5',
    idToken: false,
    userinfo: true,
    source: 'proofing',
    label: 'gpSurgery',
  },
  {
    claim: 'gp_integration_credentials',
    scopes: ['gp_integration_credentials'],
    leastLevel: 'P9',
    idToken: false,
    userinfo: true,
    source: 'gp',
    label: 'gpOnline',
  },
  {
    claim: 'client_user_metadata',
    scopes: ['client_metadata'],
    leastLevel: 'P0',
    idToken: false,
    userinfo: true,
    source: 'client',
    label: 'serviceNote',
  },
];

/** The lines of the consent page for a set of scopes at a level, in the table's order, each once. */
export function consentLabels(granted: readonly Scope[], level: ProofingLevel): readonly ConsentLabel[] {
  const labels = claims
    .filter((row) => row.leastLevel <= level && row.scopes.some((scope) => granted.includes(scope)))
    .flatMap((row) => (row.label === undefined ? [] : [row.label]));
  return [...new Set(labels)];
}
