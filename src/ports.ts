import type { AccountFacts } from './domain/account';
import type { AccountEvent } from './domain/account-event';
import type { AuditEvent } from './domain/audit-event';
import type { AuthorizationRequest } from './domain/authorization-request';
import type {
  AccountId,
  ClientId,
  EmailAddress,
  EpochSeconds,
  InteractionId,
  PhoneNumber,
  Subject,
} from './domain/brands';
import type { Scope } from './domain/claims';
import type { Client, PublicJwk } from './domain/client';
import type { Consent } from './domain/consent';
import type { DeviceName } from './domain/device-name';
import type { Granted, Redemption } from './domain/grant';
import type { Interaction, InteractionFacts } from './domain/interaction';
import type { JourneyView } from './domain/journey';
import type { TimedKey } from './domain/key-phase';
import type { LinkVerdict } from './domain/mailed-link';
import type { MessageSupplier } from './domain/message-supplier';
import type { NewPasskey } from './domain/passkey';
import type { PasswordLength } from './domain/password';
import type { ProfileName } from './domain/profiles';
import type { RateWindowName } from './domain/rate-window';
import type { Receipt, SupplierReading } from './domain/receipt';
import type { ProofingLevel } from './domain/vector';

/**
 * What flows may ask of the world, in domain types only. Any call may reject with `Unavailable`.
 */
export interface Clock {
  now(): EpochSeconds;
}

/** Connected services. A known service needs neither Postgres nor Redis. */
export interface Clients {
  /** The service with this id, active or disabled, with a status at most 500 ms old; undefined when there is none. */
  find(id: string): Promise<Client | undefined>;
  /** Its verification keys: as registered, or from its `jwks_uri` (cached; refetched at most once a minute for an unknown `kid`). */
  verificationKeys(client: Client, kid: string | undefined): Promise<readonly PublicJwk[]>;
  /**
   * Takes note of an assertion id, once (RFC 7523 §3 item 7), and says how the service stands now.
   * @param exp when the assertion ends; the id is kept until then plus skew
   */
  admit(client: Client, assertion: { readonly jti: string; readonly exp: EpochSeconds }): Promise<Admission>;
}
export interface Admission {
  readonly outcome: 'fresh' | 'replayed';
  readonly version: number;
  readonly status: 'active' | 'disabled';
}

/** The registry of services as the operator sees it. Listing reads Postgres, the rest does not. */
export interface ClientRegistry {
  /** Writes to every shard of the service, then answers. `conflict`: `expectedVersion` is not the one held. */
  put(client: Client, expectedVersion: number): Promise<'stored' | 'conflict'>;
  read(id: ClientId): Promise<Client | undefined>;
  list(): Promise<readonly Client[]>;
}

/** Exact counters, one atom per shard of the limited key. */
export interface Limits {
  /** Counts one use of `key` in the window; the one beyond the most is refused until the window or lock ends. */
  take(
    window: RateWindowName,
    key: string,
  ): Promise<{ readonly outcome: 'taken' } | { readonly outcome: 'limited'; readonly until: EpochSeconds }>;
  /** Whether `key` was counted in a window that has not ended. */
  isCounted(window: RateWindowName, key: string): Promise<boolean>;
}

/** What suppliers say about the messages that they took. */
export interface Receipts {
  /** Whether a caller holds the token that GOV.UK Notify was given for this; never where there is none. */
  isNotify(token: string | undefined): boolean;
  /** Notes a receipt. A number that can never be reached becomes suspect, once its supplier was asked again. */
  record(receipt: Receipt & { readonly supplierId: string }): Promise<'noted' | 'unknown'>;
  /** How each supplier carried the messages of the last day. */
  read(): Promise<readonly (SupplierReading & { readonly supplier: MessageSupplier })[]>;
}

/** A private key that signs now. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly key: CryptoKey;
}
export type KeyUse = 'id-token' | 'access-token';

export interface Keys {
  signing(issuer: ProfileName, use: KeyUse): Promise<SigningKey>;
  /** All keys that services must know now: next, active and retiring, of both uses. */
  published(issuer: ProfileName): Promise<readonly PublicJwk[]>;
}

