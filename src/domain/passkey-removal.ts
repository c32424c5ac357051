import { type EpochSeconds, epochSeconds } from './brands';
import { limits } from './limits';
import type { SealedMessage } from './message';
import type { ProofingLevel } from './vector';

/**
 * Passkeys that are to be removed, because whoever has the mailbox and the phone of the account asked for it. Nothing goes
 * by itself: after `from` the person does it, by the link in the mail. Times in epoch seconds.
 */
export interface PasskeyRemoval {
  /** Random; the links that were sent are for this removal only. */
  readonly id: string;
  readonly askedAt: EpochSeconds;
  /** Of the passkeys that were chosen. */
  readonly keys: readonly string[];
  /** It may be done from then on, and for `passkeyRemovalOpen`. */
  readonly from: EpochSeconds;
  /** Somebody who holds a passkey said no: it waits longer, once. */
  readonly putOff?: true;
  /** Put off and then stopped by a link: kept so that no other begins before this one could have been done. */
  readonly stopped?: true;
}

/** A removal of passkeys as its account keeps it. */
export interface KeptRemoval extends PasskeyRemoval {
  /** Told when it may be done: made when it was asked for, and sent later if it is put off. */
  readonly ready: SealedMessage;
  /** Somebody who was signed in chose another password since: it may be who holds a passkey that goes. */
  readonly passwordDoubted?: true;
}

/** A removal with the links that were sent for it and do something yet, as the book of record keeps it. */
export interface RemovalOnRecord extends KeptRemoval {
  readonly links: readonly {
    readonly id: string;
    readonly secretHash: string;
    /** Epoch seconds. */
    readonly until: number;
    readonly may: 'stop' | 'remove';
  }[];
}

/** A removal that was asked for now: it may be done when its day is over. */
export const newRemoval = (id: string, keys: readonly string[], now: EpochSeconds): PasskeyRemoval => ({
  id,
  keys,
  askedAt: now,
  from: epochSeconds(now + limits.passkeyRemovalDelay.value),
});

/** It waits for a week after it was asked for. A second time changes nothing, so that nobody puts it off for good. */
export const putOffRemoval = (removal: PasskeyRemoval): PasskeyRemoval => ({
  ...removal,
  putOff: true,
  from: epochSeconds(removal.askedAt + limits.passkeyRemovalPutOff.value),
});

/** When a removal that nobody did is over, in epoch seconds. */
export const removalEnds = ({ from }: PasskeyRemoval): number => from + limits.passkeyRemovalOpen.value;

/** Whether a removal may be done: not before its day is over, and not a week after that. */
export function judgeRemoval(removal: PasskeyRemoval, now: number): 'waiting' | 'ready' | 'over' {
  if (removal.stopped || now >= removalEnds(removal)) return 'over';
  return now < removal.from ? 'waiting' : 'ready';
}

/** Until when no other can be asked for: one that was put off and then stopped is not begun anew to wait less. */
export const removalBlocksUntil = (removal: PasskeyRemoval): number =>
  removal.stopped ? removal.from : removalEnds(removal);

/** Whether a passkey goes: it was chosen, or somebody added it after the choice. */
export const goesBy = (
  { keys, askedAt }: PasskeyRemoval,
  passkey: { readonly key: string; readonly addedAt: number },
): boolean => keys.includes(passkey.key) || passkey.addedAt >= askedAt;

/**
 * The level of a person who got back in. It is kept while something by which they signed in before is left: a passkey, or a
 * password that was chosen neither by a link from a mail nor in a session of a passkey that is gone. Else the account is no longer known to be the same person's.
 * @see NIST SP 800-63B-4 §4.2
 */
export const levelAfterRemoval = (
  level: ProofingLevel,
  left: { readonly passkeys: number; readonly password: 'none' | 'doubted' | 'of-before' },
): ProofingLevel => (left.passkeys > 0 || left.password === 'of-before' ? level : 'P0');
