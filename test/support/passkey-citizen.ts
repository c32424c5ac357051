import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { decodeJwt } from 'jose';
import { cookieHeader } from './bare-request.ts';
import { mainFormOf, type Page } from './citizen.ts';
import { newPerson, openRegistration, type Person, submitForCode } from './person.ts';
import { type IssuerPlace, readCallback, redeem, type TestService, textOf } from './service.ts';
import type { Town } from './shared-world.ts';
import {
  type AuthenticatorTraits,
  createPasskey,
  type Lies,
  type SoftwarePasskey,
  usePasskey,
} from './software-authenticator.ts';

type Asked = PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;

/** Asks for the challenge of a ceremony, as the script of a page does. */
export async function askCeremony(
  { browser, address }: Person,
  page: Page,
  ceremony: 'create' | 'get',
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: string }> {
  const { fields } = mainFormOf(page);
  const url = new URL(page.url.replace(/(\/journey\/[^/]+).*/, '$1/passkey-options'));
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ csrf: fields.get('csrf') ?? '', ceremony }),
    headers: { origin: url.origin, cookie: cookieHeader(browser.cookies), 'x-dev-client-address': address },
    redirect: 'manual',
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

async function askedFor(person: Person, page: Page, ceremony: 'create' | 'get') {
  const { status, body } = await askCeremony(person, page, ceremony);
  if (status !== 200) throw new Error(`no ceremony of ${ceremony} on ${page.url}: ${status} ${body}`);
  const options: Asked = JSON.parse(body);
  return { options, origin: new URL(page.url).origin };
}

/** Makes a passkey for a page. @returns it, and the form field that the page's script would send */
export const makeFor = async (person: Person, page: Page, traits: AuthenticatorTraits = {}) =>
  createPasskey(await askedFor(person, page, 'create'), traits);

/** Uses a passkey on a page. @returns the form field */
export const signFor = async (person: Person, page: Page, passkey: SoftwarePasskey, lies: Lies = {}) =>
  usePasskey(passkey, await askedFor(person, page, 'get'), lies);

/** Uses a passkey, and sends the page. */
export const giveOn = async (person: Person, page: Page, passkey: SoftwarePasskey, lies: Lies = {}): Promise<Page> =>
  person.browser.submit(page, { passkey: await signFor(person, page, passkey, lies) });

/** Registers with a passkey and no password. @returns the device, and the page that comes after the terms */
export async function registerByPasskey(
  world: Town,
  person: Person,
  service: TestService,
  { vtr = '["P0.Cm"]', traits = {} }: { readonly vtr?: string; readonly traits?: AuthenticatorTraits } = {},
): Promise<{ readonly passkey: SoftwarePasskey; readonly page: Page }> {
  const { browser, email, phone, number } = person;
  const start = await openRegistration(world, person, service, { vtr });
  const asked = await submitForCode(world, person, { page: start, fields: { email }, to: email });
  const choice = await browser.submit(asked.page, { code: asked.code });
  const { passkey, field } = await makeFor(person, choice, traits);
  const chosen = await browser.submit(choice, { passkey: field });
  const texted = await submitForCode(world, person, { page: chosen, fields: { phone }, to: number });
  const terms = await browser.submit(texted.page, { code: texted.code });
  return { passkey, page: await browser.submit(terms, { decision: 'accept' }) };
}

/** What the service is told when a page leads back to it. */
export const idTokenOf = async (world: IssuerPlace, service: TestService, back: Page) =>
  decodeJwt(textOf(await redeem(world, service, readCallback(back.url).code ?? ''), 'id_token'));

/** A person who registered with a passkey, used it and agreed to share; and what the service was told. */
export async function passkeyPersonAt(world: Town & IssuerPlace, service: TestService) {
  const person = newPerson(world);
  const { passkey, page } = await registerByPasskey(world, person, service, { traits: { counts: true } });
  const asked = await giveOn(person, page, passkey);
  const claims = await idTokenOf(world, service, await person.browser.submit(asked, { decision: 'agree' }));
  return { person, passkey, claims };
}
