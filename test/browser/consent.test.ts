import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedService } from './support/connected-service.ts';
import { aKnownPerson, takeSession } from './support/known-person.ts';
import { aPerson } from './support/person.ts';
import { scene, world } from './support/scene.ts';
import { answer, givePassword, headingOf, press, setUpAccount } from './support/walk.ts';

const { visitor, service } = scene();
let pharmacy: ConnectedService;
let optician: ConnectedService;
beforeAll(async () => {
  pharmacy = await service({ name: 'Meadow Pharmacy' });
  optician = await service({ name: 'Bright Optician' });
});

const asksFor = (name: string): string => `Share your information with ${name}?`;

describe('a person who is asked to share', () => {
  it('is asked once more when they decline, may change their mind, and is never asked again after agreeing', async () => {
    const pat = await aKnownPerson(world, pharmacy, { agree: false });
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(pharmacy.request());
    expect(await headingOf(page)).toBe(asksFor('Meadow Pharmacy'));
    await press(page, 'Do not share');
    expect(await headingOf(page)).toBe('Are you sure you do not want to share?');
    await press(page, /^Go back/);
    expect(await headingOf(page)).toBe(asksFor('Meadow Pharmacy'));
    await press(page, 'Agree and continue');
    expect(await headingOf(page)).toBe('Meadow Pharmacy');
    await page.goto(pharmacy.request());
    expect(page.url()).toContain(`${pharmacy.origin}/callback?code=`);
  });

  it('goes back to the service unknown after declining twice, and Back leads to no form', async () => {
    const pat = await aKnownPerson(world, pharmacy, { agree: false });
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(pharmacy.request());
    await press(page, 'Do not share');
    await press(page, 'Continue without sharing');
    expect(await headingOf(page)).toBe('Meadow Pharmacy');
    expect(await page.locator('#error').innerText()).toBe('access_denied');
    expect(await page.locator('#error_description').innerText()).toBe('ConsentNotGiven');
    await page.goBack();
    expect(await headingOf(page)).toBe('You need to start again');
    expect(await page.getByRole('main').innerText()).toContain('CID1004');
    // They may begin again, and are asked again.
    await page.goto(pharmacy.request());
    expect(await headingOf(page)).toBe(asksFor('Meadow Pharmacy'));
  });

  it('finds no form behind Back once they are let in', async () => {
    const pat = await aKnownPerson(world, pharmacy, { agree: false });
    const { context, page } = await visitor();
    await takeSession(context, world, pat);
    await page.goto(pharmacy.request());
    await press(page, 'Agree and continue');
    await page.locator('#code').waitFor();
    await page.goBack();
    expect(await page.getByRole('main').innerText()).toContain('CID1004');
  });

  it('leaves by declining the terms too', async () => {
    const { page } = await visitor();
    await page.goto(pharmacy.request());
    await setUpAccount(page, await aPerson(world));
    await press(page, 'I do not agree');
    expect(await headingOf(page)).toBe('Meadow Pharmacy');
    expect(await page.locator('#error').innerText()).toBe('access_denied');
  });
});

describe('two tabs of one browser', () => {
  it('keep the questions of two services apart', async () => {
    const pat = await aKnownPerson(world, pharmacy, { agree: false });
    const { context, page: left } = await visitor();
    await takeSession(context, world, pat);
    const right = await context.newPage();
    await left.goto(pharmacy.request());
    await right.goto(optician.request());
    expect(await headingOf(left)).toBe(asksFor('Meadow Pharmacy'));
    expect(await headingOf(right)).toBe(asksFor('Bright Optician'));
    await press(left, 'Agree and continue');
    expect(await headingOf(left)).toBe('Meadow Pharmacy');
    await right.reload();
    expect(await headingOf(right)).toBe(asksFor('Bright Optician'));
    await press(right, 'Do not share');
    await press(right, 'Continue without sharing');
    expect(await right.locator('#error').innerText()).toBe('access_denied');
    // What was said in one tab does not count in the other.
    await left.goto(pharmacy.request());
    expect(await left.locator('#code').count()).toBe(1);
  });

  it('sign in once: the second goes on where the first one has been', async () => {
    const pat = await aKnownPerson(world, pharmacy);
    const { context, page: left } = await visitor();
    const right = await context.newPage();
    await left.goto(pharmacy.request());
    await right.goto(optician.request());
    await givePassword(left, pat);
    await answer(left, 'Security code', await pat.nextTextedCode());
    expect(await headingOf(left)).toBe('Meadow Pharmacy');
    await answer(right, 'Email address', pat.email);
    expect(await headingOf(right)).toBe(asksFor('Bright Optician'));
  });
});
