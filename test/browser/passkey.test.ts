import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { type Authenticator, plugIn } from './support/authenticator.ts';
import { aKnownPerson } from './support/known-person.ts';
import { aPerson, type Reader } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { answer, arriveBy, follow, headingOf, press, signIn } from './support/walk.ts';

const { visitor, service } = scene();

const passkeyOnly = { vtr: '["P0.Cm"]' };
const passwordAndCode = { vtr: '["P0.Cp.Cd"]' };

/** Presses a button of a passkey: the browser's script sends the form when the device has answered. */
const usePasskey = (page: Page, name: string): Promise<void> =>
  arriveBy(page, () => page.getByRole('button', { name, exact: true }).click());

/** From the sign-in page to the consent, with a passkey and never a password. */
async function setUpWithPasskey(page: Page, pat: Reader): Promise<void> {
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', pat.email);
  await answer(page, 'Security code', await pat.nextMailedCode());
  await usePasskey(page, 'Create a passkey');
  await answer(page, 'Phone number', pat.phone);
  await answer(page, 'Security code', await pat.nextTextedCode());
  await press(page, 'Agree and continue');
}

/** Waits for an e-mail with this subject. */
const told = ({ email }: Reader, subject: string) =>
  until(`the e-mail "${subject}"`, async () =>
    (await world.messages(email)).find((message) => message.subject === subject),
  );

/** Signs out by the page that is there for it. */
async function signOut(page: Page): Promise<void> {
  await page.goto(`${world.issuer}/sign-out`);
  await press(page, 'Sign out');
}

describe('a passkey', () => {
  it('sets up an account without a password ever being chosen, and signs in from the address page', async () => {
    const pharmacy = await service();
    const { page } = await visitor();
    const pat = await aPerson(world);
    const device = await plugIn(page);
    await page.goto(pharmacy.request());
    await setUpWithPasskey(page, pat);
    expect(await device.count()).toBe(1);
    // What was made is used once: that proves that the device holds it.
    expect(await headingOf(page)).toBe('Use your passkey');
    expect(await page.locator('main').innerText()).toContain('Your new passkey is ready.');
    await usePasskey(page, 'Use a passkey');
    await press(page, 'Agree and continue');
    expect(await page.locator('#code').innerText()).not.toBe('');

    await signOut(page);
    await page.goto(pharmacy.request());
    // The browser offers the passkey where the address is filled in; this person takes it at once.
    await page.locator('#code').waitFor();
    expect(new URL(page.url()).origin).toBe(pharmacy.origin);
  });

  it('signs in by the button of the address page, in a browser that fills in none', async () => {
    const pharmacy = await service();
    const { page } = await visitor();
    const pat = await aPerson(world);
    await plugIn(page);
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await page.goto(pharmacy.request());
    await setUpWithPasskey(page, pat);
    await signOut(page);
    await page.goto(pharmacy.request());
    await usePasskey(page, 'Sign in with a passkey');
    expect(await headingOf(page)).toBe('Share your information with Meadow Pharmacy?');
  });

  it('signs in from the password page too, whatever address was given', async () => {
    const pharmacy = await service();
    const { page } = await visitor();
    const pat = await aPerson(world);
    const device = await plugIn(page);
    await page.goto(pharmacy.request());
    await setUpWithPasskey(page, pat);
    await signOut(page);
    await device.touch(false);
    await page.goto(pharmacy.request());
    await answer(page, 'Email address', 'somebody.else@example.com');
    await device.touch(true);
    await usePasskey(page, 'Use a passkey instead');
    expect(await headingOf(page)).toBe('Share your information with Meadow Pharmacy?');
  });

  it('is made after password and code where a service takes nothing else, and then used', async () => {
    const pharmacy = await service();
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor();
    const device = await plugIn(page);
    await page.goto(pharmacy.request(passkeyOnly));
    await signIn(page, pat);
    expect(await headingOf(page)).toBe('Add a passkey');
    await usePasskey(page, 'Create a passkey');
    expect(await device.count()).toBe(1);
    expect(await headingOf(page)).toBe('Use your passkey');
    await usePasskey(page, 'Use a passkey');
    expect(await page.locator('#code').innerText()).not.toBe('');
  });

  it('is not offered where a service takes password and code only; its person sets a password and enters a code', async () => {
    const pharmacy = await service();
    const { page } = await visitor();
    const pat = await aPerson(world);
    await plugIn(page);
    await page.goto(pharmacy.request());
    await setUpWithPasskey(page, pat);
    await usePasskey(page, 'Use a passkey');
    await press(page, 'Agree and continue');

    const other = await visitor();
    await other.page.goto(pharmacy.request(passwordAndCode));
    expect(await other.page.getByRole('button', { name: /passkey/i }).count()).toBe(0);

    await page.goto(pharmacy.request(passwordAndCode));
    expect(await headingOf(page)).toBe('Create a password for your account');
    await answer(page, 'New password', 'brisk otters paddle upstream');
    // The code that was entered while setting up still counts in this session.
    expect(await page.locator('#code').innerText()).not.toBe('');
  });

  it('that its owner does not confirm changes nothing, and says so', async () => {
    const pharmacy = await service();
    const { page } = await visitor();
    const pat = await aPerson(world);
    const device = await plugIn(page);
    await page.goto(pharmacy.request());
    await setUpWithPasskey(page, pat);
    await device.recognise(false);
    await page.getByRole('button', { name: 'Use a passkey', exact: true }).click();
    await page.getByText('Your passkey was not used. Try again when you are ready.').waitFor();
    await device.recognise(true);
    await usePasskey(page, 'Use a passkey');
    expect(await headingOf(page)).toBe('Share your information with Meadow Pharmacy?');
  });
});

