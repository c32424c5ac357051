import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attempts,
  countAttempt,
  type Factor,
  noAttempts,
  refundAttempt,
  withdrawAttempt,
} from '../../src/domain/attempts';

const minute = 60;
const hour = 3600;
const day = 86_400;

/** Wrong attempts at the given times, each only when it is let through. */
function wrongAt(factor: Factor, times: readonly number[], held: Attempts = noAttempts): Attempts {
  return times.reduce((attempts, at) => countAttempt(factor, attempts, at).attempts, held);
}
const every = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, index) => from + index);
const verdictAt = (factor: Factor, held: Attempts, now: number) => countAttempt(factor, held, now).verdict;

/** Wrong ones in a row, with a wait of a day after each lock, so that only their number counts. */
function wrongInARow(factor: Factor, count: number): { readonly held: Attempts; readonly now: number } {
  let held = noAttempts;
  let now = 0;
  for (let attempt = 1; attempt <= count; attempt += 1) {
    now = Math.max(now, held.lockedUntil) + day;
    held = countAttempt(factor, held, now).attempts;
  }
  return { held, now: Math.max(now, held.lockedUntil) + day };
}

describe('wrong passwords', () => {
  it('NL-108 five in a row leave the account open, the sixth locks it for 15 minutes', () => {
    const five = wrongAt('password', every(5));
    expect(verdictAt('password', five, 5)).toEqual({ kind: 'allowed' });
    const six = wrongAt('password', every(6));
    expect(verdictAt('password', six, 6)).toEqual({ kind: 'locked', until: 5 + 15 * minute });
  });

  it('the lock ends to the second, and then the next attempt is looked at', () => {
    const six = wrongAt('password', every(6));
    expect(verdictAt('password', six, 5 + 15 * minute - 1)).toEqual({ kind: 'locked', until: 5 + 15 * minute });
    expect(verdictAt('password', six, 5 + 15 * minute)).toEqual({ kind: 'allowed' });
  });

  it('an attempt during the lock counts nothing and makes the lock no longer', () => {
    const six = wrongAt('password', every(6));
    expect(countAttempt('password', six, 100).attempts).toEqual(six);
  });

  it('the twelfth in a row locks again, and no number of locks makes them longer', () => {
    let held = noAttempts;
    const locks: number[] = [];
    for (const start of [0, 1000, 2000, 3000]) {
      held = wrongAt('password', every(6, start), held);
      locks.push(held.lockedUntil - (start + 5));
    }
    expect(locks).toEqual([900, 900, 900, 900]);
  });
});

describe('wrong codes', () => {
  it('NL-108 four in a row leave codes open, the fifth locks them for 15 minutes', () => {
    expect(verdictAt('passcode', wrongAt('passcode', every(4)), 4)).toEqual({ kind: 'allowed' });
    expect(verdictAt('passcode', wrongAt('passcode', every(5)), 5)).toEqual({ kind: 'locked', until: 4 + 15 * minute });
  });

  it('ten in an hour lock for 60 minutes', () => {
    const held = wrongAt('passcode', [...every(5), ...every(5, 1000)]);
    expect(held.lockedUntil).toBe(1004 + hour);
  });

  it('ten in an hour count also when right ones came between', () => {
    let held = noAttempts;
    for (const start of [0, 100, 200]) {
      held = wrongAt('passcode', every(3, start), held);
      held = refundAttempt(countAttempt('passcode', held, start + 50).attempts, start + 50);
    }
    expect(verdictAt('passcode', held, 300)).toEqual({ kind: 'allowed' });
    held = wrongAt('passcode', [300], held);
    expect(held.lockedUntil).toBe(300 + hour);
  });

  it('nine in an hour and a tenth after it do not', () => {
    let held = wrongAt('passcode', every(4));
    held = refundAttempt(countAttempt('passcode', held, 10).attempts, 10);
    held = wrongAt('passcode', every(4, 20), held);
    held = refundAttempt(countAttempt('passcode', held, 30).attempts, 30);
    held = wrongAt('passcode', [40, hour], held);
    expect(held.lockedUntil).toBe(0);
  });

  it('the third lock of a day is 60 minutes, the two before are 15', () => {
    let held = noAttempts;
    const locks: number[] = [];
    for (const start of [0, 2 * hour, 4 * hour]) {
      held = wrongAt('passcode', every(5, start), held);
      locks.push(held.lockedUntil - (start + 4));
    }
    expect(locks).toEqual([15 * minute, 15 * minute, 60 * minute]);
  });

  it('a lock of yesterday does not make the third', () => {
    let held = noAttempts;
    for (const start of [0, 2 * hour, day + 4]) held = wrongAt('passcode', every(5, start), held);
    expect(held.lockedUntil).toBe(day + 4 + 4 + 15 * minute);
  });
});