/** A signing key as the operator sees it. */
export interface HeldKey extends TimedKey {
  readonly issuer: ProfileName;
  readonly use: KeyUse;
  /** As in the JOSE header, for example `RS512`. */
  readonly algorithm: string;
}
export interface RingRotation {
  readonly issuer: ProfileName;
  readonly use: KeyUse;
  /** `waiting`: a key that was added earlier has not signed yet; no second one is added before it does. */
  readonly outcome: 'rotated' | 'waiting';
  /** The key that signs next. */
  readonly kid: string;
  readonly signFrom: EpochSeconds;
}
export type KeyRevocation =
  /** `signing`: the key of its ring that signs from now on. */
  | {
      readonly outcome: 'revoked';
      readonly issuer: ProfileName;
      readonly use: KeyUse;
      readonly signing: string;
    }
  | { readonly outcome: 'unknown' };

/** The rings of all issuers, as their atoms hold them at this moment. */
export interface KeyRegistry {
  list(): Promise<readonly HeldKey[]>;
  /** Gives each ring a successor, which signs when services have had time to learn of it. */
  rotate(): Promise<readonly RingRotation[]>;
  /** Ends a key: published no longer, and good for nothing it signed, everywhere within a minute. */
  revoke(kid: string): Promise<KeyRevocation>;
}

/** Passwords: hashed in `hasher` atoms, never where tokens are issued. */
export interface Passwords {
  /** @returns the hash with its parameters, as a PHC string */
  hash(password: string): Promise<string>;
  verify(password: string, stored: string): Promise<boolean>;
  /** Whether the password is on the list of common ones. */
  isCommon(password: string): Promise<boolean>;
}

/** Security events that belong to no account's own decision. Never delays or fails the answer. */
export interface Audit {
  record(event: AuditEvent): void;
}

/** Who is calling, for the audit trail: sealed before it is stored anywhere. */
export interface Caller {
  /** Network address; IPv6 as its /64. */
  readonly address: string;
  readonly requestId: string;
  /** What the browser says it is, in coarse words; for its person to recognise. */
  readonly on?: DeviceName;
}

/** The value of a session or remembered-device cookie, as the browser sent it. The latter may stand for several people. */
export type CookieToken = string;

/** What a service asks of an account when a person comes back with a session. */
export interface AuthorizeInput {
  /** Random per request; a repeated call with the same id gives the same grant. */
  readonly interaction: InteractionId;
  readonly request: AuthorizationRequest;
  readonly caller: Caller;
}
export type AuthorizeOutcome =
  | { readonly outcome: 'granted'; readonly code: string }
  /** The session lives, but a page is needed; the facts say which. */
  | { readonly outcome: 'needs'; readonly facts: AccountFacts }
  /** The grant of this interaction was redeemed already. */
  | { readonly outcome: 'completed' }
  | { readonly outcome: 'no-session' };

export type PasswordReservation =
  | {
      readonly outcome: 'reserved';
      /** The hash to verify against; for an address without an account one that no password meets. */
      readonly passwordHash: string;
      readonly length: PasswordLength;
      /** A remembered device of this person came along. */
      readonly deviceKnown: boolean;
      /** Settles the attempt, once, within 30 s; not settled it is a failed attempt. */
      settle(verdict: PasswordSettlement): Promise<PasswordSettled>;
    }
  | { readonly outcome: 'locked'; readonly until: EpochSeconds }
  | { readonly outcome: 'off' }
  /** The session that was to be stepped up has ended. */
  | { readonly outcome: 'lost' };
export type PasswordSettlement =
  | { readonly verdict: 'wrong' }
  | { readonly verdict: 'right'; readonly opens: 'session' | 'passcode' };
export type PasswordSettled =
  /** `lockedUntil`: it was one too many, and no further one is looked at before. */
  | { readonly outcome: 'wrong'; readonly lockedUntil?: EpochSeconds }
  | { readonly outcome: 'signed-in'; readonly session: CookieToken; readonly device?: CookieToken }
  | { readonly outcome: 'code-sent'; readonly account: AccountId; readonly phoneEnding: string }
  /** The password was right; no code was sent, for too many were. */
  | {
      readonly outcome: 'sending-locked';
      readonly account: AccountId;
      readonly phoneEnding: string;
      readonly until: EpochSeconds;
    };

