import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { AppContext } from '../context';

/**
 * Headers of every answer, errors included. `Referrer-Policy: same-origin`, for with `no-referrer` Chromium sends
 * `Origin: null` on our own forms. The content security policy of a page is set where the page is made.
 * @see OWASP HTTP headers cheat sheet; OWASP ASVS 3.4
 */
export const commonHeaders = secureHeaders({
  strictTransportSecurity: 'max-age=63072000; includeSubDomains; preload',
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
  crossOriginEmbedderPolicy: 'require-corp',
  xXssProtection: false,
});

/** What browsers may be asked for on our pages: passkeys, and nothing else of what they know. @see W3C Permissions Policy */
const permissions = [
  ...['accelerometer', 'autoplay', 'browsing-topics', 'camera', 'clipboard-read', 'clipboard-write'],
  ...['display-capture', 'encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid'],
  ...['identity-credentials-get', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi'],
  ...['otp-credentials', 'payment', 'picture-in-picture', 'screen-wake-lock', 'serial', 'storage-access', 'usb'],
  ...['window-management', 'xr-spatial-tracking'],
].map((feature) => `${feature}=()`);
const permissionsPolicy = [
  ...permissions,
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

/** What is not a page may do nothing in a browser, and what has no cache rule of its own is not kept. */
export const defaultHeaders = createMiddleware<AppContext>(async (c, next) => {
  await next();
  c.header('Permissions-Policy', permissionsPolicy);
  if (!c.res.headers.has('Content-Security-Policy'))
    c.header('Content-Security-Policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
});

/** Where browsers tell what the policy of a page stopped. @see W3C Reporting API */
export const reportingEndpoints = 'csp="/reports"';

/**
 * The policy of a page. `formAction` lists where a form may lead: Chromium applies it to the whole chain of redirects after a
 * post, so a page from which a person may go back to a service names the scheme of that service.
 * @see W3C Content Security Policy Level 3
 */
export function pagePolicy(nonce: string, formAction: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action ${formAction.join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'report-to csp',
  ].join('; ');
}

/** Where a form of a journey may lead: here, any https service, and the scheme of this one's redirect URI. */
export function journeyFormAction(redirectUri: string, loopback: boolean): readonly string[] {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(redirectUri)?.[0].toLowerCase();
  const own = scheme === undefined || scheme === 'https:' || scheme === 'http:' ? [] : [scheme];
  return ["'self'", 'https:', ...(loopback ? ['http://localhost:*', 'http://127.0.0.1:*'] : []), ...own];
}
