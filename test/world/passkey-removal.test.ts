import { beforeAll, describe, expect, it } from 'vitest';
import { type Citizen, errorOf, headingOf, newCitizen, type Page } from '../support/citizen.ts';
import { giveOn, passkeyPersonAt } from '../support/passkey-citizen.ts';
import { anotherBrowser, type Person } from '../support/person.ts';
import { addService, authorizeUrl, readCallback, type TestService } from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
let service: TestService;
beforeAll(async () => {
  service = await addService(world);
});

/** The link of the newest message with these words. */
const linkSent = (to: string, words: RegExp): Promise<string> =>
  until(`a message to ${to}`, async () => {
    const found = (await world.messages(to)).find(({ subject, body }) => words.test(`${subject ?? ''} ${body}`));
    return found?.link ?? undefined;
  });

/** In a browser that nobody knows: from the link of the mail, by the code to the phone, to the choice among the passkeys. */
async function toTheChoice(person: Person): Promise<{
  readonly browser: Citizen;
  readonly choice: Page;
  readonly keys: readonly string[];
}> {
  const browser = newCitizen(world.issuer, person.address);
  await browser.submit(await browser.open(`${world.issuer}/reset`), { email: person.email });
  const page = await browser.open(await linkSent(person.email, /has no password|Choose a new/));
  expect(headingOf(page)).toBe('Remove passkeys from your account');
  const seen = (await world.messages(person.number)).length;
  const form = await browser.submit(page, { decision: 'send' });
  expect(errorOf(await browser.submit(form, { code: '12' }))).toContain('6 numbers');
  const choice = await browser.submit(form, { code: await codeSentTo(world, person.number, seen) });
  expect(headingOf(choice)).toBe('Which passkeys do you want to remove?');
  const keys = [...choice.html.matchAll(/name="passkeys"[^>]*value="([^"]+)"/g)].map(([, key = '']) => key);
  return { browser, choice, keys };
}

describe('a person who has lost their passkey', () => {
  it('has it removed by mail and phone after a day, and gets in again by a new password', async () => {
    const { person, passkey } = await passkeyPersonAt(world, service);
    const { browser, choice, keys } = await toTheChoice(person);
    // Whoever reads the mail has the link as well: in their browser nothing can be chosen.
    const stranger = newCitizen(world.issuer, person.address);
    const refused = await stranger.submit(choice, { decision: 'remove', passkeys: keys[0] ?? '' });
    expect(headingOf(refused)).toBe('Remove passkeys from your account');
    expect(errorOf(await browser.submit(choice, { decision: 'remove' }))).toBe('Choose the passkeys to remove');
    const asked = await browser.submit(choice, { decision: 'remove', passkeys: keys[0] ?? '' });
    expect(headingOf(asked)).toBe('Passkeys are to be removed');
    const stops = await browser.open(await linkSent(person.number, /asked to remove passkeys/));
    expect(stops.html).not.toContain('value="remove"');

    // Whoever holds the passkey is told when they sign in, and the service waits.
    const holder = anotherBrowser(world, person);
    const told = await giveOn(
      holder,
      await holder.browser.open(authorizeUrl(world, service, { vtr: '["P0.Cm"]' })),
      passkey,
    );
    expect(headingOf(told)).toBe('Somebody wants to remove passkeys from your account');
    expect(told.html).toContain('Passkey. Added on');
    const again = await holder.browser.submit(told, {});
    expect(errorOf(again)).toBeDefined();
    expect(again.html).toContain('Passkey. Added on');
    const back = await holder.browser.submit(told, { decision: 'continue' });
    expect(readCallback(back.url).code).toBeDefined();

    const link = await linkSent(person.email, /are to be removed/);
    const early = await browser.submit(await browser.open(link), { decision: 'remove' });
    expect([headingOf(early), early.html.includes('value="remove"')]).toEqual([
      'Passkeys are to be removed from your account',
      false,
    ]);
    await world.advance(86_400);
    expect(await linkSent(person.email, /can now remove/)).toBe(link);
    const done = await browser.submit(await browser.open(link), { decision: 'remove' });
    expect(headingOf(done)).toBe('The passkeys are removed');
    expect((await browser.open(link)).status).toBe(400);

    const gone = anotherBrowser(world, person);
    const start = await gone.browser.open(authorizeUrl(world, service, { vtr: '["P0.Cm"]' }));
    expect(errorOf(await giveOn(gone, start, passkey))).toContain('does not work here');
    await browser.submit(await browser.open(`${world.issuer}/reset`), { email: person.email });
    const form = await browser.open(await linkSent(person.email, /Choose a new/));
    const set = await browser.submit(form, { password: 'seven quiet lanterns drift' });
    expect(headingOf(set)).toBe('You have a new password');
  });

  it('is not helped to it by who holds the passkey and says no, which is told by mail; the link stops it', async () => {
    const { person, passkey } = await passkeyPersonAt(world, service);
    const { browser, choice, keys } = await toTheChoice(person);
    await browser.submit(choice, { decision: 'remove', passkeys: keys[0] ?? '' });
    const holder = anotherBrowser(world, person);
    const told = await giveOn(
      holder,
      await holder.browser.open(authorizeUrl(world, service, { vtr: '["P0.Cm"]' })),
      passkey,
    );
    expect(readCallback((await holder.browser.submit(told, { decision: 'put-off' })).url).code).toBeDefined();
    await until('the news that it was put off', async () =>
      (await world.messages(person.email)).find(({ subject }) => subject?.includes('put off')),
    );
    await world.advance(86_400);
    const link = await linkSent(person.email, /are to be removed/);
    const waits = await browser.open(link);
    expect(waits.html).not.toContain('value="remove"');
    expect(headingOf(await browser.submit(waits, { decision: 'stop' }))).toBe('No passkeys will be removed');
    expect(headingOf(await browser.open(link))).toBe('This link does not work any more');
    const again = anotherBrowser(world, person);
    const in_ = await giveOn(
      again,
      await again.browser.open(authorizeUrl(world, service, { vtr: '["P0.Cm"]' })),
      passkey,
    );
    expect(readCallback(in_.url).code).toBeDefined();
  });
});
