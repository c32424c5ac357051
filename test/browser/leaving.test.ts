import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { aKnownPerson, takeSession } from './support/known-person.ts';
import { scene, world } from './support/scene.ts';
import { headingOf, press } from './support/walk.ts';

const { visitor, service } = scene();

/**
 * Presses a button that leads to an app, which this browser has not: Chromium gives the journey up then, whether there was no
 * app or a policy forbade it. A policy makes itself heard as a complaint of the page.
 * @returns the last address that the browser set out for
 */
async function departBy(page: Page, button: string): Promise<string | undefined> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  const addresses: string[] = [];
  devTools.on('Network.requestWillBeSent', ({ request }) => void addresses.push(request.url));
  const failed = new Promise((resolve) => devTools.on('Network.loadingFailed', resolve));
  await page.getByRole('button', { name: button }).click({ noWaitAfter: true });
  await failed;
  // The page stays, and says by itself what it has to say about a breach.
  await delay(100);
  return addresses.at(-1);
}

// Chromium applies `form-action` to the whole chain of redirects after a form is sent: the answer to "Agree" leads away.
describe('the way back to a service', () => {
  it('may lead on from its callback to a third origin', async () => {
    const third = await service({ name: 'Third Origin' });
    const first = await service({
      name: 'Forwarding Surgery',
      callback: (response) => response.writeHead(303, { location: `${third.origin}/landed?by=callback` }).end(),
    });
    const pat = await aKnownPerson(world, first, { agree: false });
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(first.request());
    await press(page, 'Agree and continue');
    expect(await headingOf(page)).toBe('Third Origin');
    expect(page.url()).toBe(`${third.origin}/landed?by=callback`);
  });

  it('may be an app with a scheme of its own', async () => {
    const app = await service({ name: 'Pocket Health', redirectUri: 'nhsapp://signed-in/back' });
    const pat = await aKnownPerson(world, app, { agree: false });
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(app.request());
    expect(await departBy(page, 'Agree and continue')).toMatch(
      /^nhsapp:\/\/signed-in\/back\?code=[^&]+&state=state-of-the-test$/,
    );
  });

  it('is closed to a scheme that the service did not register', async () => {
    const web = await service({
      name: 'Meadow Pharmacy',
      callback: (response) => response.writeHead(303, { location: 'otherapp://signed-in' }).end(),
    });
    const pat = await aKnownPerson(world, web, { agree: false });
    const { context, page, complaints } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(web.request());
    await departBy(page, 'Agree and continue');
    // The browser's complaint is what the other tests watch for.
    expect(complaints.splice(0).join()).toContain('form-action');
  });

  it('is the same after a refusal, and from the page of a level that cannot be had', async () => {
    const app = await service({ name: 'Pocket Health', redirectUri: 'nhsapp://signed-in/back' });
    const pat = await aKnownPerson(world, app, { agree: false });
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(app.request());
    await press(page, 'Do not share');
    expect(await departBy(page, 'Continue without sharing')).toMatch(
      /^nhsapp:.*error=access_denied&error_description=ConsentNotGiven/,
    );
    // The first tab is asking by now which app to open.
    const second = await context.newPage();
    await second.goto(app.request({ vtr: '["P9.Cp.Cd"]' }));
    expect(await departBy(second, 'Go back to Pocket Health')).toMatch(
      /^nhsapp:.*error_description=IdentityLevelUnavailable/,
    );
  });
});
