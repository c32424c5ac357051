import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { System } from '../../dev/faults.ts';
import { headingOf, type Page } from '../support/citizen.ts';
import { anotherBrowser, newPerson, openRegistration, type Person, signIn, submitForCode } from '../support/person.ts';
import { addService, authorizeUrl, operate, readCallback, type TestService } from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
/** Longer than the worker's lease on a message; the alarm sends it then. */
const leaseSeconds = 31;
const codeLifeSeconds = 300;
let service: TestService;

beforeAll(async () => {
  service = await addService(world);
});
afterEach(() => world.clearFaults());

/** A person who is asked for a phone number. */
async function atThePhonePage(): Promise<{ readonly person: Person; readonly page: Page }> {
  const person = newPerson(world);
  const start = await openRegistration(world, person, service);
  const asked = await submitForCode(world, person, { page: start, fields: { email: person.email }, to: person.email });
  const proved = await person.browser.submit(asked.page, { code: asked.code });
  return { person, page: await person.browser.submit(proved, { password: person.password }) };
}

/** The same person with the landline of the same last figures. */
const withLandline = (person: Person): Person => ({
  ...person,
  phone: person.phone.replace('07700 900', '01632 960'),
  number: person.number.replace('+447700900', '+441632960'),
});

const newest = async (to: string) => (await world.messages(to))[0];
const breakDown = (...systems: readonly System[]) =>
  Promise.all(systems.map((system) => world.setFault(system, 'down')));
/** Waits until a supplier was asked, and hung up. */
const triedInVain = (system: System, before: number) =>
  until(`a message that ${system} did not take`, async () => {
    const asked = await world.requests(system);
    return (asked.length > before && asked[0]?.answer === null) || undefined;
  });

describe('a security code for a phone', () => {
  it('comes by Voodoo SMS while GOV.UK Notify is down: the same code, and no second one', async () => {
    const { person, page } = await atThePhonePage();
    await breakDown('govuk-notify');
    const texted = await submitForCode(world, person, {
      page,
      fields: { phone: person.phone },
      to: person.number,
    });
    expect(await world.messages(person.number)).toMatchObject([{ channel: 'sms', provider: 'voodoo-sms' }]);
    const [tried] = await world.requests('govuk-notify');
    expect(JSON.parse(tried?.body ?? '')).toMatchObject({
      phone_number: person.number,
      personalisation: { code: texted.code },
    });
    expect(headingOf(await person.browser.submit(texted.page, { code: texted.code }))).toBe('Agree to our terms');
  });

  it('binds itself to this host in its last line, whoever carries it', async () => {
    const { person, page } = await atThePhonePage();
    let next = page;
    const lines: string[] = [];
    for (const fields of [{ phone: person.phone }, { decision: 'resend' }, { decision: 'resend' }]) {
      const sent = await submitForCode(world, person, { page: next, fields, to: person.number });
      next = sent.page;
      lines.push(`${(await newest(person.number))?.body.split('\n').at(-1)}`.replace(sent.code, 'code'));
    }
    expect(lines).toEqual(Array(3).fill('@localhost #code'));
  });

  it('waits while all three are down, holds up no page, and comes when one is back', async () => {
    const { person, page } = await atThePhonePage();
    const before = (await world.requests('amazon-sns')).length;
    await breakDown('govuk-notify', 'voodoo-sms', 'amazon-sns');
    const asked = await person.browser.submit(page, { phone: person.phone });
    expect([asked.status, headingOf(asked)]).toEqual([200, 'Check your phone']);
    await triedInVain('amazon-sns', before);
    await world.setFault('amazon-sns', 'up');
    await world.advance(leaseSeconds);
    const code = await codeSentTo(world, person.number, 0);
    expect((await newest(person.number))?.provider).toBe('amazon-sns');
    expect(headingOf(await person.browser.submit(asked, { code }))).toBe('Agree to our terms');
  });

  it('is not sent when it has expired meanwhile; a new one is', async () => {
    const { person, page } = await atThePhonePage();
    const before = (await world.requests('amazon-sns')).length;
    await breakDown('govuk-notify', 'voodoo-sms', 'amazon-sns');
    const asked = await person.browser.submit(page, { phone: person.phone });
    await triedInVain('amazon-sns', before);
    await world.advance(codeLifeSeconds);
    await world.clearFaults();
    await world.advance(leaseSeconds);
    expect(await world.messages(person.number)).toEqual([]);
    const again = await submitForCode(world, person, {
      page: asked,
      fields: { decision: 'resend' },
      to: person.number,
    });
    expect(headingOf(await person.browser.submit(again.page, { code: again.code }))).toBe('Agree to our terms');
  });

  it('asked for again goes another way each time; the second time a landline is offered, and is so still after a mistake', async () => {
    const { person, page } = await atThePhonePage();
    const offer = 'Use a landline number instead';
    const first = await submitForCode(world, person, { page, fields: { phone: person.phone }, to: person.number });
    const resend = (from: Page) =>
      submitForCode(world, person, { page: from, fields: { decision: 'resend' }, to: person.number });
    const second = await resend(first.page);
    expect(second.page.html).not.toContain(offer);
    const third = await resend(second.page);
    expect(third.page.html).toContain(offer);
    expect((await world.messages(person.number)).map(({ provider }) => provider)).toEqual([
      'amazon-sns',
      'voodoo-sms',
      'govuk-notify',
    ]);
    expect((await person.browser.submit(third.page, { code: first.code })).html).toContain(offer);
    const called = withLandline(person);
    const phone = await person.browser.follow(third.page, changeLinkOf(third.page));
    const spoken = await submitForCode(world, person, {
      page: phone,
      fields: { phone: called.phone },
      to: called.number,
    });
    expect(spoken.page.html).not.toContain(offer);
    expect(headingOf(await person.browser.submit(spoken.page, { code: spoken.code }))).toBe('Agree to our terms');
  });
});

