import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { answer, arriveBy, follow, givePassword, headingOf, press } from './support/walk.ts';

const { visitor } = scene();

/** Looks into the console's inbox in another tab, as a person does, and reads the newest code to this address. */
async function readCode(page: Page, to: string): Promise<string> {
  const inbox = await page.context().newPage();
  await inbox.goto(`${world.console}/inbox`);
  const code = inbox.locator('article', { hasText: to }).locator('.code').first();
  await code.waitFor();
  const digits = await code.innerText();
  await inbox.close();
  return digits;
}

const welcome = 'Welcome to Riverside Clinic';

describe.each([
  { how: 'with JavaScript', javaScript: true },
  { how: 'without JavaScript', javaScript: false },
])('a stranger $how', ({ javaScript }) => {
  it('sets up an account, is let in, comes back silently, signs out, and signs in with and without a code', async () => {
    const { page } = await visitor({ javaScript });
    const pat = await aPerson(world);

    await page.goto(world.demo);
    await arriveBy(page, () => page.getByRole('button').first().click());
    expect(await headingOf(page)).toBe('Sign in with Gatehouse');
    await follow(page, 'Set up a Gatehouse account');
    await answer(page, 'Email address', pat.email);
    expect(await headingOf(page)).toBe('Check your email');
    await answer(page, 'Security code', await readCode(page, pat.email));
    expect(await headingOf(page)).toBe('Choose how you will sign in');
    await answer(page, 'New password', pat.password);
    await answer(page, 'Phone number', pat.phone);
    expect(await headingOf(page)).toBe('Check your phone');
    await answer(page, 'Security code', await readCode(page, pat.number));
    expect(await headingOf(page)).toBe('Agree to our terms');
    await press(page, 'Agree and continue');
    expect(await headingOf(page)).toBe('Share your information with Riverside Clinic?');
    await press(page, 'Agree and continue');

    expect(await headingOf(page)).toBe(welcome);
    const told = await page.getByRole('main').innerText();
    expect(told).toContain(pat.email);
    expect(told).toContain(pat.number);
    expect(told).toContain('P0.Cp.Cd');

    // Out of the clinic, and in again without a question.
    await arriveBy(page, () => page.getByRole('button', { name: 'Sign out' }).click());
    await arriveBy(page, () => page.getByRole('button').first().click());
    expect(await headingOf(page)).toBe(welcome);

    await page.goto(`${world.issuer}/account`);
    expect(await headingOf(page)).toBe('Your account');
    expect(await page.getByRole('main').innerText()).toContain('Riverside Clinic');
    await press(page, 'Sign out');
    expect(await headingOf(page)).toBe('You have signed out');
    await page.goto(`${world.issuer}/account`);
    expect(await headingOf(page)).not.toBe('Your account');

    await pat.nextTextedCode();
    await page.goto(world.demo);
    await press(page, 'Sign in again');
    await givePassword(page, pat);
    expect(await headingOf(page)).toBe('Enter the security code');
    await page.getByLabel('Remember this device').check();
    await answer(page, 'Security code', await pat.nextTextedCode());
    expect(await headingOf(page)).toBe(welcome);

    // The session has ended by itself; the device is still known, so no code is asked.
    await world.advance(31 * 60);
    await press(page, 'Sign in again');
    await givePassword(page, pat);
    expect(await headingOf(page)).toBe(welcome);
    expect(await world.messages(pat.number)).toHaveLength(2);
  });
});
