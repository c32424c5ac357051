import type { EpochSeconds } from '../src/domain/brands';
import type { SealedMessage } from '../src/domain/message';
import type { Ceremony, CeremonyKind } from './ceremonies';

/** The browser's proof that an interaction is its own. */
export interface InteractionKey {
  readonly id: string;
  readonly secretHash: string;
}
export interface BeginInput extends InteractionKey {
  /** Request and facts, sealed by the worker: they name a person. */
  readonly sealed: string;
}
export type LoadAnswer =
  | { readonly tag: 'open'; readonly sealed: string; readonly revision: number }
  | { readonly tag: 'finished' }
  | { readonly tag: 'gone' };
export interface RecordInput extends InteractionKey {
  readonly sealed: string;
  /** The revision that was read; another one means that someone else wrote. */
  readonly revision: number;
}
export type RecordAnswer = { readonly tag: 'recorded' } | { readonly tag: 'conflict' };

export type CodeChannel = 'email' | 'sms';
export interface SendCodeInput extends InteractionKey {
  readonly channel: CodeChannel;
  readonly codeHash: string;
  readonly message: SealedMessage;
  readonly context: string;
  /** Keyed hash of where it goes; absent where the worker is of an older release. */
  readonly target?: string;
  /** Asked by the form that names the target, which may be sent twice. */
  readonly byForm?: true;
}
export type SendCodeAnswer =
  /**
   * `turn`: how many codes were sent this way before in a row; the message goes by another supplier each time. `repeated`: the
   * code of a moment ago stays good, and none was sent.
   */
  | { readonly tag: 'sent'; readonly turn: number; readonly repeated?: true }
  | { readonly tag: 'sending-locked'; readonly until: EpochSeconds }
  | { readonly tag: 'gone' };
export interface CheckCodeInput extends InteractionKey {
  readonly channel: CodeChannel;
  readonly codeHash: string;
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
  readonly context: string;
}
export type CheckCodeAnswer =
  | { readonly tag: 'right' }
  | { readonly tag: 'wrong' }
  | { readonly tag: 'expired' }
  /** `wrong`: it was looked at, and was the wrong one that locks. */
  | { readonly tag: 'locked'; readonly until: EpochSeconds; readonly wrong?: true }
  | { readonly tag: 'gone' };

export interface KeepCeremonyInput extends InteractionKey {
  readonly kind: CeremonyKind;
  readonly ceremony: Ceremony;
}
export interface TakeCeremonyInput extends InteractionKey {
  readonly kind: CeremonyKind;
  /** Random per request: a call repeated by the platform gets the answer it missed. */
  readonly op: string;
}
export type TakeCeremonyAnswer = { readonly tag: 'taken'; readonly ceremony: Ceremony } | { readonly tag: 'none' };
