import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { sendForm } from '../support/bare-request.ts';
import { errorOf, headingOf } from '../support/citizen.ts';
import {
  anotherBrowser,
  anotherCode,
  authorizeSilently,
  newPerson,
  openRegistration,
  type Person,
  register,
  registerLinkOf,
  registerUntilConsent,
  registerUntilTerms,
  signIn,
  submitForCode,
} from '../support/person.ts';
import { oauth4webapi, openidClient } from '../support/relying-party.ts';
import { masked, sameAnswers } from '../support/same-answers.ts';
import {
  addService,
  authorizeUrl,
  operate,
  readCallback,
  redeem,
  type TestService,
  textOf,
  userinfo,
} from '../support/service.ts';
import { codeSentTo, sharedWorld } from '../support/shared-world.ts';
import { until } from '../support/until.ts';

const world = sharedWorld();
let service: TestService;
let other: TestService;

beforeAll(async () => {
  // The libraries know no other clock than the machine's.
  if ((await world.health()).clock.offsetSeconds !== 0) await world.reset();
  service = await addService(world);
  other = await addService(world, {
    client_name: 'Hillside Clinic',
    redirect_uris: ['https://clinic.example/callback'],
  });
});

const consentOf = ({ name }: TestService) => `Share your information with ${name}?`;

describe('a citizen without JavaScript', () => {
  for (const library of [openidClient, oauth4webapi]) {
    it(`registers, agrees and is let into a service on ${library.name}, unmodified`, async () => {
      const party = await library(world.issuer, service);
      const person = newPerson(world);
      const asked = await party.ask();
      const start = await person.browser.open(asked.url);
      const form = await person.browser.follow(start, registerLinkOf(start) ?? '');
      const consent = await person.browser.submit(await registerUntilTerms(world, person, form), {
        decision: 'accept',
      });
      expect(headingOf(consent)).toBe(consentOf(service));
      const back = await person.browser.submit(consent, { decision: 'agree' });
      const signedIn = await party.complete(asked, back.url);
      expect(signedIn.claims).toMatchObject({ nonce: asked.nonce, vot: 'P0.Cp.Cd', aud: service.clientId });
      expect([signedIn.expiresIn, signedIn.scope]).toEqual([300, 'openid email phone']);
      expect(await party.userinfo(signedIn)).toEqual({
        iss: world.issuer,
        aud: service.clientId,
        sub: signedIn.claims['sub'],
        email: person.email,
        email_verified: true,
        phone_number: person.number,
        phone_number_verified: true,
        phone_number_pds_matched: false,
      });
    });
  }

  it('comes back and is signed in silently, signs out, and signs in again as the same subject', async () => {
    const { person, callback } = await register(world, service);
    const first = decodeJwt(textOf(await redeem(world, service, callback.code ?? ''), 'id_token'));

    const silent = await authorizeSilently(world, person, service, { prompt: 'none', nonce: 'second' });
    const second = decodeJwt(textOf(await redeem(world, service, silent.code ?? ''), 'id_token'));
    expect(second).toMatchObject({ sub: first.sub, auth_time: first['auth_time'], nonce: 'second' });

    const overview = await person.browser.open(`${world.issuer}/account`);
    expect([headingOf(overview), overview.html.includes(service.name)]).toEqual(['Your account', true]);
    const out = await person.browser.submit(await person.browser.open(`${world.issuer}/sign-out`), {});
    expect(headingOf(out)).toBe('You have signed out');
    const refused = await authorizeSilently(world, person, service, { prompt: 'none' });
    expect(refused.error).toBe('sso_login_required');

    const start = await person.browser.open(authorizeUrl(world, service));
    const again = readCallback((await signIn(world, person, start)).url);
    const third = decodeJwt(textOf(await redeem(world, service, again.code ?? ''), 'id_token'));
    expect([third.sub, third['vot']]).toEqual([first.sub, 'P0.Cp.Cd']);
    expect(Number(third['auth_time'])).toBeGreaterThanOrEqual(Number(first['auth_time']));
  });

  it('is told of a mistake at its field, and what was typed stays', async () => {
    const person = newPerson(world);
    const form = await openRegistration(world, person, service);
    const again = await person.browser.submit(form, { email: 'not an address' });
    expect([again.status, headingOf(again)]).toEqual([400, 'What is your email address?']);
    expect(errorOf(again)).toContain('Enter an email address in the correct format');
    expect(again.html).toMatch(/<title>Error: /);
    expect(again.html).toContain('value="not an address"');
  });
});

