import { parsePhoneNumberWithError, validatePhoneNumberLength } from 'libphonenumber-js/max';
import type { PhoneNumber } from '../domain/brands';
import { judgePhone, type PhoneVerdict } from '../domain/phone';

/** Longer than any number with all that people write between its figures. */
const LONGEST = 40;
/** Figures, and what people write between them; one `+` before them. An extension or a letter is no part of a number. */
const writing = /^\s*[+＋]?[\p{Nd}\s().\-‐‑–/]+$/u;
/** Where a number without a country belongs. */
const reading = { defaultCountry: 'GB', extract: false } as const;

/**
 * Reads a telephone number as people write it, and says whether codes may be sent to it.
 * Lengths are checked by country; abroad also whether its plan gives the range to mobile telephones. Whether a number is in use is
 * not: suppliers know.
 * @param text national (of the United Kingdom) or international (+… or 00…), with spaces, dashes, dots and brackets
 * @param options.testNumbers whether the ranges reserved for drama are accepted (never in production)
 * @see ITU-T E.164 §6; RFC 3966 §5.1.1
 */
export function parsePhone(text: string, options: { readonly testNumbers: boolean }): PhoneVerdict {
  if (!/[\p{L}\p{N}]/u.test(text)) return { kind: 'empty' };
  if (text.length > LONGEST || !writing.test(text)) return { kind: 'malformed' };
  switch (validatePhoneNumberLength(text, reading)) {
    case undefined:
      break;
    case 'TOO_SHORT':
      return { kind: 'too-short' };
    case 'TOO_LONG':
      return { kind: 'too-long' };
    default:
      return { kind: 'malformed' };
  }
  const parsed = parsePhoneNumberWithError(text, reading);
  const { country } = parsed;
  const type = parsed.getType();
  return judgePhone(
    {
      number: parsed.number as PhoneNumber,
      ...(country === undefined ? {} : { country }),
      isMobile: type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE',
    },
    options,
  );
}
