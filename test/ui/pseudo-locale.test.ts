import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brandOf } from '../../src/ui/brand';
import { drawnPages } from '../support/drawn-pages';
import { pseudoWords } from './pseudo-words';

const { name, organisation, helpEmail } = brandOf('gatehouse');
const root = join(import.meta.dirname, '../..');
const samples = readFileSync(join(import.meta.dirname, 'sample-pages.tsx'), 'utf8');

/** Names of people, services and things that a page is given to show: they are never translated. */
const given = [...samples.matchAll(/(?:'([^'\n]*)'|"([^"\n]*)")/g)]
  .map(([, one, other]) => one ?? other ?? '')
  .filter((text) => /[A-Z@.•]|\d/.test(text))
  .concat(name, organisation, helpEmail)
  .toSorted((one, other) => other.length - one.length);

/** References and the like: the same in every language. */
const codes = /\bCID\d{4}\b/g;

/** All that a person reads or hears of a page. */
function wordsOf(html: string): readonly string[] {
  const body = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '');
  const heard = [
    ...body.matchAll(
      /\s(?:title|alt|aria-label|placeholder|data-i18n\.[a-z-]+|data-left-\d|data-soon|data-over)="([^"]*)"/g,
    ),
  ];
  return [...body.replace(/<[^>]*>/g, '\n').split('\n'), ...heard.map(([, words]) => words ?? '')];
}

const plainEnglish = (words: string): boolean =>
  /[A-Za-z]/.test(
    given.reduce((left, text) => left.replaceAll(text, ''), words.replace(codes, '')).replace(/&\w+;/g, ''),
  );

/** Words of a JSX source that a person would read: in an attribute, between tags, or as the text of a message. */
function sentencesIn(source: string): readonly string[] {
  const attributes = [...source.matchAll(/\s([a-zA-Z-]+)="([A-Z][^"]*\s[^"]*)"/g)].filter(([, name]) => name !== 'd');
  const texts = [...source.matchAll(/[\w"}]>\s*([A-Z][a-z]*(?:\s+\w+)+)\s*[<{]/g)];
  const messages = [...source.matchAll(/\b(?:text|title|label|heading|hint): (['"`])([^'"`]*\s[^'"`]*)\1/g)];
  return [
    ...attributes.map(([, , words = '']) => words),
    ...texts.map(([, words = '']) => words),
    ...messages.map(([, , words = '']) => words),
  ];
}

const pages = await drawnPages('pseudo');

describe('no English stands outside the content files', () => {
  test.each(pages)('$name', ({ html }) => {
    expect(wordsOf(html).filter(plainEnglish)).toEqual([]);
  });

  test('a word that does is found, in a text and in a label', () => {
    const [page] = pages;
    const planted = page?.html.replace('<h1', '<p>Go on</p><p aria-label="Here">1</p><h1') ?? '';
    expect(wordsOf(planted).filter(plainEnglish)).toEqual(['Go on', 'Here']);
  });

  test('a route hands no sentence to its page', () => {
    const files = globSync('{routes,src/http,src/ui/components,src/ui/pages}/**/*.tsx', { cwd: root });
    const found = files.flatMap((file) =>
      sentencesIn(readFileSync(join(root, file), 'utf8')).map((words) => [file, words]),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(found).toEqual([]);
    expect(sentencesIn('<Page text="Go on now" class="a b">Go on</Page>')).toEqual(['Go on now', 'Go on']);
    expect(sentencesIn("[{ field: 'code', text: 'Try again' }]")).toEqual(['Try again']);
  });

  test('gaps, links and strong words keep their places', () => {
    const sentence = pseudoWords((service: string) => `Go to ${service} or [ask](/help), **now**`);
    expect(sentence instanceof Function && sentence('Riverside')).toBe('Ĝö ţö Riverside öŕ [åšķ](/help), **ñöŵ**');
  });
});
