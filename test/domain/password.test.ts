import { describe, expect, it } from 'vitest';
import { contextWords, judgePassword, passwordLength } from '../../src/domain/password';

const email = 'margaret.hale@example.com';
/** A text of so many characters that is neither common nor repeats. */
const ofLength = (count: number) => 'brisk otters paddle upstream past mossy weirs '.repeat(4).slice(0, count);

describe('a new password', () => {
  it.each([
    [11, 'too-short'],
    [12, undefined],
    [128, undefined],
    [129, 'too-long'],
  ])('NL-106 of %i characters is judged %s', (count, fault) => {
    expect(judgePassword(ofLength(count), email)).toBe(fault);
  });

  it('is counted in characters, not in the bytes or halves they are stored in', () => {
    expect(judgePassword('🦦🐢🦆🐸🦢🐟🦀🐌🦉🐝🐞', email)).toBe('too-short');
    expect(judgePassword('🦦🐢🦆🐸🦢🐟🦀🐌🦉🐝🐞🦋', email)).toBeUndefined();
  });

  it('NL-106 may be anything: no composition rule, spaces at its ends included', () => {
    for (const password of ['correcthorsebattery', ' a sentence is fine ', '492 881 037 265', 'пароль из слов тут'])
      expect(judgePassword(password, email)).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'empty'],
    ['one character twelve times', 'aaaaaaaaaaaa', 'repeats'],
    ['three characters in turn', 'abcabcabcabc', 'repeats'],
    ['three characters, their capitals aside', 'abCABcaBCabc', 'repeats'],
    ['a row of keys and half of the next', 'qwertyuiopasdf', 'keyboard'],
    ['rows of keys backwards, shouted, and three figures', 'POIUYTREWQlkjh123', 'keyboard'],
    ['the two lower rows, there and back', 'zxcvbnmlkjhgfdsa', 'keyboard'],
    ['figures in a row and the keys below them', '1234567890qwer', 'keyboard'],
    ['the name in the address', 'my margaret.hale one', 'has-email'],
    ['the name in the address, shouted', 'MY MARGARET.HALE ONE', 'has-email'],
    ['the name in full-width letters', 'my ｍａｒｇａｒｅｔ.ｈａｌｅ one', 'has-email'],
  ])('that is %s is refused', (_what, password, fault) => {
    expect(judgePassword(password, email)).toBe(fault);
  });

  it('may hold a walk along the keys beside four characters of another kind', () => {
    expect(judgePassword('qwertyuiop-otr', email)).toBeUndefined();
    expect(judgePassword('qwertyuiop-ot', email)).toBe('keyboard');
  });

  it('of four different characters does not count as repeating', () => {
    expect(judgePassword('abcdabcdabcd', email)).toBeUndefined();
  });

  it.each(contextWords)('with the word that everyone tries here, %j, is refused', (word) => {
    expect(judgePassword(`my ${word} key 42`, email)).toBe('has-service-name');
    expect(judgePassword(`MY ${word.toUpperCase()} KEY 42`, email)).toBe('has-service-name');
  });

  it('may hold a name so short that any text may hold it', () => {
    expect(judgePassword('brisk ann otters', 'ann@example.com')).toBeUndefined();
    expect(judgePassword('brisk anna otters', 'anna@example.com')).toBe('has-email');
  });
});

describe('the length class of a password', () => {
  it.each([
    [12, 'short'],
    [14, 'short'],
    [15, 'long'],
    [128, 'long'],
  ])('of %i characters is %s: only a long one may sign in alone', (count, length) => {
    expect(passwordLength(ofLength(count))).toBe(length);
  });

  it('counts characters', () => {
    expect(passwordLength('🦦'.repeat(14))).toBe('short');
    expect(passwordLength('🦦'.repeat(15))).toBe('long');
  });
});
