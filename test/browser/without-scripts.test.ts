import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeSentTo } from '../support/shared-world.ts';
import type { ConnectedService } from './support/connected-service.ts';
import { aKnownPerson, aPersonAtThePhonePage, linkMailed, takeSession } from './support/known-person.ts';
import { scene, world } from './support/scene.ts';
import { answer, follow, headingOf, press, signIn } from './support/walk.ts';

const { visitor, service } = scene();
let pharmacy: ConnectedService;
beforeAll(async () => {
  pharmacy = await service();
});

/** A page without scripts shows nothing that only a script makes work. */
async function expectPage(page: Page, heading: string): Promise<void> {
  expect(await headingOf(page)).toBe(heading);
  const dead = page.locator('button[type=button], dialog, [role=button]:not(button, a[href])');
  expect(await dead.filter({ visible: true }).allInnerTexts(), heading).toEqual([]);
}

async function save(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await press(page, 'Save the password');
}

/** The page says what is wrong, and its link leads to the field. */
async function expectMistake(page: Page, words: string): Promise<void> {
  expect(await page.title()).toContain('Error: ');
  await page.getByRole('alert').getByRole('link', { name: words }).click();
  expect(new URL(page.url()).hash).not.toBe('');
}

describe('without JavaScript, a person', () => {
  it('gets a new password by the link from the mail, and says that a change was not theirs', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor({ javaScript: false });
    await page.goto(pharmacy.request());
    await answer(page, 'Email address', pat.email);
    await follow(page, 'I have forgotten my password');
    await expectPage(page, 'Get a new password');
    await page.getByLabel('Email address', { exact: true }).fill(pat.email);
    await press(page, 'Send the link');
    await expectPage(page, 'Check your email');
    await page.goto(await linkMailed(world, pat, 'Choose a new'));
    await expectPage(page, 'Choose a new password');
    await save(page, 'password1234');
    await expectMistake(page, 'easy to guess');
    await save(page, 'seven quiet lanterns drift');
    await answer(page, 'Password', 'seven quiet lanterns drift');
    await answer(page, 'Security code', await pat.nextTextedCode());
    expect(await headingOf(page)).toBe('Meadow Pharmacy');

    await page.goto(await linkMailed(world, pat, 'was changed'));
    await expectPage(page, 'Was this not you?');
    await press(page, 'It was not me');
    await expectPage(page, 'Your account is safe');
    await press(page, 'Get a new password');
    await expectPage(page, 'Get a new password');
  });

  it('signs in to their account, signs another browser out, and after a fresh sign-in changes the password', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor({ javaScript: false });
    await page.goto(`${world.issuer}/account`);
    await signIn(page, pat);
    await expectPage(page, 'Your account');
    await follow(page, 'Sign-in and security');
    await expectPage(page, 'Sign-in and security');
    await press(page, /^Sign out ?: /);
    expect(await page.getByRole('alert').innerText()).toContain('Done. It is signed out.');
    await follow(page, 'See what happened lately');
    await expectPage(page, 'What happened lately');
    await page.getByRole('link', { name: 'Back' }).click();

    await world.advance(301);
    await follow(page, 'Change your password');
    await expectPage(page, 'Enter your password');
    await answer(page, 'Password', 'not the right one');
    await expectMistake(page, 'is not right');
    await answer(page, 'Password', pat.password);
    await answer(page, 'Security code', await pat.nextTextedCode());
    await expectPage(page, 'Change your password');
    await save(page, 'password1234');
    await expectMistake(page, 'easy to guess');
    await save(page, 'seven quiet lanterns drift');
    expect(await page.getByRole('alert').innerText()).toContain('You have a new password.');

    await page.goto(`${world.issuer}/account/passkeys`);
    await press(page, 'Add a passkey');
    await expectPage(page, 'Add a passkey');
    expect(await page.getByRole('main').innerText()).toContain('Your browser cannot make passkeys on this page.');
  });

  it('asks for the code again when no text message comes, and has it read out on a landline', async () => {
    const { pat, url, landline, spokenTo } = await aPersonAtThePhonePage(world, pharmacy);
    const { context, page } = await visitor({ javaScript: false });
    await takeSession(context, world, pat);
    await page.goto(url);
    await expectPage(page, 'What is your phone number?');
    await answer(page, 'Phone number', pat.phone);
    for (const _again of [1, 2]) {
      await page.getByText('I have not got a code').click();
      await press(page, 'Send a new code');
    }
    await expectPage(page, 'Check your phone');
    await follow(page, 'Use a landline number instead');
    await answer(page, 'Phone number', landline);
    expect(await page.getByRole('main').innerText()).toContain('We are calling the number');
    await answer(page, 'Security code', await codeSentTo(world, spokenTo, 0));
    await expectPage(page, 'Agree to our terms');
  });
});
