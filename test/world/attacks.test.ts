import { beforeAll, describe, expect, it } from 'vitest';
import { sendForm } from '../support/bare-request.ts';
import { headingOf, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerUntilTerms,
  submitForCode,
} from '../support/person.ts';
import { addService, authorizeUrl, type TestService } from '../support/service.ts';
import { sharedWorld } from '../support/shared-world.ts';

const world = sharedWorld();
let service: TestService;

beforeAll(async () => {
  service = await addService(world);
});

const sessionOf = (person: Person): string | undefined =>
  [...person.browser.cookies].find(([name]) => name.includes('-session-'))?.[1];

async function signOut(person: Person, decision: string): Promise<void> {
  const asked = await person.browser.open(`${world.issuer}/sign-out`);
  expect(headingOf(await person.browser.submit(asked, { decision }))).toContain('signed out');
}

describe('a journey in which somebody registered', () => {
  it.each(['this', 'everywhere'])('does not sign them in again after they signed out (%s)', async (decision) => {
    const person = newPerson(world);
    const terms = await registerUntilTerms(world, person, await openRegistration(world, person, service));
    const consent = await person.browser.submit(terms, { decision: 'accept' });
    await signOut(person, decision);
    // Whoever sits down at this browser next has its history and its cookie of the journey.
    const again = await sendForm(person.browser, { page: terms, fields: { decision: 'accept' } });
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(headingOf(await person.browser.open(consent.url))).toBe('Enter your password');
    expect(sessionOf(person)).toBeUndefined();
  });
});

describe('somebody else’s telephone number', () => {
  const askForText = async (stranger: Person, page: Page, phone: string): Promise<Page> =>
    stranger.browser.submit(page, { phone });

  async function untilPhone(stranger: Person): Promise<Page> {
    const start = await openRegistration(world, stranger, service);
    const asked = await submitForCode(world, stranger, {
      page: start,
      fields: { email: stranger.email },
      to: stranger.email,
    });
    const proved = await stranger.browser.submit(asked.page, { code: asked.code });
    return stranger.browser.submit(proved, { password: stranger.password });
  }

  it('cannot be used up by strangers who register with it', async () => {
    const { person: victim } = await register(world, service);
    for (let round = 0; round < 2; round += 1) {
      const stranger = newPerson(world);
      const page = await untilPhone(stranger);
      for (let send = 0; send < 5; send += 1) await askForText(stranger, page, victim.phone);
    }
    const later = anotherBrowser(world, victim);
    const page = await givePassword(later, await later.browser.open(authorizeUrl(world, service)));
    expect(headingOf(page)).toBe('Enter the security code');
  });

  it('is not counted when nothing is sent, because the network asked for too much', async () => {
    const { person: victim } = await register(world, service);
    const stranger = newPerson(world);
    const page = await untilPhone(stranger);
    // Spends what this network may send, on numbers of its own.
    for (let send = 0; send < 20; send += 1) await askForText(stranger, page, newPerson(world).phone);
    for (let send = 0; send < 12; send += 1) await askForText(stranger, page, victim.phone);
    const later = anotherBrowser(world, victim);
    const signIn = await givePassword(later, await later.browser.open(authorizeUrl(world, service)));
    expect(headingOf(signIn)).toBe('Enter the security code');
  });
});

describe('guessing', () => {
  it('one password at many addresses is stopped by the network it comes from', async () => {
    const stranger = newPerson(world);
    const page = await stranger.browser.open(authorizeUrl(world, service));
    const { browser } = stranger;
    const credential = await browser.submit(page, { email: 'nobody-0@example.com' });
    const statuses: number[] = [];
    for (let guess = 0; guess < 320 && !statuses.includes(429); guess += 1) {
      const { status } = await sendForm(browser, {
        page: credential,
        fields: { password: 'x'.repeat(600) },
        address: stranger.address,
      });
      statuses.push(status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('authorization requests', () => {
  it('of one network are not stored without end', async () => {
    const stranger = newPerson(world);
    const request = async () => {
      const headers = { 'x-dev-client-address': stranger.address };
      const answer = await fetch(authorizeUrl(world, service), { headers, redirect: 'manual' });
      return answer.headers.get('location') ?? '';
    };
    const locations: string[] = [];
    for (let round = 0; round < 13; round += 1)
      locations.push(...(await Promise.all(Array.from({ length: 50 }, request))));
    const refused = locations.filter((location) => !location.startsWith('/journey/'));
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(
      new Set([`${service.redirectUri}?error=temporarily_unavailable&state=state-of-the-test`]),
    );
  });
});

describe('other origins', () => {
  it.each(['/token', '/authorize', '/account', '/journey/1-abc', '/operator/keys.list', '/userinfo'])(
    'are not told that they may read %s',
    async (path) => {
      const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await fetch(`${world.issuer}${path}`, { method, headers, redirect: 'manual' });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
        expect(answer.status).toBeGreaterThanOrEqual(400);
      }
    },
  );

  it.each(['/.well-known/openid-configuration', '/.well-known/jwks.json', '/trustmark/localhost'])(
    'may read %s',
    async (path) => {
      const answer = await fetch(`${world.issuer}${path}`, { headers: { origin: 'https://elsewhere.example' } });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    },
  );
});

describe('the operator API', () => {
  it('does not read a large body of somebody who has no key', async () => {
    const answer = await fetch(`${world.issuer}/operator/services.add`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(2_000_000),
    });
    expect(answer.status).toBe(413);
  });
});
