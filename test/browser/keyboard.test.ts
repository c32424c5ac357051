import { beforeAll, describe, expect, it } from 'vitest';
import { anotherBrowser, signIn } from '../support/person.ts';
import { authorizeUrl } from '../support/service.ts';
import { codeSentTo } from '../support/shared-world.ts';
import { plugIn } from './support/authenticator.ts';
import type { ConnectedService } from './support/connected-service.ts';
import {
  choose,
  enter,
  expectNews,
  focus,
  goToMistake,
  pressEnter,
  pressSpace,
  pushButton,
  putRight,
  tabTo,
} from './support/keyboard.ts';
import { aKnownPerson, aPersonAtThePhonePage, linkMailed, takeSession } from './support/known-person.ts';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { headingOf } from './support/walk.ts';

const { visitor, service } = scene();
let pharmacy: ConnectedService;
beforeAll(async () => {
  pharmacy = await service();
});

it('a person with a keyboard only sets up an account, looks at it and signs out', { timeout: 90_000 }, async () => {
  const { page } = await visitor();
  const pat = await aPerson(world);
  await page.goto(pharmacy.request());
  await choose(page, 'Set up a Gatehouse account');
  await enter(page, 'Email address', 'not an address');
  await putRight(page, 'Email address', pat.email);
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

describe('with a keyboard only, a person', () => {
  it('signs in by password and code after mistakes in both, and has the device remembered', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { context, page } = await visitor();
    await page.goto(pharmacy.request());
    await enter(page, 'Email address', pat.email);
    await enter(page, 'Password', 'not the right one');
    await putRight(page, 'Password', pat.password);
    await enter(page, 'Security code', '12345');
    await tabTo(page, 'Security code');
    await page.keyboard.type(await pat.nextTextedCode());
    await tabTo(page, /^Remember this device/);
    await page.keyboard.press('Space');
    await choose(page, 'Continue');
    expect(await headingOf(page)).toBe('Meadow Pharmacy');
    expect((await context.cookies(world.issuer)).map(({ name }) => name).join()).toContain('device');
  });

  it('gets a new password by the link from the mail, and is led back to sign in', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await enter(page, 'Email address', pat.email);
    await choose(page, 'I have forgotten my password');
    await enter(page, 'Email address', 'pat@');
    await putRight(page, 'Email address', pat.email);
    expect(await headingOf(page)).toBe('Check your email');
    await page.goto(await linkMailed(world, pat, 'Choose a new'));
    await enter(page, 'New password', 'password1234');
    await putRight(page, 'New password', 'seven quiet lanterns drift');
    await enter(page, 'Password', 'seven quiet lanterns drift');
    expect(await headingOf(page)).toBe('Enter the security code');
  });

  it('signs another browser out and changes the password', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const other = anotherBrowser(world, pat);
    await signIn(world, other, await other.browser.open(authorizeUrl(world, pharmacy)));
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(`${world.issuer}/account`);
    await choose(page, 'Sign-in and security');
    await pushButton(page, /^Sign out: /);
    await expectNews(page, 'Done. It is signed out.');
    await choose(page, 'Change your password');
    await enter(page, 'New password', 'password1234');
    await putRight(page, 'New password', 'seven quiet lanterns drift');
    await expectNews(page, 'You have a new password.');
    await choose(page, 'See what happened lately');
    await choose(page, 'Back');
    expect(await headingOf(page)).toBe('Sign-in and security');
  });

  it('adds a passkey, names it, signs in with it by the button, and removes it', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { context, page } = await visitor();
    const device = await plugIn(page);
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await takeSession(context, world, pat);
    await page.goto(`${world.issuer}/account/passkeys`);
    await pushButton(page, 'Add a passkey');
    await tabTo(page, 'Create a passkey');
    await device.recognise(false);
    await page.keyboard.press('Space');
    await page.getByText('No passkey was made.').waitFor();
    // The button keeps the focus, to be pressed again.
    expect(await focus(page)).toMatchObject({ words: 'Create a passkey', seen: true });
    await device.recognise(true);
    await pressSpace(page);
    expect(await headingOf(page)).toBe('Your passkeys');
    await choose(page, /^Change: /);
    await tabTo(page, 'Name');
    await page.keyboard.press('Delete');
    await choose(page, 'Save name');
    await putRight(page, 'Name', 'My old phone');
    await choose(page, 'Sign out');
    await pushButton(page, 'Sign out');

    await page.goto(`${world.issuer}/account/passkeys`);
    await pushButton(page, 'Sign in with a passkey');
    await choose(page, 'Change: My old phone');
    await pushButton(page, 'Remove passkey');
    await expectNews(page, 'Your passkey was removed.');
  });

  it('stays in the warning that time is nearly up, answers it, and is back where they typed', async () => {
    const { page } = await visitor();
    await page.clock.install();
    await page.goto(pharmacy.request());
    await tabTo(page, 'Email address');
    await page.keyboard.type('wilhel');
    await page.clock.runFor(57 * 60_000);
    expect(await focus(page)).toMatchObject({ words: 'Continue', seen: true });
    for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab']) {
      await page.keyboard.press(key);
      // Beyond the last stop of a dialog lies the browser's own frame, where the page has no focus.
      const isWithin = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null";
      expect(await page.evaluate(isWithin), key).toBe(true);
    }
    await tabTo(page, 'Continue');
    await page.keyboard.press('Space');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focus(page)).toMatchObject({ words: 'Email address', seen: true });
    await page.keyboard.type('mina@');
    expect(await page.getByLabel('Email address').inputValue()).toBe('wilhelmina@');
  });

  it('proves who they are: by name after a wrong number, with one answer put right by itself', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(pharmacy.request({ vtr: '["P5.Cp.Cd"]' }));
    await enter(page, 'NHS number', '485 777 3456');
    await goToMistake(page, 'NHS number');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await pressEnter(page);
    await enter(page, 'First name', 'Ruth');
    await putRight(page, 'Last name', 'Pemberton');
    await tabTo(page, 'Day');
    await page.keyboard.type('17');
    await tabTo(page, 'Year');
    await page.keyboard.type('1957');
    await pressEnter(page);
    // The one field that is wrong, and not the first of the three.
    await putRight(page, 'Month', '4');
    await enter(page, 'Postcode', 'LS1 4AP');
    await expectNews(page, 'There is a problem');
    await choose(page, 'Change your date of birth');
    await tabTo(page, 'Month');
    await page.keyboard.type('5');
    await pressEnter(page);
    await choose(page, 'Continue');
    expect(await headingOf(page)).toBe('Is this you?');
    await choose(page, 'Yes, but some of it is wrong');
    await choose(page, 'Go back to Meadow Pharmacy');
    expect(await page.locator('#error').innerText()).toBe('access_denied');
  });

  it('asks for the code again when no text message comes, and has it read out on a landline', async () => {
    const { pat, url, landline, spokenTo } = await aPersonAtThePhonePage(world, pharmacy);
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(url);
    await enter(page, 'Phone number', '0300 123 4567');
    await putRight(page, 'Phone number', pat.phone);
    for (const _again of [1, 2]) {
      await tabTo(page, 'I have not got a code');
      await page.keyboard.press('Enter');
      await pushButton(page, 'Send a new code');
      await expectNews(page, 'We have sent a new security code');
    }
    await choose(page, 'Use a landline number instead');
    await enter(page, 'Phone number', landline);
    expect(await page.getByRole('main').innerText()).toContain('We are calling the number');
    await enter(page, 'Security code', await codeSentTo(world, spokenTo, 0));
    expect(await headingOf(page)).toBe('Agree to our terms');
  });
});
