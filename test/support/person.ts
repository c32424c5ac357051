import { setTimeout as delay } from 'node:timers/promises';
import { type Citizen, headingOf, newCitizen, type Page } from './citizen.ts';
import { authorizeUrl, type Callback, readCallback, type TestService } from './service.ts';
import { codeSentTo, type Town } from './shared-world.ts';

/** A person who can read their own e-mail and text messages. */
export interface Person {
  readonly email: string;
  readonly password: string;
  /** As typed. */
  readonly phone: string;
  /** In E.164. */
  readonly number: string;
  /** The network they come from. */
  readonly address: string;
  /** Their own browser. */
  readonly browser: Citizen;
}

/** A person whom nobody knows yet, with an address, a number and a network that no other test uses. */
export function newPerson(world: Town): Person {
  const number = world.nextNumber();
  const digits = String(number).padStart(3, '0');
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  return {
    email: `citizen-${digits}@example.com`,
    password: `violet tractor seldom ${digits}`,
    phone: `07700 900${digits}`,
    number: `+447700900${digits}`,
    address,
    browser: newCitizen(world.issuer, address),
  };
}

/** Another browser of the same person. */
export const anotherBrowser = (world: Town, person: Person): Person => ({
  ...person,
  browser: newCitizen(world.issuer, person.address),
});

/** A code that was not sent. */
export const anotherCode = (code: string): string => (code === '000000' ? '000001' : '000000');

type Changes = Readonly<Record<string, string | undefined>>;

/** Submits a form that makes the service send a code. @returns the page after it, and the code */
export async function submitForCode(
  world: Town,
  person: Person,
  { page, fields, to }: { readonly page: Page; readonly fields: Readonly<Record<string, string>>; readonly to: string },
): Promise<{ readonly page: Page; readonly code: string }> {
  const seen = (await world.messages(to)).length;
  const next = await person.browser.submit(page, fields);
  return { page: next, code: await codeSentTo(world, to, seen) };
}

/** Opens the page on which an account is set up. */
export async function openRegistration(
  world: Town,
  person: Person,
  service: TestService,
  changes: Changes = {},
): Promise<Page> {
  const page = await person.browser.open(authorizeUrl(world, service, changes));
  return person.browser.follow(page, registerLinkOf(page) ?? 'no link to registration');
}

/** The link by which a page leads to registration. */
export const registerLinkOf = (page: Page): string | undefined =>
  /<a\b[^>]*\brel="register"[^>]*>/.exec(page.html)?.[0].match(/\bhref="([^"]*)"/)?.[1];

/** Registers up to the page with the terms: address, password and phone are proved and chosen. */
export async function registerUntilTerms(world: Town, person: Person, start: Page): Promise<Page> {
  const { browser, email, password, phone, number } = person;
  const asked = await submitForCode(world, person, { page: start, fields: { email }, to: email });
  const proved = await browser.submit(asked.page, { code: asked.code });
  const chosen = await enterPassword(person, proved, password);
  const texted = await submitForCode(world, person, { page: chosen, fields: { phone }, to: number });
  return expectHeading(await browser.submit(texted.page, { code: texted.code }), 'Agree to our terms');
}

/** Registers and accepts the terms. @returns the consent page */
export async function registerUntilConsent(
  world: Town,
  person: Person,
  service: TestService,
  changes: Changes = {},
): Promise<Page> {
  const terms = await registerUntilTerms(world, person, await openRegistration(world, person, service, changes));
  return expectHeading(
    await person.browser.submit(terms, { decision: 'accept' }),
    `Share your information with ${service.name}?`,
  );
}

/** Registers a person at a service, and agrees to share. @returns the person, signed in, and what the service was sent */
export async function register(
  world: Town,
  service: TestService,
  changes: Changes = {},
): Promise<{ readonly person: Person; readonly callback: Callback }> {
  const person = newPerson(world);
  const consent = await registerUntilConsent(world, person, service, changes);
  return { person, callback: readCallback((await person.browser.submit(consent, { decision: 'agree' })).url) };
}

/** Gives address and password on the sign-in pages, from whatever page a request began with. */
export async function givePassword(person: Person, start: Page, password = person.password): Promise<Page> {
  const asked = await person.browser.submit(start, { email: person.email });
  return enterPassword(person, expectHeading(asked, 'Enter your password'), password);
}

/** Enters a password. Who is told to come back, because others' are looked at, does. */
async function enterPassword({ browser }: Person, page: Page, password: string): Promise<Page> {
  for (let tries = 1; ; tries += 1) {
    const answer = await browser.submit(page, { password });
    if (answer.status !== 503 || tries === 10) return answer;
    await delay(1000);
  }
}

/** Signs in with password and code. @returns where that led: a page, or back to the service */
export async function signIn(
  world: Town,
  person: Person,
  start: Page,
  fields: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const seen = (await world.messages(person.number)).length;
  const page = expectHeading(await givePassword(person, start), 'Enter the security code');
  return person.browser.submit(page, { code: await codeSentTo(world, person.number, seen), ...fields });
}

/** Asks for a code with the session of the browser. @throws Error when a page is shown instead */
export async function authorizeSilently(
  world: Town,
  person: Person,
  service: TestService,
  changes: Changes = {},
): Promise<Callback> {
  const page = await person.browser.open(authorizeUrl(world, service, changes));
  if (page.html !== '') throw new Error(`a page was shown: ${headingOf(page)}`);
  return readCallback(page.url);
}

/** A code for a person who is signed in and has agreed. */
export async function freshCode(
  world: Town,
  person: Person,
  service: TestService,
  changes: Changes = {},
): Promise<string> {
  const { code, error } = await authorizeSilently(world, person, service, changes);
  if (code === undefined) throw new Error(`no code but ${error}`);
  return code;
}

function expectHeading(page: Page, heading: string): Page {
  const shown = headingOf(page);
  if (shown === heading) return page;
  throw new Error(`expected the page "${heading}", not "${shown}" (${page.status} ${page.url})`);
}
