import type { EpochSeconds } from '../domain/brands';
import { parsePasscode } from '../domain/passcode';
import type { Problem } from '../domain/step-outcome';
import type { Ports } from '../ports';
import type { DeadLink } from '../ports/account-security';
import type { Caller } from '../ports/caller';

export interface RequestRemovalInput {
  /** Of a link to choose a password anew. */
  readonly token: string;
  /** `send` or `resend` a code, `remove` what was chosen; else a code is given. */
  readonly decision: string;
  readonly code: string;
  /** The passkeys that were chosen. */
  readonly keys: readonly string[];
  /** The secret of the browser that asks, if it has one. */
  readonly browser: string | undefined;
  readonly caller: Caller;
}

export type RemovalRequested =
  /** To the page as it is now. */
  | { readonly kind: 'onward'; readonly resent?: true }
  | { readonly kind: 'retry'; readonly problem: Problem }
  | {
      readonly kind: 'locked';
      readonly of: 'code' | 'sends';
      readonly until: EpochSeconds;
      readonly now: EpochSeconds;
    }
  | { readonly kind: 'off' }
  | { readonly kind: DeadLink };

type RemovalPorts = Pick<Ports, 'passkeyRemovals' | 'clock'>;

/**
 * Somebody who reads the mail of an account wants passkeys removed: they show that they have its phone too, and choose. Nothing
 * is removed before a day is over, and whoever can be told is told.
 * @see NIST SP 800-63B-4 §4.2
 */
export function requestRemoval(ports: RemovalPorts, input: RequestRemovalInput): Promise<RemovalRequested> {
  switch (input.decision) {
    case 'send':
    case 'resend':
      return send(ports, input);
    case 'remove':
      return ask(ports, input);
    default:
      return prove(ports, input);
  }
}

async function send(
  { passkeyRemovals, clock }: RemovalPorts,
  { token, caller, decision }: RequestRemovalInput,
): Promise<RemovalRequested> {
  const sent = await passkeyRemovals.sendCode(token, caller);
  switch (sent.outcome) {
    case 'sent':
      return { kind: 'onward', ...(decision === 'resend' && { resent: true }) };
    case 'sending-locked':
      return { kind: 'locked', of: 'sends', until: sent.until, now: clock.now() };
    default:
      return { kind: sent.outcome };
  }
}

async function prove(
  { passkeyRemovals, clock }: RemovalPorts,
  { token, code, browser, caller }: RequestRemovalInput,
): Promise<RemovalRequested> {
  const read = parsePasscode(code);
  if (read.kind !== 'code') return { kind: 'retry', problem: `code-${read.kind}` };
  const proved = await passkeyRemovals.proveCode(token, read.code, { browser, caller });
  switch (proved.outcome) {
    case 'proved':
      return { kind: 'onward' };
    case 'wrong':
      return { kind: 'retry', problem: 'code-wrong' };
    // A link that is too old has no code either: the page tells which it is.
    case 'expired':
      return { kind: 'retry', problem: 'code-expired' };
    case 'locked':
      return { kind: 'locked', of: 'code', until: proved.until, now: clock.now() };
    default:
      return { kind: proved.outcome };
  }
}

async function ask(
  { passkeyRemovals }: RemovalPorts,
  { token, keys, browser, caller }: RequestRemovalInput,
): Promise<RemovalRequested> {
  if (keys.length === 0) return { kind: 'retry', problem: 'passkeys-none-chosen' };
  const asked = await passkeyRemovals.ask(token, keys, { browser, caller });
  switch (asked.outcome) {
    case 'nothing':
      return { kind: 'retry', problem: 'passkeys-none-chosen' };
    case 'asked':
    // Somebody was first, or the phone was shown too long ago: the page says so.
    case 'pending':
    case 'unproved':
      return { kind: 'onward' };
    default:
      return { kind: asked.outcome };
  }
}
