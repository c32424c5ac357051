import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import type { RateWindowName } from '../../src/domain/rate-window';
import type { Limits } from '../../src/ports/limits';
import { type Send, takeSend } from '../../src/storage/send-limits';

const until = epochSeconds(1000);

/** Counters of which one refuses, and what was counted. */
function counters(refusing?: RateWindowName): { readonly limits: Limits; readonly counted: string[] } {
  const counted: string[] = [];
  return {
    counted,
    limits: {
      take: async (window, key) => {
        counted.push(`${window} ${key}`);
        return window === refusing ? { outcome: 'limited', until } : { outcome: 'taken' };
      },
      giveBack: async (window, key) => void counted.push(`back: ${window} ${key}`),
      isCounted: async () => false,
    },
  };
}

const sendTo = (changes: Partial<Send>): Send => ({
  target: { channel: 'sms', to: '+447700900001' as Send['target']['to'] } as Send['target'],
  caller: { address: '2001:db8:7:1::/64', requestId: 'request' },
  hash: 'hash',
  proved: true,
  ...changes,
});

describe('a message', () => {
  it('is counted for the network, the wide network, and the number, in this order', async () => {
    const { limits, counted } = counters();
    expect((await takeSend(limits, sendTo({}))).limitedUntil).toBeUndefined();
    expect(counted).toEqual([
      'proved-sends-by-address 2001:db8:7:1::/64',
      'proved-sends-by-wide-network 2001:db8:7::/48',
      'phone-code-sends-by-number hash',
    ]);
  });

  it('of somebody who signs in, and one that anybody may ask for, have no counter in common', async () => {
    const [signingIn, anybody] = [counters(), counters()];
    await takeSend(signingIn.limits, sendTo({}));
    await takeSend(anybody.limits, sendTo({ proved: false }));
    expect(signingIn.counted.filter((one) => anybody.counted.includes(one))).toEqual([]);
  });

  it('to a number that nobody proved is counted apart from what its owner is sent', async () => {
    const { limits, counted } = counters('phone-code-sends-by-unproved-number');
    expect((await takeSend(limits, sendTo({ proved: false }))).limitedUntil).toBe(until);
    expect(counted.filter((one) => one.endsWith(' hash'))).toEqual(['phone-code-sends-by-unproved-number hash']);
  });

  it('that is not sent after all is given back to the number, and to no counter that does not take it', async () => {
    const { limits, counted } = counters();
    const taken = await takeSend(limits, sendTo({}));
    expect(counted).toHaveLength(3);
    await taken.giveBack();
    expect(counted.slice(3)).toEqual([
      'back: proved-sends-by-address 2001:db8:7:1::/64',
      'back: phone-code-sends-by-number hash',
    ]);
  });

  it.each(['sends-by-address', 'sends-by-wide-network'] as const)(
    'that %s refuses is not counted for the number',
    async (window) => {
      const { limits, counted } = counters(window);
      expect((await takeSend(limits, sendTo({ proved: false }))).limitedUntil).toBe(until);
      expect(counted.filter((one) => one.endsWith(' hash'))).toEqual([]);
    },
  );

  it('by e-mail from an IPv4 address is counted for it, and for the mailbox in a row, from there and in all', async () => {
    const { limits, counted } = counters();
    const target = { channel: 'email', to: 'pat@example.com' } as Send['target'];
    await takeSend(limits, sendTo({ target, caller: { address: '192.0.2.7', requestId: 'request' }, proved: false }));
    expect(counted).toEqual([
      'sends-by-address 192.0.2.7',
      'email-code-sends-by-email hash',
      'email-codes-by-email-and-network hash 192.0.2.7',
      'email-codes-by-email hash',
    ]);
  });
});