/** Who is to enter a code: a person whose password was right a moment ago, or one with a session that lacks `Cd`. */
export type PasscodeBearer =
  | { readonly by: 'password'; readonly account: AccountId }
  | { readonly by: 'session'; readonly session: CookieToken };
export type PasscodeSent =
  /** `suspect`: the network said that this number can never be reached. */
  | { readonly outcome: 'sent'; readonly phoneEnding: string; readonly suspect: boolean }
  | { readonly outcome: 'sending-locked'; readonly until: EpochSeconds }
  /** The password was shown too long ago, or the session ended. */
  | { readonly outcome: 'lost' };
export type PasscodeChecked =
  | { readonly outcome: 'signed-in'; readonly session: CookieToken; readonly device?: CookieToken }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'locked'; readonly until: EpochSeconds }
  | { readonly outcome: 'off' }
  | { readonly outcome: 'lost' };

/** A password that was just chosen. */
export interface NewPassword {
  readonly hash: string;
  readonly length: PasswordLength;
  readonly at: EpochSeconds;
}

export interface NewAccount {
  /** Also the operation id: a repeated call gives the same account. */
  readonly interaction: InteractionId;
  readonly email: EmailAddress;
  readonly phone: PhoneNumber;
  /** A password, a passkey, or both; never neither. */
  readonly password?: NewPassword;
  readonly passkey?: MadePasskey;
  readonly phoneProvedAt: EpochSeconds;
  readonly termsVersion: string;
  readonly caller: Caller;
}

/** A passkey that was just made, and the handle by which its authenticator knows the person. */
export interface MadePasskey {
  readonly made: NewPasskey;
  /** 64 random bytes, base64url. */
  readonly userHandle: string;
}

/** A passkey as its person sees it. */
export interface HeldPasskey {
  /** Its name in the account: SHA-256 of the credential id. */
  readonly key: string;
  readonly credentialId: string;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly name?: string;
  readonly backedUp: boolean;
  readonly addedAt: EpochSeconds;
  readonly usedAt?: EpochSeconds;
}
/** What authenticators are told about the person of a session, and the passkeys that there are. */
export interface PasskeyOwner {
  readonly email: EmailAddress;
  /** Absent while there was never a passkey. */
  readonly userHandle?: string;
  readonly passkeys: readonly HeldPasskey[];
}

export type PasskeyReservation =
  | {
      readonly outcome: 'held';
      readonly account: AccountId;
      readonly held: {
        readonly credentialId: string;
        readonly publicKey: string;
        readonly counter: number;
        readonly backupEligible: boolean;
        readonly userHandle: string;
      };
      /** The signature was right: opens a session. `before`: the session of the same person that it steps up. */
      settle(verified: {
        readonly counter: number;
        readonly backedUp: boolean;
        readonly before?: CookieToken;
        readonly browser: CookieToken | undefined;
      }): Promise<{ readonly outcome: 'signed-in'; readonly session: CookieToken } | { readonly outcome: 'refused' }>;
    }
  | { readonly outcome: 'unknown' };
export type PasskeyAdded = 'added' | 'no-session' | 'stale' | 'too-many' | 'taken';
export type PasskeyChanged = 'done' | 'no-session' | 'stale' | 'last' | 'unknown';

/** What a person sees about themselves and the services they use. */
export interface AccountOverview {
  readonly email: EmailAddress;
  readonly phoneEnding: string;
  readonly level: ProofingLevel;
  readonly consents: readonly Consent[];
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
}

/** What userinfo tells, by live values. */
export interface GrantReading {
  /** What the service noted. */
  readonly userMetadata?: string;
  readonly subject: Subject;
  readonly scopes: readonly Scope[];
  readonly level: ProofingLevel;
  readonly email: EmailAddress;
  readonly phone: PhoneNumber;
}

export type CodeRedemption =
  | { readonly outcome: 'redeemed'; readonly grant: Granted; readonly refreshToken?: string }
  | Extract<Redemption, { outcome: 'refused' }>;
