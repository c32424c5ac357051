import { describe, expect, it } from 'vitest';
import { checkRelatedOrigins } from '../../src/domain/related-origins';

const five = ['a', 'b', 'c', 'd', 'e'].map((name) => `https://${name}.example`);

describe('the origins whose pages may use our passkeys', () => {
  it.each([[[]], [['https://health.example']], [['https://health.example:8443', 'https://care.example']], [five]])(
    '%j may be related',
    (origins) => {
      expect(checkRelatedOrigins(origins)).toBeUndefined();
    },
  );

  it.each([
    [[...five, 'https://f.example'], 'at most 5'],
    [['https://a.example', 'https://a.example'], 'each origin once'],
    [['http://health.example'], 'not an https origin'],
    [['https://health.example/'], 'not an https origin'],
    [['https://health.example/path'], 'not an https origin'],
    [['https://health.example:443'], 'not an https origin'],
    [['https://HEALTH.example'], 'not an https origin'],
    [['https://user@health.example'], 'not an https origin'],
    [['https://*.example.org'], 'not an https origin'],
    [['https://localhost'], 'not an https origin'],
    [['https://192.168.0.1'], 'not an https origin'],
    [['https://intranet'], 'not an https origin'],
    [['health.example'], 'not an https origin'],
    [['android:apk-key-hash:AAAA'], 'not an https origin'],
    [['null'], 'not an https origin'],
  ])('%j may not: %s', (origins, fault) => {
    expect(checkRelatedOrigins(origins)).toContain(fault);
  });
});
