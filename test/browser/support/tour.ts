import type { Page } from 'playwright-core';
import { anotherBrowser, signIn as signInByForms } from '../../support/person.ts';
import type { SharedWorld } from '../../support/shared-world.ts';
import { plugIn } from './authenticator.ts';
import { type ConnectedService, disable, type ServiceOptions } from './connected-service.ts';
import { aKnownPerson, takeSession } from './known-person.ts';
import { losingAPasskey, losingTheOnlyPasskey } from './lost-passkey-tour.ts';
import { aPerson, type Reader } from './person.ts';
import { provingWhoTheyAre } from './proof-tour.ts';
import { gettingBackIn } from './recovery-tour.ts';
import type { Visitor } from './visitor.ts';
import { answer, arriveBy, follow, givePassword, press } from './walk.ts';

/** Who leads a tour, and what is done at each stop. */
export interface Guide {
  readonly world: SharedWorld;
  look(stop: string, page: Page): Promise<void>;
  visitor(): Promise<Visitor>;
  service(options?: ServiceOptions): Promise<ConnectedService>;
}

/** The walks that together lead past every page, in each state that a person can bring it to. */
export const tours = {
  'setting up an account': settingUp,
  'sharing, and the account': sharing,
  'signing in': signingIn,
  'getting back in': gettingBackIn,
  'with a passkey': withPasskey,
  'proving who they are': provingWhoTheyAre,
  'being locked out': lockedOut,
  'papers and dead ends': deadEnds,
  'the console of the local world': theConsole,
  'the demo': theDemo,
} as const satisfies Readonly<Record<string, (guide: Guide) => Promise<void>>>;

const serviceName = { name: 'Riverside Health Diary' };

/** Sends the form with a decision that the page does not offer. */
async function decideNothing(page: Page): Promise<void> {
  await page.evaluate("document.querySelector('[name=decision]').value = 'neither'");
  await arriveBy(page, () => page.locator('[name=decision]').first().click());
}

const openHelp = (page: Page): Promise<void> => page.getByRole('main').locator('summary').first().click();

async function sendAgain(page: Page): Promise<void> {
  await openHelp(page);
  await press(page, 'Send a new code');
}