export type Refreshment =
  | { readonly outcome: 'refreshed'; readonly grant: Granted; readonly refreshToken: string }
  | { readonly outcome: 'refused'; readonly why: 'unknown' | 'reused' | 'expired' | 'scope' };

/** What the browser holds in which a person looks at their account. */
export interface AccountBrowser {
  readonly session: CookieToken;
  readonly device: CookieToken | undefined;
}
/** A way into an account that its person recognises. */
export interface AccountAccess {
  readonly id: string;
  readonly usedAt: EpochSeconds;
  readonly on: DeviceName | undefined;
  /** It is the one of the browser that asks. */
  readonly isThis: boolean;
}
export interface AccountSecurity {
  readonly email: EmailAddress;
  /** There is one, and it opens the account. */
  readonly hasPassword: boolean;
  /** When the session ends if nothing more is done. */
  readonly sessionUntil: EpochSeconds;
  readonly sessions: readonly (AccountAccess & { readonly openedAt: EpochSeconds })[];
  readonly devices: readonly (AccountAccess & { readonly until: EpochSeconds })[];
  /** The latest last. */
  readonly events: readonly AccountEvent[];
}
export type AccessToEnd = { readonly kind: 'session' | 'device'; readonly id: string } | { readonly kind: 'others' };

/** A link of an e-mail that may not do what it is for. */
export type DeadLink = Exclude<LinkVerdict, 'live'>;
export type ResetCompleted =
  /** `interaction`: the journey on which the person had forgotten the password. */
  | { readonly outcome: 'done'; readonly interaction?: InteractionId }
  /** A reset turned on what guessing had turned off, less than a day ago. */
  | { readonly outcome: 'too-soon'; readonly until: EpochSeconds }
  | { readonly outcome: DeadLink };

