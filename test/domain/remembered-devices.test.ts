import { describe, expect, it } from 'vitest';
import { joinDevices, splitDevices } from '../../src/domain/remembered-devices';

describe('the cookie of remembered devices', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['~~', []],
    ['one', ['one']],
    ['one~two', ['one', 'two']],
    ['a~b~c~d~e~f', ['a', 'b', 'c', 'd', 'e']],
  ])('%j holds %j', (cookie, tokens) => {
    expect(splitDevices(cookie)).toEqual(tokens);
  });

  it('holds five, the first ones, and is none when empty', () => {
    expect(joinDevices(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a~b~c~d~e');
    expect(joinDevices([])).toBeUndefined();
  });
});
