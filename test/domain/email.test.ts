import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/domain/brands';
import { maskEmail, parseEmail } from '../../src/domain/email';

describe('an e-mail address as typed', () => {
  it.each([
    ['pat@example.com', 'pat@example.com'],
    ['  Pat.Smith@Example.COM\t', 'pat.smith@example.com'],
    ["o'brien+nhs@mail.example.co.uk", "o'brien+nhs@mail.example.co.uk"],
    ['x_1-2@sub-domain.example', 'x_1-2@sub-domain.example'],
    ['a@b.com', 'a@b.com'],
  ])('%j is read as %s', (typed, email) => {
    expect(parseEmail(typed)).toEqual({ kind: 'email', email });
  });

  it.each([
    ['nothing', '', 'empty'],
    ['spaces', '   ', 'empty'],
    ['no at sign', 'pat.example.com', 'malformed'],
    ['two at signs', 'pat@home@example.com', 'malformed'],
    ['no local part', '@example.com', 'malformed'],
    ['a domain of one label', 'pat.smith@localhost', 'malformed'],
    ['a dot first', '.pat@example.com', 'malformed'],
    ['a dot last', 'pat.@example.com', 'malformed'],
    ['two dots in a row', 'pat..smith@example.com', 'malformed'],
    ['a space inside', 'pat smith@example.com', 'malformed'],
    ['a label that begins with a dash', 'pat@-example.com', 'malformed'],
    ['a label that ends with a dash', 'pat@example-.com', 'malformed'],
    ['a label of 64 characters', `pat@${'a'.repeat(64)}.com`, 'malformed'],
    ['a dot at the end', 'pat@example.com.', 'malformed'],
    ['a second recipient', 'pat@example.com,eve@example.com', 'malformed'],
    ['a header after a line break', 'pat@example.com\nbcc:eve@example.com', 'malformed'],
    ['a name around it', 'Pat <pat@example.com>', 'malformed'],
    ['letters beyond ASCII', 'pät@example.com', 'malformed'],
    ['a look-alike letter', 'pаt@example.com', 'malformed'],
    ['a number for a host', 'pat@[192.0.2.1]', 'malformed'],
    ['six characters', 'a@b.uk', 'too-short'],
  ])('NL-105 with %s is answered %s', (_what, typed, kind) => {
    expect(parseEmail(typed)).toEqual({ kind });
  });

  it('may be 254 characters, and not one more', () => {
    const domain = `${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example`;
    const local = 'l'.repeat(254 - domain.length - 1);
    expect(parseEmail(`${local}@${domain}`).kind).toBe('email');
    expect(parseEmail(`${local}l@${domain}`).kind).toBe('too-long');
  });

  it('may have 64 characters before the at sign, and not one more', () => {
    expect(parseEmail(`${'l'.repeat(64)}@example.com`).kind).toBe('email');
    expect(parseEmail(`${'l'.repeat(65)}@example.com`).kind).toBe('malformed');
  });

  it('is judged in time that grows with its length only', () => {
    const started = performance.now();
    expect(parseEmail(`${'a.'.repeat(100)}@${'a-'.repeat(20)}`).kind).toBe('malformed');
    // What grows faster takes years.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

it('a masked address shows its first character and its domain', () => {
  expect(maskEmail('pat.smith@example.com' as EmailAddress)).toBe('p•••@example.com');
});