/** One account object per person decides all of this; none of it needs Postgres or Redis. */
export interface Accounts {
  readSession(session: CookieToken | undefined): Promise<AccountFacts | undefined>;
  /** Whether an address has an account. Asked only after the address was proved. */
  has(email: EmailAddress): Promise<boolean>;
  create(account: NewAccount): Promise<
    | { readonly outcome: 'created'; readonly session: CookieToken }
    | { readonly outcome: 'taken' }
    /** The passkey is another account's. */
    | { readonly outcome: 'credential-taken' }
  >;
  /** Counts a password attempt before it is looked at. An unknown address takes the same path. */
  reservePassword(input: {
    /** The address that was given, or the session that lacks a password. */
    readonly of: { readonly email: EmailAddress } | { readonly session: CookieToken };
    /** The session that this browser holds, whosever it is: a person who has one there is not told of a new sign-in. */
    readonly browser: CookieToken | undefined;
    readonly device: CookieToken | undefined;
    readonly interaction: InteractionId;
    readonly caller: Caller;
  }): Promise<PasswordReservation>;
  sendPasscode(bearer: PasscodeBearer, interaction: InteractionId, caller: Caller): Promise<PasscodeSent>;
  checkPasscode(
    bearer: PasscodeBearer,
    input: {
      readonly interaction: InteractionId;
      readonly code: string;
      readonly remember: boolean;
      /** The people whom this browser is remembered for so far. */
      readonly device: CookieToken | undefined;
      /** The address that was given, and the session that the browser holds: to tell the person of a new sign-in. */
      readonly email: EmailAddress | undefined;
      readonly browser: CookieToken | undefined;
      readonly caller: Caller;
    },
  ): Promise<PasscodeChecked>;
  /**
   * Sets a password for somebody who has just signed in by the strongest factor they hold; it counts as shown. Where it
   * replaces another, all other sessions end.
   */
  setPassword(
    session: CookieToken,
    input: {
      readonly password: Omit<NewPassword, 'at'>;
      readonly interaction: string;
      /** The people whom this browser is remembered for: the one who sets a password stays so. */
      readonly device: CookieToken | undefined;
      readonly caller: Caller;
    },
  ): Promise<{ readonly outcome: 'set'; readonly session: CookieToken } | { readonly outcome: 'stale' | 'no-session' }>;
  passkeyOwner(session: CookieToken): Promise<PasskeyOwner | undefined>;
  /** Finds whose passkey signed. */
  reservePasskey(
    credentialId: string,
    at: { readonly interaction: InteractionId; readonly caller: Caller },
  ): Promise<PasskeyReservation>;
  addPasskey(session: CookieToken, passkey: MadePasskey, caller: Caller): Promise<PasskeyAdded>;
  removePasskey(session: CookieToken, key: string, caller: Caller): Promise<PasskeyChanged>;
  namePasskey(
    session: CookieToken,
    passkey: { readonly key: string; readonly name: string },
    caller: Caller,
  ): Promise<PasskeyChanged>;
  acceptTerms(session: CookieToken, version: string, caller: Caller): Promise<'accepted' | 'no-session'>;
  agree(session: CookieToken, consent: Omit<Consent, 'at'>, caller: Caller): Promise<'agreed' | 'no-session'>;
  /** Signs in for one request by an ID token that another service holds. @param idTokenJti of that token */
  openAsserted(input: {
    readonly idTokenJti: string;
    readonly clientId: ClientId;
    readonly interaction: InteractionId;
    readonly caller: Caller;
  }): Promise<{ readonly session: CookieToken; readonly facts: AccountFacts } | undefined>;
  authorize(session: CookieToken | undefined, input: AuthorizeInput): Promise<AuthorizeOutcome>;
  /** Spends a code, once. A second presentation is `reused`, and changes nothing by itself. */
  redeem(
    code: string,
    shown: {
      /** The service gets refresh tokens. */
      readonly refreshes: boolean;
      readonly clientId: ClientId;
      readonly redirectUri: string;
      readonly challenge?: string;
    },
    caller: Caller,
  ): Promise<CodeRedemption>;
  /** A code was shown again by its own service, which authenticated: what the first presentation gave ends. */
  revokeReused(code: string, clientId: ClientId, caller: Caller): Promise<void>;
  /** Spends a refresh token: the latest gets a successor, the one before it the same successor for a while. */
  refresh(
    refreshToken: string,
    asked: { readonly clientId: ClientId; readonly scopes?: readonly string[] },
    caller: Caller,
  ): Promise<Refreshment>;
  /** What an access token may read now; undefined when its grant, its session's person or its service's consent ended. */
  readGrant(routing: string, clientId: ClientId): Promise<GrantReading | undefined>;
  /** Keeps what a service noted about the person of an access token; empty text forgets it. */
  writeUserMetadata(routing: string, clientId: ClientId, text: string, caller: Caller): Promise<'written' | 'ended'>;
  overview(session: CookieToken): Promise<AccountOverview | undefined>;
  /** Ends this session and forgets the device of its person. @returns what remembers the others of this browser, if any */
  signOut(
    session: CookieToken | undefined,
    device: CookieToken | undefined,
    caller: Caller,
  ): Promise<{ readonly device?: CookieToken }>;
  signOutEverywhere(session: CookieToken, caller: Caller): Promise<'done' | 'no-session'>;
  /** Who can get into the account of a browser's session, and what was done with it lately. */
  security(browser: AccountBrowser): Promise<AccountSecurity | undefined>;
  /** Ends one session, forgets one device, or does both to all but those of this browser. */
  endAccess(browser: AccountBrowser, end: AccessToEnd, caller: Caller): Promise<'done' | 'no-session'>;
  /** Somebody forgot the password of an address. Whether anything is sent, and what, nobody here learns. */
  requestReset(input: {
    readonly email: EmailAddress;
    readonly interaction: InteractionId | undefined;
    readonly caller: Caller;
  }): Promise<{ readonly outcome: 'noted' } | { readonly outcome: 'sending-locked'; readonly until: EpochSeconds }>;
  /** Whose address a link was sent to. Changes nothing. */
  readReset(
    token: string,
  ): Promise<{ readonly outcome: 'live'; readonly email: EmailAddress } | { readonly outcome: DeadLink }>;
  /** Sets a password by a link, once; ends every session, device and grant, and signs nobody in. */
  completeReset(
    token: string,
    input: { readonly passwordHash: string; readonly passwordLength: PasswordLength; readonly caller: Caller },
  ): Promise<ResetCompleted>;
  /** Whether a link that says "this was not me" still does something. Changes nothing. */
  readNotice(token: string): Promise<'live' | DeadLink>;
  /** A sign-in was somebody else's: everything ends, and the password is off until it is chosen anew. */
  disown(token: string, caller: Caller): Promise<'done' | DeadLink>;
  /** The `jti` of a token of this grant: sealed routing, by which the account is found again. */
  tokenId(grant: Granted, kind: 'id' | 'access'): Promise<string>;
}

