import { describe, expect, it } from 'vitest';
import { currentPractice, isCurrent, isDeceased, type RecordedDeath } from '../../src/domain/patient-record';

const today = '2026-11-25';

describe('what a record says today', () => {
  it.each([
    ['no dates at all', {}, true],
    ['begun today', { from: '2026-11-25' }, true],
    ['beginning tomorrow', { from: '2026-11-26' }, false],
    ['ending today', { until: '2026-11-25' }, true],
    ['ended yesterday', { until: '2026-11-24' }, false],
    ['begun and not ended', { from: '2020-01-01', until: '2027-01-01' }, true],
  ])('a period with %s: current is %#', (_, period, current) => {
    expect(isCurrent(period, today)).toBe(current);
    const practice = { odsCode: 'A00001', period };
    expect(currentPractice({ practice }, today)).toEqual(current ? practice : undefined);
  });

  it('a person without a practice has none today', () => {
    expect(currentPractice({}, today)).toBeUndefined();
  });

  it.each<[RecordedDeath | undefined, boolean]>([
    [undefined, false],
    [{ notice: 'informal' }, true],
    [{ notice: 'formal', date: { precision: 'day', text: '2026-01-02' } }, true],
    [{ notice: 'unstated', date: { precision: 'year', text: '2026' } }, true],
    [{ notice: 'removed', date: { precision: 'day', text: '2026-01-02' } }, false],
  ])('a death recorded as %o means dead: %s', (death, dead) => {
    expect(isDeceased(death === undefined ? {} : { death })).toBe(dead);
  });
});
