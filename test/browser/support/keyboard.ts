import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { arriveBy } from './walk.ts';

// What a citizen does who has a keyboard and no mouse.

const mostTabs = 30;

interface Focus {
  readonly tag: string;
  readonly words: string;
  /** Whether a person sees where they are, and whether nothing else lies over it. */
  readonly seen: boolean;
}

/**
 * Where the keyboard is. What is reached by Tab must look otherwise than without the focus; what a script gave the focus, and
 * would lose it for good, need only be marked. @see WCAG 2.2 §2.4.7, §2.4.11
 */
export const focus = (page: Page): Promise<Focus> =>
  page.evaluate(`(() => {
    const one = document.activeElement;
    if (one === document.body) return { tag: 'BODY', words: '', seen: false };
    const styles = () => [...[one, ...one.children].map((each) => getComputedStyle(each)),
      ...[...(one.labels ?? [])].map((label) => getComputedStyle(label, '::before'))];
    // A line without width keeps its colour, which nobody sees.
    const look = () => styles().map((style) => [style.boxShadow, style.backgroundColor,
      style.outlineStyle !== 'none' && style.outline, style.borderBottomStyle !== 'none' && style.borderBottom].join()).join();
    const isMarked = () => {
      if (one.tabIndex < 0) return getComputedStyle(one).outlineStyle !== 'none';
      const withFocus = look();
      one.blur();
      const without = look();
      one.focus();
      return withFocus !== without;
    };
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const onTop = one.contains(top) || top?.contains(one) === true;
    const label = one.labels?.[0]?.textContent ?? one.textContent;
    return { tag: one.tagName, words: label.trim(), seen: isMarked() && onTop };
  })()`);

/** Goes on by Tab until something with these words has the focus; everything on the way must be seen. */
export async function tabTo(page: Page, words: string | RegExp): Promise<void> {
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

export const pressEnter = (page: Page): Promise<void> => arriveBy(page, () => page.keyboard.press('Enter'));
export const pressSpace = (page: Page): Promise<void> => arriveBy(page, () => page.keyboard.press('Space'));

/** Follows a link or presses a button. */
export async function choose(page: Page, words: string | RegExp): Promise<void> {
  await tabTo(page, words);
  await pressEnter(page);
}

/** Presses a button, or what is one to a screen reader, as many are used to do it. */
export async function pushButton(page: Page, words: string | RegExp): Promise<void> {
  await tabTo(page, words);
  await pressSpace(page);
}

/** Types into a field and sends the form with Enter, as people do. */
export async function enter(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.type(text);
  await pressEnter(page);
}

/** After a mistake: the summary has the focus, its link is the next stop and leads into the field. */
export async function goToMistake(page: Page, label: string): Promise<void> {
  await expectNews(page, 'There is a problem');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await focus(page)).toMatchObject({ words: label, seen: true });
  await page.keyboard.press('Control+A');
}

/** Puts a mistake right and sends the form. */
export async function putRight(page: Page, label: string, text: string): Promise<void> {
  await goToMistake(page, label);
  await page.keyboard.type(text);
  await pressEnter(page);
}

/** The news at the top of the page, good or bad, has the focus. */
export async function expectNews(page: Page, words: string): Promise<void> {
  expect(await focus(page)).toMatchObject({ words: expect.stringContaining(words), seen: true });
}