const changeLinkOf = (page: Page): string => /href="([^"]*register\/phone)"/.exec(page.html)?.[1] ?? 'no link back';

describe('a person with a landline only', () => {
  it('has the code read out, registers, and signs in with the next one', async () => {
    const { person: anyone, page } = await atThePhonePage();
    const person = withLandline(anyone);
    const called = await submitForCode(world, person, { page, fields: { phone: person.phone }, to: person.number });
    expect(called.page.html).toContain('We are calling the number ending in');
    expect(await newest(person.number)).toMatchObject({ channel: 'voice', provider: 'voodoo-sms' });
    const terms = await person.browser.submit(called.page, { code: called.code });
    const consent = await person.browser.submit(terms, { decision: 'accept' });
    expect(readCallback((await person.browser.submit(consent, { decision: 'agree' })).url).code).toBeDefined();

    const visitor = anotherBrowser(world, person);
    const back = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)));
    expect(readCallback(back.url).code).toBeDefined();
    expect((await world.messages(person.number)).map(({ channel }) => channel)).toEqual(['voice', 'voice']);
  });
});

describe('a number that gets no codes', () => {
  it('is refused with words of its own, and nothing is sent', async () => {
    const { person, page } = await atThePhonePage();
    const refusals: readonly (readonly [string, string])[] = [
      ['', 'Enter your phone number'],
      ['07700 90000x', 'in the correct format'],
      ['0770', 'is too short'],
      ['07700 9000000', 'is too long'],
      ['070 1234 5678', 'that begin with 070'],
      ['07640 123456', 'to pagers'],
      ['0844 123 4567', 'cost extra to call'],
      ['0909 123 4567', 'that begin with 09'],
      ['0300 123 4567', 'a landline number that begins with 01 or 02'],
      ['+7 912 345 6789', 'of this country'],
      ['+1 202 555 0123', 'of the United States'],
    ];
    const before = await Promise.all(
      (['govuk-notify', 'voodoo-sms', 'amazon-sns'] as const).map((s) => world.requests(s)),
    );
    let next = page;
    for (const [phone, words] of refusals) {
      next = await person.browser.submit(next, { phone });
      expect([next.status, next.html.includes(words)], `${phone}: ${words}`).toEqual([400, true]);
    }
    const after = await Promise.all(
      (['govuk-notify', 'voodoo-sms', 'amazon-sns'] as const).map((s) => world.requests(s)),
    );
    expect(after.map((list) => list[0]?.id)).toEqual(before.map((list) => list[0]?.id));
    const code = await submitForCode(world, person, { page: next, fields: { phone: person.phone }, to: person.number });
    expect(headingOf(code.page)).toBe('Check your phone');
  });
});