/** An interaction and the secret in the browser's cookie that opens it. */
export interface InteractionRef {
  readonly id: string;
  readonly secret: string | undefined;
}
export type LoadedInteraction =
  | { readonly outcome: 'open'; readonly interaction: Interaction; readonly revision: number }
  /** It ended with a code or an error sent to the service. */
  | { readonly outcome: 'finished' }
  /** Unknown, expired, or not this browser's. */
  | { readonly outcome: 'gone' };

export type CodeSent =
  /** `turn`: how many were sent before in a row. `suspect`: the network said that this number can never be reached. */
  | { readonly outcome: 'sent'; readonly turn: number; readonly suspect: boolean }
  | { readonly outcome: 'sending-locked'; readonly until: EpochSeconds }
  | { readonly outcome: 'gone' };
export type CodeChecked =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'locked'; readonly until: EpochSeconds }
  | { readonly outcome: 'gone' };
export type CodeTarget =
  | { readonly channel: 'email'; readonly to: EmailAddress }
  | { readonly channel: 'sms'; readonly to: PhoneNumber };

/** Authorization requests being answered, and the codes of people who have no account yet. */
export interface Interactions {
  /** A fresh id for a request that may need no page. */
  newId(): InteractionId;
  begin(
    id: InteractionId,
    request: AuthorizationRequest,
    facts?: InteractionFacts,
  ): Promise<{ readonly secret: string }>;
  load(ref: InteractionRef): Promise<LoadedInteraction>;
  /** Stores the facts if nobody did since `revision`. */
  record(
    ref: InteractionRef,
    revision: number,
    interaction: Interaction,
    facts: InteractionFacts,
  ): Promise<'recorded' | 'conflict'>;
  sendCode(ref: InteractionRef, target: CodeTarget, caller: Caller): Promise<CodeSent>;
  checkCode(ref: InteractionRef, target: CodeTarget, code: string, caller: Caller): Promise<CodeChecked>;
  /** Gives this browser the challenge of a passkey ceremony. @returns undefined when the interaction is gone */
  newCeremony(
    ref: InteractionRef,
    kind: PasskeyCeremony['kind'],
    userHandle?: string,
  ): Promise<PasskeyCeremony | undefined>;
  /** Spends that challenge, once, whatever comes of it. @returns undefined when there is none, or it is too old */
  takeCeremony(ref: InteractionRef, kind: PasskeyCeremony['kind']): Promise<PasskeyCeremony | undefined>;
  finish(ref: InteractionRef): Promise<void>;
}

/** A passkey ceremony that a browser was asked for. */
export interface PasskeyCeremony {
  readonly kind: 'create' | 'get';
  /** 32 random bytes, base64url. */
  readonly challenge: string;
  /** Making a passkey: the handle by which its authenticator will know the person. */
  readonly userHandle: string;
}

/** A journey with everything its steps are judged on. `session` is there only if it counts. */
export interface OpenJourney {
  readonly ref: InteractionRef;
  readonly interaction: Interaction;
  readonly revision: number;
  readonly client: Client;
  readonly view: JourneyView;
  readonly session?: CookieToken;
  /** Who is to enter a code: the person of the session, or the one whose password was right. */
  readonly bearer?: PasscodeBearer;
}
export interface Journeys {
  open(
    ref: InteractionRef,
    session: CookieToken | undefined,
  ): Promise<
    | { readonly outcome: 'open'; readonly journey: OpenJourney }
    | { readonly outcome: 'lost' }
    | { readonly outcome: 'no-service' }
  >;
  /**
   * Goes on with a session that a credential just opened: a login asserted for one request stays with it, and the session
   * that this browser had, whosever it was, ends. @returns the cookie to set, if one changes @see OWASP ASVS 7.2.4
   */
  goOn(
    journey: OpenJourney,
    by: { readonly opened: CookieToken; readonly browser: CookieToken | undefined; readonly caller: Caller },
  ): Promise<{ readonly session?: CookieToken }>;
}

