import type { Page } from 'playwright-core';
import type { Reader } from './person.ts';

// What a citizen does on the pages, by what they read there.

export const headingOf = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

/** Does what leads to another page, or to the same one again, and waits until it is there. */
export async function arriveBy(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** Presses a button that sends a form. */
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  arriveBy(page, () => page.getByRole('main').getByRole('button', { name, exact: true }).click());

export const follow = (page: Page, name: string | RegExp): Promise<void> =>
  arriveBy(page, () => page.getByRole('main').getByRole('link', { name }).click());

/** Fills in the one field of a page and goes on. */
export async function answer(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text);
  await press(page, 'Continue');
}

/** From the sign-in page to the terms. */
export async function setUpAccount(page: Page, person: Reader): Promise<void> {
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', person.email);
  await answer(page, 'Security code', await person.nextMailedCode());
  await answer(page, 'New password', person.password);
  await answer(page, 'Phone number', person.phone);
  await answer(page, 'Security code', await person.nextTextedCode());
}

/** From the sign-in page to the security code. */
export async function givePassword(page: Page, person: Reader): Promise<void> {
  await answer(page, 'Email address', person.email);
  await answer(page, 'Password', person.password);
}

/** From the sign-in page on. */
export async function signIn(page: Page, person: Reader): Promise<void> {
  await givePassword(page, person);
  await answer(page, 'Security code', await person.nextTextedCode());
}
