import type { BrowserContext } from 'playwright-core';
import { newPerson, registerUntilConsent } from '../../support/person.ts';
import type { SharedWorld } from '../../support/shared-world.ts';
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

/** Goes on in a real browser with the session in which the account was set up. */
export async function takeSession(context: BrowserContext, world: SharedWorld, { browser }: Reader): Promise<void> {
  const cookies = [...browser.cookies].map(([name, value]) => ({ name, value, url: world.issuer, httpOnly: true }));
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, sameSite: 'Lax' })));
}
