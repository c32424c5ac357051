import type { EpochSeconds } from '../domain/brands';
import type { DeadLink } from './account-security';
import type { Caller, CookieToken } from './caller';
import type { HeldPasskey } from './passkeys';
import type { PasscodeChecked } from './sign-in';

/** Where somebody stands who wants passkeys removed by a link to the mailbox and a code to the phone. */
export type RemovalRequest =
  /**
   * No code has come back from this browser. `codeUntil`: until when the one that was sent works; `browser`: the secret by which
   * this browser is known again, to be kept in a cookie.
   */
  | {
      readonly outcome: 'phone';
      readonly browser: string;
      readonly phoneEnding: string;
      /** It is a landline: the code is read out. */
      readonly called: boolean;
      readonly codeUntil?: EpochSeconds;
    }
  | { readonly outcome: 'choice'; readonly passkeys: readonly HeldPasskey[] }
  /** Passkeys are to be removed already, not before `from`. */
  | { readonly outcome: 'pending'; readonly from: EpochSeconds; readonly passkeys: readonly HeldPasskey[] }
  | { readonly outcome: DeadLink };

export type RemovalLink =
  | {
      readonly outcome: 'live';
      readonly state: 'waiting' | 'ready';
      readonly from: EpochSeconds;
      /** The link that was sent to the phone stops a removal only. */
      readonly may: 'stop' | 'remove';
      /** Those that were chosen. */
      readonly passkeys: readonly HeldPasskey[];
    }
  | { readonly outcome: DeadLink };

/** Who asks for a removal: the secret of their browser, if it has one, and the caller. */
export interface RemovalAsker {
  readonly browser: string | undefined;
  readonly caller: Caller;
}

/**
 * Getting rid of passkeys that are lost or somebody else's, for who has the mailbox and the phone of an account: asked for by
 * both, told on both, done a day later.
 */
export interface PasskeyRemovals {
  /** Changes nothing. @param token of a link to choose a password anew */
  readRequest(token: string, browser: string | undefined): Promise<RemovalRequest>;
  sendCode(
    token: string,
    caller: Caller,
  ): Promise<
    | { readonly outcome: 'sent' }
    | { readonly outcome: 'sending-locked'; readonly until: EpochSeconds }
    | { readonly outcome: DeadLink }
  >;
  /** The code counts for the browser that brings it: whoever reads the mail has the link as well. */
  proveCode(
    token: string,
    code: string,
    asker: RemovalAsker,
  ): Promise<
    | { readonly outcome: 'proved' }
    | Exclude<PasscodeChecked, { readonly outcome: 'signed-in' | 'lost' | 'disabled' }>
    | { readonly outcome: DeadLink }
  >;
  /** @param keys of the passkeys that were chosen; what is none of this account does not count */
  ask(
    token: string,
    keys: readonly string[],
    asker: RemovalAsker,
  ): Promise<{ readonly outcome: 'asked' | 'nothing' | 'pending' | 'unproved' } | { readonly outcome: DeadLink }>;
  /** What a link of the messages would do. Changes nothing. */
  read(token: string): Promise<RemovalLink>;
  stop(token: string, caller: Caller): Promise<{ readonly outcome: 'stopped' } | { readonly outcome: DeadLink }>;
  finish(
    token: string,
    caller: Caller,
  ): Promise<
    | { readonly outcome: 'removed'; readonly hasPassword: boolean }
    | { readonly outcome: 'waiting' }
    | { readonly outcome: DeadLink }
  >;
  /** A person who signed in by passkey was told. `putOff`: it was not them, and it waits longer, once. */
  answer(session: CookieToken, input: { readonly putOff: boolean; readonly caller: Caller }): Promise<void>;
}
