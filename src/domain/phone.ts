import type { PhoneNumber } from './brands';

export type PhoneVerdict =
  | { readonly kind: 'phone'; readonly phone: PhoneNumber }
  | { readonly kind: 'empty' | 'malformed' | 'landline' | 'not-accepted' | 'country-not-accepted' };

/**
 * Number ranges that cost the caller or earn the owner money, by prefix in E.164; `but` names the exceptions.
 * @see Ofcom National Telephone Numbering Plan
 */
export const refusedRanges = [
  { prefix: '+4470', why: 'personal numbers' },
  { prefix: '+4476', but: ['+447624'], why: 'pagers (7624 is Isle of Man mobile)' },
  { prefix: '+4484', why: 'revenue sharing' },
  { prefix: '+4487', why: 'revenue sharing' },
  { prefix: '+449', why: 'premium rate' },
] as const satisfies readonly { prefix: string; but?: readonly string[]; why: string }[];

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
 * Reads a telephone number that can receive a text message.
 * @param text as typed: national (07…), or international (+… or 00…); spaces, dashes, brackets and dots are dropped
 * @param options.testNumbers whether the ranges reserved for drama are accepted (never in production)
 */
export function parsePhone(text: string, options: { readonly testNumbers: boolean }): PhoneVerdict {
  const typed = text.replace(/[\s().-]/g, '');
  if (typed === '') return { kind: 'empty' };
  const international = typed
    .replace(/^00/, '+')
    .replace(/^0/, '+44')
    .replace(/^\+440/, '+44');
  if (!/^\+[1-9]\d{7,14}$/.test(international)) return { kind: 'malformed' };
  if (testRanges.some((range) => range.test(international)) && !options.testNumbers) return { kind: 'not-accepted' };
  if (refusedRanges.some((range) => international.startsWith(range.prefix) && !exempt(range, international)))
    return { kind: 'not-accepted' };
  if (international.startsWith('+44')) return readUnitedKingdom(international);
  if (!acceptedCountries.some((code) => international.startsWith(`+${code}`))) return { kind: 'country-not-accepted' };
  return { kind: 'phone', phone: international as PhoneNumber };
}

function exempt(range: { readonly prefix: string; readonly but?: readonly string[] }, number: string): boolean {
  return range.but?.some((prefix) => number.startsWith(prefix)) ?? false;
}

function readUnitedKingdom(number: string): PhoneVerdict {
  if (/^\+44[123]\d{8,9}$/.test(number)) return { kind: 'landline' };
  if (!/^\+447\d{9}$/.test(number)) return { kind: 'malformed' };
  return { kind: 'phone', phone: number as PhoneNumber };
}

/** The last three digits, all that a page shows of a number before it was proved again. */
export const phoneEnding = (phone: PhoneNumber): string => phone.slice(-3);
