import type { AccountFacts } from './account';
import type { AuthorizationRequest } from './authorization-request';
import { clientId, epochSeconds } from './brands';
import type { Client } from './client';
import type { Errand } from './errand';
import { signedInLately, strongestFactor } from './session';
import type { CredentialKind, Vector } from './vector';

/** Where each errand ends, and whether it changes a credential: then the sign-in must be minutes old. */
const ends: Readonly<Record<Errand, { readonly page: string; readonly fresh: boolean }>> = {
  account: { page: '/account', fresh: false },
  security: { page: '/account/security', fresh: true },
  passkeys: { page: '/account/passkeys', fresh: true },
  'add-passkey': { page: '/account/passkeys', fresh: true },
  'use-passkey': { page: '/account/passkeys', fresh: true },
  'change-password': { page: '/account/password', fresh: true },
};

/** Stands where a service would: no service can have it, for theirs have 22 characters. */
const ownClient = clientId('own');

/** The account itself, as a journey sees the service it leads to. Pages name it in their own words. */
export function ownService(origin: string): Client {
  return {
    clientId: ownClient,
    version: 1,
    status: 'active',
    issuer: 'nhs-login',
    name: '',
    redirectUris: Object.values(ends).map(({ page }) => `${origin}${page}`),
    postLogoutRedirectUris: [],
    keys: { kind: 'jwks', keys: [] },
    scopes: ['openid'],
    vectors: ['P0.Cp.Cd', 'P0.Cm'],
    legalBasis: 'nhs-commissioned',
    refreshTokens: false,
    im1Enabled: false,
    ssoFrom: [],
    compatibility: [],
    shards: 1,
    homeUri: `${origin}/account`,
    createdAt: epochSeconds(0),
  };
}

const vectorOf = (credentials: readonly CredentialKind[]): Vector => ({ text: credentials.join('.'), credentials });
const passkey = vectorOf(['Cm']);
const passwordAndCode = vectorOf(['Cp', 'Cd']);

/** What must be shown: a passkey that is to be tried, the strongest factor for what changes credentials, else any. */
function vectorsOf(errand: Errand, person: AccountFacts | undefined): readonly Vector[] {
  if (errand === 'use-passkey') return [passkey];
  if (!ends[errand].fresh || person === undefined) return [passkey, passwordAndCode];
  return [vectorOf(strongestFactor(person))];
}

/**
 * The request of an errand. One that changes a credential wants a sign-in by the strongest factor that the person holds,
 * minutes old or new, so that a stolen password or an open browser cannot bind another.
 * @param person of this browser's session; absent without one
 */
export function errandRequest(errand: Errand, origin: string, person: AccountFacts | undefined): AuthorizationRequest {
  const { fresh, page } = ends[errand];
  const stale = person !== undefined && !signedInLately(person, person, person.readAt);
  return {
    issuer: 'nhs-login',
    clientId: ownClient,
    redirectUri: `${origin}${page}`,
    scopes: ['openid'],
    vectors: vectorsOf(errand, person),
    prompt: fresh && stale ? 'login' : 'any',
    display: 'page',
    allowRegistration: true,
    errand,
  };
}
