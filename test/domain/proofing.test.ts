import { describe, expect, it } from 'vitest';
import { epochSeconds, type NhsNumber } from '../../src/domain/brands';
import {
  advanceProofing,
  type Evidence,
  levelFrom,
  levelNow,
  type Proofing,
  type ProofingEvent,
} from '../../src/domain/proofing';
import { numbers } from '../support/seeded-numbers';

const at = epochSeconds(1_795_000_000);
const [one, other] = ['9990000018', '9990000026'] as [NhsNumber, NhsNumber];
const match = (against: 'claim' | 'document', record = one): Evidence => ({
  kind: 'record-match',
  against,
  record,
  at,
});
const document: Evidence = { kind: 'document', at };
const likeness: Evidence = { kind: 'likeness', at };

describe('the level that evidence gives', () => {
  it.each<[string, readonly Evidence[], string]>([
    ['nothing', [], 'P0'],
    ['a document and a likeness, matched with no record', [document, likeness], 'P0'],
    ['a match on a claim', [match('claim')], 'P5'],
    ['a match on a claim, with a document and a likeness', [match('claim'), document, likeness], 'P5'],
    ['a match on a document without a likeness', [match('document'), document], 'P5'],
    ['a match on a document that is not there', [match('document'), likeness], 'P5'],
    ['a match on a document, and a likeness', [match('document'), document, likeness], 'P9'],
    ['the same after a match on a claim', [match('claim'), match('document'), document, likeness], 'P9'],
    ['matches of two people', [match('claim', other), match('document'), document, likeness], 'P0'],
  ])('%s', (_, evidence, level) => {
    expect(levelFrom(evidence)).toBe(level);
  });
});

const happenings: readonly ProofingEvent[] = [
  ...['a', 'b'].flatMap((claim): ProofingEvent[] => [
    { event: 'claimed', claim },
    { event: 'matched', claim, nhsNumber: one },
    { event: 'matched', claim, nhsNumber: other },
    { event: 'not-matched', claim },
  ]),
  { event: 'confirmed' },
  { event: 'disowned' },
  { event: 'linked', nhsNumber: one, at },
  { event: 'linked', nhsNumber: other, at },
  { event: 'held-by-another', nhsNumber: one },
  { event: 'superseded', by: other },
  { event: 'invalidated' },
  { event: 'deceased' },
];

/** Whether the events since the last change of mind are: this claim, its match, the person's yes, the directory's yes. */
function hasEvidenceAndDecision(past: readonly ProofingEvent[]): boolean {
  const linkedAt = past.findLastIndex(({ event }) => event === 'linked');
  const linked = past[linkedAt];
  const claimedAt = past.slice(0, linkedAt).findLastIndex(({ event }) => event === 'claimed');
  const claimed = past[claimedAt];
  if (linked?.event !== 'linked' || claimed?.event !== 'claimed') return false;
  const between = past.slice(claimedAt, linkedAt);
  const matched = between.find((one_) => one_.event === 'matched' && one_.claim === claimed.claim);
  return (
    matched?.event === 'matched' &&
    matched.nhsNumber === linked.nhsNumber &&
    between.some(({ event }) => event === 'confirmed')
  );
}

describe('the way to a proof', () => {
  it('has no path to a level without evidence and decision, in a million random walks', () => {
    const next = numbers(20_261_125);
    let proved = 0;
    for (let walk = 0; walk < 1_000_000; walk += 1) {
      let proofing: Proofing = { state: 'unproved' };
      const past: ProofingEvent[] = [];
      for (let step = 0; step < 7; step += 1) {
        const happened = happenings[next(happenings.length)] as ProofingEvent;
        const before = levelNow(proofing);
        proofing = advanceProofing(proofing, happened);
        past.push(happened);
        const level = levelNow(proofing);
        if (level === 'P0' || before !== 'P0') continue;
        proved += 1;
        if (level !== 'P5' || !hasEvidenceAndDecision(past)) throw new Error(`${level} by ${JSON.stringify(past)}`);
      }
    }
    // The walks do get there: otherwise they would show nothing.
    expect(proved).toBeGreaterThan(100);
  });

  const proved: Proofing = { state: 'proved', nhsNumber: one, evidence: [match('claim')] };
  const walked = (from: Proofing, ...happened: readonly ProofingEvent[]) => happened.reduce(advanceProofing, from);

  it('leads from a claim over its match and the yes of the person to P5, when the number is theirs alone', () => {
    const confirmed = walked(
      { state: 'unproved' },
      { event: 'claimed', claim: 'a' },
      { event: 'matched', claim: 'a', nhsNumber: one },
      { event: 'confirmed' },
    );
    expect(levelNow(confirmed)).toBe('P0');
    expect(walked(confirmed, { event: 'held-by-another', nhsNumber: one })).toEqual({ state: 'unproved' });
    expect(walked(confirmed, { event: 'linked', nhsNumber: one, at })).toEqual(proved);
  });

  it('goes on with the new number when a record takes the place of another', () => {
    const renumbered = walked(proved, { event: 'superseded', by: other });
    expect(renumbered).toMatchObject({ state: 'proved', nhsNumber: other });
    expect(levelNow(renumbered)).toBe('P5');
    // What was matched is of the new number too: a match that is added later is of the same person.
    expect(renumbered).toHaveProperty('evidence', [match('claim', other)]);
  });

  it('ends where another account has the number, and where it has some other number goes on', () => {
    expect(walked(proved, { event: 'held-by-another', nhsNumber: one }).state).toBe('disabled');
    expect(walked(proved, { event: 'held-by-another', nhsNumber: other })).toBe(proved);
  });

  it('begins anew where no record agrees with the claim, or the person says that it is not theirs', () => {
    const claimed = walked({ state: 'unproved' }, { event: 'claimed', claim: 'a' });
    expect(walked(claimed, { event: 'not-matched', claim: 'a' })).toEqual({ state: 'unproved' });
    // An answer that comes late, to what was typed before, says nothing of this claim.
    expect(walked(claimed, { event: 'not-matched', claim: 'b' })).toBe(claimed);
    const matched = walked(claimed, { event: 'matched', claim: 'a', nhsNumber: one });
    expect(walked(matched, { event: 'disowned' })).toEqual({ state: 'unproved' });
  });

  it('is suspended when the record is no longer valid, and may be walked again', () => {
    const suspended = walked(proved, { event: 'invalidated' });
    expect(levelNow(suspended)).toBe('P0');
    expect(walked(suspended, { event: 'claimed', claim: 'b' })).toEqual({ state: 'claimed', claim: 'b' });
  });

  it('ends when the person has died, and cannot be walked again', () => {
    const disabled = walked(proved, { event: 'deceased' });
    expect(disabled).toEqual({ state: 'disabled', nhsNumber: one });
    for (const happened of happenings) expect(levelNow(walked(disabled, happened))).toBe('P0');
    expect(walked(disabled, { event: 'claimed', claim: 'a' }).state).toBe('disabled');
  });

  it('is not walked a second time by who is there', () => {
    expect(walked(proved, { event: 'claimed', claim: 'b' })).toBe(proved);
  });
});
