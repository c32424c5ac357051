import { describe, expect, test } from 'vitest';
import { type Tag, tagsOf, textOf } from './markup';
import { samplePages } from './sample-pages';

const classOf = ({ attributes }: Tag) => (attributes['class'] ?? '').split(' ');
const isShown = ({ attributes }: Tag) => attributes['type'] !== 'hidden' && attributes['hidden'] === undefined;
const isSubmit = (tag: Tag) => tag.name === 'button' && tag.attributes['type'] === 'submit';
const isPrimary = (tag: Tag) => isSubmit(tag) && !classOf(tag).some((name) => name.startsWith('nhsuk-button--'));

describe.each(samplePages)('$name', ({ html, form, errors }) => {
  const tags = tagsOf(html);
  const named = (name: string) => tags.filter((tag) => tag.name === name);
  const ids = tags.flatMap(({ attributes }) => (attributes['id'] === undefined ? [] : [attributes['id']]));

  test('is a whole document in a stated language with one main part and one first heading', () => {
    expect(html).toMatch(/^<!DOCTYPE html><html lang="en" dir="ltr"/);
    expect(named('main')).toHaveLength(1);
    expect(named('h1')).toHaveLength(1);
    expect(ids).toContain('maincontent');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has headings that leave out no level', () => {
    const levels = tags
      .filter(({ name, at }) => /^h[1-6]$/.test(name) && at >= html.indexOf('<h1'))
      .map(({ name }) => Number(name[1]));
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test('says in its title what its heading says, and whether something is wrong', () => {
    const title = textOf(html, 'title');
    expect(title).toBe(`${errors ? 'Error: ' : ''}${textOf(html, 'h1')} – Gatehouse`);
  });

  test('labels every field that is shown and describes it by what is there', () => {
    const labels = named('label').map(({ attributes }) => attributes['for']);
    for (const field of named('input').filter(isShown)) {
      expect(labels.filter((target) => target === field.attributes['id'])).toHaveLength(1);
      for (const id of field.attributes['aria-describedby']?.split(' ') ?? []) expect(ids).toContain(id);
    }
  });

  test('posts its forms back with the token, and sends the first by one main button that comes first', () => {
    const forms = named('form');
    expect(forms.length).toBe(form ? 1 : 0);
    for (const { attributes } of forms) {
      expect(attributes).toMatchObject({ method: 'post', novalidate: '' });
      expect(attributes['action']).toMatch(/^\/[a-z]/);
      expect(html).toContain('<input type="hidden" name="csrf" value="csrf-token"/>');
      expect(tags.filter(isPrimary)).toHaveLength(1);
      expect(tags.filter(isSubmit)[0]).toBe(tags.find(isPrimary));
    }
  });

  test('says what is wrong at the top, at the field, and leads from one to the other', () => {
    const summary = html.includes('nhsuk-error-summary');
    expect(summary).toBe(errors);
    const links = /nhsuk-error-summary__list">([\s\S]*?)<\/ul>/.exec(html)?.[1] ?? '';
    for (const [, target] of links.matchAll(/href="#([^"]+)"/g)) {
      expect(ids).toContain(target);
      const field = tags.find(({ attributes }) => attributes['id'] === target);
      // Several boxes, and the fields of a date, are described as a group.
      const isOneOfSeveral =
        field?.attributes['type'] === 'checkbox' || field?.attributes['class']?.includes('date-input') === true;
      const described = isOneOfSeveral ? named('fieldset')[0] : field;
      if (field?.name === 'input') expect(described?.attributes['aria-describedby']).toContain(`${target}-error`);
    }
  });

  test('runs no script without the nonce and carries no inline style or handler', () => {
    for (const { attributes } of named('script')) expect(attributes['nonce']).toBe('bm9uY2U');
    for (const { attributes } of tags)
      expect(Object.keys(attributes).filter((name) => name === 'style' || name.startsWith('on'))).toEqual([]);
  });
});
