import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import { countNotice, type SentNotice } from '../../src/domain/notice';
import { noon } from '../support/builders';

const minute = 60;
const hour = 60 * minute;

/** Sends one after the other. @returns which of them left */
function send(notices: readonly (readonly [of: string, at: number])[]): readonly boolean[] {
  let held: readonly SentNotice[] = [];
  return notices.map(([of, at]) => {
    const next = countNotice(held, { of, at: epochSeconds(noon + at) });
    held = next ?? held;
    return next !== undefined;
  });
}
const left = (sent: readonly boolean[]): number => sent.filter(Boolean).length;
const every = (gap: number, count: number, of = 'password-changed') =>
  Array.from({ length: count }, (_, n) => [of, n * gap] as const);

describe('mails that tell of what was done', () => {
  it('are five of a kind in an hour', () => {
    expect(send(every(1, 6))).toEqual([true, true, true, true, true, false]);
    expect(send([...every(1, 5), ['password-changed', hour - 1]]).at(-1)).toBe(false);
    expect(send([...every(1, 5), ['password-changed', hour]]).at(-1)).toBe(true);
  });

  it('are ten of a kind in a day', () => {
    expect(left(send(every(15 * minute, 96)))).toBe(10);
    expect(send([...every(hour, 10), ['password-changed', 24 * hour - 1]]).at(-1)).toBe(false);
    expect(send([...every(hour, 10), ['password-changed', 24 * hour]]).at(-1)).toBe(true);
  });

  it('of one kind take none from another', () => {
    expect(send([...every(1, 9), ['passkey-added', 10]]).at(-1)).toBe(true);
  });

  it('are forty of all kinds in a day', () => {
    const kinds = Array.from({ length: 9 }, (_, n) => every(1, 5, `kind ${n}`)).flat();
    expect(left(send(kinds))).toBe(40);
  });
});
