import { decodeJwt } from 'jose';
import { giveOn, makeFor } from './passkey-citizen.ts';
import { anotherBrowser, authorizeSilently, freshCode, type Person, register, signIn } from './person.ts';
import {
  addService,
  authorizeUrl,
  readCallback,
  redeem,
  type ServiceKey,
  type TestService,
  textOf,
} from './service.ts';
import type { SharedWorld } from './shared-world.ts';
import type { SoftwarePasskey } from './software-authenticator.ts';

/** Somebody whom the service knows well, with all that they sign in with, and the service they go to. */
export interface Household {
  readonly service: TestService;
  readonly subject: string;
  /** In the browser in which they are signed in. */
  readonly person: Person;
  readonly passkey: SoftwarePasskey;
  /** Another browser that is remembered, and whose session has ended. */
  readonly desk: Person;
}

/** What is in hand when an outage begins. */
export interface Prepared {
  /** Not used before. */
  readonly code: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** A code that was redeemed, and the access token it gave. */
  readonly spent: { readonly code: string; readonly accessToken: string };
  /** A service that the person has not agreed to. */
  readonly stranger: TestService;
  /** A browser that is signed in, for signing out. */
  readonly visitor: Person;
}

export const passkeyOnly = { vtr: '["P0.Cm"]' };

/** Forgets the session of a browser, as closing it does. */
export function closeBrowser({ browser }: Person): void {
  for (const name of [...browser.cookies.keys()]) if (/session/.test(name)) browser.cookies.delete(name);
}

/** Signs in by passkey in a browser that knows nobody. @returns the browser, and where that led */
export async function visitByPasskey(world: SharedWorld, { person, passkey, service }: Household) {
  const visitor = anotherBrowser(world, person);
  const page = await visitor.browser.open(authorizeUrl(world, service, passkeyOnly));
  return { visitor, back: await giveOn(visitor, page, passkey) };
}

/** Registers a person by password, gives them a passkey, and lets a second browser remember them. */
export async function settleIn(world: SharedWorld): Promise<Household> {
  const service = await addService(world);
  const { person, callback } = await register(world, service);
  const subject = String(decodeJwt(textOf(await redeem(world, service, callback.code ?? ''), 'id_token')).sub);
  const adding = await person.browser.open(authorizeUrl(world, service, passkeyOnly));
  const { passkey, field } = await makeFor(person, adding);
  await giveOn(person, await person.browser.submit(adding, { passkey: field }), passkey);
  const desk = anotherBrowser(world, person);
  await signIn(world, desk, await desk.browser.open(authorizeUrl(world, service)), { remember: 'yes' });
  closeBrowser(desk);
  return { service, subject, person, passkey, desk };
}

/** Makes what the operations of one outage use up. @param key what the stranger signs with */
export async function prepare(world: SharedWorld, household: Household, key: ServiceKey): Promise<Prepared> {
  const { person, service } = household;
  const [kept, ended] = [await freshCode(world, person, service), await freshCode(world, person, service)];
  const tokens = await redeem(world, service, kept);
  const spent = await redeem(world, service, ended);
  const stranger = await addService(world, { client_name: 'Hillside Clinic' }, key);
  const { visitor } = await visitByPasskey(world, household);
  return {
    code: await freshCode(world, person, service),
    accessToken: textOf(tokens, 'access_token'),
    refreshToken: textOf(tokens, 'refresh_token'),
    spent: { code: ended, accessToken: textOf(spent, 'access_token') },
    stranger,
    visitor,
  };
}

/** A code for the person, by the session of their browser; and whose it is. */
export async function silentSubject(world: SharedWorld, person: Person, service: TestService): Promise<string> {
  const { code } = await authorizeSilently(world, person, service, { prompt: 'none' });
  return subjectBehind(world, service, code);
}

/** @returns the subject that a code tells */
export async function subjectBehind(world: SharedWorld, service: TestService, code: string | undefined) {
  return String(decodeJwt(textOf(await redeem(world, service, code ?? ''), 'id_token')).sub);
}

/** The code that a page led back with. */
export const codeOf = (url: string): string | undefined => readCallback(url).code;
