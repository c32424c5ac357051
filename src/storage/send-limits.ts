import { randomId } from '../crypto/random';
import type { EpochSeconds } from '../domain/brands';
import { wideNetworkOf } from '../domain/network-address';
import { type RateWindowName, rateWindows, type SlidingWindowName } from '../domain/rate-window';
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

/** A send that was counted. `limitedUntil`: nothing is sent before. */
export interface SendTaken {
  readonly limitedUntil?: EpochSeconds;
  /** What refuses afterwards gives the send back: only what was sent is counted for a number. */
  giveBack(): Promise<void>;
}

/**
 * Counts a send for the network it was asked from, then for the address or number. One after the other: what a network is
 * refused must not use up the messages of somebody else's number. A number has two counts, of what its owner asked and of what
 * anybody did who registers with it: neither uses up the other's messages, nor tells of them.
 */
export async function takeSend(counters: Limits, send: Send): Promise<SendTaken> {
  const { address } = send.caller;
  const wide = wideNetworkOf(address);
  // What people sign in with has counts of its own: else who asks for links, and is nobody, uses up the codes of a network.
  const { byAddress, byWideNetwork } = networkWindows[send.proved ? 'proved' : 'unproved'];
  const takes: readonly (readonly [RateWindowName, string])[] = [
    [byAddress, address],
    ...(wide === undefined ? [] : [[byWideNetwork, wide] as const]),
    ...targetWindows(send, wide ?? address),
  ];
  const operation = randomId();
  const taken: (readonly [SlidingWindowName, string])[] = [];
  const giveBack = async (): Promise<void> => {
    await Promise.all(taken.map(([window, key]) => counters.giveBack(window, key, operation)));
  };
  for (const [window, key] of takes) {
    const answer = await counters.take(window, key, operation);
    if (answer.outcome === 'limited') {
      await giveBack();
      return { limitedUntil: answer.until, giveBack: async () => undefined };
    }
    if (slides(window)) taken.push([window, key]);
  }
  return { giveBack };
}

const networkWindows = {
  proved: { byAddress: 'proved-sends-by-address', byWideNetwork: 'proved-sends-by-wide-network' },
  unproved: { byAddress: 'sends-by-address', byWideNetwork: 'sends-by-wide-network' },
} as const;

const slides = (window: RateWindowName): window is SlidingWindowName => 'sliding' in rateWindows[window];

/** What is counted for an address or number. @param network from which it was asked: a /48 where there is one */
function targetWindows(
  { target, proved, resets, hash }: Send,
  network: string,
): readonly (readonly [RateWindowName, string])[] {
  // How many links an account is mailed in a day it counts itself, where alone it is known whether one is.
  if (resets) return [['reset-mails-by-email', hash]];
  if (target.channel === 'email')
    return [
      ['email-code-sends-by-email', hash],
      ['email-codes-by-email-and-network', `${hash} ${network}`],
      ['email-codes-by-email', hash],
    ];
  return [[proved ? 'phone-code-sends-by-number' : 'phone-code-sends-by-unproved-number', hash]];
}
