import type { Page } from 'playwright-core';
import { aKnownPerson, linkMailed } from './known-person.ts';
import type { Reader } from './person.ts';
import type { Guide } from './tour.ts';
import { answer, follow, press } from './walk.ts';

async function ask(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email address', { exact: true }).fill(email);
  await press(page, 'Send the link');
}
async function choose(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await press(page, 'Save the password');
}

/** Getting back in with a forgotten password, and saying that somebody else was there. */
export async function gettingBackIn({ world, look, visitor, service }: Guide): Promise<void> {
  const diary = await service({ name: 'Riverside Health Diary' });
  const pat = await aKnownPerson(world, diary);
  const { page } = await visitor();
  await page.goto(diary.request());
  await answer(page, 'Email address', pat.email);
  await follow(page, 'I have forgotten my password');
  await look('reset-address', page);
  await ask(page, 'wilhelmina@');
  await look('reset-address-error', page);
  await ask(page, pat.email);
  await look('reset-sent', page);
  const link = await linkMailed(world, pat, 'Choose a new');
  await page.goto(`${link}x`);
  await look('reset-broken', page);
  await page.goto(link);
  await look('reset-password', page);
  await choose(page, 'password1234');
  await look('reset-password-error', page);
  await choose(page, 'seven quiet lanterns drift');
  await page.goto(link);
  await look('reset-used', page);
  await page.goto(`${world.issuer}/reset`);
  await ask(page, pat.email);
  await page.goto(await linkMailed(world, pat, 'Choose a new', link));
  await choose(page, 'eight quiet lanterns drift');
  await look('reset-done', page);
  await sayingNo({ world, look, pat, page });
  for (let asked = 3; asked <= 6; asked += 1) {
    await page.goto(`${world.issuer}/reset`);
    await ask(page, pat.email);
  }
  await look('too-many-links', page);
}

async function sayingNo({
  world,
  look,
  pat,
  page,
}: Pick<Guide, 'world' | 'look'> & {
  readonly pat: Reader;
  readonly page: Parameters<Guide['look']>[1];
}): Promise<void> {
  const notice = await linkMailed(world, pat, 'was changed');
  await page.goto(`${notice}x`);
  await look('not-me-broken', page);
  await page.goto(notice);
  await look('not-me', page);
  await press(page, 'It was not me');
  await look('not-me-done', page);
  await page.goto(notice);
  await look('not-me-used', page);
}
