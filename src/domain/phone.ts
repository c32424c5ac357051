import type { PhoneNumber } from './brands';

/**
 * A telephone number as it was written, and where it belongs: ISO 3166 code, absent where the plan does not tell. `isMobile`: its
 * country's plan gives its range to mobile telephones, or to these and others alike.
 */
export interface WrittenPhone {
  readonly number: PhoneNumber;
  readonly country?: string;
  readonly isMobile: boolean;
}

/** Why a number gets no codes. Each has its words in the content files. */
export type PhoneRefusal =
  | 'personal-number'
  | 'pager'
  | 'charged-number'
  | 'premium-number'
  | 'not-a-line'
  | 'reserved-number'
  | 'country-not-accepted'
  | 'not-a-mobile-abroad'
  | 'united-states';

export type PhoneVerdict =
  | { readonly kind: 'phone'; readonly phone: PhoneNumber }
  | { readonly kind: 'empty' | 'malformed' | 'too-short' | 'too-long' | PhoneRefusal };

/**
 * Number ranges of the United Kingdom that cost the caller or earn the owner money, by prefix in E.164; `but` names the exceptions.
 * @see Ofcom National Telephone Numbering Plan
 */
export const refusedRanges = [
  { prefix: '+4470', verdict: 'personal-number', why: 'personal numbers' },
  { prefix: '+4476', but: ['+447624'], verdict: 'pager', why: 'pagers (7624 is Isle of Man mobile)' },
  { prefix: '+4484', verdict: 'charged-number', why: 'revenue sharing' },
  { prefix: '+4487', verdict: 'charged-number', why: 'revenue sharing' },
  { prefix: '+449', verdict: 'premium-number', why: 'premium rate' },
] as const satisfies readonly {
  prefix: string;
  but?: readonly string[];
  verdict: PhoneRefusal;
  why: string;
}[];

/** Countries to which a code may be sent, by calling code. The United States and its numbering plan are not among them. */
export const acceptedCountries = [
  '30',
  '31',
  '32',
  '33',
  '34',
  '350',
  '351',
  '352',
  '353',
  '354',
  '356',
  '357',
  '358',
  '359',
  '36',
  '370',
  '371',
  '372',
  '385',
  '386',
  '39',
  '40',
  '41',
  '420',
  '421',
  '423',
  '43',
  '44',
  '45',
  '46',
  '47',
  '48',
  '49',
  '61',
  '64',
  '65',
  '81',
  '91',
  '971',
  '27',
  '852',
] as const;

/** Numbers kept free for drama and tests. @see Ofcom, Telephone numbers for use in TV and radio drama programmes */
const testRanges = [/^\+447700900\d{3}$/, /^\+441632960\d{3}$/];

/**
 * Whether codes may be sent to a telephone number.
 * @param options.testNumbers whether the ranges reserved for drama are accepted (never in production)
 */
export function judgePhone(
  { number, country, isMobile }: WrittenPhone,
  options: { readonly testNumbers: boolean },
): PhoneVerdict {
  if (testRanges.some((range) => range.test(number)) && !options.testNumbers) return { kind: 'reserved-number' };
  const refused = refusedRanges.find((range) => number.startsWith(range.prefix) && !exempt(range, number));
  if (refused !== undefined) return { kind: refused.verdict };
  if (number.startsWith('+44')) return judgeUnitedKingdom(number);
  if (country === 'US') return { kind: 'united-states' };
  if (!acceptedCountries.some((code) => number.startsWith(`+${code}`))) return { kind: 'country-not-accepted' };
  // Ensure no number abroad earns its owner money, and none is called: of each plan its mobile numbers only, and no range that is unknown.
  return isMobile ? { kind: 'phone', phone: number } : { kind: 'not-a-mobile-abroad' };
}

function exempt(range: { readonly prefix: string; readonly but?: readonly string[] }, number: string): boolean {
  return range.but?.some((prefix) => number.startsWith(prefix)) ?? false;
}

function judgeUnitedKingdom(number: PhoneNumber): PhoneVerdict {
  if (isLandline(number) || /^\+447\d{9}$/.test(number)) return { kind: 'phone', phone: number };
  // Ensure one that lacks a figure is told from a number of a public body, a company or an internet telephone.
  return { kind: /^\+44[127]/.test(number) ? 'malformed' : 'not-a-line' };
}

/** Whether a number is a landline of the United Kingdom: it gets its codes read out. */
export const isLandline = (phone: PhoneNumber): boolean => /^\+44[12]\d{8,9}$/.test(phone);

/** The last three digits, all that a page shows of a number before it was proved again. */
export const phoneEnding = (phone: PhoneNumber): string => phone.slice(-3);

/** As much of a number as its person is shown where a code went, and whether that was read out. */
export const calledPhone = (phone: PhoneNumber): { readonly phoneEnding: string; readonly called: boolean } => ({
  phoneEnding: phoneEnding(phone),
  called: isLandline(phone),
});
