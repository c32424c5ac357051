import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { register } from '../support/person.ts';
import { addService, redeem, textOf } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
const discoveryUrl = `${world.issuer}/.well-known/openid-configuration`;
const jwksUrl = `${world.issuer}/.well-known/jwks.json`;
let metadata: Readonly<Record<string, unknown>>;

async function readJson(url: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  return JSON.parse(await answer.text());
}

beforeAll(async () => {
  metadata = await readJson(discoveryUrl);
});

describe('discovery', () => {
  it('NL-1 is JSON, and names the issuer without a trailing slash', () => {
    expect(metadata['issuer']).toBe(world.issuer);
    expect(world.issuer.endsWith('/')).toBe(false);
  });

  it('NL-2 names endpoints on the host of the issuer', () => {
    expect(metadata).toMatchObject({
      authorization_endpoint: `${world.issuer}/authorize`,
      token_endpoint: `${world.issuer}/token`,
      userinfo_endpoint: `${world.issuer}/userinfo`,
      jwks_uri: jwksUrl,
    });
    const addresses = JSON.stringify(metadata).match(/https?:\/\/[^"]+/g) ?? [];
    expect(addresses.filter((address) => new URL(address).origin !== world.issuer)).toEqual([]);
  });

  it('NL-3 offers the code and public subjects, and nothing else', () => {
    expect([metadata['response_types_supported'], metadata['subject_types_supported']]).toEqual([['code'], ['public']]);
  });

  it('NL-4 offers RS512 alone', () => {
    expect(metadata['id_token_signing_alg_values_supported']).toEqual(['RS512']);
    expect(metadata['token_endpoint_auth_signing_alg_values_supported']).toEqual(['RS512']);
  });

  it('NL-5 offers private_key_jwt alone', () => {
    expect(metadata['token_endpoint_auth_methods_supported']).toEqual(['private_key_jwt']);
  });

  it('NL-6 lists the ten scopes of the contract', () => {
    expect(metadata['scopes_supported']).toEqual(
      expect.arrayContaining([
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
      ]),
    );
  });

  it('NL-7 lists the claims that services look for', () => {
    expect(metadata['claims_supported']).toEqual(
      expect.arrayContaining([
        'identity_proofing_level',
        'vot',
        'vtm',
        'nhs_number',
        'client_user_metadata',
        'gp_integration_credentials',
      ]),
    );
  });

  it('NL-8 names no FIDO UAF endpoint, which is absent on purpose', () => {
    expect(Object.keys(metadata).filter((name) => name.startsWith('fido'))).toEqual([]);
  });

  it('names no other origin for passkeys where none is configured', async () => {
    expect((await fetch(`${world.issuer}/.well-known/webauthn`)).status).toBe(404);
  });

  it('is cached, read by any origin, and by HEAD; nothing else is done to it', async () => {
    for (const url of [discoveryUrl, jwksUrl]) {
      const answer = await fetch(url, { headers: { origin: 'https://any.example' } });
      expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=3600/);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
      const refused = await fetch(url, { method: 'POST' });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, expect.stringContaining('GET')]);
    }
  });
});

describe('keys and trustmark', () => {
  const tokens: string[] = [];

  beforeAll(async () => {
    const service = await addService(world);
    const { callback } = await register(world, service);
    const answer = await redeem(world, service, callback.code ?? '');
    tokens.push(textOf(answer, 'id_token'), textOf(answer, 'access_token'));
  });

  it('NL-9 publishes public RSA keys with kid, n and e, among them those of every token, and nothing private', async () => {
    const { keys } = await readJson(jwksUrl);
    if (!Array.isArray(keys)) throw new Error('no keys');
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key).toMatchObject({ kty: 'RSA', alg: 'RS512', use: 'sig' });
      expect(Buffer.from(key.n, 'base64url').length * 8).toBeGreaterThanOrEqual(2048);
    }
    const kids = keys.map(({ kid }) => kid);
    expect(new Set(kids).size).toBe(kids.length);
    expect(tokens.map((token) => kids.includes(decodeProtectedHeader(token).kid))).toEqual([true, true]);
    const [idKid, accessKid] = tokens.map((token) => decodeProtectedHeader(token).kid);
    expect(idKid).not.toBe(accessKid);
  });

  it('NL-10 answers at the vtm of a token with idp, trustmark_provider, P and C', async () => {
    for (const token of tokens) {
      const vtm = String(decodeJwt(token)['vtm']);
      expect(vtm).toBe(`${world.issuer}/trustmark/${new URL(world.issuer).host}`);
      expect(await readJson(vtm)).toEqual({
        idp: world.issuer,
        trustmark_provider: expect.any(String),
        P: ['P0', 'P5', 'P9'],
        C: expect.arrayContaining(['Cp', 'Cd', 'Cm']),
      });
    }
    expect((await fetch(`${world.issuer}/trustmark/another.example`)).status).toBe(404);
  });
});
