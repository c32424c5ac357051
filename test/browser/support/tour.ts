import type { Browser, Page } from 'playwright-core';
import type { WorldAddresses } from './addresses.ts';
import { moveClock } from './clock.ts';
import { aService, type ConnectedService, disable } from './connected-service.ts';
import { aPerson, type Person } from './person.ts';
import { setUpQuickly } from './quick-account.ts';
import { newVisitor, type Visitor, type VisitorOptions } from './visitor.ts';
import { answer, follow, givePassword, press } from './walk.ts';

/** What is done at each stop of the tour. */
export type Look = (name: string, page: Page) => Promise<void>;

interface Guide {
  readonly world: WorldAddresses;
  readonly look: Look;
  readonly visitor: () => Promise<Visitor>;
  readonly service: ConnectedService;
}

/**
 * Visits every page that the running service can show, in each of its states, as people come to it: fresh, with an error,
 * after a new code, locked, at the end.
 */
export async function tour(
  browser: Browser,
  world: WorldAddresses,
  look: Look,
  options?: VisitorOptions,
): Promise<void> {
  const service = await aService(world, { name: 'Riverside Health Diary' });
  const visitors: Visitor[] = [];
  const visitor = async () => {
    const next = await newVisitor(browser, world, { ...options, also: [service.origin] });
    visitors.push(next);
    return next;
  };
  const guide: Guide = { world, look, visitor, service };
  try {
    for (const part of parts) await part(guide);
  } finally {
    await Promise.all(visitors.map(({ context }) => context.close()));
    await service.close();
  }
}

/** Sends the form with the button that has this value, even if the page has no such button. */
async function decide(page: Page, decision: string): Promise<void> {
  await page.evaluate(`document.querySelector('[name=decision]').value = '${decision}'`);
  await page.locator('[name=decision]').first().click();
}

const sendAgain = async (page: Page): Promise<void> => {
  await page.locator('summary').first().click();
  await press(page, 'Send a new code');
};

async function registration({ world, look, visitor, service }: Guide): Promise<void> {
  const { page } = await visitor();
  const pat = await aPerson(world, 'wilhelmina.fotheringham');
  await page.goto(service.request());
  await look('sign-in-address', page);
  await answer(page, 'Email address', 'wilhelmina@');
  await look('sign-in-address-error', page);
  await follow(page, /^Set up a/);
  await look('register-address', page);
  await press(page, 'Continue');
  await look('register-address-error', page);
  await answer(page, 'Email address', pat.email);
  await look('register-email-code', page);
  await answer(page, 'Security code', '12 34');
  await look('register-email-code-error', page);
  await page.locator('summary').first().click();
  await look('register-email-code-help', page);
  await press(page, 'Send a new code');
  await look('register-email-code-resent', page);
  await pat.mail.nextCode();
  await answer(page, 'Security code', await pat.mail.nextCode());
  await look('register-password', page);
  await answer(page, 'New password', 'password1234');
  await look('register-password-error', page);
  await page.locator('summary').first().click();
  await look('register-password-tips', page);
  await answer(page, 'New password', pat.password);
  await look('register-phone', page);
  await answer(page, 'Phone number', '01632 960101');
  await look('register-phone-error', page);
  await answer(page, 'Phone number', pat.phone);
  await look('register-phone-code', page);
  await answer(page, 'Security code', '000000');
  await look('register-phone-code-error', page);
  await sendAgain(page);
  await look('register-phone-code-resent', page);
  await pat.texts.nextCode();
  await answer(page, 'Security code', await pat.texts.nextCode());
  await look('terms', page);
  await decide(page, 'neither');
  await look('terms-error', page);
  await press(page, 'Agree and continue');
  await look('consent', page);
  await decide(page, 'neither');
  await look('consent-error', page);
  await press(page, 'Do not share');
  await look('consent-decline', page);
  await page.goto(`${world.issuer}/account`);
  await look('account-empty', page);
}

async function aKnownPerson({ world, look, visitor, service }: Guide): Promise<void> {
  const { context, page } = await visitor();
  const pat = await aPerson(world, 'known');
  await setUpQuickly(context, pat, { request: service.request({ scope: 'openid email' }) });
  await page.goto(service.request());
  await look('consent-more', page);
  await page.locator('summary').first().click();
  await look('consent-more-open', page);
  await press(page, 'Agree and continue');
  await page.goto(service.request({ vtr: '["P9.Cp.Cd"]' }));
  await look('level-unavailable', page);
  await page.goto(`${world.issuer}/account`);
  await look('account', page);
  await page.goto(`${world.issuer}/sign-out`);
  await look('sign-out', page);
  await press(page, 'Sign out');
  await look('signed-out', page);
  await page.goto(`${world.issuer}/signed-out?everywhere`);
  await look('signed-out-everywhere', page);
  await signingIn({ world, look, visitor, service }, page, pat);
  await addressTaken({ world, look, visitor, service }, pat);
}

