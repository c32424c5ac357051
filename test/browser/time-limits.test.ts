import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { aKnownPerson, takeSession } from './support/known-person.ts';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { answer, follow, givePassword, headingOf } from './support/walk.ts';

const { visitor, service } = scene();
const minute = 60_000;

/** Lets time pass in the browser alone; the service has its own clock. */
async function wait(page: Page, millis: number): Promise<void> {
  await page.clock.runFor(millis);
}
const warning = (page: Page) => page.getByRole('dialog');
const focused = (page: Page) =>
  page.evaluate('document.activeElement.name || document.activeElement.textContent.trim()');

/** A page that a script's clock can be moved on. */
async function aPage() {
  const one = await visitor();
  await one.page.clock.install();
  return one;
}

it('whoever takes long is warned three minutes before the hour is over, goes on typing, and then starts again', async () => {
  const pharmacy = await service();
  const { page } = await aPage();
  await page.goto(pharmacy.request());
  await page.getByLabel('Email address').fill('wilhelmina@');
  await wait(page, 56 * minute);
  expect(await warning(page).count()).toBe(0);
  await wait(page, minute);
  expect(await warning(page).getByRole('heading').innerText()).toBe('Your time is nearly up');
  expect(await warning(page).getByRole('status').innerText()).toBe('You have 3 minutes left.');
  expect(await warning(page).innerText()).toContain('start again from Meadow Pharmacy');
  expect(await focused(page)).toBe('Continue');
  await page.keyboard.press('Enter');
  expect(await warning(page).count()).toBe(0);
  expect(await focused(page)).toBe('email');
  expect(await page.getByLabel('Email address').inputValue()).toBe('wilhelmina@');
  await wait(page, 2 * minute);
  expect(await warning(page).getByRole('status').innerText()).toBe('You have 1 minute left.');
  await page.keyboard.press('Escape');
  await Promise.all([page.waitForEvent('load'), wait(page, minute)]);
  expect(await page.getByLabel('Email address').inputValue()).toBe('');
});

it('when the hour is over at the service too, the page says that it is lost, and what was typed is gone', async () => {
  const pharmacy = await service();
  const { page, context, complaints } = await aPage();
  await page.goto(pharmacy.request());
  await page.getByLabel('Email address').fill('wilhelmina@example.com');
  await context.clearCookies();
  await Promise.all([page.waitForEvent('load'), wait(page, 61 * minute)]);
  expect(await headingOf(page)).toBe('You need to start again');
  expect(await page.getByRole('textbox').count()).toBe(0);
  // Without its cookie the page is not offered passkeys any more.
  expect(complaints.splice(0).filter((each) => !each.endsWith('/passkey-options'))).toEqual([]);
});

it('a code says in the page that it will stop working and that it has, and the way to a new one opens', async () => {
  const pharmacy = await service();
  const pat = await aKnownPerson(world, pharmacy);
  const { page } = await aPage();
  await page.goto(pharmacy.request());
  await givePassword(page, pat);
  const field = page.getByLabel('Security code');
  await field.focus();
  const status = page.getByRole('main').getByRole('status');
  await wait(page, 2.8 * minute);
  expect(await status.innerText()).toBe('');
  expect(await page.getByText('It works for 5 minutes').isVisible()).toBe(true);
  await wait(page, minute);
  expect(await status.innerText()).toContain('Your code stops working in 2 minutes');
  expect(await page.getByText('phone number ending in').isVisible()).toBe(true);
  expect(await page.getByText('It works for 5 minutes').isVisible()).toBe(false);
  await wait(page, 2 * minute);
  expect(await status.innerText()).toContain('Your code has stopped working');
  expect(await page.getByText('It works for').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Send a new code' }).isVisible()).toBe(true);
  expect(await focused(page)).toBe('code');
  expect(await warning(page).count()).toBe(0);
  // The password has its quarter of an hour.
  await wait(page, 7 * minute);
  expect(await warning(page).innerText()).toContain('enter your password again');
  await Promise.all([page.waitForEvent('load'), wait(page, 4 * minute)]);
  expect(await headingOf(page)).toBe('Sign in with Gatehouse');
});

it('who looks at their account is warned before the session ends, and stays signed in by one press', async () => {
  const pharmacy = await service();
  const pat = await aKnownPerson(world, pharmacy);
  const { page, context } = await aPage();
  await takeSession(context, world, pat);
  await page.goto(`${world.issuer}/account`);
  await wait(page, 27.5 * minute);
  expect(await warning(page).getByRole('heading').innerText()).toBe('We are about to sign you out');
  expect(await focused(page)).toBe('Stay signed in');
  await Promise.all([page.waitForResponse(`${world.issuer}/account`), page.keyboard.press('Enter')]);
  expect(await warning(page).count()).toBe(0);
  // The clock of the page must not go on before the answer has been read.
  await expect.poll(() => page.locator('.app-life__left').textContent(), { timeout: 45_000 }).toBe('');
  await wait(page, 26 * minute);
  expect(await warning(page).count()).toBe(0);
  await wait(page, 2 * minute);
  expect(await warning(page).getByRole('heading').innerText()).toBe('We are about to sign you out');
  // Somebody signed out in another window meanwhile: more cannot be had.
  await context.clearCookies();
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  expect(await headingOf(page)).toBe('Sign in with Gatehouse');
});

it('without scripts each page says how long it is good for', async () => {
  const pharmacy = await service();
  const { page } = await visitor({ javaScript: false });
  const pat = await aPerson(world);
  await page.goto(pharmacy.request());
  expect(await page.getByText('To keep you safe, you have 1 hour to finish').isVisible()).toBe(true);
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', pat.email);
  expect(await page.getByText('It works for 1 hour').isVisible()).toBe(true);
  expect(await page.getByText('After that you need to start again.').isVisible()).toBe(true);
});
