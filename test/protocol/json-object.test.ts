import { describe, expect, it } from 'vitest';
import { readJsonObject } from '../../src/protocol/json-object';

describe('a JSON object', () => {
  it.each([
    '{}',
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}',
    '{"a":"\\"a\\":","b":"{\\"a\\":1}"}',
    ' {"a" : ":" , "A" : "{" } ',
    '{"a":"\\\\","b":"\\\\\\""}',
    '{"constructor":1,"__proto__":2,"":3}',
    `{"a":${'['.repeat(19)}${']'.repeat(19)},"b":"${'['.repeat(30)}"}`,
  ])('%s is read', (text) => {
    expect(readJsonObject(text)).toEqual({ ...JSON.parse(text) });
  });

  it.each([
    ['', 'nothing'],
    ['{', 'no JSON'],
    ['[]', 'a list'],
    ['"a"', 'a text'],
    ['null', 'null'],
    ['1', 'a number'],
    ['{"a":1}{"a":1}', 'two objects'],
    ['{"a":1,"a":1}', 'a name twice'],
    ['{"a":1,"b":2,"a" :1}', 'a name twice with a space'],
    ['{"a":1,"\\u0061":1}', 'a name twice, once escaped'],
    ['{"a":{"b":1,"b":2}}', 'a name twice below'],
    ['{"a":[{"b":1},{"b":1,"c":1,"b":2}]}', 'a name twice in a list'],
    ['{"":1,"":2}', 'the empty name twice'],
    ['{"a":{"b":1},"a":2}', 'a name twice around an object'],
    [`{"a":${'['.repeat(20)}${']'.repeat(20)}}`, 'twenty-one levels'],
    [`${'{"a":'.repeat(21)}1${'}'.repeat(21)}`, 'twenty-one levels of objects'],
  ])('%s is refused: %s', (text) => {
    expect(readJsonObject(text)).toBeUndefined();
  });

  it('is judged in time that grows with its length only', () => {
    const begun = performance.now();
    readJsonObject(`{"a":${'['.repeat(8000)}${']'.repeat(8000)}}`);
    readJsonObject(`{"a":"${'\\\\"'.repeat(5000)}`);
    readJsonObject(`{${Array.from({ length: 2000 }, (_, index) => `"${index}":"{"`).join(',')}}`);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
