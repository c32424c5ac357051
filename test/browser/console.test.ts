import { expect, it } from 'vitest';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { answer, follow } from './support/walk.ts';

const { visitor, service } = scene();

it('the inbox shows a new code by itself, but not while somebody types there', async () => {
  const pharmacy = await service();
  const [ada, ben] = [await aPerson(world), await aPerson(world)];
  const { context, page } = await visitor();
  const inbox = await context.newPage();
  await inbox.goto(`${world.console}/inbox`);
  await page.goto(pharmacy.request());
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', ada.email);
  await inbox.bringToFront();
  await inbox.getByRole('heading', { name: ada.email }).waitFor();
  expect(await inbox.locator('.code').first().innerText()).toBe(await ada.nextMailedCode());

  await inbox.getByLabel('Only messages to').fill('ben');
  await page.goto(pharmacy.request());
  await follow(page, /^Set up a/);
  await answer(page, 'Email address', ben.email);
  await ben.nextMailedCode();
  await inbox.bringToFront();
  await inbox.getByLabel('Only messages to').press('End');
  await inbox.waitForTimeout(1500);
  expect(await inbox.getByLabel('Only messages to').inputValue()).toBe('ben');
  expect(await inbox.getByRole('heading', { name: ben.email }).count()).toBe(0);
  await inbox.getByLabel('Only messages to').blur();
  await inbox.getByRole('heading', { name: ben.email }).waitFor();
});
