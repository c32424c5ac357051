import type { EpochSeconds } from '../domain/brands';
import type { Caller, CodeTarget, Limits } from '../ports';

/** Counts a send for the address or number, and for the network it was asked from. @returns until when nothing is sent, if so */
export async function takeSend(
  counters: Limits,
  send: { readonly target: CodeTarget; readonly caller: Caller; readonly hash: string },
): Promise<EpochSeconds | undefined> {
  const window = send.target.channel === 'email' ? 'email-code-sends-by-email' : 'phone-code-sends-by-number';
  const [mine, network] = await Promise.all([
    counters.take(window, send.hash),
    counters.take('sends-by-address', send.caller.address),
  ]);
  if (mine.outcome === 'limited') return mine.until;
  return network.outcome === 'limited' ? network.until : undefined;
}
