/**
 * Figures and letters as a keyboard of another script writes them, in the plain form; what no eye sees, as it comes along when
 * something is pasted, is gone. For what has no letters of its own: numbers, dates, postcodes.
 * @see Unicode Standard Annex 15, NFKC; general category Cf
 */
export const plainText = (typed: string): string => typed.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
