import { describe, expect, it } from 'vitest';
import { readFormEncoded } from '../../src/protocol/form-encoding';

const bytes = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

describe('a form, percent-encoded', () => {
  it.each([
    'a=1&b=2',
    'a=1&a=2&a=',
    'a&=b&=&&',
    'a=b=c',
    'a=1+2%2B3%20',
    'a=%C3%A9%E2%82%AC%F0%9F%98%80',
    'state=%00%0D%0A%09',
    'a=50%&b=%zz&c=%4',
    'a=%EF%BB%BFx',
    '%61%20b=%26%3D%23',
    '',
  ])('is read as browsers read it: %s', (text) => {
    expect(readFormEncoded(text)).toEqual([...new URLSearchParams(text)]);
  });

  it('is read as browsers read it where characters stand unencoded', () => {
    expect(readFormEncoded(bytes('näme=€ 😀'))).toEqual([['näme', '€ 😀']]);
  });

  it.each([
    ['a byte that UTF-8 never has', '%FF'],
    ['a lone continuation', '%80'],
    ['a character cut short', '%E2%82'],
    ['an overlong form', '%C0%AF'],
    ['a surrogate', '%ED%A0%80'],
    ['beyond the last character', '%F4%90%80%80'],
    ['an unencoded byte', 'caf\u00e9'],
  ])('keeps what is no UTF-8 apart from every text: %s', (_what, text) => {
    const [[, value = ''] = ['', '']] = readFormEncoded(`a=${text}`);
    expect(value.isWellFormed()).toBe(false);
    const [[name = ''] = ['', '']] = readFormEncoded(`${text}=a`);
    expect(name.isWellFormed()).toBe(false);
  });
});
