/** The first country codes that a number abroad may have; Notify's own table is longer. */
const countryPrefixes =
  /^(1|7|20|27|3[0-9]|4[0-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-9]\d|42\d|5[09]\d|6[7-9]\d|8[058]\d|9[679]\d)/;

function checkUkMobile(national: string): string[] {
  if (!national.startsWith('7')) return ['Not a UK mobile number'];
  if (national.length > 10) return ['Too many digits'];
  if (national.length < 10) return ['Not enough digits'];
  return [];
}

/** What Notify objects to in a phone number; empty = nothing. */
export function checkPhoneNumber(number: string): string[] {
  const bare = number.replace(/[\s()\-.]/g, '');
  if (!/^\+?\d*$/.test(bare)) return ['Must not contain letters or symbols'];
  const digits = bare.replace(/^\+/, '').replace(/^00/, '');
  const isAbroad = (bare.startsWith('+') || bare.startsWith('00')) && !digits.startsWith('44');
  if (!isAbroad) return checkUkMobile(digits.replace(/^44/, '').replace(/^0/, ''));
  if (digits.length < 8) return ['Not enough digits'];
  if (digits.length > 15) return ['Too many digits'];
  return countryPrefixes.test(digits) ? [] : ['Not a valid country prefix'];
}
