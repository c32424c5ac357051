import type { AccountId, EpochSeconds } from '../domain/brands';
import type { CalledPhone } from '../domain/interaction';
import type { PasswordLength } from '../domain/password';
import type { CookieToken } from './caller';

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
  /** Nobody could look at it: the attempt does not count. */
  | { readonly verdict: 'unseen' }
  | { readonly verdict: 'right'; readonly opens: 'session' | 'passcode' };

export type PasswordSettled =
  /** `lockedUntil`: it was one too many, and no further one is looked at before. */
  | { readonly outcome: 'wrong'; readonly lockedUntil?: EpochSeconds }
  | { readonly outcome: 'signed-in'; readonly session: CookieToken; readonly device?: CookieToken }
  /** It is theirs, and nobody signs in to it. */
  | { readonly outcome: 'disabled' }
  /** The session that was to be stepped up has ended. */
  | { readonly outcome: 'lost' }
  | ({ readonly outcome: 'code-sent'; readonly account: AccountId } & CalledPhone)
  /** The password was right; no code was sent, for too many were. */
  | ({
      readonly outcome: 'sending-locked';
      readonly account: AccountId;
      readonly until: EpochSeconds;
    } & CalledPhone);

/** Who is to enter a code: a person whose password was right a moment ago, or one with a session that lacks `Cd`. */
export type PasscodeBearer =
  | { readonly by: 'password'; readonly account: AccountId }
  | { readonly by: 'session'; readonly session: CookieToken };

export type PasscodeSent =
  /** `suspect`: the network said that this number can never be reached. */
  | ({ readonly outcome: 'sent'; readonly suspect: boolean } & CalledPhone)
  | { readonly outcome: 'sending-locked'; readonly until: EpochSeconds }
  /** The password was shown too long ago, or the session ended. */
  | { readonly outcome: 'lost' };

export type PasscodeChecked =
  | { readonly outcome: 'signed-in'; readonly session: CookieToken; readonly device?: CookieToken }
  | { readonly outcome: 'disabled' }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'locked'; readonly until: EpochSeconds }
  | { readonly outcome: 'off' }
  | { readonly outcome: 'lost' };
