/**
 * Whether the last of ten digits is the one that the other nine call for; a remainder of 10 calls for none.
 * @see NHS Data Dictionary, "NHS number": modulus 11
 */
export function hasRightCheckDigit(digits: string): boolean {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const wanted = (11 - (sum % 11)) % 11;
  return wanted !== 10 && wanted === Number(digits[9]);
}
