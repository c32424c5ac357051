import { describe, expect, it } from 'vitest';
import { searchFor } from '../support/canaries';

const email = 'citizen-1@example.com';
const search = searchFor([
  { label: 'email', value: email },
  { label: 'code', value: '123456', isCode: true },
]);
const empty = (length: number) => Buffer.alloc(length);
const bigEndian = Buffer.from(email, 'utf16le').swap16();

describe('the search for what must stand nowhere', () => {
  it.each<[string, Buffer, readonly string[]]>([
    ['behind empty blocks', Buffer.concat([empty(2048), Buffer.from(email)]), ['email (plain)']],
    ['across the end of a block', Buffer.concat([empty(2046), Buffer.from(email), empty(3000)]), ['email (plain)']],
    ['in UTF-16 at the start of a block', Buffer.concat([empty(3072), bigEndian]), ['email (UTF-16BE)']],
    ['in UTF-16 across the end of a block', Buffer.concat([empty(3071), bigEndian]), ['email (UTF-16BE)']],
    ['in hex', Buffer.from(Buffer.from(email).toString('hex')), ['email (hex)']],
    ['at the end', Buffer.from(`x${email}`), ['email (plain)']],
    ['as a number of its own', Buffer.from('{"code":"123456"}'), ['code (plain)']],
    ['inside a longer number, which is another', Buffer.from('91234567'), []],
    ['nowhere', empty(5000), []],
  ])('finds it %s', (_where, haystack, found) => {
    expect(search.find(haystack)).toEqual(found);
  });

  it.each([0, 1, 2])('finds it in base64, %i bytes in', (before) => {
    const text = Buffer.from(`${'?'.repeat(before)}${email}?`).toString('base64');
    const hows = search.find(Buffer.from(text));
    expect(hows).toContain(`email (base64, ${before} bytes in)`);
  });
});