interface Reading {
  readonly supplier: string;
  readonly circuit: string;
  readonly last_day: Readonly<Record<'accepted' | 'delivered' | 'within_a_minute' | 'failed', number>>;
}

/** What the operator reads of a supplier. */
async function readingOf(supplier: string): Promise<Reading['last_day']> {
  const { suppliers } = (await (await operate(world, 'suppliers.list')).json()) as { suppliers: readonly Reading[] };
  return suppliers.find((one) => one.supplier === supplier)?.last_day ?? expect.fail(`no ${supplier}`);
}

/** A person at a number that messages by one supplier never reach. */
const at = (person: Person, figures: string): Person => ({
  ...person,
  phone: `07700 900${figures}`,
  number: `+447700900${figures}`,
});

describe('what becomes of a message', () => {
  it('GOV.UK Notify tells by itself, and the operator reads it', async () => {
    const { person, page } = await atThePhonePage();
    const before = await readingOf('govuk-notify');
    await submitForCode(world, person, { page, fields: { phone: person.phone }, to: person.number });
    const after = await until('a receipt of the text', async () => {
      const reading = await readingOf('govuk-notify');
      return reading.within_a_minute > before.within_a_minute ? reading : undefined;
    });
    expect(after.accepted).toBeGreaterThan(before.accepted);
  });

  it('Voodoo SMS is asked each hour', async () => {
    const { person, page } = await atThePhonePage();
    await breakDown('govuk-notify');
    const before = await readingOf('voodoo-sms');
    await submitForCode(world, person, { page, fields: { phone: person.phone }, to: person.number });
    // It may be asked in the moment before it knows: the next time an hour later.
    await world.advance(3600);
    await world.advance(3600);
    const after = await readingOf('voodoo-sms');
    expect([after.accepted > before.accepted, after.delivered > before.delivered]).toEqual([true, true]);
  });

  it('is told to the person when it can never be delivered: the next page says so, and the code goes another way', async () => {
    const { person: anyone, page } = await atThePhonePage();
    const person = at(anyone, '990');
    const words = 'A message to this phone number could not be delivered';
    const before = await readingOf('govuk-notify');
    const asked = await person.browser.submit(page, { phone: person.phone });
    expect(asked.html).not.toContain(words);
    await until('the receipt', async () => (await readingOf('govuk-notify')).failed > before.failed || undefined);
    const again = await submitForCode(world, person, {
      page: asked,
      fields: { decision: 'resend' },
      to: person.number,
    });
    expect(again.page.html).toContain(words);
    expect(await world.messages(person.number)).toMatchObject([{ provider: 'voodoo-sms' }]);
    expect(headingOf(await person.browser.submit(again.page, { code: again.code }))).toBe('Agree to our terms');
  });
});

describe('the address of receipts', () => {
  const receipt = { id: crypto.randomUUID(), reference: 'never-sent', status: 'delivered' };
  const post = async (bearer: string | undefined, body: object = receipt) => {
    const answer = await fetch(`${world.issuer}/receipts/govuk-notify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const secrets = (): { NOTIFY_CALLBACK_TOKEN: string } =>
    JSON.parse(readFileSync(join(world.home, 'secrets.json'), 'utf8'));

  it('opens to the token of Notify only, and believes it about messages that were sent', async () => {
    const { NOTIFY_CALLBACK_TOKEN: token } = secrets();
    expect(await post(undefined)).toBe(401);
    expect(await post(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBe(401);
    expect(await post(token, { status: 'delivered' })).toBe(400);
    expect(await post(token)).toBe(404);
    expect((await fetch(`${world.issuer}/receipts/govuk-notify`)).status).toBe(405);
  });
});