describe('tokens', () => {
  it('hold exactly what the interface promises, in all three places', async () => {
    const { person, callback } = await register(world, service, { scope: 'openid email phone', nonce: 'n-0S6_WzA2Mj' });
    const before = await world.now();
    const answer = await redeem(world, service, callback.code ?? '');
    const after = await world.now();
    expect(Object.keys(answer.body).toSorted()).toEqual(
      ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type'].toSorted(),
    );
    expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'openid email phone' });

    const [idToken, accessToken] = [textOf(answer, 'id_token'), textOf(answer, 'access_token')];
    for (const token of [idToken, accessToken]) {
      expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS512', typ: 'JWT', kid: expect.any(String) });
    }
    const id = decodeJwt(idToken);
    const issuedAt = Number(id.iat);
    expect(issuedAt >= before && issuedAt <= after).toBe(true);
    const common = {
      iss: world.issuer,
      sub: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      aud: service.clientId,
      jti: expect.any(String),
      auth_time: expect.any(Number),
      vot: 'P0.Cp.Cd',
      vtm: `${world.issuer}/trustmark/${new URL(world.issuer).host}`,
    };
    expect(id).toEqual({ ...common, iat: issuedAt, exp: issuedAt + 3600, nonce: 'n-0S6_WzA2Mj', token_use: 'id' });
    const access = decodeJwt(accessToken);
    expect(access).toEqual({
      ...common,
      iat: access.iat,
      exp: Number(access.iat) + 300,
      scope: 'openid email phone',
      reason_for_request: 'patientaccess',
      client_id: service.clientId,
      token_use: 'access',
      version: 0,
    });
    expect(access.sub).toBe(id.sub);
    expect((await userinfo(world, accessToken)).body).toMatchObject({ sub: id.sub, email: person.email });
  });
});

describe('the stores', () => {
  it('are not asked by the sign-in of a known person, the exchange of the code, or userinfo', async () => {
    const { person } = await register(world, service);
    const visitor = anotherBrowser(world, person);
    const before = await world.health();
    const page = await signIn(world, visitor, await visitor.browser.open(authorizeUrl(world, service)));
    const answer = await redeem(world, service, readCallback(page.url).code ?? '');
    expect((await userinfo(world, textOf(answer, 'access_token'))).status).toBe(200);
    const after = await world.health();
    expect(after.postgres.queriesByRole['gatehouse_app']).toBe(before.postgres.queriesByRole['gatehouse_app']);
    expect(after.redis.commands).toBe(before.redis.commands);
  });

  it('are asked where they have to be, so that the counts above can be believed', async () => {
    const before = await world.health();
    expect((await operate(world, 'services.list')).status).toBe(200);
    // After a failure Redis is left alone for some seconds.
    const after = await until('a command to Redis', async () => {
      const person = newPerson(world);
      await person.browser.submit(await openRegistration(world, person, service), { email: person.email });
      const health = await world.health();
      return health.redis.commands > before.redis.commands ? health : undefined;
    });
    expect(after.postgres.queriesByRole['gatehouse_app']).toBeGreaterThan(
      before.postgres.queriesByRole['gatehouse_app'] ?? 0,
    );
  });
});

