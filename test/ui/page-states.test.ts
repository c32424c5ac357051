import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { journey } from '../../src/domain/journey';
import { drawnOnly, headings } from '../browser/support/stops';
import { samplePages } from './sample-pages';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const samples = read('test/ui/sample-pages.tsx');

interface PageComponent {
  readonly name: string;
  readonly showsErrors: boolean;
}
const pageComponents: readonly PageComponent[] = globSync('src/ui/pages/**/*.tsx', { cwd: root }).flatMap((file) => {
  const source = read(file);
  const showsErrors = /errors\?: readonly FieldError\[\]/.test(source);
  return [...source.matchAll(/^export const (\w+Page)\b/gm)].map(([, name = '']) => ({ name, showsErrors }));
});

describe('every page is drawn, looked at and walked to in every state', () => {
  test.each(pageComponents)('$name is among the sample pages, also with something wrong', ({ name, showsErrors }) => {
    expect(samples).toMatch(new RegExp(`<${name}\\b`));
    if (showsErrors) expect(samples).toMatch(new RegExp(`<${name}\\b(?:(?!/>)[\\s\\S])*errors=\\{errors\\}`));
  });

  test('each step of the journey has its sample page', () => {
    const drawn = samplePages.map(({ name }) => name);
    expect(journey.map(({ name }) => name).filter((name) => !drawn.includes(name))).toEqual([]);
  });

  test('each sample page is a stop of a tour, or says why it cannot be', () => {
    const reached = (name: string): boolean => headings[name.replace(/-error$/, '')] !== undefined;
    const strays = samplePages.map(({ name }) => name).filter((name) => !reached(name) || name in drawnOnly);
    expect(strays.toSorted()).toEqual(Object.keys(drawnOnly).toSorted());
  });
});
