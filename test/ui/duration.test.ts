import { describe, expect, it } from 'vitest';
import { lifeInWords } from '../../src/storage/messages';
import { duration } from '../../src/ui/duration.en';

describe('how long something is', () => {
  it.each([
    [1, '1 minute'],
    [15, '15 minutes'],
    [59, '59 minutes'],
    [60, '1 hour'],
    [61, '61 minutes'],
    [119, '119 minutes'],
    [120, '2 hours'],
    [121, '3 hours'],
    [1440, '24 hours'],
  ])('of %i minutes is said on a page as people say it', (minutes, words) => {
    expect(duration(minutes)).toBe(words);
  });

  it.each([
    [60, '1 minute'],
    [300, '5 minutes'],
    [3600, '1 hour'],
    [86_400, '24 hours'],
  ])('of %i seconds is said in a mail as people say it', (seconds, words) => {
    expect(lifeInWords(seconds)).toBe(words);
  });
});
