const plain = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const accented = [...'ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'];

/** What stands around a gap while a sentence is changed: nothing within is ours to translate. */
const gapOpens = '\uE000';
const gapCloses = '\uE001';
/** Of a text: gaps, and the addresses of its links. */
const untouched = /(\uE000[^\uE001]*\uE001|\]\([^)]*\))/;
/** Of the content file: what is for the browser. */
const forBrowsers = ['lang', 'dir'];

const accent = (text: string): string =>
  text.replace(/[A-Za-z]/g, (letter) => accented[plain.indexOf(letter)] ?? letter);

/** Each word a third longer, as in Welsh or German, so that what has no room for a translation shows. */
const longer = (text: string): string => text.replace(/\p{L}{4,}/gu, (word) => `${word}${word.slice(-1).repeat(2)}`);

const pseudoText = (text: string): string =>
  text
    .split(untouched)
    .map((part, index) => (index % 2 === 0 ? longer(accent(part)) : part))
    .join('')
    .replace(/[\uE000\uE001]/g, '');

const sentence =
  (words: (...gaps: unknown[]) => unknown) =>
  (...gaps: unknown[]): unknown => {
    const marked = gaps.map((gap) => (typeof gap === 'string' ? `${gapOpens}${gap}${gapCloses}` : gap));
    return pseudoWords(words(...marked));
  };

/**
 * Content in a language that nobody speaks: every letter accented, every longer word longer. What is still plain English on a
 * page drawn with it stands outside the content files.
 */
export function pseudoWords(value: unknown): unknown {
  if (typeof value === 'string') return pseudoText(value);
  if (typeof value === 'function') return sentence((...gaps) => value(...gaps));
  if (Array.isArray(value)) return value.map(pseudoWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, words]) => [key, forBrowsers.includes(key) ? words : pseudoWords(words)]),
  );
}