async function signingIn({ look, service }: Guide, page: Page, pat: Person): Promise<void> {
  await page.goto(service.request({ allow_registration: 'false' }));
  await look('sign-in-address-no-registration', page);
  await answer(page, 'Email address', pat.email);
  await look('sign-in-credential', page);
  await answer(page, 'Password', 'not the right one');
  await look('sign-in-credential-error', page);
  await answer(page, 'Password', pat.password);
  await look('sign-in-passcode', page);
  await answer(page, 'Security code', '000000');
  await look('sign-in-passcode-error', page);
  await sendAgain(page);
  await look('sign-in-passcode-resent', page);
}

async function addressTaken({ look, visitor, service }: Guide, pat: Person): Promise<void> {
  const { page } = await visitor();
  await page.goto(service.request());
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', pat.email);
  await answer(page, 'Security code', await pat.mail.nextCode());
  await look('register-account-exists', page);
}

async function locks({ world, look, visitor, service }: Guide): Promise<void> {
  const { context, page } = await visitor();
  const pat = await aPerson(world, 'locked');
  await setUpQuickly(context, pat, { request: service.request() });
  await context.clearCookies();
  await page.goto(service.request());
  await givePassword(page, pat);
  for (let tries = 0; tries < 5; tries += 1) await answer(page, 'Security code', '000000');
  await look('too-many-codes', page);

  await page.goto(service.request());
  await answer(page, 'Email address', pat.email);
  for (let tries = 0; tries < 6; tries += 1) await answer(page, 'Password', 'not the right one');
  await look('too-many-passwords', page);

  await page.goto(service.request());
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', (await aPerson(world, 'impatient')).email);
  for (let sends = 0; sends < 5; sends += 1) await sendAgain(page);
  await look('too-many-sends', page);
}

async function deadEnds({ world, look, visitor, service }: Guide): Promise<void> {
  const { page } = await visitor();
  const paused = await aService(world, { name: 'Paused Service' });
  await disable(world, paused);
  await moveClock(world, 2);
  const lost = service.request();
  const stops: readonly (readonly [string, string])[] = [
    ['front-door', `${world.issuer}/`],
    ['not-found', `${world.issuer}/no-such-page`],
    ['unknown-service', `${world.issuer}/authorize?client_id=nobody`],
    ['service-disabled', paused.request()],
    ['service-problem', service.request({ redirect_uri: 'https://elsewhere.example/callback' })],
    ['account-signed-out', `${world.issuer}/account`],
    ['help', `${world.issuer}/help`],
    ['terms-and-conditions', `${world.issuer}/terms-and-conditions`],
    ['privacy', `${world.issuer}/privacy`],
    ['cookies', `${world.issuer}/cookies`],
    ['accessibility-statement', `${world.issuer}/accessibility-statement`],
  ];
  for (const [name, address] of stops) {
    await page.goto(address);
    await look(name, page);
  }
  await page.goto(lost);
  const onward = page.url();
  await page.evaluate("document.querySelector('[name=csrf]').value = 'an old one'");
  await answer(page, 'Email address', 'pat@example.com');
  await look('form-expired', page);
  await page.context().clearCookies();
  await page.goto(onward);
  await look('journey-lost', page);
  await paused.close();
}

async function workshop({ world, look, visitor, service }: Guide): Promise<void> {
  const { page } = await visitor();
  for (const place of ['', 'inbox', 'people', 'clock', 'faults', 'requests']) {
    await page.goto(`${world.console}/${place}`);
    await look(`console-${place || 'home'}`, page);
  }
  await page.goto(`${world.console}/inbox?to=nobody@example.com`);
  await look('console-inbox-empty', page);
  void service;
}

async function demo({ world, look, visitor }: Guide): Promise<void> {
  const { page } = await visitor();
  const pat = await aPerson(world, 'demo');
  await page.goto(world.demo);
  await look('demo-home', page);
  for (const place of ['privacy', 'terms', 'nothing-here']) {
    await page.goto(`${world.demo}/${place}`);
    await look(`demo-${place}`, page);
  }
  await page.goto(world.demo);
  await page.locator('summary').first().click();
  await press(page, /prompt=none/);
  await look('demo-trouble', page);
  await page.getByRole('button').first().click();
  await setUpQuickly(page.context(), pat, { request: page.url() });
  await page.goto(world.demo);
  await look('demo-visit', page);
  await press(page, 'Sign out');
  await look('demo-signed-out', page);
}

const parts: readonly ((guide: Guide) => Promise<void>)[] = [
  registration,
  aKnownPerson,
  locks,
  deadEnds,
  workshop,
  demo,
];
