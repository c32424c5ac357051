import { describe, expect, it } from 'vitest';
import { clientId } from '../../src/domain/brands';
import { type CodePresentation, judgeRedemption, toldGrant } from '../../src/domain/grant';
import { aStoredGrant, noon, theService } from '../support/builders';

const tenMinutes = 600;
const shown = (changes: Partial<CodePresentation> = {}): CodePresentation => ({
  clientId: theService,
  redirectUri: 'https://clinic.example/cb',
  ...changes,
});
const judge = (stored = aStoredGrant(), presentation = shown(), now: number = noon) =>
  judgeRedemption(stored, presentation, now, tenMinutes);
const stranger = shown({ clientId: clientId('another-service') });
const elsewhere = shown({ redirectUri: 'https://clinic.example/cb/' });

describe('a code', () => {
  it('shown by its service, with its redirect URI, in its time, is redeemed', () => {
    expect(judge()).toBeUndefined();
  });

  it('NL-66 is redeemed up to ten minutes, and then no more', () => {
    expect(judge(undefined, undefined, noon + tenMinutes - 1)).toBeUndefined();
    expect(judge(undefined, undefined, noon + tenMinutes)).toBe('expired');
  });

  it('NL-67 is not redeemed with another redirect URI, not even one that differs by a slash', () => {
    expect(judge(undefined, elsewhere)).toBe('redirect-uri');
  });

  it('NL-67 is not redeemed by another service', () => {
    expect(judge(undefined, stranger)).toBe('other-client');
  });

  it('NL-66 is not redeemed twice, nor after its grant was revoked', () => {
    expect(judge(aStoredGrant({ redeemedAt: noon }))).toBe('reused');
    expect(judge(aStoredGrant({ revokedAt: noon }))).toBe('revoked');
  });
});

describe('a code shown again', () => {
  const redeemed = aStoredGrant({ redeemedAt: noon });

  it.each([
    ['with another redirect URI', elsewhere, noon],
    ['after its life', shown(), noon + tenMinutes],
    ['with a verifier that nobody announced', shown({ challenge: 'x' }), noon],
  ])('by its own service is reuse also %s', (_what, presentation, now) => {
    expect(judge(redeemed, presentation, now)).toBe('reused');
  });

  it('by another service is not its reuse: that one can end nothing', () => {
    expect(judge(redeemed, stranger)).toBe('other-client');
    expect(judge(aStoredGrant({ revokedAt: noon }), stranger)).toBe('other-client');
  });
});

describe('a code and its challenge (RFC 7636 §4.6)', () => {
  const bound = aStoredGrant({}, { codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' });

  it('is redeemed with the verifier of its challenge', () => {
    expect(judge(bound, shown({ challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }))).toBeUndefined();
  });

  it.each([
    ['another verifier', shown({ challenge: 'F9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' })],
    ['none', shown()],
  ])('is not redeemed with %s', (_what, presentation) => {
    expect(judge(bound, presentation)).toBe('code-verifier');
  });

  it('is not redeemed with a verifier where no challenge was announced', () => {
    expect(judge(aStoredGrant(), shown({ challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }))).toBe(
      'code-verifier',
    );
  });
});

describe('a grant that an older release wrote, of which is not known what was shown', () => {
  it.each([
    ['P0.Cp', true],
    ['P5', true],
    ['P5.Cp.Cd', undefined],
    ['P9.Cm', undefined],
  ])('stands on a password alone unless it states more: %s', (vot, alone) => {
    expect(toldGrant(aStoredGrant({}, { vot })).passwordAlone).toBe(alone);
  });
});
