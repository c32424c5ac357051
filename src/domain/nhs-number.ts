import type { NhsNumber } from './brands';
import { hasRightCheckDigit } from './check-digit';
import { plainText } from './typed-text';

/** What was typed in place of an NHS number. Each has its words in the content files. */
export type NhsNumberFault =
  | 'empty'
  | 'not-ten-digits'
  | 'national-insurance'
  | 'chi'
  | 'health-and-care'
  | 'check-digit';

export type NhsNumberVerdict =
  | { readonly kind: 'nhs-number'; readonly nhsNumber: NhsNumber }
  | { readonly kind: NhsNumberFault };

/** Two letters, six digits and a letter from A to D. @see HMRC National Insurance Manual NIM39110 */
const nationalInsurance = /^[A-Z]{2}\d{6}[A-D]?$/;
/** A Scottish number begins with a day and a month of birth. @see NHS Data Dictionary, "Community Health Index number" */
const chi = /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])/;
/** A number of Northern Ireland lies between 320 000 0001 and 399 999 9999. */
const healthAndCare = /^3[2-9]/;

/** Whether a text is an NHS number as we keep it. */
export function isNhsNumber(text: string): text is NhsNumber {
  return /^\d{10}$/.test(text) && hasRightCheckDigit(text);
}

/** Reads what a person typed: spaces, dashes and wide figures do not matter, and numbers that are often taken for it are named. */
export function parseNhsNumber(text: string): NhsNumberVerdict {
  const typed = plainText(text)
    .replaceAll(/[\s\p{Pd}.]/gu, '')
    .toUpperCase();
  if (typed === '') return { kind: 'empty' };
  if (nationalInsurance.test(typed)) return { kind: 'national-insurance' };
  if (!/^\d{10}$/.test(typed)) return { kind: 'not-ten-digits' };
  // No NHS number begins so, whatever its last digit: a mistyped number of another kind is of that kind.
  if (chi.test(typed)) return { kind: 'chi' };
  if (healthAndCare.test(typed)) return { kind: 'health-and-care' };
  if (!isNhsNumber(typed)) return { kind: 'check-digit' };
  return { kind: 'nhs-number', nhsNumber: typed };
}

/** The last four digits, which do not say whose it is. */
export const nhsNumberEnding = (nhsNumber: NhsNumber): string => nhsNumber.slice(6);
