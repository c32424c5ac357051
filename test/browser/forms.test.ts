import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedService } from './support/connected-service.ts';
import { aKnownPerson } from './support/known-person.ts';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { answer, follow, givePassword, headingOf, press } from './support/walk.ts';

const { visitor, service } = scene();
let pharmacy: ConnectedService;
beforeAll(async () => {
  pharmacy = await service();
});

interface Mistake {
  readonly page: string;
  readonly field: string;
  readonly typed: string;
  readonly says: string;
  /** Whether what was typed is there again, to be put right. */
  readonly kept: boolean;
}

/** Makes a mistake on the page that is open, and sees what the page then offers to put it right. */
async function expectHelp(page: Page, { page: heading, field, typed, says, kept }: Mistake): Promise<void> {
  expect(await headingOf(page)).toBe(heading);
  const input = page.getByLabel(field, { exact: true });
  const name = await input.getAttribute('name');
  await input.fill(typed);
  await press(page, 'Continue');
  await page.locator('.nhsuk-error-summary').waitFor();

  expect(await page.title()).toBe(`Error: ${heading} – Gatehouse`);
  // The summary is above the heading and has the focus, so that it is read out first.
  expect(await page.evaluate('document.activeElement.className')).toContain('nhsuk-error-summary');
  const summary = page.getByRole('alert');
  expect(await summary.innerText()).toContain('There is a problem');
  const described = await page.getByLabel(field, { exact: true }).getAttribute('aria-describedby');
  expect(described).toContain(`${name}-error`);
  expect(await page.locator(`#${name}-error`).innerText()).toContain(says);
  expect(await page.getByLabel(field, { exact: true }).inputValue()).toBe(kept ? typed : '');

  await summary.getByRole('link', { name: says }).click();
  expect(await page.evaluate('document.activeElement.name')).toBe(name);
}

const emptyAnd = (one: Mistake, says: string): readonly Mistake[] => [{ ...one, typed: '', says }, one];

describe('a form that was filled in wrongly', () => {
  it('says what to put right on each page of setting up an account', async () => {
    const { page } = await visitor();
    const pat = await aPerson(world);
    await page.goto(pharmacy.request());
    await follow(page, /^Set up a/);
    await expectAll(page, registerAddress);
    await answer(page, 'Email address', pat.email);
    await expectAll(page, mailedCode);
    await answer(page, 'Security code', await pat.nextMailedCode());
    await expectAll(page, newPassword);
    await answer(page, 'New password', pat.password);
    await expectAll(page, phone);
    await answer(page, 'Phone number', pat.phone);
    await expectAll(page, textedCode);
    await answer(page, 'Security code', await pat.nextTextedCode());
    expect(await headingOf(page)).toBe('Agree to our terms');
  });

  it('says what to put right on each page of signing in', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await expectAll(page, signInAddress);
    await answer(page, 'Email address', pat.email);
    await expectAll(page, password);
    await answer(page, 'Password', pat.password);
    await page.getByLabel('Remember this device').check();
    await expectAll(page, signInCode);
    // The choice was no mistake, and stands.
    expect(await page.getByLabel('Remember this device').isChecked()).toBe(true);
    await answer(page, 'Security code', await pat.nextTextedCode());
    expect(await headingOf(page)).toBe('Meadow Pharmacy');
  });

  it('is told from a fresh one without JavaScript too', async () => {
    const { page } = await visitor({ javaScript: false });
    await page.goto(pharmacy.request());
    await answer(page, 'Email address', 'pat@');
    expect(await page.title()).toBe('Error: Sign in with Gatehouse – Gatehouse');
    expect(await page.getByLabel('Email address').inputValue()).toBe('pat@');
    await page.getByRole('alert').getByRole('link').click();
    expect(new URL(page.url()).hash).toBe('#email');
  });
});

async function expectAll(page: Page, mistakes: readonly Mistake[]): Promise<void> {
  for (const mistake of mistakes) await expectHelp(page, mistake);
}

const anAddress = { field: 'Email address', typed: 'pat@example', says: 'in the correct format', kept: true };
const aCode = { field: 'Security code', typed: '12345', says: 'must be 6 numbers', kept: false };
const registerAddress = emptyAnd({ ...anAddress, page: 'What is your email address?' }, 'Enter your email address');
const signInAddress = emptyAnd({ ...anAddress, page: 'Sign in with Gatehouse' }, 'Enter your email address');
const mailedCode = emptyAnd({ ...aCode, page: 'Check your email' }, 'Enter the security code');
const textedCode = emptyAnd({ ...aCode, page: 'Check your phone' }, 'Enter the security code');
const signInCode = emptyAnd({ ...aCode, page: 'Enter the security code' }, 'Enter the security code');
const password = emptyAnd(
  {
    page: 'Enter your password',
    field: 'Password',
    typed: 'not the right one',
    says: 'The email address or password is not right',
    kept: false,
  },
  'Enter your password',
);
const newPassword = emptyAnd(
  {
    page: 'Choose how you will sign in',
    field: 'New password',
    typed: 'too short',
    says: 'must be 12 characters',
    kept: false,
  },
  'Enter a password',
);
const phone = emptyAnd(
  {
    page: 'What is your phone number?',
    field: 'Phone number',
    typed: '07700',
    says: 'is too short',
    kept: true,
  },
  'Enter your phone number',
);

