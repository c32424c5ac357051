import { describe, expect, it } from 'vitest';
import { type Limit, limits } from '../../src/domain/limits';

const rows: readonly (readonly [string, Limit])[] = Object.entries(limits);

describe('the table of limits', () => {
  it.each(rows)('%s has a value above 0, a reason and a source', (_name, { value, reason, source }) => {
    expect(value).toBeGreaterThan(0);
    expect(reason).toMatch(/\w+ \w+/);
    expect(source).toMatch(/^(NHS login|RFC \d+|NIST SP|OWASP ASVS|NCSC|W3C|GOV\.UK|docs\/)/);
  });

  it.each(rows.filter(([, { unit }]) => unit !== 'seconds'))('%s is a whole number', (_name, { value }) => {
    expect(Number.isInteger(value)).toBe(true);
  });

  it.each([
    ['authorizationCodeLife', 600],
    ['idTokenLife', 3600],
    ['accessTokenLife', 300],
    ['refreshTokenLife', 30 * 86_400],
    ['refreshGrace', 60],
    ['assertionLife', 3600],
    ['interactionLife', 3600],
    ['emailCodeLife', 3600],
    ['phoneCodeLife', 300],
    ['codeLength', 6],
    ['codeAttempts', 5],
    ['codeAttemptsPerHour', 10],
    ['codeSends', 5],
    ['sendsPerNumberPerDay', 10],
    ['sendsPerAddressPerHour', 20],
    ['passwordAttempts', 5],
    ['factorDisabledAfter', 50],
    ['lockShort', 15 * 60],
    ['lockLong', 60 * 60],
    ['locksPerDay', 3],
    ['passwordLeast', 12],
    ['passwordAlone', 15],
    ['passwordMost', 128],
    ['passkeyChallengeLife', 300],
    ['passkeyResponseMost', 16_384],
    ['credentialIdMost', 1023],
    ['emailLeast', 7],
    ['emailMost', 254],
    ['stateMost', 4096],
    ['rememberedDeviceLife', 180 * 86_400],
    ['settleWithin', 30],
    ['directoryReservation', 15 * 60],
  ] as const)('%s is the promised %i', (name, value) => {
    expect(limits[name].value).toBe(value);
  });

  it('keeps its parts in order: short before long, alone after least', () => {
    expect(limits.lockShort.value).toBeLessThan(limits.lockLong.value);
    expect(limits.passwordLeast.value).toBeLessThan(limits.passwordAlone.value);
    expect(limits.sessionIdle.value).toBeLessThan(limits.sessionLife.value);
    // A code killed by wrong attempts must not outlive the lock that they set.
    expect(limits.phoneCodeLife.value).toBeLessThanOrEqual(limits.lockShort.value);
    expect(limits.settleWithin.value).toBeLessThan(limits.signInLife.value);
  });
});