describe("a person's passkeys", () => {
  /** Somebody signs in by password and code, and adds a passkey, which their device keeps. */
  async function withPasskey(page: Page) {
    const pharmacy = await service();
    const pat = await aKnownPerson(world, pharmacy);
    const device = await plugIn(page);
    await page.goto(`${world.issuer}/account/go/add-passkey`);
    await signIn(page, pat);
    await usePasskey(page, 'Create a passkey');
    return { pharmacy, device };
  }

  /** Whoever has the only passkey signs in by it and adds another, on a device of their own. */
  async function addAnotherByIt(page: Page, device: Authenticator): Promise<void> {
    await signOut(page);
    await page.goto(`${world.issuer}/account/passkeys`);
    await page.waitForURL(/account\/passkeys/);
    await device.clear();
    await page.goto(`${world.issuer}/account/go/add-passkey`);
    await usePasskey(page, 'Create a passkey');
  }

  /** Names the passkey that has no name yet. */
  async function nameNew(page: Page, name: string): Promise<void> {
    await arriveBy(page, () =>
      page
        .getByRole('main')
        .getByRole('link', { name: /: Passkey$/ })
        .click(),
    );
    await page.getByLabel('Name').fill(name);
    await press(page, 'Save name');
  }

  /** Removes the only passkey. The sign-in by password and code is not the strongest factor any more. */
  async function removeOnly(page: Page): Promise<void> {
    await follow(page, /^Change/);
    await press(page, 'Remove passkey');
    await usePasskey(page, 'Use a passkey instead');
    await follow(page, /^Change/);
    await press(page, 'Remove passkey');
  }

  it('are added after a fresh sign-in, named, and removed; each change is told by e-mail', async () => {
    const pharmacy = await service();
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor();
    const device = await plugIn(page);
    await page.goto(`${world.issuer}/account`);
    await signIn(page, pat);
    expect(await headingOf(page)).toBe('Your account');
    await follow(page, 'Passkeys');
    // Password and code are minutes old: they are not asked for again.
    await press(page, 'Add a passkey');
    await usePasskey(page, 'Create a passkey');
    expect(await headingOf(page)).toBe('Your passkeys');
    expect(await device.count()).toBe(1);
    await told(pat, 'A passkey was added to your Gatehouse account');

    await follow(page, /^Change/);
    await page.getByLabel('Name').fill('My old phone');
    await press(page, 'Save name');
    expect(await page.getByRole('main').innerText()).toContain('My old phone');
    await removeOnly(page);
    expect(await page.getByRole('main').innerText()).toContain('Your passkey was removed.');
    expect(await page.getByRole('main').innerText()).toContain('You have no passkeys yet.');
    await told(pat, 'A passkey was removed from your Gatehouse account');
  });

  it('that were added with one are shown when it is removed, and go with it where its person says so', async () => {
    const { page } = await visitor();
    const main = page.getByRole('main');
    const { device } = await withPasskey(page);
    await nameNew(page, 'Stolen phone');
    await addAnotherByIt(page, device);
    await nameNew(page, 'Device of a stranger');

    await follow(page, /Stolen phone/);
    expect(await main.innerText()).toContain('These were added by somebody who had signed in with this passkey.');
    await page.getByRole('checkbox', { name: 'Device of a stranger' }).check();
    await press(page, 'Remove passkey');
    expect(await main.innerText()).toContain('The passkeys were removed.');
    expect(await main.innerText()).toContain('You have no passkeys yet.');
  });

  it('that were added with one that is gone say so', async () => {
    const { page } = await visitor();
    const main = page.getByRole('main');
    const { device } = await withPasskey(page);
    await nameNew(page, 'Old phone');
    await addAnotherByIt(page, device);
    expect(await main.innerText()).not.toContain('now removed');
    await follow(page, /Old phone/);
    await press(page, 'Remove passkey');
    expect(await main.innerText()).toContain('somebody who had signed in with a passkey that is now removed');
  });

  it('are forgotten by the device that keeps them when they are removed, also the last', async () => {
    const { page } = await visitor();
    const { device } = await withPasskey(page);
    expect(await device.count()).toBe(1);
    await removeOnly(page);
    expect(await page.getByRole('main').innerText()).toContain('You have no passkeys yet.');
    await until('the device has forgotten it', async () => ((await device.count()) === 0 ? true : undefined));
  });

  it('that are gone are forgotten by their device when it offers one all the same', async () => {
    const { page } = await visitor();
    // This browser has not heard of the removal: it was done in another.
    await page.addInitScript('PublicKeyCredential.signalAllAcceptedCredentials = async () => undefined');
    const { device, pharmacy } = await withPasskey(page);
    await removeOnly(page);
    await signOut(page);
    expect(await device.count()).toBe(1);
    await page.goto(pharmacy.request());
    await until('the device has forgotten it', async () => ((await device.count()) === 0 ? true : undefined));
    expect(await page.getByRole('alert').innerText()).toContain('passkey');
  });

  it('cannot all be removed where there is no password', async () => {
    const pharmacy = await service();
    const { page } = await visitor();
    const pat = await aPerson(world);
    await plugIn(page);
    await page.goto(pharmacy.request());
    await setUpWithPasskey(page, pat);
    await usePasskey(page, 'Use a passkey');
    await page.goto(`${world.issuer}/account/passkeys`);
    await follow(page, /^Change/);
    await press(page, 'Remove passkey');
    expect(await page.getByRole('main').innerText()).toContain('You cannot remove your only way to sign in.');
  });
});

