import type { BrowserContext } from 'playwright-core';
import { newPerson, openRegistration, registerUntilConsent, submitForCode } from '../../support/person.ts';
import type { SharedWorld } from '../../support/shared-world.ts';
import { until } from '../../support/until.ts';
import type { ConnectedService } from './connected-service.ts';
import { asReader, type Reader } from './person.ts';

/**
 * Somebody who set up an account on the way to a service, by the same forms but without pages being drawn: for tests that
 * are about what comes after. Without `agree` they stand before the question of the service.
 */
export async function aKnownPerson(
  world: SharedWorld,
  service: ConnectedService,
  { agree = true, scope = 'openid profile email phone' } = {},
): Promise<Reader> {
  const person = newPerson(world);
  const consent = await registerUntilConsent(world, person, service, { scope });
  if (agree) await person.browser.submit(consent, { decision: 'agree' });
  return asReader(world, person);
}

/** Somebody who is about to be asked for a phone number, at this address; by the same forms. */
export async function aPersonAtThePhonePage(world: SharedWorld, service: ConnectedService) {
  const pat = await asReader(world, newPerson(world));
  const { email, password } = pat;
  const page = await openRegistration(world, pat, service);
  const asked = await submitForCode(world, pat, { page, fields: { email }, to: email });
  const proved = await pat.browser.submit(asked.page, { code: asked.code });
  const { url } = await pat.browser.submit(proved, { password });
  // The landline has the last figures of the mobile.
  const landline = pat.phone.replace('07700 900', '01632 960');
  const spokenTo = pat.number.replace('+447700900', '+441632960');
  return { pat, url, landline, spokenTo };
}

/** Goes on in a real browser with the session in which the account was set up. */
export async function takeSession(context: BrowserContext, world: SharedWorld, { browser }: Reader): Promise<void> {
  const cookies = [...browser.cookies].map(([name, value]) => ({ name, value, url: world.issuer, httpOnly: true }));
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, sameSite: 'Lax' })));
}

/** The link of the newest mail whose subject has these words; `not` the one that was read before. */
export const linkMailed = (world: SharedWorld, { email }: Reader, words: string, not = ''): Promise<string> =>
  until(`a mail about ${words}`, async () => {
    const mail = (await world.messages(email)).find(({ subject }) => subject?.includes(words));
    return mail?.link === undefined || mail.link === null || mail.link === not ? undefined : mail.link;
  });