/** How far Postgres is behind what the atoms have decided. */
export interface Backlog {
  /** False above 24 hours or a million rows: then registration alone waits. */
  admitsRegistrations(): boolean;
  /** What waits at this moment. */
  read(): Promise<BacklogReading>;
  /** Tries parked rows again, for a person has removed what stood in their way. */
  unpark(): Promise<void>;
}
export interface BacklogReading {
  readonly undelivered: number;
  readonly oldestAt?: EpochSeconds;
  /** Rows that Postgres will never take as they are. */
  readonly parked: number;
  /** Why rows wait, in words of ours and an SQLSTATE. */
  readonly why?: string;
}

/** Names and links of services as they were last seen: a copy that may be lost or old, by which nothing is decided. */
export interface DisplayData {
  service(id: ClientId): Promise<{ readonly name: string; readonly homeUri?: string } | undefined>;
  keepService(id: ClientId, service: { readonly name: string; readonly homeUri?: string }): Promise<void>;
}

/** Tokens that bind a form to the browser it was shown to. */
export interface FormTokens {
  /** @param binding the secret of a cookie that only this browser holds */
  issue(binding: string): Promise<string>;
  matches(binding: string, shown: string): Promise<boolean>;
}

/** Approximate counters in Redis: may be away, and then let everything through to the exact ones. */
export interface CoarseLimits {
  allows(key: string): Promise<boolean>;
}

/** The audit chains as stored in Postgres. */
export interface AuditChains {
  /**
   * The names of all chains that anybody knows of, when heads were last signed and stored outside Postgres, and the Ed25519
   * keys that verify them, newest first.
   */
  list(): Promise<{
    readonly chains: readonly string[];
    readonly signedAt?: EpochSeconds;
    readonly keys: readonly { readonly version: number; readonly x: string }[];
  }>;
  /**
   * Follows all chains, or one for some seconds, from a link that was found right before.
   * @returns the first broken row of each chain that is broken, how much was read, and where to go on
   */
  verify(part: { readonly chain?: string; readonly after?: { readonly seq: number; readonly hash: string } }): Promise<{
    readonly chains: number;
    readonly events: number;
    readonly broken: readonly { readonly chain: string; readonly seq: number; readonly why: string }[];
    readonly next?: { readonly seq: number; readonly hash: string };
  }>;
}

/** The one who runs the deployment, known by a key in its configuration. */
export interface Operators {
  /** Takes note of the id of an operator's token, once. */
  admit(token: { readonly jti: string; readonly exp: EpochSeconds }): Promise<'fresh' | 'replayed'>;
}

export interface ServiceIds {
  /** A fresh client id: 128 random bits, base64url. */
  newId(): ClientId;
}

/** Small facts of the deployment that flows need. */
export interface Settings {
  readonly origin: string;
  readonly testPhoneNumbers: boolean;
  readonly loopback: boolean;
  /** Other origins of the same operator whose pages may use our passkeys. */
  readonly relatedOrigins: readonly string[];
}

export interface Ports {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly clients: Clients;
  readonly clientRegistry: ClientRegistry;
  readonly limits: Limits;
  readonly receipts: Receipts;
  readonly coarseLimits: CoarseLimits;
  readonly displayData: DisplayData;
  readonly backlog: Backlog;
  readonly keys: Keys;
  readonly keyRegistry: KeyRegistry;
  readonly passwords: Passwords;
  readonly audit: Audit;
  readonly auditChains: AuditChains;
  readonly accounts: Accounts;
  readonly interactions: Interactions;
  readonly operators: Operators;
  readonly serviceIds: ServiceIds;
  readonly journeys: Journeys;
  readonly formTokens: FormTokens;
}