describe('a browser that makes passkeys by itself', () => {
  // This one does not say that it can: it is made to say so, and asked as any other.
  const canMakeAlone = `
    PublicKeyCredential.getClientCapabilities = async () => ({ conditionalCreate: true });
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = ({ publicKey, mediation }) =>
      mediation === 'conditional' ? create({ publicKey }) : Promise.reject(new Error('a person was asked'));`;

  it('keeps one for somebody who signed in by password and code', async () => {
    const pat = await aKnownPerson(world, await service());
    const { page } = await visitor();
    const device = await plugIn(page);
    await page.addInitScript(canMakeAlone);
    await page.goto(`${world.issuer}/account`);
    await signIn(page, pat);
    await page.getByText('Your browser has saved a passkey for your account.').waitFor();
    expect(await device.count()).toBe(1);
    await told(pat, 'A passkey was added to your Gatehouse account');
  });
});

describe('without JavaScript', () => {
  it('a service that takes passkeys only says so honestly, and there is a way back', async () => {
    const pharmacy = await service();
    const pat = await aKnownPerson(world, pharmacy);
    const { page } = await visitor({ javaScript: false });
    await page.goto(pharmacy.request(passkeyOnly));
    await signIn(page, pat);
    expect(await headingOf(page)).toBe('Add a passkey');
    expect(await page.getByRole('main').innerText()).toContain('Your browser cannot make passkeys on this page.');
    await press(page, 'Go back to Meadow Pharmacy');
    expect(await page.locator('#error').innerText()).toBe('access_denied');
  });
});
