import type { AuthorizationRequest } from '../domain/authorization-request';
import type { AccountId, EmailAddress, EpochSeconds, InteractionId, PhoneNumber } from '../domain/brands';
import type { Interaction, InteractionFacts } from '../domain/interaction';
import type { Caller } from './caller';
import type { PasskeyCeremony } from './passkeys';

/** An interaction and the secret in the browser's cookie that opens it. */
export interface InteractionRef {
  readonly id: string;
  readonly secret: string | undefined;
  /** Of a form: the token that says to whom its page was shown. Absent where a page is looked at. */
  readonly shownTo?: string;
  /** Of a form on whose page nobody was signed in: the token that says for which address it was, if one was given by then. */
  readonly shownFor?: string;
}

/** An interaction as it was opened; `revision` says how often its facts were stored by then. */
export interface OpenInteraction {
  readonly ref: InteractionRef;
  readonly interaction: Interaction;
  readonly revision: number;
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
  /** Stores the facts in place of those it was opened with, if nobody did so since. */
  record(opened: OpenInteraction, facts: InteractionFacts): Promise<'recorded' | 'conflict'>;
  /**
   * Sends a code; the one before stops working.
   * @param asked `by-form`: by the form that names the target, which may be sent twice: a code that was sent there within the last
   *   minute stays good, and none is sent
   */
  sendCode(ref: InteractionRef, target: CodeTarget, caller: Caller, asked?: 'by-form'): Promise<CodeSent>;
  checkCode(ref: InteractionRef, target: CodeTarget, code: string, caller: Caller): Promise<CodeChecked>;
  /** Gives this browser the challenge of a passkey ceremony. @returns undefined when the interaction is gone */
  newCeremony(
    ref: InteractionRef,
    kind: PasskeyCeremony['kind'],
    person?: { readonly userHandle?: string | undefined; readonly account?: AccountId | undefined },
  ): Promise<PasskeyCeremony | undefined>;
  /** Spends that challenge, once, whatever comes of it. @returns undefined when there is none, or it is too old */
  takeCeremony(ref: InteractionRef, kind: PasskeyCeremony['kind']): Promise<PasskeyCeremony | undefined>;
  finish(ref: InteractionRef): Promise<void>;
}
