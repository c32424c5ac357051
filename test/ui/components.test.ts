import { expect, test } from 'vitest';
import { comparedFixtures } from './compared-fixtures';
import { fixturesOf } from './fixtures';
import { normaliseHtml } from './normalise-html';
import { renderFixture } from './render-fixture';

const cases = Object.entries(comparedFixtures).flatMap(([component, names]) =>
  names.map((name) => ({ component, name })),
);

test.each(cases)('$component renders as nhsuk-frontend does: $name', ({ component, name }) => {
  const fixtures = fixturesOf(component).filter((fixture) => fixture.name === name);
  expect(fixtures).not.toHaveLength(0);
  for (const { context, html } of fixtures)
    expect(normaliseHtml(String(renderFixture[component]?.(context)))).toBe(normaliseHtml(html));
});

test('every component that we render is compared', () => {
  expect(Object.keys(comparedFixtures)).toEqual(Object.keys(renderFixture));
  expect(cases.length).toBeGreaterThan(60);
});

test('a difference in a class, an attribute or a text is seen', () => {
  const html = '<p class="a" id="b">One <b>two</b></p>';
  expect(normaliseHtml('<p\n  id="b" class="a">\n  One\n  <b>two</b>\n</p>')).toBe(normaliseHtml(html));
  expect(normaliseHtml(html.replace('"a"', '"c"'))).not.toBe(normaliseHtml(html));
  expect(normaliseHtml(html.replace('id="b"', ''))).not.toBe(normaliseHtml(html));
  expect(normaliseHtml(html.replace('two', 'three'))).not.toBe(normaliseHtml(html));
});