describe('whether an address has an account', () => {
  it('is told to someone who registers only after they proved that the address is theirs', async () => {
    const { person } = await register(world, service);
    const stranger = { ...newPerson(world), email: person.email };
    const form = await openRegistration(world, stranger, service);
    const unknown = newPerson(world);
    const unknownForm = await openRegistration(world, unknown, service);
    const before = (await world.messages(person.email)).length;
    const asked = await sameAnswers(
      { person: stranger, page: form, fields: { email: person.email } },
      { person: unknown, page: unknownForm, fields: { email: unknown.email } },
    );
    expect(asked.status).toBe(303);
    const { browser } = stranger;
    const code = await codeSentTo(world, person.email, before);
    const codePage = await browser.open(`${form.url}/email-code`);
    const wrong = await browser.submit(codePage, { code: anotherCode(code) });
    expect([headingOf(wrong), errorOf(wrong)]).toEqual(['Check your email', expect.stringContaining('not right')]);
    const proved = await browser.submit(wrong, { code });
    expect(headingOf(proved)).toBe('You already have an account');
    const signInPage = await browser.submit(proved, {});
    expect(headingOf(signInPage)).toBe('Enter your password');
  });

  it('cannot be seen in signing in: status, headers, cookies and body are the same for an unknown address', async () => {
    const { person } = await register(world, service);
    const known = { ...anotherBrowser(world, person), password: 'not the right password' };
    const unknown = { ...newPerson(world), password: 'not the right password' };
    const [knownPage, unknownPage] = await Promise.all(
      [known, unknown].map(({ browser }) => browser.open(authorizeUrl(world, service))),
    );
    if (knownPage === undefined || unknownPage === undefined) throw new Error('no pages');
    const addressed = await sameAnswers(
      { person: known, page: knownPage, fields: { email: known.email } },
      { person: unknown, page: unknownPage, fields: { email: unknown.email } },
    );
    expect(addressed.status).toBe(303);
    const [knownForm, unknownForm] = await Promise.all([
      known.browser.submit(knownPage, { email: known.email }),
      unknown.browser.submit(unknownPage, { email: unknown.email }),
    ]);
    expect(masked(unknown, unknownForm.html)).toBe(masked(known, knownForm.html));
    // Five wrong passwords, the sixth that locks, and one during the lock.
    const statuses: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      const answer = await sameAnswers(
        { person: known, page: knownForm, fields: { password: known.password } },
        { person: unknown, page: unknownForm, fields: { password: unknown.password } },
      );
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429]);
  });

  it('cannot be seen in asking for a new password, nor in how often one may ask', async () => {
    const known = (await register(world, service)).person;
    const unknown = newPerson(world);
    const page = (person: Person) => person.browser.open(`${world.issuer}/reset`);
    const [knownPage, unknownPage] = [await page(known), await page(unknown)];
    const statuses: number[] = [];
    for (let asked = 1; asked <= 6; asked += 1) {
      const answer = await sameAnswers(
        { person: known, page: knownPage, fields: { email: known.email } },
        { person: unknown, page: unknownPage, fields: { email: unknown.email } },
      );
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });
});

describe('a person who says no', () => {
  it('to sharing is asked once more, and the service learns that consent was not given', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    const second = await person.browser.submit(consent, { decision: 'decline' });
    expect([second.status, headingOf(second)]).toEqual([200, 'Are you sure you do not want to share?']);
    const back = await person.browser.submit(second, { decision: 'back' });
    expect(headingOf(back)).toBe(consentOf(service));
    const again = await person.browser.submit(back, { decision: 'decline' });
    const told = await person.browser.submit(again, { decision: 'continue' });
    expect(readCallback(told.url).parameters).toEqual([
      ['error', 'access_denied'],
      ['error_description', 'ConsentNotGiven'],
      ['state', 'state-of-the-test'],
    ]);
    const afterwards = await person.browser.open(again.url);
    expect([afterwards.status, afterwards.html.includes('CID1004')]).toEqual([400, true]);
  });

  it('to the terms leaves no account behind', async () => {
    const person = newPerson(world);
    const terms = await registerUntilTerms(world, person, await openRegistration(world, person, service));
    const told = readCallback((await person.browser.submit(terms, { decision: 'decline' })).url);
    expect([told.error, told.description, told.code]).toEqual(['access_denied', 'ConsentNotGiven', undefined]);
    const later = { ...newPerson(world), email: person.email };
    const form = await openRegistration(world, later, service);
    const asked = await submitForCode(world, later, { page: form, fields: { email: later.email }, to: later.email });
    expect(headingOf(await later.browser.submit(asked.page, { code: asked.code }))).toBe('Create a password');
  });
});

