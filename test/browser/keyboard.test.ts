import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { arriveBy, headingOf } from './support/walk.ts';

const { visitor, service } = scene();
const mostTabs = 25;

interface Focus {
  readonly tag: string;
  readonly words: string;
  /** Whether a person sees where they are, and whether nothing else lies over it. */
  readonly seen: boolean;
}

/** Where the keyboard is. @see WCAG 2.2 §2.4.7, §2.4.11 */
const focus = (page: Page): Promise<Focus> =>
  page.evaluate(`(() => {
    const one = document.activeElement;
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.backgroundColor === 'rgb(255, 235, 59)';
    const label = one.labels?.[0]?.textContent ?? one.textContent;
    return { tag: one.tagName, words: label.trim(), seen: marked && (one.contains(top) || top?.contains(one)) };
  })()`);

/** Goes on by Tab until something with these words has the focus; everything on the way must be seen. */
async function tabTo(page: Page, words: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    await page.keyboard.press('Tab');
    const at = await focus(page);
    if (at.tag !== 'BODY') expect(at, 'what has the focus').toMatchObject({ seen: true });
    if (typeof words === 'string' ? at.words === words : words.test(at.words)) return;
    passed.push(at.words);
  }
  throw new Error(`${words} cannot be reached by keyboard; passed: ${passed.join(', ')}`);
}

const pressEnter = (page: Page): Promise<void> => arriveBy(page, () => page.keyboard.press('Enter'));

/** Follows a link or presses a button. */
async function choose(page: Page, words: string | RegExp): Promise<void> {
  await tabTo(page, words);
  await pressEnter(page);
}

/** Types into a field and sends the form with Enter, as people do. */
async function enter(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
  await pressEnter(page);
}

it('a person with a keyboard only sets up an account, looks at it and signs out', { timeout: 90_000 }, async () => {
  const pharmacy = await service();
  const { page } = await visitor();
  const pat = await aPerson(world);
  await page.goto(pharmacy.request());
  await choose(page, 'Set up a Gatehouse account');
  await enter(page, 'Email address', 'not an address');
  // The summary has the focus: the next stop is the link to the field.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await focus(page)).toMatchObject({ words: 'Email address', seen: true });
  await page.keyboard.press('Control+A');
  await page.keyboard.type(pat.email);
  await pressEnter(page);
  await enter(page, 'Security code', await pat.nextMailedCode());
  await tabTo(page, 'New password');
  await page.keyboard.type(pat.password);
  await tabTo(page, 'Show');
  await page.keyboard.press('Space');
  expect(await page.getByLabel('New password', { exact: true }).getAttribute('type')).toBe('text');
  await tabTo(page, 'How to choose a good password');
  await page.keyboard.press('Enter');
  expect(await page.getByText('A short sentence is fine').isVisible()).toBe(true);
  await choose(page, 'Continue');
  await enter(page, 'Phone number', pat.phone);
  await enter(page, 'Security code', await pat.nextTextedCode());
  await choose(page, 'Agree and continue');
  await choose(page, 'Do not share');
  await choose(page, 'Go back');
  await choose(page, 'Agree and continue');
  expect(await headingOf(page)).toBe('Meadow Pharmacy');

  await page.goto(`${world.issuer}/account`);
  // The first stop leads past the header.
  await page.keyboard.press('Tab');
  expect(await focus(page)).toMatchObject({ words: 'Skip to main content', seen: true });
  await page.keyboard.press('Enter');
  await tabTo(page, /^Go to service/);
  await choose(page, 'Sign out');
  expect(await headingOf(page)).toBe('You have signed out');
});
