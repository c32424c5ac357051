import type { Page } from 'playwright-core';
import type { SharedWorld } from '../../support/shared-world.ts';
import type { SamplePage } from '../../ui/sample-pages.tsx';

/** Opens a drawn page as if the service had sent it, with the assets that it names. */
export async function openDrawn(page: Page, world: SharedWorld, { name, html }: SamplePage): Promise<void> {
  const address = `${world.issuer}/drawn/${name}`;
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(address);
}
