import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type ClientId, type EmailAddress, type EpochSeconds, epochSeconds } from '../../../src/domain/brands';
import type { Scope } from '../../../src/domain/claims';
import type { PublicJwk, Client as Service } from '../../../src/domain/client';
import { consentVersion } from '../../../src/domain/consent';
import { issueTokens } from '../../../src/flows/issue-tokens';
import { disableService } from '../../../src/flows/operator-disable-service';
import { enableService } from '../../../src/flows/operator-enable-service';
import { readUserinfo } from '../../../src/flows/read-userinfo';
import { startAuthorization } from '../../../src/flows/start-authorization';
import type { CookieToken } from '../../../src/ports/caller';
import type { SigningKey } from '../../../src/ports/keys';
import { OAuthError } from '../../../src/protocol/oauth-error';
import { clientRegistry, clients } from '../../../src/storage/clients';
import { theCaller } from '../../support/builders';
import { atomPorts, register } from './account-port';
import { clock, seconds } from './clock';
import { anEnv } from './env';
import { aService } from './service';
import { placeOf } from './signed-in-person';
import { unique } from './signing-in';

const origin = 'https://auth.example';
const redirectUri = 'https://clinic.example/cb';
export const otherRedirectUri = 'https://clinic.example/other';

interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly jwk: PublicJwk;
}
async function newKey(kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS512', { modulusLength: 2048 });
  const { n = '', e = '' } = await exportJWK(publicKey);
  return { privateKey, jwk: { kty: 'RSA', n, e, kid } };
}

/** A flow's answer, or the error code that its fault has on the wire. */
async function codeOf<Answer>(answer: Promise<Answer>): Promise<Answer | { readonly error: string }> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof OAuthError) return { error: cause.code };
    throw cause;
  }
}

/** The ports of the flows, over real atoms. */
function grantPorts(issuer: KeyPair) {
  const env = anEnv();
  const { accounts, interactions } = atomPorts(env);
  const signing: SigningKey = { kid: 'issuer', algorithm: 'RS512', key: issuer.privateKey };
  return {
    accounts,
    interactions,
    clients: clients({ env, now: seconds }),
    clientRegistry: clientRegistry({ env, now: seconds }),
    clock: { now: (): EpochSeconds => seconds() },
    settings: { origin, testPhoneNumbers: true, loopback: false, relatedOrigins: [], blockedEmailDomains: [] },
    limits: {
      take: async () => ({ outcome: 'taken' as const }),
      giveBack: async () => undefined,
      isCounted: async () => false,
    },
    audit: { record: () => undefined, recordRefusal: () => undefined },
    keys: { signing: async () => signing, published: async () => [issuer.jwk] },
  };
}
type GrantPorts = ReturnType<typeof grantPorts>;

/** Three services; the last one gets no refresh tokens. */
async function addServices({ clientRegistry: registry }: GrantPorts) {
  const keys = await Promise.all(['first', 'second', 'third'].map(newKey));
  const ids = keys.map(() => registry.newId());
  return Promise.all(
    keys.map(async ({ jwk, privateKey }, index) => {
      const service: Service = aService({
        clientId: ids[index] ?? registry.newId(),
        redirectUris: [redirectUri, otherRedirectUri],
        keys: { kind: 'jwks', keys: [jwk] },
        scopes: ['openid', 'email', 'phone'],
        vectors: ['P0.Cp', 'P0.Cp.Cd'],
        refreshTokens: index < keys.length - 1,
        // The second one takes the first one's word for a login.
        ssoFrom: index === 1 ? [ids[0] ?? registry.newId()] : [],
      });
      await registry.put(service, 0);
      return { clientId: service.clientId, refreshes: service.refreshTokens, privateKey };
    }),
  );
}

type Members = Readonly<Record<string, string | undefined>>;
const parametersOf = (members: Members) =>
  Object.entries(members).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));

/**
 * The product from its flows down to its atoms: real services, accounts, sessions, grants and signatures. Only HTTP, the
 * ring of signing keys and the hashing of passwords are left out.
 */
