import { after, type EpochSeconds } from './brands';
import { limits } from './limits';

export type PasscodeReading =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'empty' | 'malformed' };

/** Reads a code as typed: spaces and dashes are dropped. */
export function parsePasscode(text: string): PasscodeReading {
  const code = text.replace(/[\s-]/g, '');
  if (code === '') return { kind: 'empty' };
  return new RegExp(`^\\d{${limits.codeLength.value}}$`).test(code) ? { kind: 'code', code } : { kind: 'malformed' };
}

/** A code that was sent and waits to be entered. `codeHash` is keyed and bound to what it was sent for. */
export interface Challenge {
  readonly codeHash: string;
  readonly sentAt: number;
  readonly expiresAt: number;
  readonly wrong: number;
  /** The message that carries it, and who last tried a wrong one: so that repeated calls are recognised. */
  readonly message?: string;
  readonly lastTry?: string;
}

/** How codes were sent in a row: after the fifth, sending is locked. */
export interface Sends {
  readonly count: number;
  readonly lockedUntil: number;
}

/** How many codes were sent in a row before the last one: each goes by another supplier than the one before. */
export const turnOf = (sends: Sends | undefined): number => Math.max(0, (sends?.count ?? 0) - 1);

/** Counts one request to send. @returns what to store, and until when nothing is sent if it is refused */
export function countSend(
  held: Sends | undefined,
  now: number,
): { readonly sends: Sends; readonly refusedUntil?: number } {
  const sends =
    held === undefined || (held.lockedUntil > 0 && now >= held.lockedUntil) ? { count: 0, lockedUntil: 0 } : held;
  if (sends.lockedUntil > now) return { sends, refusedUntil: sends.lockedUntil };
  if (sends.count < limits.codeSends.value) return { sends: { count: sends.count + 1, lockedUntil: 0 } };
  const lockedUntil = now + limits.lockShort.value;
  return { sends: { ...sends, lockedUntil }, refusedUntil: lockedUntil };
}

const day = 86_400;

/**
 * Codes that an account was sent in the last day and that did not come back, when each was sent. One number may serve several
 * accounts: one of them does not use up what the number gets in a day.
 * @returns what to store, and until when nothing is sent if one more is too many
 */
export function countUnanswered(
  held: readonly number[] | undefined,
  now: number,
): { readonly unanswered: readonly number[]; readonly refusedUntil?: number } {
  const unanswered = (held ?? []).filter((at) => now < at + day);
  if (unanswered.length < limits.unansweredSendsPerDay.value) return { unanswered: [...unanswered, now] };
  return { unanswered, refusedUntil: (unanswered[0] ?? now) + day };
}

/**
 * Until when the code works that a form asks for. A form that is sent twice has one code sent, which works no longer for it.
 * @param before until when the code works that was sent to the same target, if one was
 */
export function codeEnds(before: EpochSeconds | undefined, lifeSeconds: number, now: EpochSeconds): EpochSeconds {
  const isRepeated = before !== undefined && now < before - lifeSeconds + limits.messageInTime.value;
  return isRepeated ? before : after(now, lifeSeconds);
}