describe('a factor', () => {
  it.each(['password', 'passcode'] as const)(
    '%s is still looked at after 49 wrong ones in a row, and off after 50',
    (factor) => {
      const before = wrongInARow(factor, 49);
      expect(verdictAt(factor, before.held, before.now)).toEqual({ kind: 'allowed' });
      const after = wrongInARow(factor, 50);
      expect(verdictAt(factor, after.held, after.now)).toEqual({ kind: 'off' });
      expect(verdictAt(factor, after.held, after.now + 365 * day)).toEqual({ kind: 'off' });
    },
  );

  it.each([
    ['password', 6],
    ['passcode', 5],
  ] as const)('%s: 64 simultaneous guesses get no more looks than consecutive ones', (factor, looks) => {
    let held = noAttempts;
    let allowed = 0;
    for (let guess = 0; guess < 64; guess += 1) {
      const { attempts, verdict } = countAttempt(factor, held, 0);
      held = attempts;
      if (verdict.kind === 'allowed') allowed += 1;
    }
    expect(allowed).toBe(looks);
  });
});

describe('a right attempt', () => {
  it('forgets the wrong ones in a row', () => {
    const counted = countAttempt('password', wrongAt('password', every(5)), 5).attempts;
    const right = refundAttempt(counted, 5);
    expect(right.consecutive).toBe(0);
    expect(verdictAt('password', wrongAt('password', every(5, 10), right), 15)).toEqual({ kind: 'allowed' });
  });

  it('is itself no failure, while the earlier ones of the hour stay', () => {
    const counted = countAttempt('passcode', wrongAt('passcode', [1, 2]), 3).attempts;
    expect(refundAttempt(counted, 3).failures).toEqual([1, 2]);
  });

  it('takes back the lock that its own count had set', () => {
    const counted = countAttempt('password', wrongAt('password', every(5)), 5).attempts;
    expect(counted.lockedUntil).toBe(5 + 15 * minute);
    expect(refundAttempt(counted, 5)).toMatchObject({ lockedUntil: 0, locks: [] });
  });

  it('leaves the other locks of the day', () => {
    const locked = wrongAt('passcode', every(5));
    const counted = countAttempt('passcode', locked, 2 * hour).attempts;
    expect(refundAttempt(counted, 2 * hour).locks).toEqual([4]);
  });
});

