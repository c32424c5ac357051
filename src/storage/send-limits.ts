import type { EpochSeconds } from '../domain/brands';
import { wideNetworkOf } from '../domain/network-address';
import type { RateWindowName } from '../domain/rate-window';
import type { Caller } from '../ports/caller';
import type { CodeTarget } from '../ports/interactions';
import type { Limits } from '../ports/limits';

/** A code or a link about to be sent. */
export interface Send {
  readonly target: CodeTarget;
  readonly caller: Caller;
  /** Keyed hash of the address or number. */
  readonly hash: string;
  /** Whether the account of the caller has this address or number. */
  readonly proved: boolean;
  /** A link by which a password is chosen anew; else a code. */
  readonly resets?: true;
}

/**
 * Counts a send for the network it was asked from, then for the address or number. One after the other: what a network is
 * refused must not use up the messages of somebody else's number.
 * @returns until when nothing is sent, if so
 */
export async function takeSend(counters: Limits, send: Send): Promise<EpochSeconds | undefined> {
  const { address } = send.caller;
  const wide = wideNetworkOf(address);
  const takes: readonly (readonly [RateWindowName, string])[] = [
    ['sends-by-address', address],
    ...(wide === undefined ? [] : [['sends-by-wide-network', wide] as const]),
    ...windowsOf(send).map((window) => [window, send.hash] as const),
  ];
  for (const [window, key] of takes) {
    const taken = await counters.take(window, key);
    if (taken.outcome === 'limited') return taken.until;
  }
  return undefined;
}

function windowsOf({ target, proved, resets }: Send): readonly RateWindowName[] {
  if (resets) return ['reset-mails-by-email'];
  if (target.channel === 'email') return ['email-code-sends-by-email'];
  return proved
    ? ['phone-code-sends-by-number']
    : ['phone-code-sends-by-unproved-number', 'phone-code-sends-by-number'];
}
