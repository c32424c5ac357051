import type { AccountFacts } from '../domain/account';
import type { ClientId, EmailAddress, EpochSeconds, InteractionId, PhoneNumber } from '../domain/brands';
import type { Consent } from '../domain/consent';
import type { Granted } from '../domain/grant';
import type { PasswordLength } from '../domain/password';
import type {
  AccessToEnd,
  AccountBrowser,
  AccountOverview,
  AccountSecurity,
  DeadLink,
  ResetCompleted,
  ResetLink,
} from './account-security';
import type { Caller, CookieToken } from './caller';
import type { AuthorizeInput, AuthorizeOutcome, CodeRedemption, GrantReading, Refreshment } from './grants';
import type {
  MadePasskey,
  PasskeyAdded,
  PasskeyCeremony,
  PasskeyChanged,
  PasskeyOwner,
  PasskeyReservation,
} from './passkeys';
import type { NewPassword } from './passwords';
import type { PasscodeBearer, PasscodeChecked, PasscodeSent, PasswordReservation } from './sign-in';

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

/** What a session's secret opens. */
export interface SessionLook {
  readonly facts?: AccountFacts;
  /** The interaction in which somebody had signed in whose session ended a moment ago because their account was disabled. */
  readonly disabledIn?: string;
}

/** One account object per person decides all of this; none of it needs Postgres or Redis. */
export interface Accounts {
  readSession(session: CookieToken | undefined): Promise<AccountFacts | undefined>;
  /** The same, and why there is none. */
  lookUpSession(session: CookieToken | undefined): Promise<SessionLook>;
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
  /** The challenge by which a browser may make a passkey by itself. @returns undefined where none may be made so */
  newUpgrade(session: CookieToken, caller: Caller): Promise<PasskeyCeremony | undefined>;
  /** Spends that challenge, once, whatever comes of it. */
  takeUpgrade(session: CookieToken, caller: Caller): Promise<PasskeyCeremony | undefined>;
  /** Finds whose passkey signed. */
  reservePasskey(
    credentialId: string,
    at: { readonly interaction: InteractionId; readonly caller: Caller },
  ): Promise<PasskeyReservation>;
  addPasskey(session: CookieToken, passkey: MadePasskey, caller: Caller): Promise<PasskeyAdded>;
  /** Removes a passkey, and others with it. @param passkey names in the account */
  removePasskey(
    session: CookieToken,
    passkey: { readonly key: string; readonly also: readonly string[] },
    caller: Caller,
  ): Promise<PasskeyChanged>;
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
  readReset(token: string): Promise<ResetLink | { readonly outcome: DeadLink }>;
  /** Sets a password by a link, once; ends every session, device and grant, and signs nobody in. */
  completeReset(
    token: string,
    input: {
      readonly passwordHash: string;
      readonly passwordLength: PasswordLength;
      /** What remembers people in this browser: it gets what counts the wrong passwords of this person here apart. */
      readonly device: CookieToken | undefined;
      readonly caller: Caller;
    },
  ): Promise<ResetCompleted>;
  /** Whether a link that says "this was not me" still does something. Changes nothing. */
  readNotice(token: string): Promise<'live' | DeadLink>;
  /** A sign-in was somebody else's: everything ends, and the password is off until it is chosen anew. */
  disown(token: string, caller: Caller): Promise<'done' | DeadLink>;
  /** The `jti` of a token of this grant: sealed routing, by which the account is found again. */
  tokenId(grant: Granted, kind: 'id' | 'access'): Promise<string>;
}
