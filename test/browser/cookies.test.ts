import type { Cookie } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedService } from './support/connected-service.ts';
import { aKnownPerson } from './support/known-person.ts';
import { scene, world } from './support/scene.ts';
import { answer, givePassword } from './support/walk.ts';

const { visitor, service } = scene();
let pharmacy: ConnectedService;
beforeAll(async () => {
  pharmacy = await service();
});

const DAY = 86_400;
const { port } = new URL(world.issuer);
const daysLeft = ({ expires }: Cookie): number => Math.round((expires - Date.now() / 1000) / DAY);

/** On loopback all ports share one jar, and a browser may refuse the `__Host-` prefix: the port stands in the name instead. */
describe('the cookies on http://localhost', () => {
  it('are three, for this host only, and out of reach of scripts and other sites', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { context, page } = await visitor();
    await page.goto(pharmacy.request());
    const [interaction, ...others] = await context.cookies(world.issuer);
    expect(others).toEqual([]);
    expect(interaction?.name).toMatch(new RegExp(`^gatehouse-i-[\\w-]+-${port}$`));

    await givePassword(page, pat);
    await page.getByLabel('Remember this device').check();
    await answer(page, 'Security code', await pat.nextTextedCode());
    await page.waitForURL(/callback/);
    const cookies = await context.cookies(world.issuer);
    // The journey is over, and its cookie with it.
    expect(cookies.map(({ name }) => name).toSorted()).toEqual([
      `gatehouse-device-${port}`,
      `gatehouse-session-${port}`,
    ]);
    for (const cookie of [interaction, ...cookies]) {
      expect(cookie).toMatchObject({ httpOnly: true, secure: false, path: '/', domain: 'localhost' });
    }
    const [device, session] = cookies.toSorted((one, other) => one.name.localeCompare(other.name));
    expect([interaction, session, device].map((cookie) => cookie?.sameSite)).toEqual(['Lax', 'Lax', 'Strict']);
    expect(session?.expires).toBe(-1);
    expect(device && daysLeft(device)).toBe(180);
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  it('go when the person signs out', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { context, page } = await visitor();
    await page.goto(pharmacy.request());
    await givePassword(page, pat);
    await page.getByLabel('Remember this device').check();
    await answer(page, 'Security code', await pat.nextTextedCode());
    await page.waitForURL(/callback/);
    await page.goto(`${world.issuer}/sign-out`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/signed-out/);
    expect(await context.cookies(world.issuer)).toEqual([]);
  });
});
