import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sendForm } from '../support/bare-request.ts';
import { headingOf, type Page } from '../support/citizen.ts';
import {
  anotherBrowser,
  freshCode,
  givePassword,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerUntilConsent,
  registerUntilTerms,
  submitForCode,
} from '../support/person.ts';
import {
  addService,
  authorizeUrl,
  operate,
  redeem,
  refresh,
  serviceFile,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
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
    const before = new Map(person.browser.cookies);
    await signOut(person, decision);
    expect(headingOf(await person.browser.open(consent.url))).toBe('You need to start again');
    // Whoever kept the cookie of the journey is not signed in by it either.
    for (const [name, value] of before) if (name.includes('-i-')) person.browser.cookies.set(name, value);
    const again = await sendForm(person.browser, { page: terms, fields: { decision: 'accept' } });
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(headingOf(await person.browser.open(consent.url))).toBe('Enter your password');
    expect(sessionOf(person)).toBeUndefined();
  });
});

describe('forms sent out of turn', () => {
  const pages = [
    'choose-account',
    'sign-in/credential',
    'sign-in/passkey-removal',
    'sign-in/password',
    'sign-in/passkey',
    'sign-in/set-password',
    'sign-in/add-passkey',
    'sign-in/passcode',
    'register/email-code',
    'register/account-exists',
    'register/password',
    'register/phone',
    'register/phone-code',
    'terms',
    'level-unavailable',
    'consent/decline',
    'consent',
  ];

  /** Sends every form of the journey from whatever page the browser is on, with all that could please any of them. */
  async function sendEveryForm(person: Person, page: Page): Promise<void> {
    const journey = page.url.replace(/(\/journey\/[^/]+).*/, '$1');
    for (const path of pages) {
      for (const decision of ['', 'agree', 'accept', 'continue', 'session', 'asserted', 'back']) {
        const fields = {
          decision,
          service: service.clientId,
          code: '000000',
          password: '',
          passkey: '',
          phone: '',
          email: '',
        };
        const at = { ...page, html: page.html.replaceAll(/action="[^"]*"/g, `action="${journey}/${path}"`) };
        const answer = await sendForm(person.browser, { page: at, fields, address: person.address });
        expect(answer.headers.getSetCookie().filter((cookie) => cookie.includes('-session-'))).toEqual([]);
        expect(answer.headers.get('location') ?? journey).toContain(new URL(journey).pathname);
      }
    }
  }

  it('sign nobody in and let nobody through while an address is given', async () => {
    const { person } = await register(world, service);
    const later = anotherBrowser(world, person);
    const page = await later.browser.open(authorizeUrl(world, service));
    await sendEveryForm(later, page);
    await sendEveryForm(later, await later.browser.submit(page, { email: person.email }));
  });

  it('sign nobody in and let nobody through while a code is awaited, and the code still works', async () => {
    const { person } = await register(world, service);
    const later = anotherBrowser(world, person);
    const start = await later.browser.open(authorizeUrl(world, service));
    const credential = await later.browser.submit(start, { email: person.email });
    const asked = await submitForCode(world, later, {
      page: credential,
      fields: { password: person.password },
      to: person.number,
    });
    const pagesButCode = pages.filter((path) => path !== 'sign-in/passcode');
    const journey = asked.page.url.replace(/(\/journey\/[^/]+).*/, '$1');
    for (const path of pagesButCode) {
      const at = { ...asked.page, html: asked.page.html.replaceAll(/action="[^"]*"/g, `action="${journey}/${path}"`) };
      const fields = { decision: 'agree', service: service.clientId, password: 'x', code: asked.code };
      const answer = await sendForm(later.browser, { page: at, fields, address: later.address });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await later.browser.submit(asked.page, { code: asked.code })).url).toContain('code=');
  });

  it('let nobody register without each proof', async () => {
    const person = newPerson(world);
    const start = await openRegistration(world, person, service);
    await sendEveryForm(person, start);
    const asked = await submitForCode(world, person, {
      page: start,
      fields: { email: person.email },
      to: person.email,
    });
    await sendEveryForm(person, asked.page);
  });

  it('of another browser’s journey change nothing', async () => {
    const person = newPerson(world);
    const terms = await registerUntilTerms(world, person, await openRegistration(world, person, service));
    const stranger = newPerson(world);
    await stranger.browser.open(authorizeUrl(world, service));
    const fields = { decision: 'accept' };
    const answer = await sendForm(person.browser, { page: terms, fields, cookies: stranger.browser.cookies });
    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
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

describe('what an operator takes from a service', () => {
  const update = async (one: TestService, changes: Readonly<Record<string, unknown>>) => {
    const answer = await operate(world, 'services.update', {
      client_id: one.clientId,
      file: serviceFile(one, changes),
    });
    expect(answer.status).toBe(200);
    // A record is at most half a second old where it is used.
    await new Promise((resolve) => setTimeout(resolve, 600));
  };

  it('an address to return to, is not gone to by a journey that began before', async () => {
    const one = await addService(world, {
      redirect_uris: ['https://pharmacy.example/callback', 'https://taken-over.example/callback'],
    });
    const person = newPerson(world);
    const changes = { redirect_uri: 'https://taken-over.example/callback' };
    const consent = await registerUntilConsent(world, person, one, changes);
    await update(one, {});
    const page = await person.browser.submit(consent, { decision: 'agree' });
    expect(page.url).toMatch(`${world.issuer}/journey/`);
    expect(page.status).toBe(400);
  });

  it('a scope, is not told any more, also with a token from before', async () => {
    const one = await addService(world);
    const { callback } = await register(world, one);
    const token = textOf(await redeem(world, one, callback.code ?? ''), 'access_token');
    expect((await userinfo(world, token)).body).toHaveProperty('phone_number');
    await update(one, { scope: 'openid email' });
    const { body } = await userinfo(world, token);
    expect(body).toHaveProperty('email');
    expect(body).not.toHaveProperty('phone_number');
  });

  it('a scope, is in no token from then on: not for a code from before, not for a refresh', async () => {
    const scope = 'openid email phone client_metadata';
    const one = await addService(world, { scope });
    const { callback, person } = await register(world, one, { scope });
    const tokens = await redeem(world, one, callback.code ?? '');
    const code = await freshCode(world, person, one, { scope });
    const write = () =>
      userinfo(world, textOf(tokens, 'access_token'), {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: '{"client_user_metadata":"a note"}',
      });
    expect((await write()).status).toBe(204);
    await update(one, { scope: 'openid email' });
    const renewed = await refresh(world, one, textOf(tokens, 'refresh_token'));
    for (const answer of [await redeem(world, one, code), renewed]) {
      expect(answer.body['scope']).toBe('openid email');
      expect(decodeJwt(textOf(answer, 'access_token'))['scope']).toBe('openid email');
    }
    expect(await write()).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
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
        expect(answer.ok).toBe(false);
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
    const statuses: number[] = [];
    // The proxy of the local world may lose a connection that is answered while the body is still being sent.
    for (let time = 0; time < 3; time += 1) {
      const sent = fetch(`${world.issuer}/operator/services.add`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: 'x'.repeat(2_000_000),
      });
      statuses.push(await sent.then(({ status }) => status).catch(() => 0));
    }
    expect(statuses).toContain(413);
    expect(statuses).not.toContain(401);
  });
});