describe('two tabs of one browser', () => {
  it('each answer the service that opened them', async () => {
    const { person } = await register(world, service);
    const { browser } = anotherBrowser(world, person);
    const visitor = { ...person, browser };
    const [tabOne, tabTwo] = [
      await browser.open(authorizeUrl(world, service, { state: 'tab-one' })),
      await browser.open(authorizeUrl(world, other, { state: 'tab-two' })),
    ];
    const first = readCallback((await signIn(world, visitor, tabOne)).url);
    expect([first.address, first.state, first.code !== undefined]).toEqual([service.redirectUri, 'tab-one', true]);
    // The other tab still shows the sign-in page; sending it leads on, with the session that is there now.
    const consent = await browser.submit(tabTwo, { email: person.email });
    expect(headingOf(consent)).toBe(consentOf(other));
    const second = readCallback((await browser.submit(consent, { decision: 'agree' })).url);
    expect([second.address, second.state, second.code !== undefined]).toEqual([other.redirectUri, 'tab-two', true]);
  });

  it('never agree for each other: a consent that names another service is refused', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    const crossed = await sendForm(person.browser, {
      page: consent,
      fields: { decision: 'agree', service: other.clientId },
    });
    expect([crossed.status, crossed.headers.get('location')]).toEqual([400, null]);
    expect(headingOf(await person.browser.open(consent.url))).toBe(consentOf(service));
    const silent = await authorizeSilently(world, person, service, { prompt: 'none' });
    expect(silent.error).toBe('consent_required');
    expect(readCallback((await person.browser.submit(consent, { decision: 'agree' })).url).code).toBeDefined();
  });
});

describe('a form that our page did not send', () => {
  const forgeries: readonly (readonly [string, Partial<Parameters<typeof sendForm>[1]>])[] = [
    ['without its token', { fields: { decision: 'agree', csrf: '' } }],
    ['with the token of another journey', { fields: { decision: 'agree', csrf: 'of-another-journey' } }],
    ['from a foreign origin', { headers: { origin: 'https://evil.example' } }],
    ['from an opaque origin', { headers: { origin: 'null' } }],
    ['from another site, without an origin', { headers: { origin: undefined, 'sec-fetch-site': 'cross-site' } }],
    ['from a sibling site, without an origin', { headers: { origin: undefined, 'sec-fetch-site': 'same-site' } }],
  ];

  it('is refused, and changes nothing; the page itself is accepted', async () => {
    const person = newPerson(world);
    const consent = await registerUntilConsent(world, person, service);
    for (const [how, change] of forgeries) {
      const answer = await sendForm(person.browser, { page: consent, fields: { decision: 'agree' }, ...change });
      expect([how, answer.status, answer.headers.get('location')]).toEqual([how, 403, null]);
    }
    const silent = await authorizeSilently(world, person, service, { prompt: 'none' });
    expect(silent.error).toBe('consent_required');
    const accepted = await sendForm(person.browser, { page: consent, fields: { decision: 'agree' } });
    expect(accepted.status).toBe(303);
    expect((await authorizeSilently(world, person, service, { prompt: 'none' })).code).toBeDefined();
  });

  it('is refused without the cookie of its journey, as a journey that is not this browser’s', async () => {
    const person = newPerson(world);
    const start = await person.browser.open(authorizeUrl(world, service));
    const forged = await sendForm(person.browser, { page: start, fields: { email: person.email }, cookies: new Map() });
    expect([forged.status, forged.body.includes('CID1004')]).toEqual([400, true]);
    const own = await person.browser.submit(start, { email: person.email });
    expect([own.status, headingOf(own)]).toEqual([200, 'Enter your password']);
  });
});
