import { describe, expect, it } from 'vitest';
import { epochSeconds } from '../../src/domain/brands';
import {
  addKey,
  keyPhase,
  publishedKeys,
  revokeKey,
  signingKey,
  type TimedKey,
  wantsSuccessor,
} from '../../src/domain/key-phase';

const day = 86_400;
const hour = 3600;
const at = epochSeconds;
const first = addKey([], 'a', at(0), 'plan');
const kids = (keys: readonly TimedKey[]) => keys.map(({ kid }) => kid);

describe('the phases of a signing key', () => {
  const times = { publishFrom: at(10), signFrom: at(20), retireFrom: at(30), goneFrom: at(40) };
  it.each([
    [9, 'hidden'],
    [10, 'next'],
    [19, 'next'],
    [20, 'active'],
    [29, 'active'],
    [30, 'retiring'],
    [39, 'retiring'],
    [40, 'gone'],
  ] as const)('at %i it is %s', (now, phase) => {
    expect(keyPhase(times, at(now))).toBe(phase);
  });
});

describe('a ring of signing keys', () => {
  it('lets its first key sign at once, for thirty days', () => {
    expect(first).toEqual([
      { kid: 'a', publishFrom: 0, signFrom: 0, retireFrom: 30 * day, goneFrom: 30 * day + 2 * hour },
    ]);
  });

  it.each([
    ['an empty ring', [], 0, true],
    ['a ring whose key signs for long', first, 28 * day - hour - 1, false],
    ['a ring whose key retires in two days', first, 28 * day - hour, true],
    ['a ring whose keys are all gone', first, 31 * day, true],
    ['a ring with a successor', addKey(first, 'b', at(28 * day), 'plan'), 29 * day, false],
  ] as const)('wants a successor in time: %s', (_what, ring, now, wanted) => {
    expect(wantsSuccessor(ring, at(now))).toBe(wanted);
  });

  it('never has a moment without a key to sign, nor one that signs unpublished or for less than a day known', () => {
    let ring: readonly TimedKey[] = [];
    for (let now = 0, made = 0; now < 100 * day; now += hour) {
      if (wantsSuccessor(ring, at(now))) ring = addKey(ring, `k${made++}`, at(now), 'plan');
      const key = signingKey(ring, at(now));
      if (key === undefined) throw new Error(`no key at ${now}`);
      expect(publishedKeys(ring, at(now))).toContain(key);
      if (key.kid !== 'k0') expect(now - key.publishFrom).toBeGreaterThanOrEqual(day + hour);
    }
    expect(ring.length).toBeGreaterThanOrEqual(4);
  });

  it('keeps a retired key published until all it signed has ended', () => {
    const ring = addKey(first, 'b', at(28 * day), 'plan');
    expect(kids(publishedKeys(ring, at(30 * day + 2 * hour - 1)))).toEqual(['a', 'b']);
    expect(kids(publishedKeys(ring, at(30 * day + 2 * hour)))).toEqual(['b']);
  });

  it('changes over early on demand, and shortens the life of the key before', () => {
    const ring = addKey(first, 'b', at(5 * day), 'soon');
    expect(signingKey(ring, at(6 * day))?.kid).toBe('a');
    expect(signingKey(ring, at(6 * day + hour))?.kid).toBe('b');
    expect(kids(publishedKeys(ring, at(6 * day + 3 * hour)))).toEqual(['b']);
  });

  it('drops a revoked key at once, and takes the replacement only when no other may sign', () => {
    expect(kids(publishedKeys(revokeKey(first, 'a', 'r', at(day)), at(day)))).toEqual(['r']);
    const two = addKey(first, 'b', at(28 * day), 'plan');
    expect(kids(revokeKey(two, 'b', 'r', at(29 * day)))).toEqual(['a', 'b']);
    const withNext = revokeKey(two, 'a', 'r', at(29 * day));
    expect(signingKey(withNext, at(29 * day))?.kid).toBe('r');
    expect(signingKey(withNext, at(31 * day))?.kid).toBe('b');
  });
});