const impatienceMs = 200;

describe('a form', () => {
  it('is sent once, however often its button is pressed', async () => {
    const { context, page } = await visitor();
    const pat = await aPerson(world);
    await page.goto(pharmacy.request());
    await follow(page, /^Set up a/);
    await page.getByLabel('Email address').fill(pat.email);
    let posts = 0;
    const answered = Promise.withResolvers<void>();
    await context.route('**/register', async (route) => {
      if (route.request().method() === 'POST') posts += 1;
      await answered.promise;
      await route.continue();
    });
    // On a slow line a person presses again: at once, and when nothing seems to happen.
    const button = page.getByRole('button', { name: 'Continue' });
    await button.dblclick({ noWaitAfter: true });
    await delay(impatienceMs);
    // A click by name would wait for the answer.
    await page.keyboard.press('Enter');
    answered.resolve();
    await page.getByLabel('Security code').waitFor();
    await pat.nextMailedCode();
    expect(posts).toBe(1);
    expect(await world.messages(pat.email)).toHaveLength(1);
  });

  it('can be sent again when the person comes back to it', async () => {
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await answer(page, 'Email address', 'first@example.com');
    await page.goBack();
    await answer(page, 'Email address', 'second@example.com');
    expect(await page.getByRole('main').innerText()).toContain('second@example.com');
  });

  it('that was refused and mended stands in the way of nobody who goes back', async () => {
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await follow(page, /^Set up a/);
    await answer(page, 'Email address', 'not an address');
    expect(await page.getByRole('alert').innerText()).toContain('correct format');
    await answer(page, 'Email address', 'mended@example.com');
    expect(await headingOf(page)).toBe('Check your email');
    await page.goBack();
    expect(await headingOf(page)).toBe('What is your email address?');
  });

  it('that was refused is not sent again by a reload', async () => {
    const { context, page } = await visitor();
    const pat = await aPerson(world);
    await page.goto(pharmacy.request());
    await givePassword(page, pat);
    expect(await page.getByRole('alert').innerText()).toContain('The email address or password is not right');
    let posts = 0;
    await context.route('**/sign-in/**', (route) => {
      if (route.request().method() === 'POST') posts += 1;
      return route.continue();
    });
    await page.reload();
    expect(await headingOf(page)).toBe('Enter your password');
    expect(posts).toBe(0);
  });

  it('has a way on for somebody who tries to sign in without an account', async () => {
    const { page } = await visitor();
    const pat = await aPerson(world);
    await page.goto(pharmacy.request());
    await givePassword(page, pat);
    expect(await page.getByRole('alert').innerText()).toContain('The email address or password is not right');
    await follow(page, /^Set up a/);
    // The address need not be typed again.
    await press(page, 'Continue');
    await answer(page, 'Security code', await pat.nextMailedCode());
    expect(await headingOf(page)).toBe('Choose how you will sign in');
  });

  it('shows the password when asked, and hides it again before it is sent', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await answer(page, 'Email address', pat.email);
    const field = page.getByLabel('Password', { exact: true });
    await field.fill('not the right one');
    expect(await field.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show password' }).click();
    expect(await field.getAttribute('type')).toBe('text');
    expect(await page.locator('[aria-live=polite]').textContent()).toBe('Your password is visible');
    await page.getByRole('button', { name: 'Hide password' }).click();
    expect(await field.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show password' }).click();
    await press(page, 'Continue');
    await page.locator('.nhsuk-error-summary').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('password');
  });

  it('offers no button that needs JavaScript where there is none', async () => {
    const { page } = await visitor({ javaScript: false });
    await page.goto(pharmacy.request());
    await answer(page, 'Email address', 'pat@example.com');
    expect(await page.getByRole('main').getByRole('button').allInnerTexts()).toEqual(['Continue']);
  });

  it('sends a new code on demand, and says so', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await givePassword(page, pat);
    const first = await pat.nextTextedCode();
    await page.getByText('I have not got a code').click();
    await press(page, 'Send a new code');
    expect(await page.getByRole('alert').innerText()).toContain('We have sent you a security code');
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
    expect(await pat.nextTextedCode()).not.toBe(first);
  });
});

/** A person whose field has the focus of a page that was just opened would miss what stands above it. */
describe('a fresh page', () => {
  it('begins at its top, with the way past the header first', async () => {
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to main content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('maincontent');
  });
});
