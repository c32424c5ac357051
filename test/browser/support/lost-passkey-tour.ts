import type { Page } from 'playwright-core';
import type { ConnectedService } from './connected-service.ts';
import { linkMailed } from './known-person.ts';
import type { Reader } from './person.ts';
import type { Guide } from './tour.ts';
import { answer, arriveBy, follow, press } from './walk.ts';

const day = 86_400;

/** Whose passkey is lost, and in which browser their device is all the same. */
interface Loser extends Pick<Guide, 'world' | 'look'> {
  readonly page: Page;
  readonly pat: Reader;
  readonly diary: ConnectedService;
}

/** Asks for a link, and goes by it to the page on which passkeys are got rid of. @returns the link, not to be read again */
async function toTheRequest({ world, page, pat }: Loser, words: string, not = ''): Promise<string> {
  await page.goto(`${world.issuer}/reset`);
  await page.getByLabel('Email address', { exact: true }).fill(pat.email);
  await press(page, 'Send the link');
  const link = await linkMailed(world, pat, words, not);
  await page.goto(link);
  return link;
}

async function giveCode({ page, pat }: Loser): Promise<void> {
  await press(page, 'Send a code');
  await answer(page, 'Security code', await pat.nextTextedCode());
}

async function choose(page: Page): Promise<void> {
  await page.getByRole('checkbox').first().check();
  await press(page, 'Remove in 24 hours');
}

/** Signs in by the lost passkey, which leads to the news. */
async function byPasskey({ page, diary }: Loser): Promise<void> {
  await page.goto(diary.request({ vtr: '["P0.Cm"]', prompt: 'login' }));
  // The device offers its passkey by itself.
  await page.waitForURL(/passkey-removal/);
}

/** A person with a password gets rid of a passkey: stopped at first, then done after a day. */
export async function losingAPasskey(loser: Loser): Promise<void> {
  const { world, look, page, pat } = loser;
  const first = await toTheRequest(loser, 'Choose a new');
  await look('reset-password-passkeys', page);
  await follow(page, 'Remove passkeys');
  await look('removal-phone', page);
  await press(page, 'Send a code');
  await look('removal-code', page);
  await answer(page, 'Security code', '12');
  await look('removal-code-error', page);
  await answer(page, 'Security code', await pat.nextTextedCode());
  await look('removal-choose', page);
  await press(page, 'Remove in 24 hours');
  await look('removal-choose-error', page);
  await choose(page);
  await look('removal-asked', page);
  const told = await linkMailed(world, pat, 'are to be removed');
  await page.goto(told);
  await look('removal-waits', page);
  await press(page, 'Stop it');
  await look('removal-stopped', page);
  await page.goto(told);
  await look('removal-over', page);

  await toTheRequest(loser, 'Choose a new', first);
  await follow(page, 'Remove passkeys');
  await giveCode(loser);
  await choose(page);
  const again = await linkMailed(world, pat, 'are to be removed', told);
  await world.advance(day);
  await page.goto(again);
  await look('removal-ready', page);
  await press(page, 'Remove the passkeys');
  await look('removal-done', page);
}

/** A person without a password does, and whoever holds the passkey says no. */
export async function losingTheOnlyPasskey(loser: Loser): Promise<void> {
  const { world, look, page, pat } = loser;
  await toTheRequest(loser, 'has no password');
  await giveCode(loser);
  await choose(page);
  await byPasskey(loser);
  await look('passkey-removal', page);
  await page.evaluate("document.querySelector('[name=decision]').value = 'neither'");
  await arriveBy(page, () => page.locator('[name=decision]').first().click());
  await look('passkey-removal-error', page);
  await press(page, 'It was not me');
  await byPasskey(loser);
  await look('passkey-removal-again', page);
  await world.advance(7 * day);
  await page.goto(await linkMailed(world, pat, 'are to be removed'));
  await press(page, 'Remove the passkeys');
  await look('removal-done-no-password', page);
}
