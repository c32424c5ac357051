import type { KeyObject } from 'node:crypto';
import { webcrypto } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import type { TestService } from './service.ts';

/** What a service asked, and checks the answer against. */
export interface Asked {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What a service holds after the code flow. */
export interface SignedIn {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string;
  readonly accessToken: string;
  readonly expiresIn: number | undefined;
  readonly scope: string | undefined;
}

/** A service built on an unmodified library: discovery, the code flow with PKCE, userinfo. */
export interface RelyingParty {
  readonly library: string;
  ask(changes?: Readonly<Record<string, string>>): Promise<Asked>;
  /** Verifies the answer, redeems the code and verifies the ID token. @throws what the library throws */
  complete(asked: Asked, location: string): Promise<SignedIn>;
  /** @throws what the library throws, also when the subject is not that of the ID token */
  userinfo(signedIn: SignedIn): Promise<Readonly<Record<string, unknown>>>;
}

const firstAsk = { scope: 'openid email phone', vtr: '["P0.Cp.Cd"]' };

function asCryptoKey(key: KeyObject): Promise<CryptoKey> {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' };
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

const subjectOf = ({ claims }: SignedIn): string => String(claims['sub']);

/** A service on openid-client. */
export async function openidClient(issuer: string, service: TestService): Promise<RelyingParty> {
  const config = await client.discovery(
    new URL(issuer),
    service.clientId,
    undefined,
    client.PrivateKeyJwt(await asCryptoKey(service.privateKey)),
    { execute: [client.allowInsecureRequests] },
  );
  return {
    library: 'openid-client',
    async ask(changes = {}) {
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: service.redirectUri,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...firstAsk,
        ...changes,
      });
      return { url: url.href, state, nonce, verifier };
    },
    async complete({ state, nonce, verifier }, location) {
      const tokens = await client.authorizationCodeGrant(config, new URL(location), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      return {
        claims: { ...tokens.claims() },
        idToken: tokens.id_token ?? '',
        accessToken: tokens.access_token,
        expiresIn: tokens.expires_in,
        scope: tokens.scope,
      };
    },
    userinfo: (signedIn) => client.fetchUserInfo(config, signedIn.accessToken, subjectOf(signedIn)),
  };
}

/** A service on oauth4webapi. */
export async function oauth4webapi(issuer: string, service: TestService): Promise<RelyingParty> {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const self: oauth.Client = { client_id: service.clientId };
  const authentication = oauth.PrivateKeyJwt(await asCryptoKey(service.privateKey));
  const identifier = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(identifier, await oauth.discoveryRequest(identifier, insecure));
  return {
    library: 'oauth4webapi',
    async ask(changes = {}) {
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const verifier = oauth.generateRandomCodeVerifier();
      const parameters = new URLSearchParams({
        client_id: service.clientId,
        redirect_uri: service.redirectUri,
        response_type: 'code',
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...firstAsk,
        ...changes,
      });
      return { url: `${server.authorization_endpoint}?${parameters}`, state, nonce, verifier };
    },
    async complete({ state, nonce, verifier }, location) {
      const parameters = oauth.validateAuthResponse(server, self, new URL(location), state);
      const { redirectUri } = service;
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        self,
        authentication,
        parameters,
        redirectUri,
        verifier,
        insecure,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, self, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(server, answer, insecure);
      return {
        claims: { ...oauth.getValidatedIdTokenClaims(tokens) },
        idToken: tokens.id_token ?? '',
        accessToken: tokens.access_token,
        expiresIn: tokens.expires_in,
        scope: tokens.scope,
      };
    },
    async userinfo(signedIn) {
      const answer = await oauth.userInfoRequest(server, self, signedIn.accessToken, insecure);
      return oauth.processUserInfoResponse(server, self, subjectOf(signedIn), answer);
    },
  };
}
