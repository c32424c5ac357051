import { describe, expect, it } from 'vitest';
import { codeLocation, errorLocation } from '../../src/protocol/authorization-response';

const web = 'https://service.example/callback';

describe('where a person is sent with a code', () => {
  it.each([
    [web, `${web}?code=c&state=s`],
    ['nhsapp://host/path', 'nhsapp://host/path?code=c&state=s'],
    ['com.example:/cb', 'com.example:/cb?code=c&state=s'],
    ['https://Service.Example:443/a/../b', 'https://Service.Example:443/a/../b?code=c&state=s'],
    ['https://service.example', 'https://service.example?code=c&state=s'],
    ['https://service.example/%7euser', 'https://service.example/%7euser?code=c&state=s'],
    ['https://service.example/cb?tenant=1', 'https://service.example/cb?tenant=1&code=c&state=s'],
  ])('%s is added to, never rewritten', (redirectUri, location) => {
    expect(codeLocation(redirectUri, { code: 'c', state: 's' })).toBe(location);
  });

  it('has a state only when one was sent', () => {
    expect(codeLocation(web, { code: '1-202611.a_b.c-d' })).toBe(`${web}?code=1-202611.a_b.c-d`);
    expect(codeLocation(web, { code: 'c', state: undefined })).toBe(`${web}?code=c`);
  });
});

describe('where a person is sent with an error', () => {
  it('NL-55 has the error, its description and the state', () => {
    const response = { error: 'access_denied', description: 'ConsentNotGiven', state: 's' } as const;
    expect(errorLocation(web, response)).toBe(`${web}?error=access_denied&error_description=ConsentNotGiven&state=s`);
  });

  it('NL-27 has no code, and nothing that was not given', () => {
    expect(errorLocation(web, { error: 'sso_login_required' })).toBe(`${web}?error=sso_login_required`);
  });
});

describe('a state comes back byte for byte', () => {
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

  it.each<[string, string]>([
    ['NL-28 2,000 characters with all that is reserved', printable.repeat(22).slice(0, 2000)],
    ['plus, space and percent', 'a+b c%20d%zz%'],
    ['ampersand, equals and hash', '&code=evil&=#?'],
    ['line breaks and controls', '\r\nSet-Cookie: a=b\u0000\u001f\u007f'],
    ['every plane', 'é€\u{1F600}\u{10FFFF}\ufeff\ufffd'],
    ['combining and right-to-left characters', 'e\u0301\u202e'],
    ['4,096 characters outside the basic plane', '\u{1F600}'.repeat(4096)],
  ])('%s', (_what, state) => {
    const location = codeLocation('com.example:/cb', { code: 'c', state });
    // Ensure the header is printable ASCII: nothing can split it.
    expect(location).toMatch(/^[\x21-\x7e]+$/);
    const query = location.slice(location.indexOf('?') + 1);
    expect(new URLSearchParams(query).get('state')).toBe(state);
    expect(decodeURIComponent(query.slice(query.indexOf('state=') + 6))).toBe(state);
  });

  it('a lone surrogate, which no encoding has, becomes the replacement character', () => {
    expect(codeLocation(web, { code: 'c', state: 'a\ud800b\udc00' })).toBe(`${web}?code=c&state=a%EF%BF%BDb%EF%BF%BD`);
  });
});