describe('wrong passwords of a stranger', () => {
  const wrong = (held: Attempts, now: number, source: string) => countAttempt('password', held, now, source);
  const guesses = (count: number, held = noAttempts, from = 0): Attempts =>
    every(count, from).reduce((one, at) => wrong(one, at, 'stranger').attempts, held);
  const signsIn = (held: Attempts, now: number): Attempts =>
    refundAttempt(wrong(held, now, 'home').attempts, now, 'home');

  it('lock at the sixth, whether or not the person signs in between', () => {
    expect(guesses(1, signsIn(guesses(5), 10), 20).lockedUntil).toBe(20 + 15 * minute);
    expect(guesses(6).lockedUntil).toBe(5 + 15 * minute);
  });

  it('are seen to be counted alike with an account and without, whatever its person does elsewhere', () => {
    const acts = fc.array(fc.record({ wait: fc.nat(2 * hour), signsInFirst: fc.boolean() }), { maxLength: 80 });
    fc.assert(
      fc.property(acts, (sequence) => {
        let [account, decoy, now] = [noAttempts, noAttempts, 0];
        for (const { wait, signsInFirst } of sequence) {
          now += wait + 1;
          const mayTry = countAttempt('password', account, now, 'home').verdict.kind === 'allowed';
          if (signsInFirst && mayTry) account = signsIn(account, now - 1);
          const [real, other] = [wrong(account, now, 'stranger'), wrong(decoy, now, 'stranger')];
          expect(real.verdict).toEqual(other.verdict);
          [account, decoy] = [real.attempts, other.attempts];
        }
      }),
    );
  });

  it('take nothing from a person who is right: their own wrong ones in a row are forgotten', () => {
    let held = guesses(3);
    for (const round of every(10, 1)) {
      for (const at of every(2, round * 100)) held = wrong(held, at, 'home').attempts;
      held = signsIn(held, round * 100 + 10);
    }
    expect(held).toMatchObject({ consecutive: 3, lockedUntil: 0 });
  });

  it('no longer lock the person a day later, and still count towards turning the password off', () => {
    const held = guesses(5);
    expect(wrong(held, 4 + day - 1, 'home').attempts.lockedUntil).toBeGreaterThan(0);
    const later = wrong(held, 4 + day, 'home').attempts;
    expect(later).toMatchObject({ consecutive: 6, lockedUntil: 0 });
    expect(wrong(held, 4 + day, 'stranger').attempts.lockedUntil).toBeGreaterThan(0);
  });

  it('that locked stay locked when somebody is right whose attempt was counted before', () => {
    const held = wrong(guesses(4), 10, 'home').attempts;
    const locked = wrong(held, 11, 'stranger').attempts;
    expect(refundAttempt(locked, 10, 'home').lockedUntil).toBe(11 + 15 * minute);
  });

  it('from many networks lock together, and are turned off together', () => {
    const from = (count: number) =>
      every(count).reduce((held, at) => wrong(held, at * hour, `network ${at}`).attempts, noAttempts);
    expect(from(6).lockedUntil).toBeGreaterThan(5 * hour);
    expect(wrong(from(50), 51 * hour, 'home').verdict).toEqual({ kind: 'off' });
  });
});

describe('an attempt that nobody could look at', () => {
  const count = (held: Attempts, at: number, source?: string) => countAttempt('password', held, at, source).attempts;

  it('is as if it had not been made, at the edge of a lock too', () => {
    for (const before of [0, 1, 4, 5]) {
      const held = wrongAt('password', every(before));
      const { consecutive, failures, locks, lockedUntil } = withdrawAttempt(count(held, 50), 50);
      const { sources: _sources, ...same } = held;
      expect({ consecutive, failures, locks, lockedUntil }).toEqual(same);
    }
  });

  it('leaves what was counted beside it, from here and from elsewhere', () => {
    const both = count(count(count(noAttempts, 1, 'there'), 2, 'here'), 2, 'here');
    const left = withdrawAttempt(both, 2, 'here');
    expect([left.consecutive, left.failures]).toEqual([2, [1, 2]]);
    expect(left.sources).toEqual({ there: { wrong: 1, at: 1 }, here: { wrong: 1, at: 2 } });
  });

  it('takes nothing away that a right one has forgotten already', () => {
    const elsewhere = count(noAttempts, 1, 'there');
    const two = count(count(elsewhere, 2, 'here'), 2, 'here');
    expect(withdrawAttempt(refundAttempt(two, 2, 'here'), 2, 'here').consecutive).toBe(1);
  });
});
