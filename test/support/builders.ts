import type { AccountFacts, Session } from '../../src/domain/account';
import type { AuthorizationRequest } from '../../src/domain/authorization-request';
import {
  accountId,
  type BirthDate,
  clientId,
  type EmailAddress,
  epochSeconds,
  interactionId,
  type NhsNumber,
  type PhoneNumber,
  type Postcode,
  subject,
} from '../../src/domain/brands';
import type { Client } from '../../src/domain/client';
import { type Consent, consentVersion, termsVersion } from '../../src/domain/consent';
import type { Grant, StoredGrant } from '../../src/domain/grant';
import type { Interaction, InteractionFacts } from '../../src/domain/interaction';
import type { JourneyView } from '../../src/domain/journey';
import type { Patient } from '../../src/domain/patient';
import { parseVector, type Vector } from '../../src/domain/vector';
import type { Caller } from '../../src/ports/caller';

/** The moment at which every built thing happens: 2026-11-23T12:00:00Z. */
export const noon = epochSeconds(1_795_435_200);

export const theService = clientId('QkJCQkJCQkJCQkJCQkJCQg');
export const thePerson = accountId('QUFBQUFBQUFBQUFBQUFBQQ');
export const theInteraction = interactionId('7-SUlJSUlJSUlJSUlJSUlJSQ');
export const patsEmail = 'pat@example.com' as EmailAddress;
export const patsPhone = '+447700900123' as PhoneNumber;
export const theCaller: Caller = { address: '192.0.2.7', requestId: 'request-1' };

/** What is kept of the record of a person who proved who they are. */
export const aPatient: Patient = {
  nhsNumber: '9990000018' as NhsNumber,
  familyName: 'SMITH',
  givenName: 'Jane',
  birthDate: '1980-10-22' as BirthDate,
  postcode: 'LS1 6AE' as Postcode,
  odsCode: 'Y12345',
  phoneMatched: false,
};

/** A vector of trust, for example `P0.Cp.Cd`. @throws Error for a text that is none */
export function aVector(text: string): Vector {
  const vector = parseVector(text);
  if (vector === undefined) throw new Error(`${text} is no vector`);
  return vector;
}

/** A connected service as it was onboarded. */
export function aService(changes: Partial<Client> = {}): Client {
  return {
    clientId: theService,
    version: 1,
    status: 'active',
    issuer: 'nhs-login',
    name: 'Riverside Clinic',
    redirectUris: ['https://clinic.example/cb'],
    postLogoutRedirectUris: [],
    keys: { kind: 'jwks', keys: [] },
    scopes: ['openid', 'profile', 'email', 'phone'],
    vectors: ['P0.Cp', 'P0.Cp.Cd', 'P0.Cm', 'P9.Cp.Cd'],
    legalBasis: 'nhs-commissioned',
    refreshTokens: true,
    im1Enabled: false,
    ssoFrom: [],
    compatibility: [],
    shards: 1,
    createdAt: noon,
    ...changes,
  };
}

/** A checked authorization request; `vtr` names its vectors by their texts. */
export function aRequest({
  vtr = ['P0.Cp.Cd'],
  ...changes
}: Partial<Omit<AuthorizationRequest, 'vectors'>> & { readonly vtr?: readonly string[] } = {}): AuthorizationRequest {
  return {
    issuer: 'nhs-login',
    clientId: theService,
    redirectUri: 'https://clinic.example/cb',
    state: 'state 1',
    nonce: 'nonce-1',
    scopes: ['openid', 'email'],
    vectors: vtr.map(aVector),
    prompt: 'any',
    display: 'page',
    allowRegistration: true,
    ...changes,
  };
}

/** What a person agreed to share with the service. */
export function aConsent(changes: Partial<Consent> = {}): Consent {
  return {
    client: theService,
    scopes: ['openid', 'email'],
    level: 'P0',
    version: consentVersion,
    at: noon,
    ...changes,
  };
}

/** What a live session tells of its person: by default one whom the default request needs to ask nothing. */
export function anAccount(changes: Partial<AccountFacts> = {}): AccountFacts {
  return {
    account: thePerson,
    subject: subject('00000000-0000-4000-8000-000000000001'),
    shown: { Cp: noon, Cd: noon },
    level: 'P0',
    acceptedTerms: termsVersion,
    consents: [aConsent()],
    signedInBy: theInteraction,
    hasPassword: true,
    passkeys: 0,
    provenPasskeys: changes.passkeys ?? 0,
    readAt: noon,
    ...changes,
  };
}

/** What the journey is judged on. */
export function aView(
  parts: {
    readonly request?: Parameters<typeof aRequest>[0];
    readonly facts?: InteractionFacts;
    readonly account?: Parameters<typeof anAccount>[0];
  } = {},
): JourneyView {
  return {
    request: aRequest(parts.request),
    facts: parts.facts ?? {},
    ...(parts.account === undefined ? {} : { account: anAccount(parts.account) }),
  };
}

/** An authorization request being answered. */
export function anInteraction(changes: Partial<Interaction> = {}): Interaction {
  return { id: theInteraction, request: aRequest(), facts: {}, beganAt: noon, ...changes };
}

/** Everything that registering establishes before the terms. */
export const registeredFacts = {
  path: 'register',
  address: patsEmail,
  emailProof: { at: noon, taken: false },
  password: { hash: 'hash of a good passphrase', length: 'long', at: noon },
  phone: patsPhone,
  phoneProof: { at: noon },
} as const satisfies InteractionFacts;

/** A passkey that was just made, and the handle by which its authenticator knows the person. */
export const aMadePasskey = {
  made: {
    credentialId: 'Y3JlZGVudGlhbC0x',
    publicKey: 'cHVibGljLWtleQ',
    algorithm: -7,
    counter: 0,
    backupEligible: true,
    backedUp: true,
    userVerified: true,
    transports: ['internal'],
    aaguid: '00000000-0000-0000-0000-000000000000',
  },
  userHandle: 'aGFuZGxl',
} as const satisfies InteractionFacts['passkey'];

/** A session as its account keeps it. */
export function aSession(changes: Partial<Session> = {}): Session {
  return {
    secretHash: 'hash',
    openedAt: noon,
    usedAt: noon,
    shown: { Cp: noon },
    signedInBy: theInteraction,
    ...changes,
  };
}

/** A grant as its account keeps it, its code not yet redeemed. */
export function aStoredGrant(changes: Partial<StoredGrant> = {}, grant: Partial<Grant> = {}): StoredGrant {
  return {
    grant: {
      clientId: theService,
      redirectUri: 'https://clinic.example/cb',
      scopes: ['openid', 'email'],
      vot: 'P0.Cp.Cd',
      level: 'P0',
      authTime: noon,
      issuedAt: noon,
      ...grant,
    },
    codeHash: 'hash of the code',
    interaction: theInteraction,
    ...changes,
  };
}