export async function grantWorld() {
  const ports = grantPorts(await newKey('issuer'));
  const services = await addServices(ports);
  return {
    services,
    advance: (by: number) => clock.advance(by),
    ...whatPeopleDo(ports),
    ...whatServicesDo(ports, services),
  };
}
export type GrantWorld = Awaited<ReturnType<typeof grantWorld>>;

function whatPeopleDo(ports: GrantPorts) {
  return {
    register: () => register(ports.accounts),

    /** Signs in by password alone. */
    async signIn(email: EmailAddress): Promise<CookieToken> {
      const interaction = ports.interactions.newId();
      const attempt = await ports.accounts.reservePassword({
        of: { email },
        browser: undefined,
        device: undefined,
        interaction,
        caller: theCaller,
      });
      if (attempt.outcome !== 'reserved') throw new Error(`the attempt was ${attempt.outcome}`);
      const settled = await attempt.settle({ verdict: 'right', opens: 'session' });
      if (settled.outcome !== 'signed-in') throw new Error(`the sign-in was ${settled.outcome}`);
      return settled.session;
    },

    agree: (session: CookieToken, client: ClientId, scopes: readonly Scope[]) =>
      ports.accounts.agree(session, { client, scopes, level: 'P0', version: consentVersion }, theCaller),

    async authorize(session: CookieToken | undefined, request: Members) {
      const common = { redirect_uri: redirectUri, response_type: 'code', vtr: '["P0.Cp.Cd","P0.Cp"]', state: 'state' };
      const parameters = parametersOf({ ...common, ...request });
      const asked = { parameters, session, storeOnly: false, caller: theCaller };
      const answer = await codeOf(startAuthorization(ports, asked));
      if ('error' in answer) return answer;
      if (answer.kind === 'interact') return { error: 'page' };
      const query = new URLSearchParams(answer.location.slice(answer.location.indexOf('?') + 1));
      return { code: query.get('code') ?? undefined, error: query.get('error') ?? undefined };
    },

    signOut: (session: CookieToken) => ports.accounts.signOut(session, undefined, theCaller),
    /** Ends one session of the same person, or all others. */
    async putOut(session: CookieToken, another: CookieToken | undefined) {
      const end =
        another === undefined
          ? ({ kind: 'others' } as const)
          : ({ kind: 'session', id: (await placeOf(another)).entryId } as const);
      return ports.accounts.endAccess({ session, device: undefined }, end, theCaller);
    },
    signOutEverywhere: (session: CookieToken) => ports.accounts.signOutEverywhere(session, theCaller),
  };
}

function whatServicesDo(ports: GrantPorts, services: Awaited<ReturnType<typeof addServices>>) {
  const call = { verb: 'of a test', ...theCaller };
  const signed = (index: number, claimsOf: (clientId: ClientId) => object): Promise<string> => {
    const service = services[index];
    if (service === undefined) throw new Error('there is no such service');
    const claims = { iss: service.clientId, jti: unique('jti'), ...claimsOf(service.clientId) };
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS512', typ: 'JWT' }).sign(service.privateKey);
  };
  return {
    /** A new assertion of a service, good for a minute and the skew. */
    async assertion(index: number): Promise<{ readonly jwt: string; readonly exp: number }> {
      const exp = epochSeconds(seconds() + 60);
      const jwt = await signed(index, (clientId) => ({ sub: clientId, aud: `${origin}/token`, exp }));
      return { jwt, exp };
    },

    /** A service's word for the login of an ID token. */
    handOver: (index: number, idToken: string) =>
      signed(index, () => ({ code: idToken, iat: seconds(), exp: seconds() + 60 })),

    token(form: Members) {
      const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      const parameters = parametersOf({ redirect_uri: redirectUri, client_assertion_type: type, ...form });
      return codeOf(issueTokens(ports, { parameters, authorization: undefined, caller: theCaller }));
    },

    userinfo: (accessToken: string) => codeOf(readUserinfo(ports, `Bearer ${accessToken}`)),
    disable: (clientId: ClientId) => disableService(ports, { clientId, call }),
    enable: (clientId: ClientId) => enableService(ports, { clientId, call }),
    async enableAll(): Promise<void> {
      for (const { clientId } of services)
        if ((await ports.clients.find(clientId))?.status === 'disabled') await enableService(ports, { clientId, call });
    },
  };
}
