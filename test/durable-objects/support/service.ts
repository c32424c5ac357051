import { clientId, epochSeconds } from '../../../src/domain/brands';
import type { Client } from '../../../src/domain/client';

/** A connected service as it was onboarded. */
export function aService(changes: Partial<Client> = {}): Client {
  return {
    clientId: clientId('QkJCQkJCQkJCQkJCQkJCQg'),
    version: 1,
    status: 'active',
    issuer: 'nhs-login',
    name: 'Riverside Clinic',
    redirectUris: ['https://clinic.example/cb'],
    postLogoutRedirectUris: [],
    keys: { kind: 'jwks', keys: [] },
    scopes: ['openid'],
    vectors: ['P0.Cp'],
    legalBasis: 'nhs-commissioned',
    refreshTokens: true,
    im1Enabled: false,
    ssoFrom: [],
    compatibility: [],
    shards: 1,
    createdAt: epochSeconds(1),
    ...changes,
  };
}
