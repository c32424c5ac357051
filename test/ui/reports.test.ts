import { describe, expect, it } from 'vitest';
import { notedReport } from '../../routes/reports';

describe('what a browser tells of a page', () => {
  it.each([
    ['/journey/7-abc/sign-in', '/journey/:own/sign-in'],
    ['/reset/link/1.secret.secret', '/reset/link/:own'],
    ['/reset/link/1.secret.secret/passkeys', '/reset/link/:own/passkeys'],
    ['/passkey-removal/1.secret.secret', '/passkey-removal/:own'],
    ['/not-me/1.secret.secret', '/not-me/:own'],
    ['/account/passkeys/k3y', '/account/passkeys/:own'],
    ['/account/passkeys', '/account/passkeys'],
    ['/help', '/help'],
  ])('is kept without what is one’s own: %s as %s', (path, kept) => {
    const url = `https://auth.example${path}?code=1#x`;
    const body = { blockedURL: 'inline', effectiveDirective: 'script-src' };
    expect(notedReport({ type: 'csp-violation', url, body })).toMatchObject({ page: kept });
  });
});