async function settingUp({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const { page } = await visitor();
  const pat = await aPerson(world);
  await page.goto(diary.request());
  await look('sign-in-address', page);
  await answer(page, 'Email address', 'wilhelmina@');
  await look('sign-in-address-error', page);
  await follow(page, /^Set up a/);
  await look('register-address', page);
  await press(page, 'Continue');
  await look('register-address-error', page);
  await answer(page, 'Email address', pat.email);
  await look('register-email-code', page);
  await openHelp(page);
  await look('register-email-code-help', page);
  await answer(page, 'Security code', '12 34');
  await look('register-email-code-error', page);
  await sendAgain(page);
  await look('register-email-code-resent', page);
  await pat.nextMailedCode();
  await answer(page, 'Security code', await pat.nextMailedCode());
  await look('register-password', page);
  await openHelp(page);
  await look('register-password-tips', page);
  await answer(page, 'New password', 'password1234');
  await look('register-password-error', page);
  await answer(page, 'New password', pat.password);
  await phoneToConsent({ look, page, pat });
  await page.goto(`${world.issuer}/account`);
  await look('account-empty', page);
}

interface Stage extends Pick<Guide, 'look'> {
  readonly page: Page;
  readonly pat: Reader;
}

async function phoneToConsent({ look, page, pat }: Stage): Promise<void> {
  await look('register-phone', page);
  await answer(page, 'Phone number', '0300 123 4567');
  await look('register-phone-error', page);
  await answer(page, 'Phone number', pat.phone);
  await look('register-phone-code', page);
  await answer(page, 'Security code', '000000');
  await look('register-phone-code-error', page);
  await sendAgain(page);
  await look('register-phone-code-resent', page);
  await openHelp(page);
  await look('register-phone-code-help', page);
  await press(page, 'Send a new code');
  await look('register-phone-code-landline', page);
  await follow(page, 'Use a landline number instead');
  await answer(page, 'Phone number', pat.phone.replace('07700 900', '01632 960'));
  await look('register-phone-code-called', page);
  await openHelp(page);
  await follow(page, 'Use a different phone number');
  await answer(page, 'Phone number', pat.phone);
  for (const _replaced of [1, 2, 3]) await pat.nextTextedCode();
  await answer(page, 'Security code', await pat.nextTextedCode());
  await look('terms', page);
  await decideNothing(page);
  await look('terms-error', page);
  await press(page, 'Agree and continue');
  await look('consent', page);
  await decideNothing(page);
  await look('consent-error', page);
  await press(page, 'Do not share');
  await look('consent-decline', page);
  await decideNothing(page);
  await look('consent-decline-error', page);
}

async function sharing({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const pat = await aKnownPerson(world, diary, { scope: 'openid email' });
  const { context, page } = await visitor();
  await takeSession(context, world, pat);
  await page.goto(diary.request());
  await look('consent-more', page);
  await openHelp(page);
  await look('consent-more-open', page);
  await press(page, 'Agree and continue');
  await page.goto(diary.request({ vtr: '["P9.Cp.Cd"]' }));
  await look('level-unavailable', page);
  await page.goto(`${world.issuer}/account/passkeys`);
  await look('account-passkeys-none', page);
  await page.goto(`${world.issuer}/account`);
  await look('account', page);
  const elsewhere = anotherBrowser(world, pat);
  await signInByForms(world, elsewhere, await elsewhere.browser.open(diary.request()));
  await lookingAfter({ world, look, page });
  await page.goto(`${world.issuer}/sign-out`);
  await look('sign-out', page);
  await press(page, 'Sign out');
  await look('signed-out', page);
  await page.goto(`${world.issuer}/signed-out?everywhere`);
  await look('signed-out-everywhere', page);
}

/** Where somebody is signed in, and what happened lately. */
async function lookingAfter({ world, look, page }: Pick<Guide, 'world' | 'look'> & Pick<Stage, 'page'>): Promise<void> {
  await page.goto(`${world.issuer}/account/security`);
  await look('account-security', page);
  await press(page, 'Sign out all other devices');
  await look('account-security-ended', page);
  await page.goto(`${world.issuer}/account/password`);
  await look('account-password', page);
  await page.getByLabel('New password', { exact: true }).fill('password1234');
  await press(page, 'Save the password');
  await look('account-password-error', page);
  await page.goto(`${world.issuer}/account/activity`);
  await look('account-activity', page);
}

async function signingIn({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const pat = await aKnownPerson(world, diary);
  const { page } = await visitor();
  await page.goto(diary.request({ allow_registration: 'false' }));
  await look('sign-in-address-no-registration', page);
  await page.goto(diary.request());
  await answer(page, 'Email address', pat.email);
  await look('sign-in-credential', page);
  await answer(page, 'Password', 'not the right one');
  await look('sign-in-credential-error', page);
  await answer(page, 'Password', pat.password);
  await look('sign-in-passcode', page);
  await openHelp(page);
  await look('sign-in-passcode-help', page);
  await answer(page, 'Security code', '000000');
  await look('sign-in-passcode-error', page);
  await sendAgain(page);
  await look('sign-in-passcode-resent', page);
  await page.goto(diary.request());
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', pat.email);
  await answer(page, 'Security code', await pat.nextMailedCode());
  await look('register-account-exists', page);
  await page.goto(diary.request({ vtr: '["P0.Cp"]' }));
  await givePassword(page, pat);
  await page.goto(diary.request());
  await look('sign-in-passcode-send', page);
}

/** Sends the form of a passkey with something that no device has made. */
async function answerWithNoPasskey(page: Page): Promise<void> {
  await arriveBy(page, () =>
    page.evaluate("document.querySelector('[name=passkey]').value = '{}'; document.querySelector('form').submit()"),
  );
}

/** Presses a button of a passkey: the script sends the form when the device has answered. */
const usePasskey = (page: Page, name: string): Promise<void> =>
  arriveBy(page, () => page.getByRole('button', { name, exact: true }).click());

async function signOut({ issuer }: SharedWorld, page: Page): Promise<void> {
  await page.goto(`${issuer}/sign-out`);
  await press(page, 'Sign out');
}

async function withPasskey({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const pat = await aKnownPerson(world, diary);
  const { page } = await visitor();
  const device = await plugIn(page);
  await page.goto(diary.request({ vtr: '["P0.Cp.Cd"]' }));
  await follow(page, /^Set up a/);
  const stranger = await aPerson(world);
  await answer(page, 'Email address', stranger.email);
  await answer(page, 'Security code', await stranger.nextMailedCode());
  await look('register-password-only', page);
  await passkeyOnly({ look, page, pat }, diary);
  await page.goto(`${world.issuer}/account/passkeys`);
  await look('account-passkeys', page);
  await follow(page, /^Change/);
  await look('account-passkey', page);
  await page.getByLabel('Name').fill('');
  await press(page, 'Save name');
  await look('account-passkey-error', page);
  await page.getByLabel('Name').fill('Old phone');
  await press(page, 'Save name');
  await device.clear();
  await addAnother({ look, page });
  await signOut(world, page);
  await stepUp({ look, page, pat }, diary);
  await signOut(world, page);
  const [another, sam] = [await visitor(), await aPerson(world)];
  await firstPassword({ look, page: another.page, pat: sam }, diary);
  await losingAPasskey({ world, look, page, pat, diary });
  await losingTheOnlyPasskey({ world, look, page: another.page, pat: sam, diary });
}

/** Makes a passkey where a service takes nothing else, and uses it. */
async function passkeyOnly({ look, page, pat }: Stage, diary: ConnectedService): Promise<void> {
  await page.goto(diary.request({ vtr: '["P0.Cm"]' }));
  await givePassword(page, pat);
  await answer(page, 'Security code', await pat.nextTextedCode());
  await look('add-passkey', page);
  await answerWithNoPasskey(page);
  await look('add-passkey-error', page);
  await usePasskey(page, 'Create a passkey');
  await look('sign-in-passkey', page);
  await answerWithNoPasskey(page);
  await look('sign-in-passkey-error', page);
  await usePasskey(page, 'Use a passkey');
}

/** Adds another passkey while signed in by the first, whose page says so. */
async function addAnother({ look, page }: Pick<Stage, 'look' | 'page'>): Promise<void> {
  await page.goto(new URL('/account/go/add-passkey', page.url()).href);
  await usePasskey(page, 'Create a passkey');
  await follow(page, /Old phone/);
  await look('account-passkey-added-with', page);
}

/** Signs in by passkey, and is asked for the password by another service. */
async function stepUp({ look, page }: Stage, diary: ConnectedService): Promise<void> {
  await page.goto(diary.request({ vtr: '["P0.Cm"]' }));
  await page.locator('#code').waitFor();
  await page.goto(diary.request({ vtr: '["P0.Cp.Cd"]' }));
  await look('sign-in-password', page);
  await answer(page, 'Password', 'not the right one');
  await look('sign-in-password-error', page);
}

/** Sets up an account by passkey, and is asked for a first password. */
async function firstPassword({ look, page, pat }: Stage, diary: ConnectedService): Promise<void> {
  await plugIn(page);
  await page.goto(diary.request({ vtr: '["P0.Cm"]' }));
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', pat.email);
  await answer(page, 'Security code', await pat.nextMailedCode());
  await look('register-passkey-only', page);
  await answerWithNoPasskey(page);
  await look('register-passkey-only-error', page);
  await usePasskey(page, 'Create a passkey');
  await answer(page, 'Phone number', pat.phone);
  await answer(page, 'Security code', await pat.nextTextedCode());
  await press(page, 'Agree and continue');
  await usePasskey(page, 'Use a passkey');
  await page.goto(new URL('/account/password', page.url()).href);
  await look('account-password-first', page);
  await page.goto(diary.request({ vtr: '["P0.Cp.Cd"]' }));
  await look('set-password', page);
  await answer(page, 'New password', 'password1234');
  await look('set-password-error', page);
}

async function lockedOut({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const pat = await aKnownPerson(world, diary);
  const { page } = await visitor();
  await page.goto(diary.request());
  await givePassword(page, pat);
  for (let tries = 0; tries < 5; tries += 1) await answer(page, 'Security code', '000000');
  await look('too-many-codes', page);
  await page.goto(diary.request());
  await answer(page, 'Email address', pat.email);
  for (let tries = 0; tries < 6; tries += 1) await answer(page, 'Password', 'not the right one');
  await look('too-many-passwords', page);
  await page.goto(diary.request());
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', (await aPerson(world)).email);
  for (let sends = 0; sends < 5; sends += 1) await sendAgain(page);
  await look('too-many-sends', page);
}

async function deadEnds({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const paused = await service({ name: 'Paused Service' });
  await disable(world, paused);
  const { context, page } = await visitor();
  const stops = {
    'front-door': '/',
    'not-found': '/no-such-page',
    'unknown-service': '/authorize?client_id=nobody',
    'service-problem': diary.request({ redirect_uri: 'https://elsewhere.example/callback' }),
    'account-signed-out': '/account',
    help: '/help',
    'terms-and-conditions': '/terms-and-conditions',
    privacy: '/privacy',
    cookies: '/cookies',
    'accessibility-statement': '/accessibility-statement',
    'service-disabled': paused.request(),
  };
  for (const [stop, address] of Object.entries(stops)) {
    await page.goto(new URL(address, world.issuer).href);
    await look(stop, page);
  }
  await page.goto(diary.request());
  const onward = page.url();
  await page.evaluate("document.querySelector('[name=csrf]').value = 'an old one'");
  await answer(page, 'Email address', 'pat@example.com');
  await look('form-expired', page);
  await context.clearCookies();
  await page.goto(onward);
  await look('journey-lost', page);
}

async function theConsole({ world, look, visitor }: Guide): Promise<void> {
  const { page } = await visitor();
  for (const place of ['', 'inbox', 'people', 'clock', 'faults', 'requests']) {
    await page.goto(`${world.console}/${place}`);
    await look(`console-${place || 'home'}`, page);
  }
  await page.goto(`${world.console}/inbox?to=nobody@example.com`);
  await look('console-inbox-empty', page);
  await page.goto(`${world.console}/clock`);
  await press(page, '+ 1 hour');
  await look('console-clock-moved', page);
}

async function theDemo({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service(serviceName);
  const pat = await aKnownPerson(world, diary);
  const { context, page } = await visitor();
  await page.goto(world.demo);
  await look('demo-home', page);
  for (const place of ['privacy', 'terms', 'nothing-here']) {
    await page.goto(`${world.demo}/${place}`);
    await look(`demo-${place}`, page);
  }
  await page.goto(world.demo);
  await openHelp(page);
  await press(page, /prompt=none/);
  await look('demo-trouble', page);
  await takeSession(context, world, pat);
  await arriveBy(page, () => page.getByRole('main').getByRole('button').first().click());
  await press(page, 'Agree and continue');
  await look('demo-visit', page);
  await press(page, 'Ask for more than was agreed');
  await look('demo-visit-trouble', page);
  await press(page, 'Refresh');
  await page.locator('#wire summary').nth(1).click();
  await look('demo-refreshed', page);
  await press(page, 'Ask whether we may keep a note');
  await press(page, 'Agree and continue');
  await press(page, 'Let Gatehouse make one (auto)');
  await look('demo-note', page);
  await press(page, 'Go to Hillview Pharmacy');
  await press(page, 'Agree and continue');
  await look('demo-hillview-visit', page);
  await arriveBy(page, () => page.getByRole('button', { name: 'Sign out' }).click());
  await openHelp(page);
  await look('demo-hillview', page);
  await page.goto(world.demo);
  // Somebody else has signed in meanwhile: whom does the demo's word for its own person count for?
  await takeSession(context, world, await aKnownPerson(world, diary));
  await press(page, 'Go to Hillview Pharmacy');
  await look('choose-account', page);
  await page.goto(world.demo);
  await arriveBy(page, () => page.getByRole('button', { name: 'Sign out' }).click());
  await look('demo-signed-out', page);
}
